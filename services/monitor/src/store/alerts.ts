import type { Db, Tx } from '@solveig/kit/db';
import { type Alert, type AlertStatus, annotationsOf, labelsOf, type Severity } from '#domain/alert';

interface AlertRow {
  id: string;
  tenant: string;
  name: string;
  severity: Severity;
  status: AlertStatus;
  dedup_key: string;
  kind: string;
  template_id: string;
  service: string;
  aspect: string;
  summary: string;
  description: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  value: number;
  threshold: number;
  job_id: string;
  trace_id: string;
  trace_parent: string;
  started_at: Date;
  seen_at: Date;
  ended_at: Date | null;
  resolution: string;
}

/** Those of the given alerts that fire now. */
export async function readFiring(
  db: Db,
  tx: Tx,
  keys: readonly { tenant: string; dedupKey: string }[],
): Promise<Alert[]> {
  if (keys.length === 0) return [];
  const rows = await db.query<AlertRow>(
    `SELECT a.* FROM alert a JOIN unnest($1::text[], $2::text[]) AS k (tenant, dedup_key) USING (tenant, dedup_key)
     WHERE a.status = 'firing'`,
    [keys.map((k) => k.tenant), keys.map((k) => k.dedupKey)],
    tx,
  );
  return rows.map(alertOf);
}

/** Every alert that fires now, over all tenants, oldest first. */
export async function readAllFiring(db: Db, tx?: Tx): Promise<Alert[]> {
  const rows = await db.query<AlertRow>(`SELECT * FROM alert WHERE status = 'firing' ORDER BY started_at, id`, [], tx);
  return rows.map(alertOf);
}

/** Every alert of a tenant that fires now, oldest first. */
export async function readFiringOf(db: Db, tenant: string): Promise<Alert[]> {
  const rows = await db.query<AlertRow>(
    `SELECT * FROM alert WHERE status = 'firing' AND tenant = $1 ORDER BY started_at, id`,
    [tenant],
  );
  return rows.map(alertOf);
}

/** Writes an alert that begins. False when one of its key fires already. */
export async function insertAlert(db: Db, tx: Tx, alert: Alert): Promise<boolean> {
  const { scope, decider } = alert;
  const rows = await db.query(
    `INSERT INTO alert (id, tenant, name, severity, status, dedup_key, kind, template_id, service, aspect, summary,
       description, labels, annotations, value, threshold, job_id, trace_id, trace_parent, started_at, seen_at)
     VALUES ($1, $2, $3, $4, 'firing', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)
     ON CONFLICT (tenant, dedup_key) WHERE status = 'firing' DO NOTHING RETURNING 1`,
    [
      alert.id,
      scope.tenant,
      alert.name,
      alert.severity,
      alert.dedupKey,
      scope.kind,
      scope.templateId,
      scope.service,
      alert.aspect,
      alert.summary,
      alert.description,
      labelsOf(alert),
      annotationsOf(alert),
      alert.value,
      alert.threshold,
      decider.jobId,
      decider.traceId,
      decider.traceParent,
      new Date(alert.startedAtMs),
    ],
    tx,
  );
  return rows.length > 0;
}

/** Ends an alert. False when it does not fire. */
export async function resolveAlert(db: Db, tx: Tx, alert: Alert): Promise<boolean> {
  const rows = await db.query(
    `UPDATE alert SET status = 'resolved', ended_at = $2, resolution = $3, annotations = $4
     WHERE id = $1 AND status = 'firing' RETURNING 1`,
    [alert.id, new Date(alert.endedAtMs as number), alert.resolution, annotationsOf(alert)],
    tx,
  );
  return rows.length > 0;
}

/** Notes that the scopes of these alerts were heard of. */
export async function touchAlerts(db: Db, tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query('UPDATE alert SET seen_at = clock_timestamp() WHERE id = ANY ($1::uuid[])', [ids], tx);
}

/** Where a page of alerts begins: after this one. */
export interface AlertCursor {
  startedAtMs: number;
  id: string;
}

/** Alerts of a tenant, newest first, at most `limit`, after `after`. */
export async function listAlerts(
  db: Db,
  tenant: string,
  { status, after, limit }: { status: AlertStatus | undefined; after: AlertCursor | undefined; limit: number },
): Promise<Alert[]> {
  const rows = await db.query<AlertRow>(
    `SELECT * FROM alert
     WHERE tenant = $1 AND ($2::text IS NULL OR status = $2)
       AND ($3::timestamptz IS NULL OR (started_at, id) < ($3, $4::uuid))
     ORDER BY started_at DESC, id DESC LIMIT $5`,
    [tenant, status ?? null, after ? new Date(after.startedAtMs) : null, after?.id ?? null, limit],
  );
  return rows.map(alertOf);
}

/** Forgets alerts that ended longer ago than `keepMs`; gives how many. */
export async function pruneAlerts(db: Db, keepMs: number): Promise<number> {
  const rows = await db.query(
    `DELETE FROM alert WHERE status = 'resolved' AND ended_at < now() - make_interval(secs => $1) RETURNING 1`,
    [keepMs / 1000],
  );
  return rows.length;
}

function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    name: row.name,
    severity: row.severity,
    status: row.status,
    dedupKey: row.dedup_key,
    scope: { tenant: row.tenant, kind: row.kind, templateId: row.template_id, service: row.service },
    aspect: row.aspect,
    summary: row.summary,
    description: row.description,
    labels: row.labels,
    annotations: row.annotations,
    value: row.value,
    threshold: row.threshold,
    decider: { jobId: row.job_id, traceId: row.trace_id, traceParent: row.trace_parent },
    startedAtMs: row.started_at.getTime(),
    endedAtMs: row.ended_at?.getTime(),
    seenAtMs: row.seen_at.getTime(),
    resolution: row.resolution,
  };
}
