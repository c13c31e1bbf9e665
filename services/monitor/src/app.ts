import { type RunningApp, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { armCrashPoint } from '@solveig/kit/crash-point';
import { openDb } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import { streamDefinition } from '@solveig/kit/events';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startOpsServer } from '@solveig/kit/ops-server';
import { startRelay } from '@solveig/kit/outbox';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { whenSchemaIsCurrent } from '@solveig/kit/schema-gate';
import { startTelemetry } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import { HealthResponse } from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import { type MonitorSettings, rulesOf, watchedServices } from './config.ts';
import { type HealthSources, type IntakeState, intakeReport, readHealth } from './health-report.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import { monitorMetrics } from './monitor-metrics.ts';
import { onSolveEvent } from './on-solve-event.ts';
import { startRetention } from './retention.ts';
import { healthResponseOf } from './rpc/monitor-codec.ts';
import { monitorService } from './rpc/monitor-service.ts';
import { startServiceProber } from './service-prober.ts';
import { bucketLengths } from './store/rollups.ts';
import { startWatching } from './watch-windows.ts';

/** Where the monitor listens, host:port each. */
export interface MonitorAddresses {
  readonly grpc: string;
  readonly ops: string;
}

/** Starts the monitor: database and bus first, then what judges, then its doors. */
export function start(settings: MonitorSettings, signal: AbortSignal): Promise<RunningApp<MonitorAddresses>> {
  armCrashPoint(settings);
  return startApp('monitor', signal, async (app) => {
    const log = createLogger('monitor', settings.logLevel);
    const metrics = createMetrics('monitor');
    const health = new HealthBook();
    health.require('database', 'schema');
    startTelemetry(app, { service: 'monitor', version: VERSION, otlpUrl: settings.otlpTracesUrl });

    const { databaseUrl: url, databasePoolSize: poolSize, databaseRecycleMs: recycleMs } = settings;
    const db = openDb(app, { url, schema: 'monitor', poolSize, recycleMs, log, metrics, health });
    const bus = await connectBus(app, {
      url: settings.natsUrl,
      user: settings.natsUser,
      password: settings.natsPassword,
      name: 'monitor',
      log,
      metrics,
      health,
    });
    // Made in the background: the monitor starts without NATS too.
    for (const name of ['SOLVE', 'ALERTS'] as const) void bus.ensureStream(streamDefinition(name)).catch(() => {});

    const rules = rulesOf(settings);
    const intake: IntakeState = { consumer: undefined, lagSeconds: 0, handledAtMs: 0 };
    const counted = monitorMetrics(metrics, intake);
    const { serviceMisses, platformTenant } = settings;
    const prober = startServiceProber(app, {
      targets: watchedServices(settings),
      everyMs: settings.serviceProbeMs,
      timeoutMs: settings.serviceTimeoutMs,
      maxMisses: serviceMisses,
    });
    const sources: HealthSources = { db, bus, rules, intake, serviceMisses, services: prober.services };

    await whenSchemaIsCurrent(app, { db, health, log, directory: migrationsDirectory }, () => {
      startRelay(app, { db, bus, log, metrics });
      const lengths = bucketLengths(rules.thresholds.windowMs);
      intake.consumer = onSolveEvent(app, {
        ...sources,
        log,
        metrics: counted,
        lengths,
        ackWaitMs: settings.ackWaitMs,
      });
      const everyMs = settings.evaluateEveryMs;
      startWatching(app, { ...sources, log, metrics: counted, everyMs, platformTenant });
      startRetention(app, { db, log, keepHistoryMs: settings.keepHistoryMs });
    });

    const ops = await startOpsServer(app, {
      address: settings.opsAddress,
      health,
      metrics,
      service: 'monitor',
      version: VERSION,
      detail: () => detailOf(sources),
    });
    const grpc = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: [monitorService({ ...sources, pages: settings })],
      health,
      log,
      metrics,
      requireDeadline: true,
    });
    log.info({ grpc: grpc.address, ops: ops.address }, 'the monitor watches');
    return { grpc: grpc.address, ops: ops.address };
  });
}

/** For `/health/detailed`: it must answer with the database down too. */
async function detailOf(sources: HealthSources): Promise<object> {
  const platform = await readHealth(sources).then(
    (health) => HealthResponse.toJSON(healthResponseOf(health)),
    (error: unknown) => ({ level: 'HEALTH_LEVEL_UNKNOWN', reason: errorFrom(error).message }),
  );
  return { intake: intakeReport(sources), platform };
}
