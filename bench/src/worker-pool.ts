import { startApp } from '@solveig/kit/app';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startWorkerPool, type WorkerPool } from '@solveig/solver/workers/worker-pool';

const MEMORY_MEGABYTES = 4_096;
export const WARM_WITHIN_MS = 60_000;

export interface BenchPool extends AsyncDisposable {
  readonly pool: WorkerPool;
  /** Never raised: what a task takes to be cancelled by. */
  readonly cancel: AbortSignal;
}

/** The solver's own worker processes, warm, as its service starts them, without gateway and service around them. */
export async function openPool(size: number): Promise<BenchPool> {
  const controller = new AbortController();
  const app = await startApp('bench', controller.signal, async (parts) => {
    const pool = startWorkerPool(parts, {
      size,
      queueLimit: size,
      memoryLimitMegabytes: MEMORY_MEGABYTES,
      checkEveryMs: 60_000,
      recycleAfterMs: 24 * 3_600_000,
      recycleAfterSolves: 100_000,
      failureLimit: 3,
      niceness: 0,
      log: createLogger('bench', 'error'),
      health: new HealthBook(),
      metrics: createMetrics('solver'),
    });
    await pool.warm(WARM_WITHIN_MS);
    return pool;
  });
  return { pool: app.parts, cancel: controller.signal, [Symbol.asyncDispose]: () => app.stop() };
}
