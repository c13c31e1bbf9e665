import type { Db } from '@solveig/kit/db';
import type { JobState, KindToken } from '#domain/jobs/job-state';
import { JOB_COLUMNS, type JobWithResultRow, type ShownJobRow } from './job-row.ts';

/** One job of a tenant, with its answer. */
export async function readJob(db: Db, tenant: string, id: string): Promise<JobWithResultRow | undefined> {
  const [row] = await db.query<JobWithResultRow>(
    `-- SELECT job by id
SELECT ${JOB_COLUMNS}, job.actor, job.result, job.result_blob FROM job WHERE tenant = $1 AND id = $2`,
    [tenant, id],
  );
  return row;
}

/** What a job was asked and what it answered, in full or as ids of blobs. */
export interface SolvedJobRow {
  state: JobState;
  problem: Buffer | null;
  problem_blob: string | null;
  result: Buffer | null;
  result_blob: string | null;
}

/** Problem and answer of one job of a tenant. */
export async function readSolvedJob(db: Db, tenant: string, id: string): Promise<SolvedJobRow | undefined> {
  const [row] = await db.query<SolvedJobRow>(
    `-- SELECT job with problem
SELECT job.state, job.problem, job.problem_blob, job.result, job.result_blob FROM job WHERE tenant = $1 AND id = $2`,
    [tenant, id],
  );
  return row;
}

export interface JobFilter {
  tenant: string;
  states: readonly JobState[];
  kind: KindToken | undefined;
  templateId: string;
  /** Only jobs older than this one: where the page before ended. */
  beforeId: string | undefined;
  limit: number;
}

/** Jobs of a tenant, newest first. */
export function listJobs(db: Db, filter: JobFilter): Promise<ShownJobRow[]> {
  return db.query<ShownJobRow>(
    `-- SELECT job list
SELECT ${JOB_COLUMNS}, job.actor FROM job
WHERE tenant = $1 AND ($2::uuid IS NULL OR id < $2) AND (cardinality($3::text[]) = 0 OR state = ANY ($3))
  AND ($4::text IS NULL OR kind = $4) AND ($5 = '' OR template_id = $5)
ORDER BY id DESC LIMIT $6`,
    [filter.tenant, filter.beforeId ?? null, filter.states, filter.kind ?? null, filter.templateId, filter.limit],
  );
}

export interface EventRow {
  seq: number;
  event: string;
  state: JobState;
  at: Date;
  incumbent: Buffer | null;
  detail: string;
}

/** Events of a job after number `afterSeq`, in order. */
export function eventsAfter(db: Db, jobId: string, afterSeq: number, limit: number): Promise<EventRow[]> {
  return db.query<EventRow>(
    `-- SELECT job_event after
SELECT seq, event, state, at, incumbent, detail FROM job_event WHERE job_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [jobId, afterSeq, limit],
  );
}

/** Age of the oldest job that waits for a worker, in seconds, and how many wait, by priority. */
export function queueAges(db: Db): Promise<{ priority: number; waiting: number; oldest_seconds: number }[]> {
  return db.query(
    `-- SELECT job queue
SELECT priority, count(*)::int AS waiting, extract(epoch FROM now() - min(created_at))::float8 AS oldest_seconds
FROM job WHERE state = 'QUEUED' GROUP BY priority`,
  );
}

/** How many jobs have not ended. */
export async function countActiveJobs(db: Db): Promise<number> {
  const rows = await db.query<{ jobs: number }>(
    `-- SELECT job active
SELECT count(*)::int AS jobs FROM job WHERE state IN ('QUEUED', 'DISPATCHED', 'RUNNING')`,
  );
  return rows[0]!.jobs;
}
