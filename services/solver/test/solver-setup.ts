import { startApp } from '@solveig/kit/app';
import { SolveigError } from '@solveig/kit/errors';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { createRpcClient } from '@solveig/kit/rpc-client';
import { implement, type RpcService, startRpcServer } from '@solveig/kit/rpc-server';
import {
  CellSource_Accuracy,
  DistanceServiceService,
  type MatrixRequest,
} from '@solveig/proto/gen/solveig/distance/v1/distance';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import type { SolvedJob } from '../src/jobs/solved-job.ts';
import { solverService } from '../src/rpc/solver-service.ts';
import { estimateTravel } from '../src/solving/estimate-travel.ts';
import { createEvaluator } from '../src/solving/evaluator.ts';
import type { SynchronousSolve } from '../src/solving/event-sink.ts';
import { createExplainer } from '../src/solving/explainer.ts';
import { ProblemChecker } from '../src/solving/problem-checker.ts';
import { readSlowdowns } from '../src/solving/slowdowns.ts';
import { createSolverMetrics } from '../src/solving/solver-metrics.ts';
import { TravelSource } from '../src/solving/travel-data.ts';
import { createSolveRunner } from '../src/solving/worker-solve-runner.ts';
import { createSideWorker } from '../src/workers/side-worker.ts';
import { startWorkerPool, type WorkerPoolOptions } from '../src/workers/worker-pool.ts';
import { until } from './pool-setup.ts';

/** How the distance service of a test behaves. */
export type DistanceBehaviour = 'answers' | 'fails' | 'is silent';

export interface SolverSetup {
  readonly pool?: Partial<WorkerPoolOptions>;
  readonly blobs?: ReadonlyMap<string, Uint8Array>;
  readonly jobs?: ReadonlyMap<string, SolvedJob>;
}

/**
 * The solving half of the service by itself, with real workers and real gRPC in
 * between: its distance service is a small one that measures straight lines.
 */
export async function setUpSolver({ pool: poolOptions = {}, blobs = new Map(), jobs = new Map() }: SolverSetup = {}) {
  const distance = { behaviour: 'answers' as DistanceBehaviour, asked: 0 };
  const health = new HealthBook();
  const metrics = createMetrics('solver');
  const recorded: SynchronousSolve[] = [];
  const nearing: SynchronousSolve[] = [];
  const log = createLogger('solver', 'fatal');
  const app = await startApp('solver-test', new AbortController().signal, async (parts) => {
    const common = { health, log, metrics, requireDeadline: true, address: '127.0.0.1:0' };
    const { address: distanceAddress } = await startRpcServer(parts, {
      ...common,
      services: [straightLines(distance)],
    });
    const pool = startWorkerPool(parts, {
      size: 1,
      queueLimit: 2,
      memoryLimitMegabytes: 512,
      checkEveryMs: 30_000,
      recycleAfterMs: 3_600_000,
      recycleAfterSolves: 10_000,
      failureLimit: 5,
      niceness: 0,
      log,
      health,
      metrics,
      ...poolOptions,
    });
    const side = { niceness: 0, queueLimit: 20, memoryLimitMegabytes: 512, log };
    const plans = createSideWorker(parts, { ...side, name: 'emergency planner', task: 'plans' });
    const texts = createSideWorker(parts, { ...side, name: 'text reader', task: 'texts', idleAfterMs: 60_000 });
    const travel = new TravelSource(createRpcClient(parts, DistanceServiceService, distanceAddress), health);
    const checker = new ProblemChecker(texts, 1000);
    const evaluator = createEvaluator({ checker, texts, travel, metrics });
    const reasons = createSideWorker(parts, { ...side, name: 'explainer', task: 'texts', idleAfterMs: 60_000 });
    const explainer = createExplainer({ checker, side: reasons, travel, metrics });
    const runner = createSolveRunner({
      pool,
      plans,
      checker,
      travel,
      slowdowns: readSlowdowns(''),
      metrics: createSolverMetrics(metrics),
      log,
    });
    const read = async (_: string, id: string) => {
      const bytes = blobs.get(id);
      if (!bytes) throw new SolveigError('NOT_FOUND', 'there is no such blob');
      return bytes;
    };
    const service = solverService({
      runner,
      evaluator,
      explainer,
      blobs: { read },
      solved: {
        read: async (_, id) => {
          const job = jobs.get(id);
          if (!job) throw new SolveigError('NOT_FOUND', 'there is no such job');
          return job;
        },
      },
      events: { recordSynchronous: (solve) => void (solve.ending.kind === 'running' ? nearing : recorded).push(solve) },
      upgrades: { leave: async ({ result }) => result },
    });
    const { address } = await startRpcServer(parts, { ...common, services: [service], maxReceiveBytes: 2 ** 24 });
    plans.prepare();
    await pool.warm(30_000);
    await until(() => plans.isReady, 30_000);
    return {
      pool,
      runner,
      plans,
      client: createRpcClient(parts, SolverServiceService, address, { defaultDeadlineMs: 20_000 }),
    };
  });
  return { ...app.parts, distance, health, metrics, recorded, nearing, [Symbol.asyncDispose]: () => app.stop() };
}

function straightLines(distance: { behaviour: DistanceBehaviour; asked: number }): RpcService {
  return implement(DistanceServiceService, {
    matrix: async function* ({ locations }: MatrixRequest, { signal }) {
      distance.asked++;
      if (distance.behaviour === 'fails') throw new SolveigError('DISTANCE_ERROR', 'no provider answers');
      if (distance.behaviour === 'is silent') {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
      const { size, durations, distances } = estimateTravel(locations, 'drive');
      const half = Math.ceil(size / 2);
      for (const [from, to] of [[0, half] as const, [half, size] as const]) {
        if (from === to) continue;
        const cells = [from * size, to * size] as const;
        yield {
          firstRow: from,
          rows: to - from,
          columns: size,
          durations: bytesOf(durations.slice(...cells).map((seconds) => seconds * 10)),
          distances: bytesOf(distances.slice(...cells)),
          provenance: Buffer.alloc(size * (to - from)),
          summary: to < size ? undefined : summaryOf(size),
        };
      }
    },
    providers: async () => ({ providers: [] }),
    cacheStats: async () => ({ cells: 0, capacityCells: 0, locations: 0, hits: 0, misses: 0, evictions: 0, bytes: 0 }),
    clearCache: async () => ({ cells: 0 }),
  });
}

function summaryOf(size: number) {
  const cells = size * (size - 1);
  const source = { provider: 'straight', accuracy: CellSource_Accuracy.ACCURACY_NETWORK, cells, p90RelativeError: 0 };
  return { sources: [source], cacheHits: 3, cacheMisses: 4, unreachable: 0, seconds: 0, warnings: [] };
}

function bytesOf(view: Int32Array): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
