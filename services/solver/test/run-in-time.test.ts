import { startApp } from '@solveig/kit/app';
import { createLogger } from '@solveig/kit/log';
import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { describe, expect, it } from 'vitest';
import { emergencySeconds } from '../src/workers/emergency-seconds.ts';
import { runInTime } from '../src/workers/run-in-time.ts';
import { createSideWorker } from '../src/workers/side-worker.ts';
import type { WorkerPool } from '../src/workers/worker-pool.ts';
import type { WorkerTask } from '../src/workers/worker-task.ts';
import { hardProblem, setUpPool, task, until } from './pool-setup.ts';

async function setUpPlanner() {
  const app = await startApp('planner-test', new AbortController().signal, async (parts) =>
    createSideWorker(parts, {
      name: 'emergency planner',
      task: 'plans',
      niceness: 0,
      queueLimit: 4,
      memoryLimitMegabytes: 512,
      log: createLogger('solver', 'fatal'),
    }),
  );
  return { side: app.parts, [Symbol.asyncDispose]: () => app.stop() };
}

/** Measured by great circles, so that it needs no travel. */
function round(stops: number): Problem {
  const place = (i: number) => ({ latitude: 52 + ((i * 37) % 997) / 2000, longitude: 5 + ((i * 53) % 991) / 2000 });
  const value = {
    stops: Array.from({ length: stops }, (_, i) => ({ id: `s${i}`, location: place(i + 1), demand: [1] })),
    depots: [{ id: 'depot', location: place(0) }],
    vehicles: [{ id: 'van', count: Math.ceil(stops / 10), capacity: [15] }],
    capacityDimensions: ['boxes'],
    greatCircle: true,
  };
  return Problem.fromPartial({ kind: { $case: 'routing', value } });
}

const ordered = (problem: Problem, budgetMs: number, more: Partial<WorkerTask> = {}) =>
  task(problem, { deadlineMs: Date.now() + budgetMs, emergencySeconds: emergencySeconds(problem), ...more });

/** Keeps the only worker busy until the signal. */
async function occupy(pool: WorkerPool, stop: AbortSignal): Promise<void> {
  pool.run(task(hardProblem(), { deadlineMs: Date.now() + 60_000, stop })).catch(() => undefined);
  await until(() => pool.slots().free === 0);
}

describe('a task that must be answered in time', () => {
  it('is planned in this process when neither a worker nor the side worker is there', async () => {
    await using workers = await setUpPool();
    await using planner = await setUpPlanner();
    const busy = new AbortController();
    await occupy(workers.pool, busy.signal);
    const answer = await runInTime(workers.pool, planner.side, ordered(round(120), 600));
    expect(answer).toMatchObject({ lastResort: 'no worker was free in time', worker: 'last-resort' });
    expect(SolveResult.decode(answer.result).solution?.kind?.$case).toBe('routing');
    busy.abort();
  });

  it('is planned although its worker has told of a plan that it cannot hand over any more', async () => {
    await using workers = await setUpPool();
    await using planner = await setUpPlanner();
    planner.side.prepare();
    await until(() => planner.side.isReady, 30_000);
    const [pid = 0] = workers.pids();
    const onIncumbent = () => process.kill(pid, 'SIGSTOP');
    const answer = await runInTime(workers.pool, planner.side, ordered(round(120), 2_500, { onIncumbent }));
    expect(answer.lastResort).toBe('its worker did not hand over its plan in time');
    expect(SolveResult.decode(answer.result).solution?.kind?.$case).toBe('routing');
  });

  it('is planned sooner the larger it is, also where no matrix comes along', async () => {
    expect(emergencySeconds(round(4_000))).toBeCloseTo(3.2, 1);
    const large = round(20_000);
    expect(emergencySeconds(large)).toBeCloseTo(2);
    await using workers = await setUpPool();
    await using planner = await setUpPlanner();
    planner.side.prepare();
    await until(() => planner.side.isReady, 30_000);
    const busy = new AbortController();
    await occupy(workers.pool, busy.signal);
    const answer = await runInTime(workers.pool, planner.side, ordered(large, 6_000));
    expect(answer.lastResort).toBe('no worker was free in time');
    expect(SolveResult.decode(answer.result).solution?.kind?.$case).toBe('routing');
    busy.abort();
  }, 60_000);
});
