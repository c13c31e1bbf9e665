import type { Db } from '@solveig/kit/db';
import { storableJson } from '@solveig/kit/storable';
import { bufferOf, eventValues, type JobEvent, recordEvents } from './event-rows.ts';

/** A claim of a job: everything its holder writes is guarded by the epoch. */
export interface Hold {
  id: string;
  epoch: string;
}

// Rows are locked in the order of their ids, or two statements over the same jobs could wait for each other for ever.
const HELD = `held AS (
  SELECT job.id FROM job JOIN input ON input.id = job.id
  WHERE job.epoch = input.epoch AND job.state = 'RUNNING' ORDER BY job.id FOR NO KEY UPDATE OF job
)`;

/** Extends leases; gives the jobs still held, and whether somebody asked to stop them. Who is missing was fenced. */
export function extendLeases(
  db: Db,
  holds: readonly Hold[],
  leaseSeconds: number,
): Promise<{ id: string; stop: boolean }[]> {
  return db.query(
    `-- UPDATE job heartbeat
WITH input AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS i(id, epoch)), ${HELD}
UPDATE job SET lease_until = now() + make_interval(secs => $3) FROM held WHERE job.id = held.id
RETURNING job.id, job.stop_at IS NOT NULL AS stop`,
    [holds.map((h) => h.id), holds.map((h) => h.epoch), leaseSeconds],
  );
}

/** What a running job has to tell: events in order, and its best answer so far. */
export interface Progress extends Hold {
  lastSeq: number;
  /** An encoded solveig.model.v1.Incumbent. */
  incumbent: Uint8Array | undefined;
  events: readonly JobEvent[];
}

/** Writes progress; gives the ids of the jobs still held. */
export async function recordProgress(db: Db, progress: readonly Progress[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `-- UPDATE job progress
WITH input AS (SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::bytea[]) AS i(id, epoch, last_seq, incumbent)),
${HELD}, moved AS (
  UPDATE job SET last_seq = input.last_seq, incumbent = coalesce(input.incumbent, job.incumbent)
  FROM input JOIN held ON held.id = input.id WHERE job.id = input.id RETURNING job.id
), ${recordEvents(5)}
SELECT id FROM moved`,
    [
      progress.map((p) => p.id),
      progress.map((p) => p.epoch),
      progress.map((p) => p.lastSeq),
      progress.map((p) => (p.incumbent ? bufferOf(p.incumbent) : null)),
      ...eventValues(progress.flatMap((p) => p.events)),
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/** The end of a job by its holder. */
export interface Finish extends Hold {
  state: 'SUCCEEDED' | 'FAILED';
  lastSeq: number;
  incumbent: Uint8Array | undefined;
  /** An encoded solveig.model.v1.SolveResult, or the blob that holds it. */
  result: Uint8Array | undefined;
  resultBlob: string | undefined;
  error: { reason: string; message: string } | undefined;
  actor: string;
  /** What is not recorded yet, the end last. */
  events: readonly JobEvent[];
}

/** Ends jobs; gives the ids of those that were still held and have now ended. */
export async function finishJobs(db: Db, finishes: readonly Finish[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `-- UPDATE job finish
WITH input AS (
  SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::int[], $5::bytea[], $6::bytea[], $7::text[], $8::jsonb[], $9::text[])
    AS i(id, epoch, state, last_seq, incumbent, result, result_blob, error, actor)
), ${HELD}, moved AS (
  UPDATE job SET state = input.state, last_seq = input.last_seq, incumbent = coalesce(input.incumbent, job.incumbent),
    result = input.result, result_blob = input.result_blob, error = input.error, finished_at = now(),
    lease_owner = NULL, lease_until = NULL, actor = input.actor
  FROM input JOIN held ON held.id = input.id WHERE job.id = input.id RETURNING job.id
), ${recordEvents(10)}
SELECT id FROM moved`,
    [
      finishes.map((f) => f.id),
      finishes.map((f) => f.epoch),
      finishes.map((f) => f.state),
      finishes.map((f) => f.lastSeq),
      finishes.map((f) => (f.incumbent ? bufferOf(f.incumbent) : null)),
      finishes.map((f) => (f.result ? bufferOf(f.result) : null)),
      finishes.map((f) => f.resultBlob ?? null),
      finishes.map((f) => (f.error ? storableJson(f.error) : null)),
      finishes.map((f) => f.actor),
      ...eventValues(finishes.flatMap((f) => f.events)),
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/** Whether a job ended under this very epoch: a finish whose answer was lost on the way may have happened. */
export async function hasFinishedUnder(db: Db, hold: Hold): Promise<boolean> {
  const rows = await db.query(
    `-- SELECT job finished
SELECT 1 FROM job WHERE id = $1 AND epoch = $2 AND state IN ('SUCCEEDED', 'FAILED')`,
    [hold.id, hold.epoch],
  );
  return rows.length > 0;
}
