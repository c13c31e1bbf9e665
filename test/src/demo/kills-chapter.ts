import { setTimeout as delay } from 'node:timers/promises';
import { quickItinerary, quickProgram, readSample, type SolveRequestJson } from '../samples.ts';
import type { Stage } from '../stage.ts';
import { getJob, type JobJson, until } from '../stage-moves.ts';
import { endOfAll, type Ledger } from './ledger.ts';
import { must, type Story } from './story.ts';

/** The demo asks for so many workers. */
export const DEMO_WORKERS = 2;

const OUTAGE_MS = 5_000;

/** Long enough to be killed in the middle, short enough to wait for. */
function longJob(label: string, budgetMs: number): SolveRequestJson & { label: string } {
  const { problem } = readSample('delivery-day-200.json');
  return { problem, options: { budget_millis: budgetMs, template_id: 'delivery-day' }, label };
}

/** SIGKILL for a worker process that solves a job: another one solves it again. */
export async function killWorker(stage: Stage, story: Story, ledger: Ledger): Promise<void> {
  story.chapter('kill -9 for a solver worker, in mid-job');
  const jobs: JobJson[] = [];
  for (let i = 0; i < DEMO_WORKERS; i++) jobs.push(await ledger.submit(longJob('worker killed', 4_000)));
  const pids = await story.check(
    'every worker process solves a job',
    () => until('all workers to be busy', 20_000, () => busyWorkers(stage)),
    (found) => `pids ${found.join(', ')}`,
  );
  process.kill(pids[0] ?? 0, 'SIGKILL');
  story.tell(`killed pid ${pids[0]}`);
  await story.check(
    'its job was solved all the same, by another attempt',
    async () => {
      const ended = await endOfAll(stage, jobs, 40_000);
      const bad = ended.find((job) => job.state !== 'JOB_STATE_SUCCEEDED');
      must(bad === undefined, `one ended as ${bad?.state}: ${bad?.error?.message ?? ''}`);
      must(
        ended.some(({ attempt }) => attempt >= 2),
        'no job took a second attempt',
      );
      return ended;
    },
    (ended) => `attempts ${ended.map(({ attempt }) => attempt).join(', ')}`,
  );
}

/** SIGKILL for the whole solver service while it solves and more jobs wait. */
export async function killSolver(stage: Stage, story: Story, ledger: Ledger): Promise<void> {
  story.chapter('kill -9 for the solver service, in mid-job');
  const running = await ledger.submit(longJob('solver killed', 4_000));
  const waiting: JobJson[] = [];
  for (let i = 0; i < 8; i++) waiting.push(await ledger.submit(quickProgram()));
  await until('the job to run', 20_000, async () =>
    (await getJob(stage, running.id)).state === 'JOB_STATE_RUNNING' ? true : undefined,
  );
  const solver = stage.platform.service('solver');
  const { pid } = solver;
  await solver.kill9();
  story.tell(`killed pid ${pid}`);
  await story.check('the solver is back', () => solver.waitReady(30_000));
  await story.check(
    'the job in its hands and those that waited have all ended',
    async () => {
      const ended = await endOfAll(stage, [running, ...waiting], 60_000);
      const bad = ended.filter((job) => job.state !== 'JOB_STATE_SUCCEEDED');
      must(bad.length === 0, `not solved: ${bad.map((job) => `${job.id} ${job.state}`).join(', ')}`);
      must((ended[0]?.attempt ?? 0) >= 2, 'the job had ended before the kill');
      return ended;
    },
    (ended) => `${ended.length} jobs, the interrupted one at attempt ${ended[0]?.attempt}`,
  );
}

/** NATS away for five seconds: jobs are accepted and solved from the database; events come later. */
export async function stopNats(stage: Stage, story: Story, ledger: Ledger): Promise<void> {
  story.chapter(`NATS stopped for ${OUTAGE_MS / 1000} s`);
  const { nats } = stage.platform;
  await nats.stop();
  const backAt = Date.now() + OUTAGE_MS;
  const jobs: JobJson[] = [];
  await story.check('jobs are accepted without NATS', async () => {
    for (let i = 0; i < 6; i++) jobs.push(await ledger.submit(i % 2 ? quickProgram() : quickItinerary()));
  });
  await story.check(
    'and solved without NATS',
    () =>
      until('a job to end', backAt - Date.now(), async () => {
        const states = await Promise.all(jobs.map(async ({ id }) => (await getJob(stage, id)).state));
        const solved = states.filter((state) => state === 'JOB_STATE_SUCCEEDED').length;
        return solved > 0 ? solved : undefined;
      }),
    (solved) => `${solved} of ${jobs.length} so far`,
  );
  await delay(Math.max(0, backAt - Date.now()));
  await nats.restart();
  await story.check('NATS is back, and all of them have ended', async () => {
    const ended = await endOfAll(stage, jobs, 40_000);
    must(
      ended.every((job) => job.state === 'JOB_STATE_SUCCEEDED'),
      'not all were solved',
    );
  });
}

/** The worker processes, when all of them are solving. */
async function busyWorkers(stage: Stage): Promise<number[] | undefined> {
  const response = await fetch(`${stage.platform.addresses.services.solver.ops}/health/detailed`);
  const { parts } = (await response.json()) as { parts: { workers: { free: number; pids: string } } };
  return parts.workers.free === 0 ? parts.workers.pids.split(' ').map(Number) : undefined;
}
