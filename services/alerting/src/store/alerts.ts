import type { Db, Tx } from '@solveig/kit/db';
import type { Alert, AlertStatus } from '#domain/alert';
import type { Labels } from '#domain/labels';

/** An alert together with the span that took its last event. */
export interface StoredAlert extends Alert {
  readonly traceParent: string;
}

export interface AlertRow {
  id: string;
  tenant: string;
  name: string;
  severity: string;
  status: AlertStatus;
  labels: Labels;
  fingerprint: string;
  annotations: Labels;
  value: number;
  threshold: number;
  started_at: Date;
  ended_at: Date | null;
  job_id: string;
  trace_id: string;
  trace_parent: string;
}

export function alertOfRow(row: AlertRow): StoredAlert {
  return {
    id: row.id,
    tenant: row.tenant,
    name: row.name,
    severity: row.severity,
    status: row.status,
    labels: row.labels,
    fingerprint: row.fingerprint,
    annotations: row.annotations,
    value: row.value,
    threshold: row.threshold,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
    jobId: row.job_id,
    traceId: row.trace_id,
    traceParent: row.trace_parent,
  };
}

/** Makes two events of one alert take turns, also before the alert has a row to lock; gives the alert if it is known. */
export async function lockAlert(db: Db, tx: Tx, id: string): Promise<Alert | undefined> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`alert ${id}`], tx);
  const [row] = await db.query<AlertRow>('SELECT * FROM alert WHERE id = $1', [id], tx);
  return row && alertOfRow(row);
}

/** Writes what is known now. */
export async function saveAlert(db: Db, tx: Tx, alert: Alert, traceParent: string): Promise<void> {
  await db.query(
    `INSERT INTO alert (id, tenant, name, severity, status, labels, fingerprint, annotations, value, threshold,
       started_at, ended_at, job_id, trace_id, trace_parent)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     ON CONFLICT (id) DO UPDATE SET name = $3, severity = $4, status = $5, labels = $6, fingerprint = $7,
       annotations = $8, value = $9, threshold = $10, started_at = $11, ended_at = $12, job_id = $13, trace_id = $14,
       trace_parent = $15, updated_at = now()`,
    [
      alert.id,
      alert.tenant,
      alert.name,
      alert.severity,
      alert.status,
      JSON.stringify(alert.labels),
      alert.fingerprint,
      JSON.stringify(alert.annotations),
      alert.value,
      alert.threshold,
      alert.startedAt,
      alert.endedAt ?? null,
      alert.jobId,
      alert.traceId,
      traceParent,
    ],
    tx,
  );
}

/** The alerts that a group holds now. */
export async function readMembers(db: Db, tx: Tx, groupId: string): Promise<StoredAlert[]> {
  const rows = await db.query<AlertRow>(
    `SELECT a.* FROM alert_group_member m JOIN alert a ON a.id = m.alert_id
     WHERE m.group_id = $1 AND m.left_at IS NULL ORDER BY a.updated_at DESC`,
    [groupId],
    tx,
  );
  return rows.map(alertOfRow);
}
