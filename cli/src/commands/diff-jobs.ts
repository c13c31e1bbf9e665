import { DiffJobsResponse } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { plainOf } from '../plain.ts';
import { print } from '../print.ts';
import { describeDiff } from '../show/diff.ts';

/** `solveig jobs diff A B` */
export async function diffJobs(before: string, after: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }, signal) => {
    const request = { jobId: before, otherJobId: after };
    const response = await client(JobServiceService).diffJobs(request, { metadata, signal });
    print(options.json, plainOf(DiffJobsResponse, 'solveig.solver.v1.DiffJobsResponse', response), () => {
      if (!response.diff) throw new Error('the gateway answered without a comparison');
      return describeDiff(response.diff);
    });
  });
}
