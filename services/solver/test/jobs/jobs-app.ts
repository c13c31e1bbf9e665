import { type RunningApp, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { defineSettings, type InferSettings, pageSettings, setting, sharedSettings } from '@solveig/kit/config';
import { openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics, type Metrics } from '@solveig/kit/metrics';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { startTelemetry } from '@solveig/kit/telemetry';
import { jobSettings } from '../../src/jobs/job-settings.ts';
import { startJobs } from '../../src/jobs/start-jobs.ts';
import { createToyRunner } from './toy-runner.ts';

const specs = {
  ...sharedSettings,
  ...jobSettings,
  ...pageSettings('solver'),
  databaseUrl: setting.databaseUrl({ env: 'SOLVEIG_SOLVER_DATABASE_URL', required: true, doc: 'The database.' }),
  grpcAddress: setting.address({
    env: 'SOLVEIG_SOLVER_GRPC_ADDRESS',
    default: '127.0.0.1:0',
    doc: 'Where gRPC listens.',
  }),
  crashAt: setting.text({ env: 'SOLVEIG_SOLVER_CRASH_AT', doc: 'Where to die.' }),
  slots: setting.integer({ env: 'TOY_SLOTS', default: 2, doc: 'Solves at the same time.' }),
} as const;

/** Settings of the jobs half by itself. */
export const jobsAppSettings = defineSettings('solver', specs);
export type JobsAppSettings = InferSettings<typeof specs>;

export interface JobsAppParts {
  address: string;
  health: HealthBook;
  metrics: Metrics;
  runs: readonly string[];
}

/** The jobs half of the solver as a service of its own, with a toy for an engine: everything else is real. */
export function startJobsApp(settings: JobsAppSettings, signal: AbortSignal): Promise<RunningApp<JobsAppParts>> {
  return startApp('solver', signal, async (app) => {
    const log = createLogger('solver', settings.logLevel);
    const health = new HealthBook();
    const metrics = createMetrics('solver');
    startTelemetry(app, { service: 'solver', version: '0', otlpUrl: settings.otlpTracesUrl });
    const db = openDb(app, { url: settings.databaseUrl, schema: 'solver', poolSize: 10, log, metrics, health });
    const bus = await connectBus(app, { url: settings.natsUrl, name: 'solver', log, metrics, health });
    const runner = createToyRunner(settings.slots);
    const jobs = startJobs(app, { db, bus, runner, health, metrics, log, settings });
    const { address } = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: jobs.services,
      health,
      log,
      metrics,
      requireDeadline: true,
    });
    return { address, health, metrics, runs: runner.runs };
  });
}
