import type { App } from '@solveig/kit/app';
import type { Bus } from '@solveig/kit/bus';
import type { InferSettings } from '@solveig/kit/config';
import type { Db } from '@solveig/kit/db';
import { streamDefinition } from '@solveig/kit/events';
import type { HealthBook } from '@solveig/kit/health';
import { uuidv7 } from '@solveig/kit/ids';
import type { Logger } from '@solveig/kit/log';
import type { Metrics } from '@solveig/kit/metrics';
import { startRelay } from '@solveig/kit/outbox';
import type { PageSizes } from '@solveig/kit/page-size';
import type { RpcService } from '@solveig/kit/rpc-server';
import { blobService } from '../rpc/blob-service.ts';
import { jobService } from '../rpc/job-service.ts';
import type { EventSink } from '../solving/event-sink.ts';
import type { SolveRunner } from '../solving/solve-runner.ts';
import { BlobStore } from '../store/blob-store.ts';
import { DbClock } from './db-clock.ts';
import { readTenantWeights, startDispatcher } from './dispatcher.ts';
import { createFinisher } from './finisher.ts';
import { createJobMetrics } from './job-metrics.ts';
import type { jobSettings } from './job-settings.ts';
import { openJobSource } from './job-source.ts';
import { JobWorker } from './job-worker.ts';
import { createUpgrades, type Upgrades } from './leave-upgrade.ts';
import { startReconciler } from './reconciler.ts';
import { type SolvedJobs, solvedJobs } from './solved-job.ts';
import { openSpool } from './spool.ts';
import { createSubmitter } from './submit-job.ts';
import { startSynchronousEvents } from './synchronous-events.ts';
import { startWake } from './wake.ts';

export interface JobsParts {
  db: Db;
  bus: Bus;
  runner: SolveRunner;
  health: HealthBook;
  metrics: Metrics;
  log: Logger;
  settings: InferSettings<typeof jobSettings> & PageSizes;
}

export interface Jobs {
  /** JobService and BlobService. */
  services: RpcService[];
  blobs: BlobStore;
  /** Jobs that have ended, to be explained, compared and extended. */
  solved: SolvedJobs;
  /** Where synchronous solves are recorded. */
  events: EventSink;
  /** Leaves jobs that go on from synchronous answers. */
  upgrades: Upgrades;
}

const SPOOL_CHECK_MS = 5_000;

/** Starts everything that accepts, hands out, keeps and ends jobs. Neither Postgres nor NATS need be up. */
export function startJobs(app: App, parts: JobsParts): Jobs {
  const { db, bus, runner, health, metrics, log, settings } = parts;
  for (const stream of ['JOBS', 'SOLVE'] as const) {
    bus
      .ensureStream(streamDefinition(stream))
      .catch((err: unknown) => log.warn({ err, stream }, 'a stream is not there yet'));
  }
  startRelay(app, { db, bus, log, metrics });
  const clock = new DbClock();
  const wake = startWake(app, db);
  const blobs = new BlobStore(db);
  const weightOf = readTenantWeights(settings.tenantWeights);
  const jobMetrics = createJobMetrics(metrics, db, () => worker.held);
  const base = { db, bus, runner, health, log, wake, clock, blobs, metrics: jobMetrics, weightOf, ...settings };
  const finisher = createFinisher({ db, wake, log, spool: openSpool(settings.spoolDir, log) });
  const worker = new JobWorker({ ...base, finisher, signal: app.signal, instance: uuidv7() });
  startDispatcher(app, base);
  startReconciler(app, base);
  worker.start(app, openJobSource({ ...base, onHint: worker.hint }));
  app.defer('wake of the job worker', wake.onWork(worker.hint));
  recoverSpool(app, finisher, log);
  const submitter = createSubmitter({ ...base, metrics });
  const events = startSynchronousEvents(app, { db, log, metrics });
  const upgrades = createUpgrades({ submitter, budgets: runner.budgets, log, metrics });
  const solved = solvedJobs(db, blobs);
  return {
    blobs,
    solved,
    events,
    upgrades,
    services: [
      jobService({ ...base, submitter, solved, pages: settings }),
      blobService(blobs, settings.blobRetentionDays),
    ],
  };
}

/** What an earlier process could not write is written as soon as the database answers. */
function recoverSpool(app: App, finisher: ReturnType<typeof createFinisher>, log: Logger): void {
  const recover = () => finisher.recover().catch((err: unknown) => log.warn({ err }, 'the spool could not be emptied'));
  const timer = setInterval(() => void recover(), SPOOL_CHECK_MS);
  void recover();
  app.defer('spool', () => clearInterval(timer));
}
