import type { Db, Tx } from '@solveig/kit/db';
import type { Baseline, Point } from '#domain/baseline';
import type { BaselineMetric } from '#domain/baseline-sample';
import { type BaselineKey, baselineKeyText } from '#domain/judge-batch';
import { median } from '#domain/statistics';

/** A point as it is kept: value, size, second size, and 1 for "at least". */
type StoredPoint = [number, number, number, 0 | 1];

interface StoredBaseline {
  recent: StoredPoint[];
  past: StoredPoint[];
  cutOffShare: number;
}

interface KeyRow {
  tenant: string;
  kind: string;
  template_id: string;
  metric: BaselineMetric;
}

/** Reads the baselines of the given keys; missing ones are left out. Keyed by `baselineKeyText`. */
export async function readBaselines(db: Db, tx: Tx, keys: readonly BaselineKey[]): Promise<Map<string, Baseline>> {
  if (keys.length === 0) return new Map();
  const rows = await db.query<KeyRow & { state: StoredBaseline }>(
    `SELECT b.tenant, b.kind, b.template_id, b.metric, b.state FROM template_baseline b
     JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (tenant, kind, template_id, metric)
     USING (tenant, kind, template_id, metric)`,
    [keys.map((k) => k.tenant), keys.map((k) => k.kind), keys.map((k) => k.templateId), keys.map((k) => k.metric)],
    tx,
  );
  return new Map(rows.map((row) => [baselineKeyText({ ...row, templateId: row.template_id }), baselineOf(row.state)]));
}

/** Writes the baselines of the given keys. */
export async function writeBaselines(
  db: Db,
  tx: Tx,
  keys: readonly BaselineKey[],
  baselines: ReadonlyMap<string, Baseline>,
): Promise<void> {
  const rows = keys.flatMap((key) => {
    const baseline = baselines.get(baselineKeyText(key));
    return baseline ? [rowOf(key, baseline)] : [];
  });
  if (rows.length === 0) return;
  await db.query(
    `INSERT INTO template_baseline (tenant, kind, template_id, metric, state, recent_median, past_median, past_count)
     SELECT tenant, kind, template_id, metric, state, recent_median, past_median, past_count
     FROM jsonb_populate_recordset(NULL::template_baseline, $1::jsonb)
     ON CONFLICT (tenant, kind, template_id, metric) DO UPDATE SET state = excluded.state,
       recent_median = excluded.recent_median, past_median = excluded.past_median, past_count = excluded.past_count,
       updated_at = now()`,
    [JSON.stringify(rows)],
    tx,
  );
}

/** Forgets baselines that no solve has touched for `keepMs`; gives how many. */
export async function pruneBaselines(db: Db, keepMs: number): Promise<number> {
  const rows = await db.query(
    'DELETE FROM template_baseline WHERE updated_at < now() - make_interval(secs => $1) RETURNING 1',
    [keepMs / 1000],
  );
  return rows.length;
}

/** How many templates have at least `least` solves behind them. */
export async function countCompared(db: Db, least: number, tenant?: string): Promise<number> {
  const [row] = await db.query<{ count: string }>(
    `SELECT count(*) AS count FROM (
       SELECT DISTINCT tenant, kind, template_id FROM template_baseline WHERE past_count >= $1
         AND ($2::text IS NULL OR tenant = $2)) AS compared`,
    [least, tenant ?? null],
  );
  return Number(row?.count ?? 0);
}

/** The medians of one template's times, for dashboards. Seconds; null while there are none. */
export interface TemplateMedians {
  kind: string;
  template_id: string;
  recent_median: number | null;
  past_median: number | null;
  past_count: number;
}

/** The medians of the time to solve of all templates of a tenant. */
export async function readMedians(db: Db, tenant: string): Promise<TemplateMedians[]> {
  return db.query<TemplateMedians>(
    `SELECT kind, template_id, recent_median, past_median, past_count FROM template_baseline
     WHERE tenant = $1 AND metric = 'solve_seconds'`,
    [tenant],
  );
}

function rowOf(key: BaselineKey, { recent, past, cutOffShare }: Baseline) {
  const medianOf = (points: readonly Point[]) => (points.length > 0 ? median(points.map((p) => p.value)) : null);
  const state: StoredBaseline = { recent: recent.map(stored), past: past.map(stored), cutOffShare };
  return {
    tenant: key.tenant,
    kind: key.kind,
    template_id: key.templateId,
    metric: key.metric,
    state,
    recent_median: medianOf(recent),
    past_median: medianOf(past),
    past_count: past.length,
  };
}

function stored(point: Point): StoredPoint {
  return [point.value, point.size, point.secondSize, point.isAtLeast ? 1 : 0];
}

function baselineOf(state: StoredBaseline): Baseline {
  const point = ([value, size, secondSize, atLeast]: StoredPoint): Point => ({
    value,
    size,
    secondSize,
    isAtLeast: atLeast === 1,
  });
  return { recent: state.recent.map(point), past: state.past.map(point), cutOffShare: state.cutOffShare };
}
