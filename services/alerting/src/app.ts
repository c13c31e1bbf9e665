import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { armCrashPoint } from '@solveig/kit/crash-point';
import { type Db, openDb } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import { streamDefinition } from '@solveig/kit/events';
import { HealthBook } from '@solveig/kit/health';
import { createLogger, type Logger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startOpsServer } from '@solveig/kit/ops-server';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { whenSchemaIsCurrent } from '@solveig/kit/schema-gate';
import { startTelemetry } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import { type AlertingMetrics, alertingMetrics, backlogGauges } from './alerting-metrics.ts';
import type { Channel } from './channels/channel.ts';
import { createChannel } from './channels/channel-spec.ts';
import type { AlertingSettings } from './config.ts';
import { type Sender, startSender } from './delivery/sender.ts';
import { startFlusher } from './flusher.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import { onAlert } from './on-alert.ts';
import type { RoutingConfig } from './routing/routing-config.ts';
import { egressPolicyOf, routingOf } from './routing/routing-of.ts';
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

    const policy = egressPolicyOf(settings);
    const routing = routingOf(settings);
    const context = { externalUrl: settings.externalUrl, sendTimeoutMs: settings.sendTimeoutMs };
    const channels = new Map(routing.channels.map((spec) => [spec.name, createChannel(spec, context, policy)]));

    const { databaseUrl: url, databasePoolSize: poolSize, databaseRecycleMs: recycleMs } = settings;
    const db = openDb(app, { url, schema: 'alerting', poolSize, recycleMs, log, metrics, health });
    const bus = await connectBus(app, {
      url: settings.natsUrl,
      user: settings.natsUser,
      password: settings.natsPassword,
      name: 'alerting',
      log,
      metrics,
      health,
    });
    void bus
      .ensureStream(streamDefinition('ALERTS'))
      .catch((err: unknown) => log.debug({ err }, 'the stream waits for NATS'));

    const work = { db, log, health, metrics: alertingMetrics(metrics) };
    const senders = new Map<string, Sender>();
    const wakeSenders = (names: readonly string[]) => {
      for (const name of names) senders.get(name)?.wake();
    };
    backlogGauges(metrics, db);
    await whenSchemaIsCurrent(app, { db, health, log, directory: migrationsDirectory }, async () => {
      await registerChannels(db, [...channels.values()]);
      reportChannels(health, [...channels.keys()], await readChannels(db));
      for (const [name, sender] of startSenders(app, settings, channels, work)) senders.set(name, sender);
      const flusher = startFlusher(app, {
        ...work,
        ...flushRules(settings, routing),
        channels,
        onDecided: wakeSenders,
      });
      startUpkeep(app, { ...work, channels: [...channels.keys()], keepDays: settings.keepDays });
      onAlert({ bus, ...work, root: routing.root, onTaken: () => flusher.wake() });
    });

    const ops = await startOpsServer(app, {
      address: settings.opsAddress,
      health,
      metrics,
      service: 'alerting',
      version: VERSION,
      detail: () => detailOf(db),
    });
    const grpc = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: [alertingService({ db, health, channels, pages: settings, onQueued: wakeSenders })],
      health,
      log,
      metrics,
      requireDeadline: true,
    });
    log.info({ grpc: grpc.address, ops: ops.address, channels: [...channels.keys()] }, 'alerting is ready');
    return { grpc: grpc.address, ops: ops.address };
  });
}

interface Work {
  db: Db;
  log: Logger;
  health: HealthBook;
  metrics: AlertingMetrics;
}

/** Starts a sender for each channel. */
function startSenders(
  app: App,
  settings: AlertingSettings,
  channels: ReadonlyMap<string, Channel>,
  work: Work,
): [name: string, sender: Sender][] {
  const { maxAttempts, pollMs } = settings;
  // A lease outlives the send that it covers, or another process would send the same meanwhile.
  const leaseMs = Math.max(settings.leaseMs, settings.sendTimeoutMs + LEASE_MARGIN_MS);
  const options = { ...work, maxAttempts, pollMs, leaseMs };
  return [...channels].map(([name, channel]) => [name, startSender(app, channel, options)]);
}

function flushRules(settings: AlertingSettings, { root, receivers }: RoutingConfig) {
  return { root, receivers, pollMs: settings.pollMs, maxAlerts: settings.maxAlertsPerMessage };
}

/** For `/health/detailed`: it answers with the database down too. */
async function detailOf(db: Db): Promise<object> {
  return { backlog: await readBacklog(db).catch((error: unknown) => ({ unknown: errorFrom(error).message })) };
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
