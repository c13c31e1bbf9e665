import type { Db, Tx } from '@solveig/kit/db';
import { type EndedSolve, hasAnswer, responseSeconds } from '#domain/ended-solve';
import type { ThresholdRules } from '#domain/rules';
import { addTallies, emptyTally, TALLY_FIELDS, type Tally, tallyOf } from '#domain/tally';
import { ResponseSketch } from '../response-sketch.ts';

/** Which bucket of which scope. */
interface RollupKey {
  isFine: boolean;
  bucketMs: number;
  tenant: string;
  kind: string;
  templateId: string;
}

interface Rollup extends RollupKey {
  tally: Tally;
  sketch: ResponseSketch;
}

/** Dashboards of up to an hour read fine buckets; longer ones coarse. */
export const FINE_UP_TO_MS = 3_600_000;

/** Lengths of the buckets, milliseconds. */
export interface BucketLengths {
  fineMs: number;
  coarseMs: number;
}

const COARSE_MS = 600_000;
const MAX_FINE_MS = 60_000;
const MIN_FINE_MS = 500;

/** A tenth of the window, so that it slides almost smoothly; at most a minute. */
export function bucketLengths(windowMs: number): BucketLengths {
  return { fineMs: Math.min(MAX_FINE_MS, Math.max(MIN_FINE_MS, Math.round(windowMs / 10))), coarseMs: COARSE_MS };
}

const COLUMN_OF = Object.fromEntries(
  TALLY_FIELDS.map((field) => [field, field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)]),
) as Readonly<Record<keyof Tally, string>>;
const COLUMNS = TALLY_FIELDS.map((field) => COLUMN_OF[field]);
const KEY_COLUMNS = 'is_fine, bucket, tenant, kind, template_id';

/** Counts solves in their buckets. For one writer at a time: sketches are read, added to and written. */
export async function addToRollups(
  db: Db,
  tx: Tx,
  solves: readonly EndedSolve[],
  { limits, lengths, nowMs }: { limits: ThresholdRules['responseSeconds']; lengths: BucketLengths; nowMs: number },
): Promise<void> {
  const rollups = rollUp(solves, limits, lengths, nowMs);
  if (rollups.length === 0) return;
  const keys = [
    rollups.map((r) => r.isFine),
    rollups.map((r) => new Date(r.bucketMs)),
    rollups.map((r) => r.tenant),
    rollups.map((r) => r.kind),
    rollups.map((r) => r.templateId),
  ];
  const known = await db.query<{ n: number; sketch: Buffer }>(
    `-- SELECT solve_rollup sketches
     SELECT k.n::integer AS n, r.sketch FROM solve_rollup r
     JOIN unnest($1::boolean[], $2::timestamptz[], $3::text[], $4::text[], $5::text[])
       WITH ORDINALITY AS k (${KEY_COLUMNS}, n) USING (${KEY_COLUMNS}) WHERE r.sketch IS NOT NULL`,
    keys,
    tx,
  );
  for (const { n, sketch } of known) rollups[n - 1]?.sketch.merge(sketch);
  const counts = TALLY_FIELDS.map((field) => rollups.map((r) => r.tally[field]));
  await db.query(
    `INSERT INTO solve_rollup AS r (${KEY_COLUMNS}, ${COLUMNS.join(', ')}, sketch)
     SELECT * FROM unnest($1::boolean[], $2::timestamptz[], $3::text[], $4::text[], $5::text[],
       ${COLUMNS.map((_, i) => `$${i + 6}::double precision[]`).join(', ')}, $${COLUMNS.length + 6}::bytea[])
     ON CONFLICT (${KEY_COLUMNS}) DO UPDATE SET
       ${COLUMNS.map((column) => `${column} = r.${column} + excluded.${column}`).join(', ')},
       sketch = coalesce(excluded.sketch, r.sketch)`,
    [...keys, ...counts, rollups.map((r) => (r.sketch.count > 0 ? Buffer.from(r.sketch.toBytes()) : null))],
    tx,
  );
}

function rollUp(
  solves: readonly EndedSolve[],
  limits: ThresholdRules['responseSeconds'],
  lengths: BucketLengths,
  nowMs: number,
): Rollup[] {
  const byKey = new Map<string, Rollup>();
  for (const solve of solves) {
    const tally = tallyOf(solve, limits);
    for (const isFine of [true, false]) {
      const lengthMs = isFine ? lengths.fineMs : lengths.coarseMs;
      // A clock that runs ahead must not put solves where no window looks yet.
      const bucketMs = Math.floor(Math.min(solve.endedAtMs, nowMs) / lengthMs) * lengthMs;
      const key = [isFine, bucketMs, solve.tenant, solve.kind, solve.templateId].join('|');
      const rollup = byKey.get(key) ?? {
        isFine,
        bucketMs,
        tenant: solve.tenant,
        kind: solve.kind,
        templateId: solve.templateId,
        tally: emptyTally(),
        sketch: new ResponseSketch(),
      };
      rollup.tally = addTallies(rollup.tally, tally);
      if (hasAnswer(solve)) rollup.sketch.add(responseSeconds(solve));
      byKey.set(key, rollup);
    }
  }
  return [...byKey.values()];
}

const SUMS = COLUMNS.map((column) => `sum(${column})::double precision AS ${column}`).join(', ');

type TallyRow = Record<string, number>;

function tallyOfRow(row: TallyRow): Tally {
  const tally = emptyTally();
  for (const field of TALLY_FIELDS) tally[field] = row[COLUMN_OF[field]] ?? 0;
  return tally;
}

/** The counts of every tenant and kind since `sinceMs`. */
export async function readWindows(
  db: Db,
  tx: Tx | undefined,
  sinceMs: number,
): Promise<{ tenant: string; kind: string; tally: Tally }[]> {
  const rows = await db.query<TallyRow & { tenant: string; kind: string }>(
    `SELECT tenant, kind, ${SUMS} FROM solve_rollup WHERE is_fine AND bucket >= $1 GROUP BY tenant, kind`,
    [new Date(sinceMs)],
    tx,
  );
  return rows.map((row) => ({ tenant: row.tenant, kind: row.kind, tally: tallyOfRow(row) }));
}

/** The whole window of response times since `sinceMs`, over all tenants. */
export async function readResponses(db: Db, sinceMs: number): Promise<ResponseSketch> {
  const rows = await db.query<{ sketch: Buffer }>(
    'SELECT sketch FROM solve_rollup WHERE is_fine AND bucket >= $1 AND sketch IS NOT NULL',
    [new Date(sinceMs)],
  );
  return mergedSketch(rows.map((row) => row.sketch));
}

/** Counts and response times of one template, or of a kind's solves without a template. */
export interface TemplateWindow {
  kind: string;
  templateId: string;
  tally: Tally;
  responses: ResponseSketch;
}

/** Counts and response times of every template of a tenant since `sinceMs`, the busiest first, at most `limit`. */
export async function readTemplates(
  db: Db,
  tenant: string,
  { sinceMs, isFine, limit }: { sinceMs: number; isFine: boolean; limit: number },
): Promise<TemplateWindow[]> {
  const rows = await db.query<TallyRow & { kind: string; template_id: string; sketches: Buffer[] }>(
    `SELECT kind, template_id, ${SUMS}, array_remove(array_agg(sketch), NULL) AS sketches FROM solve_rollup
     WHERE is_fine = $1 AND bucket >= $2 AND tenant = $3
     GROUP BY kind, template_id ORDER BY sum(solves) DESC, kind, template_id LIMIT $4`,
    [isFine, new Date(sinceMs), tenant, limit],
  );
  return rows.map((row) => ({
    kind: row.kind,
    templateId: row.template_id,
    tally: tallyOfRow(row),
    responses: mergedSketch(row.sketches),
  }));
}

function mergedSketch(sketches: readonly Uint8Array[]): ResponseSketch {
  const merged = new ResponseSketch();
  for (const sketch of sketches) merged.merge(sketch);
  return merged;
}

/** Forgets fine buckets older than `fineMs` and coarse ones older than `coarseMs`; gives how many. */
export async function pruneRollups(db: Db, keep: { fineMs: number; coarseMs: number }): Promise<number> {
  const rows = await db.query(
    `DELETE FROM solve_rollup
     WHERE (is_fine AND bucket < now() - make_interval(secs => $1))
        OR (NOT is_fine AND bucket < now() - make_interval(secs => $2)) RETURNING 1`,
    [keep.fineMs / 1000, keep.coarseMs / 1000],
  );
  return rows.length;
}
