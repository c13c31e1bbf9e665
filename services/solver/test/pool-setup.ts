import { startApp } from '@solveig/kit/app';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { startWorkerPool, type WorkerPool, type WorkerPoolOptions } from '../src/workers/worker-pool.ts';
import type { WorkerTask } from '../src/workers/worker-task.ts';
import { hardMip } from './hard-mip.ts';

/** A pool of its own with real child processes; disposed with `await using`. */
export async function setUpPool(options: Partial<WorkerPoolOptions> = {}) {
  const health = new HealthBook();
  const controller = new AbortController();
  const app = await startApp('pool-test', controller.signal, async (parts) => {
    const pool = startWorkerPool(parts, {
      size: 1,
      queueLimit: 2,
      memoryLimitMegabytes: 512,
      checkEveryMs: 30_000,
      recycleAfterMs: 3_600_000,
      recycleAfterSolves: 10_000,
      failureLimit: 5,
      // Tests run beside others on few cores: a worker that waits for its turn only makes their deadlines late.
      niceness: 0,
      log: createLogger('solver', 'fatal'),
      health,
      metrics: createMetrics('solver'),
      ...options,
    });
    await pool.warm(30_000);
    return pool;
  });
  return {
    pool: app.parts,
    health,
    pids: () => String(health.readiness().parts.workers?.extra.pids).split(' ').map(Number),
    [Symbol.asyncDispose]: () => app.stop(),
  };
}

export function lpProblem(lpText: string): Problem {
  return { kind: { $case: 'linear', value: { form: { $case: 'lpText', value: lpText } } } };
}

export const EASY = lpProblem(
  'Maximize\n 3 x + 2 y\nSubject To\n a: x + y <= 4\n b: x + 3 y <= 6\nGenerals\n x y\nEnd',
);

/** A program that takes minutes to prove, as a message. */
export function hardProblem(columns = 60, rows = 40): Problem {
  const { columnNames, rowNames, cost, starts, indices, values, rowUpper } = hardMip(columns, rows, 7);
  return {
    kind: {
      $case: 'linear',
      value: {
        stopAtGap: 0,
        form: {
          $case: 'arrays',
          value: {
            sense: 2,
            objectiveOffset: 0,
            columns: columnNames.map((name, c) => ({
              name,
              objective: cost[c] as number,
              upperBound: 1,
              integer: true,
              free: false,
            })),
            rows: rowNames.map((name, r) => ({
              name,
              upperBound: rowUpper[r] as number,
              terms: [...indices.slice(starts[r], starts[r + 1])].map((column, k) => ({
                column: columnNames[column] as string,
                coefficient: values[(starts[r] as number) + k] as number,
              })),
            })),
          },
        },
      },
    },
  };
}

/** A task with sensible defaults. */
export function task(problem: Problem, more: Partial<WorkerTask> = {}): WorkerTask {
  return {
    problem: Problem.encode(problem).finish(),
    travel: [],
    emergency: false,
    deadlineMs: Date.now() + 30_000,
    seed: 1,
    slowdown: 1,
    cancel: new AbortController().signal,
    stop: new AbortController().signal,
    ...more,
  };
}

/** Runs a task and decodes its result. */
export async function solved(pool: WorkerPool, what: WorkerTask) {
  const answer = await pool.run(what);
  return { ...answer, result: SolveResult.decode(answer.result) };
}

export async function until(isTrue: () => boolean, withinMs = 10_000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > endMs) throw new Error('it did not become true in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
