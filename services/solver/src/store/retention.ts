import type { Db } from '@solveig/kit/db';

/** At most this many rows a call, so that no statement is long. */
export const MOST_FORGOTTEN = 5_000;

/** Forgets jobs that ended more than `days` ago, with history and events; gives how many. */
export async function forgetOldJobs(db: Db, days: number): Promise<number> {
  const rows = await db.query(
    `-- DELETE job old
WITH old AS (
  DELETE FROM job WHERE id IN (
    SELECT id FROM job WHERE finished_at < now() - make_interval(days => $1) ORDER BY finished_at LIMIT ${MOST_FORGOTTEN})
  RETURNING id
), transitions AS (
  DELETE FROM job_transition USING old WHERE job_transition.job_id = old.id
), events AS (
  DELETE FROM job_event USING old WHERE job_event.job_id = old.id
)
SELECT 1 FROM old`,
    [days],
  );
  return rows.length;
}

/** Forgets expired blobs and the pieces of uploads that never ended; gives how many blobs. */
export async function forgetOldBlobs(db: Db): Promise<number> {
  const rows = await db.query(
    `-- DELETE blob expired
WITH old AS (
  -- Looked at twice: meanwhile somebody may have asked to keep it.
  DELETE FROM blob WHERE expires_at < now()
    AND (tenant, hash) IN (SELECT tenant, hash FROM blob WHERE expires_at < now() LIMIT ${MOST_FORGOTTEN})
  RETURNING upload_id
), chunks AS (
  DELETE FROM blob_chunk USING old WHERE blob_chunk.upload_id = old.upload_id
)
SELECT 1 FROM old`,
  );
  await db.query(
    `-- DELETE blob_chunk abandoned
DELETE FROM blob_chunk WHERE created_at < now() - interval '1 hour'
  AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.upload_id = blob_chunk.upload_id)`,
  );
  return rows.length;
}

/** Forgets workers that have not been seen for an hour. */
export async function forgetOldWorkers(db: Db): Promise<void> {
  await db.query(`DELETE FROM worker WHERE seen_at < now() - interval '1 hour'`);
}
