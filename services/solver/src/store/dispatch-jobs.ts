import type { Db } from '@solveig/kit/db';
import type { KindToken } from '#domain/jobs/job-state';
import { eventValues, type JobEvent, recordEvents } from './event-rows.ts';

/** How many jobs the workers want to hold, and how many are on their way or with them. */
export interface Capacity {
  appetite: number;
  dispatched: number;
  running: number;
}

/** Reads the capacity; workers not seen for `presenceSeconds` do not count. */
export async function readCapacity(db: Db, presenceSeconds: number): Promise<Capacity> {
  const [row] = await db.query<Capacity>(
    `-- SELECT worker capacity
SELECT (SELECT coalesce(sum(appetite), 0)::int FROM worker WHERE seen_at > now() - make_interval(secs => $1)) AS appetite,
  (SELECT count(*)::int FROM job WHERE state = 'DISPATCHED') AS dispatched,
  (SELECT count(*)::int FROM job WHERE state = 'RUNNING') AS running`,
    [presenceSeconds],
  );
  return row as Capacity;
}

/** A job that could go next. */
export interface WaitingRow {
  id: string;
  tenant: string;
  priority: number;
  kind: KindToken;
  last_seq: number;
  dispatch_n: number;
  trace_parent: string;
}

/** Walks the index from tenant to tenant, so that a tenant with a million jobs costs no more than one with ten. */
const waitingIn = (state: 'QUEUED' | 'DISPATCHED') => `-- SELECT job waiting
WITH RECURSIVE crowd AS (
  (SELECT priority, tenant FROM job WHERE state = '${state}' ORDER BY priority, tenant LIMIT 1)
  UNION ALL
  SELECT next.* FROM crowd CROSS JOIN LATERAL (
    SELECT priority, tenant FROM job
    WHERE state = '${state}' AND (priority, tenant) > (crowd.priority, crowd.tenant)
    ORDER BY priority, tenant LIMIT 1) AS next
)
SELECT w.* FROM crowd CROSS JOIN LATERAL (
  SELECT id, tenant, priority, kind, last_seq, dispatch_n, trace_parent FROM job
  WHERE state = '${state}' AND job.priority = crowd.priority AND job.tenant = crowd.tenant
    AND (not_before IS NULL OR not_before <= now()) AND deadline_at > now() AND attempt < max_attempts
  ORDER BY id LIMIT $1) AS w`;

const WAITING = { QUEUED: waitingIn('QUEUED'), DISPATCHED: waitingIn('DISPATCHED') } as const;

/** The oldest jobs that may go now, at most `most` of each tenant and priority. */
export function waitingJobs(db: Db, state: keyof typeof WAITING, most: number): Promise<WaitingRow[]> {
  return db.query<WaitingRow>(WAITING[state], [most]);
}

/**
 * Sends jobs on their way, unless anything happened to them since they were read; gives the ids. Does not wait for the
 * disk: a dispatch that a crash of the database takes back leaves a job that waits to be dispatched, as before. The state is
 * compared as an expression, or Postgres would look for a few ids by reading the index of all that wait.
 */
export async function dispatchJobs(
  db: Db,
  actor: string,
  dispatches: readonly { job: WaitingRow; event: JobEvent }[],
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `-- UPDATE job dispatch
WITH input AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS i(id, from_seq)), moved AS (
  UPDATE job SET state = 'DISPATCHED', dispatch_n = dispatch_n + 1, dispatched_at = now(), last_seq = last_seq + 1, actor = $3
  FROM input WHERE job.id = input.id AND job.state || '' = 'QUEUED' AND job.last_seq = input.from_seq
  RETURNING job.id
), ${recordEvents(4)}
SELECT id, set_config('synchronous_commit', 'off', true) FROM moved`,
    [
      dispatches.map((d) => d.job.id),
      dispatches.map((d) => d.job.last_seq),
      actor,
      ...eventValues(dispatches.map((d) => d.event)),
    ],
  );
  return rows.map((row) => row.id);
}
