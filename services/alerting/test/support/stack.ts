import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { type Bus, connectBus } from '@solveig/kit/bus';
import { loadSettings } from '@solveig/kit/config';
import { type Db, openDb } from '@solveig/kit/db';
import { eventMessage, streamDefinition } from '@solveig/kit/events';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import { createRpcClient } from '@solveig/kit/rpc-client';
import type { PostgresServer } from '@solveig/local/postgres-server';
import { createTestDatabase, startTestNats } from '@solveig/local/testing';
import { AlertingServiceService } from '@solveig/proto/gen/solveig/alerting/v1/alerting';
import type { AlertChanged } from '@solveig/proto/gen/solveig/events/v1/alert';
import { type AlertingAddresses, start } from '../../src/app.ts';
import { alertingSettings } from '../../src/config.ts';
import { migrationsDirectory } from '../../src/migrations-directory.ts';
import { HttpSink } from './http-sink.ts';
import { MailSink } from './mail-sink.ts';

export const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
export const TRACE_PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

type Env = Record<string, string>;

/** What an alert event says beside the usual. */
export interface AlertChange {
  id?: string;
  name?: string;
  severity?: string;
  status?: 'firing' | 'resolved';
  tenant?: string;
  labels?: Record<string, string>;
  startedAt?: Date;
  endedAt?: Date;
  /** Of the event; else made from id and status. */
  eventId?: string;
}

interface Parts {
  app: App;
  bus: Bus;
  db: Db;
}

export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Real NATS, SMTP and HTTP servers of a test's own, a database, and what starts and speaks to alerting. Tests that kill Postgres
 * bring their own.
 */
export async function startStack(extra: Env = {}, postgres?: PostgresServer) {
  const [sink, mail, nats, database] = await Promise.all([
    HttpSink.start(),
    MailSink.start(),
    startTestNats(),
    postgres ? undefined : createTestDatabase(),
  ]);
  const url = database?.url('alerting') ?? postgres?.url({ role: 'alerting' }) ?? '';
  await migrations({ url, schema: 'alerting', directory: migrationsDirectory }).up();
  const env: Env = {
    SOLVEIG_LOG_LEVEL: process.env.SOLVEIG_LOG_LEVEL ?? 'fatal',
    SOLVEIG_NATS_URL: nats.url,
    SOLVEIG_ALERTING_DATABASE_URL: url,
    SOLVEIG_ALERTING_GRPC_ADDRESS: '127.0.0.1:0',
    SOLVEIG_ALERTING_OPS_ADDRESS: '127.0.0.1:0',
    SOLVEIG_ALERTING_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    SOLVEIG_ALERTING_EMAIL_TO: 'ops@example.com',
    SOLVEIG_ALERTING_SLACK_URL: sink.url('/slack'),
    SOLVEIG_ALERTING_WEBHOOK_URL: sink.url('/webhook'),
    SOLVEIG_ALERTING_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SOLVEIG_ALERTING_ALLOWED_HOSTS: sink.host,
    SOLVEIG_ALERTING_GROUP_WAIT_MS: '300',
    SOLVEIG_ALERTING_GROUP_INTERVAL_MS: '300',
    SOLVEIG_ALERTING_SEND_TIMEOUT_MS: '5000',
    SOLVEIG_ALERTING_LEASE_MS: '10000',
    SOLVEIG_ALERTING_POLL_MS: '200',
    ...extra,
  };
  const stop = new AbortController();
  const tester = await startApp('tester', stop.signal, (app) => partsOf(app, nats.url, url));
  const running: RunningApp<AlertingAddresses>[] = [];

  return {
    sink,
    mail,
    nats,
    env,
    query: tester.parts.db.query,
    /** Starts the service in this process. */
    start: async (change: Env = {}) => {
      const app = await start(loadSettings(alertingSettings, { ...env, ...change }), new AbortController().signal);
      running.push(app);
      return {
        ...app.parts,
        stop: app.stop,
        client: createRpcClient(tester.parts.app, AlertingServiceService, app.parts.grpc),
      };
    },
    /** Runs the service as a process of its own until it ends, and gives the signal that killed it. */
    runUntilKilled: async (change: Env) => {
      const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', main], {
        env: { PATH: process.env.PATH, ...env, ...change },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      return signal ?? code;
    },
    publish: (change: AlertChange = {}) => publish(tester.parts.bus, change),
    [Symbol.asyncDispose]: async () => {
      const stopped = await Promise.allSettled(running.map((app) => app.stop()));
      await tester.stop();
      await Promise.all([sink, mail, nats, database].map((server) => server?.[Symbol.asyncDispose]()));
      const failed = stopped.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

async function partsOf(app: App, natsUrl: string, databaseUrl: string): Promise<Parts> {
  const common = { log: createLogger('tester', 'fatal'), metrics: createMetrics('tester'), health: new HealthBook() };
  const bus = await connectBus(app, { url: natsUrl, name: 'tester', ...common });
  await bus.ensureStream(streamDefinition('ALERTS'));
  const db = openDb(app, { url: databaseUrl, schema: 'alerting', poolSize: 2, ...common });
  return { app, bus, db };
}

let published = 0;

async function publish(bus: Bus, change: AlertChange): Promise<void> {
  const {
    id = 'alert-1',
    name = 'SolveRegression',
    severity = 'critical',
    status = 'firing',
    tenant = 'default',
  } = change;
  const startedAt = change.startedAt ?? new Date();
  const body: AlertChanged = {
    id,
    tenant,
    name,
    severity,
    status,
    labels: { alertname: name, severity, tenant, service: 'solver', ...change.labels },
    annotations: { summary: `${name} of ${id}`, description: 'in words' },
    value: 1.6,
    threshold: 1.5,
    startedAt,
    endedAt: status === 'resolved' ? (change.endedAt ?? new Date()) : undefined,
    jobId: 'job-1',
    traceId: '',
  };
  const message = eventMessage('alert', {
    tokens: { tenant, severity, name },
    id: change.eventId ?? `a:${id}:${status}`,
    source: '/monitor',
    time: startedAt,
    subject: id,
    traceParent: TRACE_PARENT,
    body,
  });
  published++;
  // An id that the stream has not seen: what is duplicate must be found by the consumer.
  const options = { messageId: `test-${published}`, headers: message.headers, traceParent: TRACE_PARENT };
  await bus.publish(message.subject, message.payload, options);
}

/** Polls until `read` gives something. */
export async function eventually<T>(read: () => Promise<T | undefined | false>, timeoutMs = 10_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not met within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
