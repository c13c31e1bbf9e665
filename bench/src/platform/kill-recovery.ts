import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SubmitJobResponse } from '@solveig/proto/gen/solveig/solver/v1/job';
import { atMost } from '../line.ts';
import type { Bench } from './bench.ts';
import type { FigureSource } from './figure.ts';
import { type JobCounts, openJobCounts } from './job-counts.ts';
import { type OwnPlatform, startOwnPlatform } from './own-platform.ts';
import { longProblem, requestBytes, SUBMIT_PATH, submitRequest } from './problems.ts';
import { RawClient } from './raw-client.ts';

const NAME = 'killed-solver-to-running-job';
const LEASE_SECONDS = 2;
const KILLS = 3;
const BUDGET_MS = 120_000;
const LOOK_EVERY_MS = 10;
const MOST_WAIT_MS = 60_000;
const CANCEL_PATH = '/solveig.solver.v1.JobService/CancelJob';

/** A solver is killed in mid-job; the one started in its place takes the job again. */
export const killRecovery: FigureSource = {
  figures: { [NAME]: `solver killed -9 to the job running again, lease ${LEASE_SECONDS} s, longest of ${KILLS}` },
  measure: async (bench) => {
    await bench.stopPlatform();
    const seconds = await measure(bench);
    bench.say(seconds.map((one) => `${one.toFixed(2)} s`).join(', '));
    return [atMost(NAME, Math.max(...seconds), 's', LEASE_SECONDS + 5)];
  },
};

async function measure(bench: Bench): Promise<number[]> {
  const env = { solver: { SOLVEIG_SOLVER_LEASE_MS: String(LEASE_SECONDS * 1000) } };
  await using platform = await startOwnPlatform({ dataDir: join(bench.folder, 'kills'), env });
  await using jobs = openJobCounts(platform.state());
  using client = new RawClient(platform.state().addresses.grpc, { authorization: `Bearer ${platform.key}` });
  const seconds: number[] = [];
  for (let i = 0; i < KILLS; i++) seconds.push(await killOnce(platform, jobs, client));
  return seconds;
}

async function killOnce(platform: OwnPlatform, jobs: JobCounts, client: RawClient): Promise<number> {
  const response = await client.unary(SUBMIT_PATH, submitRequest(longProblem(), { budget_millis: BUDGET_MS }));
  const id = SubmitJobResponse.decode(response).job?.id ?? '';
  await untilRunning(jobs, id, 1);
  await delay(1_000);
  const { solver } = platform.state().pids;
  if (solver === undefined) throw new Error('the solver does not run');
  const killedMs = performance.now();
  process.kill(solver, 'SIGKILL');
  await untilRunning(jobs, id, 2);
  const seconds = (performance.now() - killedMs) / 1000;
  await client.unary(CANCEL_PATH, requestBytes('solveig.solver.v1.CancelJobRequest', { job_id: id }));
  return seconds;
}

/** Waits until a job runs for the `attempt`-th time. */
async function untilRunning(jobs: JobCounts, id: string, attempt: number): Promise<void> {
  const untilMs = performance.now() + MOST_WAIT_MS;
  for (;;) {
    const job = await jobs.job(id);
    if (job.state === 'RUNNING' && job.attempt >= attempt) return;
    if (performance.now() > untilMs) throw new Error(`job ${id} is ${job.state} in attempt ${job.attempt}`);
    await delay(LOOK_EVERY_MS);
  }
}
