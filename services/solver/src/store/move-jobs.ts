import type { Db, Tx } from '@solveig/kit/db';
import { storableJson } from '@solveig/kit/storable';
import type { EndState } from '#domain/jobs/job-state';
import { eventValues, type JobEvent, recordEvents } from './event-rows.ts';
import { JOB_COLUMNS, type JobRow } from './job-row.ts';

/** A job goes back to the queue, or ends without an answer. */
export interface Move {
  /** The job as it was read: the move happens only if nothing happened to it since. */
  from: Pick<JobRow, 'id' | 'state' | 'last_seq'>;
  to: 'QUEUED' | Exclude<EndState, 'SUCCEEDED'>;
  actor: string;
  error?: { reason: string; message: string } | undefined;
  /** Back in the queue: not to be tried before this many seconds. */
  delaySeconds?: number;
  /** Back in the queue through no fault of the job: the attempt does not count. */
  isAttemptReturned?: boolean;
  event: JobEvent;
}

/** Makes moves; gives the ids moved. Every event raises `last_seq`, so that number alone tells whether a row is as it was. */
export async function moveJobs(db: Db, moves: readonly Move[], tx?: Tx): Promise<Set<string>> {
  if (moves.length === 0) return new Set();
  const rows = await db.query<{ id: string }>(
    `-- UPDATE job move
WITH input AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::jsonb[], $7::float8[], $8::int[])
    AS i(id, from_state, from_seq, to_state, actor, error, delay, returned)
), moved AS (
  UPDATE job SET state = input.to_state, last_seq = input.from_seq + 1, actor = input.actor, error = input.error,
    finished_at = CASE WHEN input.to_state = 'QUEUED' THEN NULL ELSE now() END,
    not_before = CASE WHEN input.delay > 0 THEN now() + make_interval(secs => input.delay) END,
    attempt = job.attempt - input.returned, lease_owner = NULL, lease_until = NULL, dispatched_at = NULL
  FROM input WHERE job.id = input.id AND job.state = input.from_state AND job.last_seq = input.from_seq
  RETURNING job.id
), ${recordEvents(9)}
SELECT id FROM moved`,
    [
      moves.map((m) => m.from.id),
      moves.map((m) => m.from.state),
      moves.map((m) => m.from.last_seq),
      moves.map((m) => m.to),
      moves.map((m) => m.actor),
      moves.map((m) => (m.error ? storableJson(m.error) : null)),
      moves.map((m) => m.delaySeconds ?? 0),
      moves.map((m) => (m.isAttemptReturned ? 1 : 0)),
      ...eventValues(moves.map((m) => m.event)),
    ],
    tx,
  );
  return new Set(rows.map((row) => row.id));
}

/** Locks one job of a tenant. */
export async function lockJob(db: Db, tx: Tx, tenant: string, id: string): Promise<JobRow | undefined> {
  const [row] = await db.query<JobRow>(
    `-- SELECT job lock
SELECT ${JOB_COLUMNS} FROM job WHERE tenant = $1 AND id = $2 FOR UPDATE`,
    [tenant, id],
    tx,
  );
  return row;
}

/** Asks the holder of a running job to end it; a job that has not begun ends as soon as it has any answer. */
export async function askToStop(db: Db, tx: Tx, id: string): Promise<void> {
  await db.query('UPDATE job SET stop_at = coalesce(stop_at, now()) WHERE id = $1', [id], tx);
}

const OVERDUE = {
  /** Running jobs whose worker has not been heard of. */
  lease: `state = 'RUNNING' AND lease_until < now()`,
  /** Dispatched jobs that nobody took in time. */
  dispatch: `state = 'DISPATCHED' AND dispatched_at < now() - make_interval(secs => $2)`,
  /** Jobs that did not start in time. */
  deadline: `state IN ('QUEUED', 'DISPATCHED') AND deadline_at <= now()`,
} as const satisfies Record<string, string>;

/** Locks at most `most` jobs that somebody must put right; skips what another is already at. */
export function lockOverdue(
  db: Db,
  tx: Tx,
  what: keyof typeof OVERDUE,
  most: number,
  dispatchTimeoutSeconds = 0,
): Promise<JobRow[]> {
  return db.query<JobRow>(
    `-- SELECT job overdue
SELECT ${JOB_COLUMNS} FROM job WHERE ${OVERDUE[what]} ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    what === 'dispatch' ? [most, dispatchTimeoutSeconds] : [most],
    tx,
  );
}
