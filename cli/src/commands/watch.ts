import { JobServiceService, JobState, WatchJobResponse } from '@solveig/proto/gen/solveig/solver/v1/job';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { EXIT_FAILED } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { describeIncumbent } from '../progress-line.ts';
import { describeJob } from './jobs.ts';

const HOUR_MS = 3_600_000;

/** `solveig watch ID`: a line an event; at the end the job. */
export async function watch(id: string, options: GlobalOptions & { after?: number }): Promise<void> {
  await withGateway(options, async (connection, signal) => {
    const events = connection
      .client(JobServiceService)
      .watchJob(
        { jobId: id, afterSeq: options.after ?? 0 },
        { metadata: connection.metadata, signal, timeoutMs: HOUR_MS },
      );
    for await (const event of events) {
      if (options.json) {
        process.stdout.write(
          `${JSON.stringify(plainOf(WatchJobResponse, 'solveig.solver.v1.WatchJobResponse', event))}\n`,
        );
      } else {
        process.stdout.write(`${describeEvent(event)}\n`);
        if (event.job) process.stdout.write(`\n${describeJob(event.job)}\n`);
      }
      const state = event.job?.state;
      if (state !== undefined && state !== JobState.JOB_STATE_SUCCEEDED) process.exitCode = EXIT_FAILED;
    }
  });
}

function describeEvent(event: WatchJobResponse): string {
  const what = event.incumbent ? describeIncumbent(event.incumbent) : event.detail;
  return [String(event.seq).padStart(4), event.at?.toISOString().slice(11, 23) ?? '', event.event.padEnd(12), what]
    .join('  ')
    .trimEnd();
}
