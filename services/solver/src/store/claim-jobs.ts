import type { Db, Tx } from '@solveig/kit/db';
import type { JobState } from '#domain/jobs/job-state';
import { type ClaimedRow, JOB_COLUMNS } from './job-row.ts';

const CLAIM = `-- UPDATE job claim
WITH picked AS (
  SELECT id FROM job
  WHERE id = ANY ($1::uuid[]) AND attempt < max_attempts AND deadline_at > now()
    AND (not_before IS NULL OR not_before <= now())
    AND (state IN ('QUEUED', 'DISPATCHED') OR (state = 'RUNNING' AND lease_until < now()))
  ORDER BY id FOR UPDATE SKIP LOCKED LIMIT $2
)
UPDATE job SET state = 'RUNNING', epoch = epoch + 1, attempt = attempt + 1, last_seq = last_seq + 1,
  lease_owner = $3, lease_until = now() + make_interval(secs => $4), not_before = NULL,
  started_at = coalesce(started_at, now()), actor = $3
FROM picked WHERE job.id = picked.id
RETURNING ${JOB_COLUMNS}, job.problem, job.problem_blob, job.options,
  extract(epoch FROM now() - job.created_at)::float8 AS queue_seconds,
  (job.attempt > 1 AND EXISTS (
    SELECT FROM job_event e WHERE e.job_id = job.id AND e.event = 'neardeadline')) AS near_deadline_told`;

/**
 * Takes at most `most` of the jobs `ids` for `owner`: a new epoch, one attempt more, a lease. The same for jobs that came over
 * NATS and for jobs found by polling. What another holds, has ended, is late or must wait is not among the rows.
 */
export function claimJobs(
  db: Db,
  tx: Tx,
  claim: { ids: readonly string[]; most: number; owner: string; leaseSeconds: number },
): Promise<ClaimedRow[]> {
  return db.query<ClaimedRow>(CLAIM, [claim.ids, claim.most, claim.owner, claim.leaseSeconds], tx);
}

/** Why a job could not be claimed. */
export interface UnclaimedRow {
  id: string;
  state: JobState;
  dispatch_n: number;
  /** Seconds left of another worker's lease; below 0 when it is over, null when there is none. */
  lease_seconds: number | null;
  /** It could be claimed now: somebody held the row for a moment. */
  is_free: boolean;
}

/** Looks at jobs that `claimJobs` did not give. */
export function lookAtUnclaimed(db: Db, ids: readonly string[]): Promise<UnclaimedRow[]> {
  return db.query<UnclaimedRow>(
    `-- SELECT job unclaimed
SELECT id, state, dispatch_n, extract(epoch FROM lease_until - now())::float8 AS lease_seconds,
  (state = 'DISPATCHED' AND attempt < max_attempts AND deadline_at > now()
    AND (not_before IS NULL OR not_before <= now())) AS is_free
FROM job WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
}
