import type { Db } from '@solveig/kit/db';
import { SolveigError, type Violation } from '@solveig/kit/errors';
import { isUuid } from '@solveig/kit/ids';
import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { hasEnded, type JobState } from '#domain/jobs/job-state';
import type { BlobReader } from '../store/blob-store.ts';
import { readSolvedJob } from '../store/read-jobs.ts';
import { jobNotFound } from './end-job.ts';

/** A job that has ended, with what was asked and what was answered. */
export interface SolvedJob {
  readonly problem: Problem;
  /** Absent when it failed, was cancelled or has expired. */
  readonly result: SolveResult | undefined;
  readonly state: JobState;
}

/** Reads jobs that have ended. */
export interface SolvedJobs {
  /** Throws NOT_FOUND, also for jobs of others, and INVALID_REQUEST at `path` for a job that has not ended yet. */
  read(tenant: string, id: string, path: string): Promise<SolvedJob>;
}

export function solvedJobs(db: Db, blobs: BlobReader): SolvedJobs {
  return {
    read: async (tenant, id, path) => {
      const row = isUuid(id) ? await readSolvedJob(db, tenant, id) : undefined;
      if (!row) throw jobNotFound(id);
      if (!hasEnded(row.state)) throw notEnded(path, row.state);
      const bytesOf = (bytes: Buffer | null, blob: string | null) =>
        bytes ?? (blob ? blobs.read(tenant, blob) : undefined);
      const [problem, result] = await Promise.all([
        bytesOf(row.problem, row.problem_blob),
        bytesOf(row.result, row.result_blob),
      ]);
      if (!problem) throw new SolveigError('NOT_FOUND', 'the problem of the job is not kept any more');
      return { problem: Problem.decode(problem), result: result && SolveResult.decode(result), state: row.state };
    },
  };
}

function notEnded(path: string, state: JobState): SolveigError {
  const message = `the job has not ended: it is ${state}`;
  const violations: Violation[] = [
    { path, reason: 'NOT_ENDED', message, hint: 'Wait for its end (WatchJob), or stop it.' },
  ];
  return new SolveigError('INVALID_REQUEST', message, { violations });
}
