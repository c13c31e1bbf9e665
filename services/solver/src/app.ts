import { type RunningApp, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { pause } from '@solveig/kit/clock';
import { armCrashPoint } from '@solveig/kit/crash-point';
import { openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startOpsServer } from '@solveig/kit/ops-server';
import { createRpcClient } from '@solveig/kit/rpc-client';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { whenSchemaIsCurrent } from '@solveig/kit/schema-gate';
import { startTelemetry } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import { DistanceServiceService } from '@solveig/proto/gen/solveig/distance/v1/distance';
import { StrategyBook } from '#domain/strategy/strategy-book';
import { budgetsOf, checkSettings, type SolverSettings, slowdownsOf } from './config.ts';
import { startJobs } from './jobs/start-jobs.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import { onFaultCommand } from './on-fault-command.ts';
import { onModeCommand } from './on-mode-command.ts';
import { solverService } from './rpc/solver-service.ts';
import { strategyService } from './rpc/strategy-service.ts';
import { createEvaluator } from './solving/evaluator.ts';
import { createExplainer } from './solving/explainer.ts';
import { ProblemChecker } from './solving/problem-checker.ts';
import { createSolverMetrics } from './solving/solver-metrics.ts';
import { TravelSource } from './solving/travel-data.ts';
import { createSolveRunner } from './solving/worker-solve-runner.ts';
import { strategyCatalogue } from './strategies/strategy-catalogue.ts';
import { startStrategyDesk } from './strategies/strategy-desk.ts';
import { createSideWorker } from './workers/side-worker.ts';
import { startWorkerPool } from './workers/worker-pool.ts';

const WARM_WITHIN_MS = 30_000;
const PLANNER_AFTER_MS = 3_000;
/** Long text comes seldom: its reader is started when it is needed. */
const READER_IDLE_MS = 60_000;

/** Where the solver listens, host:port each. */
export interface SolverAddresses {
  readonly grpc: string;
  readonly ops: string;
}

/** Starts the solver: workers first (they warm up meanwhile), then jobs, then the doors. */
export function start(settings: SolverSettings, signal: AbortSignal): Promise<RunningApp<SolverAddresses>> {
  checkSettings(settings);
  armCrashPoint(settings);
  const slowdowns = slowdownsOf(settings);
  return startApp('solver', signal, async (app) => {
    const log = createLogger('solver', settings.logLevel);
    const metrics = createMetrics('solver');
    const health = new HealthBook();
    health.require('workers', 'database', 'schema');
    startTelemetry(app, { service: 'solver', version: VERSION, otlpUrl: settings.otlpTracesUrl });

    const pool = startWorkerPool(app, {
      size: settings.workers,
      queueLimit: settings.queue,
      memoryLimitMegabytes: settings.workerMemoryMegabytes,
      checkEveryMs: settings.workerCheckMs,
      failureLimit: settings.workerFailures,
      recycleAfterMs: settings.workerRecycleMs,
      recycleAfterSolves: settings.workerRecycleSolves,
      log,
      health,
      metrics,
    });
    const side = { niceness: 0, queueLimit: settings.queue, memoryLimitMegabytes: settings.workerMemoryMegabytes, log };
    const plans = createSideWorker(app, { ...side, name: 'emergency planner', task: 'plans' });
    // It is for want of workers: nothing that the first solves should wait for. An order starts it sooner.
    void pool.warm(WARM_WITHIN_MS).then(async () => {
      await pause(PLANNER_AFTER_MS, app.signal);
      plans.prepare();
    });
    const texts = createSideWorker(app, { ...side, name: 'text reader', task: 'texts', idleAfterMs: READER_IDLE_MS });
    const reasons = createSideWorker(app, { ...side, name: 'explainer', task: 'texts', idleAfterMs: READER_IDLE_MS });
    const distance = createRpcClient(app, DistanceServiceService, settings.distanceUrl, { metrics });
    const travel = new TravelSource(distance, health);
    const checker = new ProblemChecker(texts, settings.maxMatrixLocations);
    const evaluator = createEvaluator({ checker, texts, travel, metrics });
    const explainer = createExplainer({ checker, side: reasons, travel, metrics });
    const strategies = new StrategyBook(strategyCatalogue());
    const runner = createSolveRunner({
      strategies,
      pool,
      plans,
      checker,
      travel,
      slowdowns,
      budgets: budgetsOf(settings),
      mates: settings.workersPerSolve - 1,
      metrics: createSolverMetrics(metrics),
      log,
    });

    const { databaseUrl: url, databasePoolSize: poolSize, databaseRecycleMs: recycleMs } = settings;
    const db = openDb(app, { url, schema: 'solver', poolSize, recycleMs, log, metrics, health });
    const bus = await connectBus(app, {
      url: settings.natsUrl,
      user: settings.natsUser,
      password: settings.natsPassword,
      name: 'solver',
      log,
      metrics,
      health,
    });
    // Nothing waits but readiness: synchronous solves need no table, and jobs try again.
    await whenSchemaIsCurrent(app, { db, health, log, directory: migrationsDirectory }, () => undefined);
    const desk = startStrategyDesk(app, { book: strategies, db, pool, health, log });
    onModeCommand(app, bus, desk);
    onFaultCommand(app, { bus, slowdowns, log, isAllowed: settings.environment !== 'production' });
    const jobs = startJobs(app, { db, bus, runner, health, metrics, log, settings });

    const ops = await startOpsServer(app, {
      address: settings.opsAddress,
      health,
      metrics,
      service: 'solver',
      version: VERSION,
      detail: async () => ({ slots: pool.slots() }),
    });
    const grpc = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: [solverService({ ...jobs, runner, evaluator, explainer }), strategyService(desk), ...jobs.services],
      health,
      log,
      metrics,
      requireDeadline: true,
      maxReceiveBytes: settings.maxRequestMegabytes * 2 ** 20,
    });
    log.info({ grpc: grpc.address, ops: ops.address, workers: settings.workers }, 'the solver is up');
    return { grpc: grpc.address, ops: ops.address };
  });
}
