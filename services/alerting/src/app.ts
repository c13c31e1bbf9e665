import { type RunningApp, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { ConfigError } from '@solveig/kit/config';
import { armCrashPoint } from '@solveig/kit/crash-point';
import { openDb } from '@solveig/kit/db';
import { streamDefinition } from '@solveig/kit/events';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { schemaProblem } from '@solveig/kit/migrate';
import { startOpsServer } from '@solveig/kit/ops-server';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { startTelemetry } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import { alertingMetrics, backlogGauges } from './alerting-metrics.ts';
import { createChannel } from './channels/channel-spec.ts';
import { type AlertingSettings, splitList } from './config.ts';
import { startSender } from './delivery/sender.ts';
import { startFlusher } from './flusher.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import type { EgressPolicy } from './net/ssrf-guard.ts';
import { onAlert } from './on-alert.ts';
import { RoutingFileError } from './routing/config-faults.ts';
import { defaultConfig } from './routing/default-config.ts';
import { readConfigFile } from './routing/file-config.ts';
import type { RoutingConfig } from './routing/routing-config.ts';
import { alertingService } from './rpc/alerting-service.ts';
import { type ChannelState, readChannels, registerChannels } from './store/channels.ts';
import { readBacklog } from './store/deliveries.ts';
import { startUpkeep } from './upkeep.ts';

/** Where alerting listens, host:port each. */
export interface AlertingAddresses {
  readonly grpc: string;
  readonly ops: string;
}

const LEASE_MARGIN_MS = 1_000;

/** Starts alerting: database and channels first, then what decides and sends, last what brings alerts in. */
export function start(settings: AlertingSettings, signal: AbortSignal): Promise<RunningApp<AlertingAddresses>> {
  return startApp('alerting', signal, async (app) => {
    const log = createLogger('alerting', settings.logLevel);
    const metrics = createMetrics('alerting');
    const health = new HealthBook();
    health.require('database', 'schema');
    armCrashPoint(settings);
    startTelemetry(app, { service: 'alerting', version: VERSION, otlpUrl: settings.otlpTracesUrl });

    const policy: EgressPolicy = {
      allowHttp: settings.allowHttp,
      allowedTargets: new Set(splitList(settings.allowedHosts ?? '')),
    };
    const routing = routingOf(settings, policy);
    const context = { externalUrl: settings.externalUrl, sendTimeoutMs: settings.sendTimeoutMs };
    const channels = new Map(routing.channels.map((spec) => [spec.name, createChannel(spec, context, policy)]));

    const { databaseUrl: url, databasePoolSize: poolSize } = settings;
    const db = openDb(app, { url, schema: 'alerting', poolSize, log, metrics, health });
    const ops = await startOpsServer(app, {
      address: settings.opsAddress,
      health,
      metrics,
      service: 'alerting',
      version: VERSION,
      detail: async () => ({ backlog: await readBacklog(db) }),
    });
    const problem = await schemaProblem(db.query, migrationsDirectory);
    if (problem) throw new Error(`the schema "alerting" is not current: ${problem}`);
    health.set('schema', 'ok');
    await registerChannels(db, [...channels.values()]);
    reportChannels(health, [...channels.keys()], await readChannels(db));

    const counters = alertingMetrics(metrics);
    backlogGauges(metrics, db);
    const { maxAttempts, pollMs } = settings;
    const leaseMs = Math.max(settings.leaseMs, settings.sendTimeoutMs + LEASE_MARGIN_MS);
    const sending = { db, log, metrics: counters, health, maxAttempts, pollMs, leaseMs };
    const senders = new Map([...channels].map(([name, channel]) => [name, startSender(app, channel, sending)]));
    const wakeSenders = (names: readonly string[]) => {
      for (const name of names) senders.get(name)?.wake();
    };
    const flusher = startFlusher(app, {
      db,
      log,
      metrics: counters,
      root: routing.root,
      receivers: routing.receivers,
      channels,
      maxAlerts: settings.maxAlertsPerMessage,
      pollMs,
      onDecided: wakeSenders,
    });
    startUpkeep(app, { db, log, metrics: counters, channels: [...channels.keys()], keepDays: settings.keepDays });

    const { natsUrl, natsUser: user, natsPassword: password } = settings;
    const bus = await connectBus(app, {
      url: natsUrl,
      ...(user ? { user } : {}),
      ...(password ? { password } : {}),
      name: 'alerting',
      log,
      metrics,
      health,
    });
    void bus
      .ensureStream(streamDefinition('ALERTS'))
      .catch((err: unknown) => log.debug({ err }, 'the stream waits for NATS'));
    onAlert({ bus, db, log, health, metrics: counters, root: routing.root, onTaken: () => flusher.wake() });

    const grpc = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: [alertingService({ db, channels, onQueued: wakeSenders })],
      health,
      log,
      metrics,
      requireDeadline: true,
    });
    log.info({ grpc: grpc.address, ops: ops.address, channels: [...channels.keys()] }, 'alerting is ready');
    return { grpc: grpc.address, ops: ops.address };
  });
}

/** What each channel's last message came to, as far as an earlier process noted it. */
function reportChannels(health: HealthBook, names: readonly string[], known: ReadonlyMap<string, ChannelState>): void {
  for (const name of names) {
    const state = known.get(name);
    const trouble = state?.closed_at ? 'closed by its destination' : state?.is_failing ? state.last_error : '';
    health.set(`channel ${name}`, trouble ? 'degraded' : 'ok', trouble);
  }
  if (names.length === 0) health.set('channels', 'degraded', 'no channel is configured: nobody hears of alerts');
}

/** From the file if one is named, else from the environment. A bad file is bad configuration. */
function routingOf(settings: AlertingSettings, policy: EgressPolicy): RoutingConfig {
  if (!settings.configPath) return defaultConfig(settings);
  try {
    return readConfigFile(settings.configPath, settings, policy);
  } catch (error) {
    if (!(error instanceof RoutingFileError)) throw error;
    const faults = error.lines.map((line) => ({
      env: `SOLVEIG_ALERTING_CONFIG=${settings.configPath}:`,
      problem: line,
      hint: '',
    }));
    throw new ConfigError('alerting', faults);
  }
}
