import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { type Bus, connectBus } from '@solveig/kit/bus';
import { loadSettings } from '@solveig/kit/config';
import { type Db, openDb } from '@solveig/kit/db';
import { eventMessage, readEvent, streamDefinition } from '@solveig/kit/events';
import { HealthBook } from '@solveig/kit/health';
import { uuidv7 } from '@solveig/kit/ids';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import type { OutboxMessage } from '@solveig/kit/outbox';
import type { NatsServer } from '@solveig/local/nats-server';
import { createTestDatabase, startTestNats, type TestDatabase } from '@solveig/local/testing';
import type { AlertChanged } from '@solveig/proto/gen/solveig/events/v1/alert';
import type { SolveContext, SolveOutcome } from '@solveig/proto/gen/solveig/events/v1/solve';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { type SolveMeasures, SolveStatus, StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import { type MonitorAddresses, start } from '../src/app.ts';
import { type MonitorSettings, monitorSettings } from '../src/config.ts';
import { migrationsDirectory } from '../src/migrations-directory.ts';

/** What was received on the stream of alerts. */
export interface ReceivedAlert {
  subject: string;
  messageId: string;
  traceParent: string | undefined;
  alert: AlertChanged;
}

/** A world for the monitor: its servers, a bus to speak and listen on, its database to look into. */
export interface World extends AsyncDisposable {
  readonly natsUrl: string;
  readonly database: TestDatabase;
  readonly databaseUrl: string;
  readonly app: App;
  readonly bus: Bus;
  readonly db: Db;
  readonly alerts: ReceivedAlert[];
  /** Settings of a monitor here, as the environment gives them. */
  environment(more?: Record<string, string>): Record<string, string>;
  /** Starts a monitor in this process; it stops with the world, if not before. */
  monitor(more?: Record<string, string>): Promise<RunningApp<MonitorAddresses>>;
  publish(messages: readonly OutboxMessage[]): Promise<void>;
  /** Loses all messages of a stream, as a server does whose disk was lost. */
  purge(stream: string): Promise<void>;
  readonly nats: NatsServer;
}

/** Starts a nats-server and makes a migrated database; no monitor runs yet. */
export async function startWorld(): Promise<World> {
  const nats = await startTestNats();
  const database = await createTestDatabase();
  const databaseUrl = database.url('monitor');
  await migrations({ url: databaseUrl, schema: 'monitor', directory: migrationsDirectory }).up();
  const alerts: ReceivedAlert[] = [];
  const controller = new AbortController();
  const running = await startApp('world', controller.signal, (app) => client(app, nats.url, databaseUrl, alerts));
  const monitors: RunningApp<MonitorAddresses>[] = [];
  const environment = (more = {}) => ({
    SOLVEIG_NATS_URL: nats.url,
    SOLVEIG_MONITOR_DATABASE_URL: databaseUrl,
    SOLVEIG_MONITOR_GRPC_ADDRESS: '127.0.0.1:0',
    SOLVEIG_MONITOR_OPS_ADDRESS: '127.0.0.1:0',
    SOLVEIG_MONITOR_EVALUATE_EVERY_MS: '50',
    SOLVEIG_LOG_LEVEL: process.env.SOLVEIG_TEST_LOG_LEVEL ?? 'fatal',
    ...more,
  });
  return {
    natsUrl: nats.url,
    database,
    databaseUrl,
    ...running.parts,
    alerts,
    environment,
    monitor: async (more) => {
      const settings: MonitorSettings = loadSettings(monitorSettings, environment(more));
      const monitor = await start(settings, controller.signal);
      monitors.push(monitor);
      return monitor;
    },
    publish: (messages) => publishAll(running.parts.bus, messages),
    purge: async (stream) => {
      await running.parts.bus.request(`$JS.API.STREAM.PURGE.${stream}`, new Uint8Array());
    },
    nats,
    [Symbol.asyncDispose]: async () => {
      for (const monitor of monitors) await monitor.stop();
      await running.stop();
      await nats[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function client(app: App, url: string, databaseUrl: string, alerts: ReceivedAlert[]) {
  const log = createLogger('test', 'fatal');
  const metrics = createMetrics('test');
  const health = new HealthBook();
  const bus = await connectBus(app, { url, name: 'test', log, metrics, health });
  await bus.ensureStream(streamDefinition('SOLVE'));
  await bus.ensureStream(streamDefinition('ALERTS'));
  bus.consume({
    stream: 'ALERTS',
    durable: 'test',
    filter: 'solveig.v1.alert.>',
    handle: async (message) => {
      const event = readEvent(message);
      if (event.key !== 'alert') return;
      const { subject, messageId, traceParent } = message;
      alerts.push({ subject, messageId, traceParent, alert: event.body });
    },
  });
  const db = openDb(app, { url: databaseUrl, schema: 'monitor', poolSize: 5, log, metrics, health });
  return { app, bus, db };
}

/** Sends messages in order; the stream's answers are awaited together, as one by one they would take long on a busy machine. */
async function publishAll(bus: Bus, messages: readonly OutboxMessage[]): Promise<void> {
  for (let at = 0; at < messages.length; at += 50) {
    await Promise.all(messages.slice(at, at + 50).map((message) => publishOne(bus, message)));
  }
}

async function publishOne(bus: Bus, message: OutboxMessage): Promise<void> {
  const { traceparent, ...headers } = message.headers;
  await bus.publish(message.subject, message.payload, {
    messageId: message.messageId,
    headers,
    ...(traceparent ? { traceParent: traceparent } : {}),
  });
}

/** What a test says about a solve; the rest is ordinary. */
export interface SolveFacts {
  jobId?: string;
  tenant?: string;
  templateId?: string;
  solveSeconds?: number;
  at?: Date;
  size?: number;
  stopReason?: StopReason;
  measures?: Partial<SolveMeasures>;
  outcome?: Partial<SolveOutcome>;
  traceParent?: string;
}

function contextOf(facts: SolveFacts): SolveContext {
  return {
    jobId: facts.jobId ?? uuidv7(),
    tenant: facts.tenant ?? 'default',
    kind: ProblemKind.PROBLEM_KIND_ITINERARY,
    templateId: facts.templateId ?? '',
    seq: 3,
    epoch: 1,
    attempt: 1,
    priority: 'norm',
    synchronous: false,
    at: facts.at ?? new Date(),
    traceId: facts.traceParent?.split('-')[1] ?? '',
    size: facts.size ?? 30,
    secondSize: 3,
    instanceCount: 1,
  };
}

function outcomeOf(facts: SolveFacts): SolveOutcome {
  return {
    status: SolveStatus.SOLVE_STATUS_FEASIBLE,
    value: 100,
    stopReason: facts.stopReason ?? StopReason.STOP_REASON_ITERATIONS,
    strategy: 'regret-insertion',
    attempts: [],
    degraded: false,
    relaxations: 0,
    budgetMillis: 30_000,
    unserved: 0,
    prediction: undefined,
    ...facts.outcome,
    measures: {
      solveSeconds: facts.solveSeconds ?? 0.2,
      queueSeconds: 0.001,
      matrixSeconds: 0.002,
      cpuSeconds: 0.2,
      peakMemoryMegabytes: 80,
      firstAnswerSeconds: 0.01,
      iterations: 1000,
      size: facts.size ?? 30,
      secondSize: 3,
      matrixCacheHits: 900,
      matrixCacheMisses: 0,
      providerCells: {},
      host: 'test-host',
      version: '0.1.0',
      ...facts.measures,
    },
  };
}

function fieldsOf(context: SolveContext, event: string, traceParent: string | undefined) {
  return {
    tokens: { tenant: context.tenant, kind: 'itinerary', job: context.jobId },
    id: `s:${context.jobId}:${event}`,
    source: '/solver',
    time: context.at as Date,
    subject: context.jobId,
    ...(traceParent ? { traceParent } : {}),
  };
}

/** The event of a solve with an answer. */
export function completed(facts: SolveFacts = {}): OutboxMessage {
  const context = contextOf(facts);
  return eventMessage('completed', {
    ...fieldsOf(context, 'completed', facts.traceParent),
    body: { context, outcome: outcomeOf(facts) },
  });
}

/** The event of a solve that failed. */
export function failed(reason: string, facts: SolveFacts = {}): OutboxMessage {
  const context = contextOf(facts);
  return eventMessage('failed', {
    ...fieldsOf(context, 'failed', facts.traceParent),
    body: { context, reason, message: `it was ${reason}`, outcome: undefined },
  });
}

/** An event on the way: nothing ends. */
export function improved(facts: SolveFacts = {}): OutboxMessage {
  const context = contextOf(facts);
  return eventMessage('improved', {
    ...fieldsOf(context, 'improved', facts.traceParent),
    body: { context, incumbent: { value: 1, elapsedSeconds: 0.1, iterations: 10, strategy: 'x' } },
  });
}

/** Looks until `look` gives something that is neither empty, 0 nor false, at most 30 s. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How many solves are in the history. */
export async function historyCount(db: Db): Promise<number> {
  const [row] = await db.query<{ n: string }>('SELECT count(*) AS n FROM solve_history');
  return Number(row?.n);
}

/** A monitor in a process of its own, from its sources. */
export interface MonitorProcess {
  /** Resolves with the signal or exit code that ended it. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  kill(): Promise<void>;
}

/** Starts `main.ts` as a process with these settings; its log is the error of a test that fails to start it. */
export function monitorProcess(environment: Record<string, string>): MonitorProcess {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  return {
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The value of a metric of a running monitor, by the start of its line; 0 when it is not there. */
export async function metricOf(monitor: RunningApp<MonitorAddresses>, name: string, label = ''): Promise<number> {
  const response = await fetch(`http://${monitor.parts.ops}/metrics`);
  const lines = (await response.text()).split('\n').filter((l) => l.startsWith(name) && l.includes(label));
  return lines.reduce(
    (sum, line) =>
      sum +
      Number(
        line
          .slice(line.indexOf('}') + 1)
          .trim()
          .split(' ')[0],
      ),
    0,
  );
}
