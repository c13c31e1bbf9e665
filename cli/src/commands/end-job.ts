import { Job, JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { plainOf } from '../plain.ts';
import { print } from '../print.ts';
import { describeJob } from './jobs.ts';

/** `solveig cancel ID` */
export async function cancel(id: string, options: GlobalOptions & { reason?: string }): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const { job } = await client(JobServiceService).cancelJob(
      { jobId: id, reason: options.reason ?? '' },
      { metadata },
    );
    show(job, options);
  });
}

/** `solveig stop ID` */
export async function stop(id: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    show((await client(JobServiceService).stopJob({ jobId: id }, { metadata })).job, options);
  });
}

function show(job: Job | undefined, options: GlobalOptions): void {
  if (job) print(options.json, plainOf(Job, 'solveig.solver.v1.Job', job), () => describeJob(job));
}
