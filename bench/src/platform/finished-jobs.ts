import { shareOf } from '../line.ts';
import { type BareJobs, openBareJobs } from './bare/bare-jobs.ts';
import type { FigureSource } from './figure.ts';
import { type JobCounts, openJobCounts } from './job-counts.ts';
import { SUBMIT_PATH, submitRequest, TRIVIAL_PROBLEM } from './problems.ts';
import { untilIdle } from './processes.ts';
import { inTurns } from './rate.ts';
import { RawClient } from './raw-client.ts';

const NAME = 'finished-jobs';
/** Callers that fill the queue, and connections of the bare one. */
const CONCURRENCY = 16;
const WARM_UP_JOBS = 200;
/** Jobs that must be left when the last one is accepted, or the time to run them says little. */
const LEAST_LEFT = 100;

/** How fast a queue of trivial jobs is emptied, from the moment when the last one is accepted. */
export const finishedJobs: FigureSource = {
  figures: { [NAME]: 'trivial jobs finished/s from a full queue, against bare claim and complete statements' },
  measure: async (bench) => {
    const platform = await bench.platform();
    const state = platform.state();
    await using jobs = openJobCounts(state);
    await using bare = await openBareJobs(state, CONCURRENCY);
    using client = new RawClient(state.addresses.grpc, { authorization: `Bearer ${platform.key}` });
    const request = submitRequest(TRIVIAL_PROBLEM);
    const submit = () => client.unary(SUBMIT_PATH, request);

    let backlog = WARM_UP_JOBS;
    const emptying = async () => {
      await untilIdle(state.pid);
      for (;;) {
        const { left, perSecond } = await emptyQueue(jobs, submit, backlog);
        if (left < LEAST_LEFT || left < perSecond * bench.seconds) {
          if (backlog >= 50_000) throw new Error(`${backlog} jobs are finished as fast as they are accepted`);
          backlog *= 2;
          continue;
        }
        bench.say(`${perSecond.toFixed(0)} jobs/s, ${left} left of ${backlog}`);
        return perSecond;
      }
    };
    const claiming = () => claimAndComplete(bare, request, bench.seconds);
    const [value = 0, ceiling = 0] = await inTurns(bench.rounds, [emptying, claiming]);
    return [shareOf(NAME, { value, ceiling }, 'jobs/s', 0.25)];
  },
};

/** Submits `count` jobs as fast as may be, then waits for all of them. */
async function emptyQueue(
  jobs: JobCounts,
  submit: () => Promise<unknown>,
  count: number,
): Promise<{ left: number; perSecond: number }> {
  let toSubmit = count;
  const caller = async () => {
    while (toSubmit-- > 0) await submit();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
  const since = await jobs.now();
  await jobs.allEnded();
  const { count: left, seconds } = await jobs.succeededSince(since);
  return { left, perSecond: left === 0 ? Number.POSITIVE_INFINITY : left / seconds };
}

/** Jobs a second that are claimed and completed with two statements each and nothing in between. */
async function claimAndComplete(bare: BareJobs, spec: Buffer, seconds: number): Promise<number> {
  await bare.clear();
  const perSecond = 20_000; // more than any machine of this class does
  await bare.fill(Math.ceil(perSecond * seconds), spec);
  const endMs = performance.now() + seconds * 1000;
  let completed = 0;
  const runner = async () => {
    while (performance.now() < endMs) {
      if (!(await bare.runOne(spec))) throw new Error('the bare queue ran empty');
      completed++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, runner));
  return completed / seconds;
}
