import { SolveigError } from '@solveig/kit/errors';
import type { DiffJobsRequest, DiffJobsResponse } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { kindOf, kindToken } from '../codec.ts';
import { toPlanDiff } from '../codec-diff.ts';
import type { SolvedJobs } from '../jobs/solved-job.ts';

/** Compares the answers of two jobs of a tenant. Throws NOT_FOUND, and INVALID_REQUEST when one has not ended or they are of different kinds. */
export async function diffJobs(
  jobs: SolvedJobs,
  { jobId, otherJobId }: DiffJobsRequest,
  tenant: string,
): Promise<DiffJobsResponse> {
  const [before, after] = await Promise.all([
    jobs.read(tenant, jobId, 'job_id'),
    jobs.read(tenant, otherJobId, 'other_job_id'),
  ]);
  const [first, second] = [kindOf(before.problem), kindOf(after.problem)];
  if (first !== second) {
    const message = `the one is ${kindToken(first)}, the other ${kindToken(second)}`;
    const violations = [{ path: 'other_job_id', reason: 'WRONG_KIND', message, hint: 'Compare jobs of one kind.' }];
    throw new SolveigError('INVALID_REQUEST', message, { violations });
  }
  return { diff: toPlanDiff(first, before, after) };
}
