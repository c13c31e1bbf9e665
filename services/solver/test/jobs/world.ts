import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { pause } from '@solveig/kit/clock';
import { loadSettings } from '@solveig/kit/config';
import { openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import { createRpcClient, type RpcClient } from '@solveig/kit/rpc-client';
import type { NatsServer } from '@solveig/local/nats-server';
import { createTestDatabase, startTestNats, temporaryFolder } from '@solveig/local/testing';
import { BlobServiceService } from '@solveig/proto/gen/solveig/solver/v1/blob';
import {
  type Job,
  JobServiceService,
  SubmitJobRequest,
  type WatchJobResponse,
} from '@solveig/proto/gen/solveig/solver/v1/job';
import { build } from 'esbuild';
import { migrationsDirectory } from '../../src/migrations-directory.ts';
import { type JobsAppParts, jobsAppSettings, startJobsApp } from './jobs-app.ts';

export type JobClient = RpcClient<typeof JobServiceService>;

/** A database, a nats-server, and the ways to run solvers on them. */
export interface World extends AsyncDisposable {
  nats: NatsServer;
  databaseUrl: string;
  sql<R>(text: string, values?: unknown[]): Promise<R[]>;
  /** Makes a stream over subjects of its own choice. */
  createStream(name: string, subjects: string[]): Promise<void>;
  /** Deletes a stream with all that is in it. */
  deleteStream(name: string): Promise<void>;
  /** A solver in this process. */
  start(env?: Record<string, string>): Promise<RunningApp<JobsAppParts> & Clients>;
  /** A solver in a process of its own, to be killed. */
  spawn(env?: Record<string, string>): Promise<SolverProcess>;
}

interface Clients {
  jobs: JobClient;
  blobs: RpcClient<typeof BlobServiceService>;
}

export interface SolverProcess extends Clients {
  pid: number;
  /** Resolves when it is gone. */
  gone: Promise<void>;
  signal(name: NodeJS.Signals): void;
}

const FAST = {
  SOLVEIG_SOLVER_LEASE_MS: '1000',
  SOLVEIG_SOLVER_DISPATCH_TIMEOUT_MS: '1000',
  SOLVEIG_SOLVER_POLL_AFTER_MS: '300',
};

export async function startWorld(databaseUrl?: string): Promise<World> {
  const stack = new Cleanups();
  const nats = stack.use(await startTestNats());
  const database = databaseUrl === undefined ? stack.use(await createTestDatabase()) : undefined;
  const url = databaseUrl ?? database?.url('solver') ?? '';
  const spool = temporaryFolder('spool');
  stack.defer(async () => spool[Symbol.dispose]());
  await migrations({ url, schema: 'solver', directory: migrationsDirectory }).up();
  const client = stack.use(await startApp('test', new AbortController().signal, testClient(url, nats.url)));
  const environment = (more: Record<string, string>) => ({
    ...FAST,
    SOLVEIG_LOG_LEVEL: process.env.SOLVEIG_LOG_LEVEL ?? 'error',
    SOLVEIG_NATS_URL: nats.url,
    SOLVEIG_SOLVER_DATABASE_URL: url,
    SOLVEIG_SOLVER_SPOOL_DIR: spool.path,
    ...more,
  });
  return {
    nats,
    databaseUrl: url,
    sql: (text, values) => client.parts.db.query(text, values),
    createStream: async (name, subjects) => {
      const body = Buffer.from(JSON.stringify({ name, subjects, storage: 'file', retention: 'limits' }));
      await until('NATS is there', async () => client.parts.bus.connected());
      await client.parts.bus.request(`$JS.API.STREAM.CREATE.${name}`, body);
    },
    deleteStream: async (name) => {
      await client.parts.bus.request(`$JS.API.STREAM.DELETE.${name}`, new Uint8Array());
    },
    start: async (env = {}) => {
      const settings = loadSettings(jobsAppSettings, environment(env));
      const running = stack.use(await startJobsApp(settings, new AbortController().signal));
      return Object.assign(running, clients(client.parts.app, running.parts.address));
    },
    spawn: async (env = {}) => {
      const child = spawnSolver(await bundle(), environment(env));
      stack.defer(async () => {
        child.kill('SIGKILL');
        child.kill('SIGCONT');
      });
      const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [
        string,
      ];
      const gone = once(child, 'exit').then(() => undefined);
      return {
        ...clients(client.parts.app, line.replace('listening ', '')),
        pid: child.pid as number,
        gone,
        signal: (name) => child.kill(name),
      };
    },
    [Symbol.asyncDispose]: () => stack.run(),
  };
}

/** Undone last-in-first-out. Node 20 has no AsyncDisposableStack. */
class Cleanups {
  readonly #all: (() => Promise<void>)[] = [];

  use<T extends AsyncDisposable>(resource: T): T {
    this.#all.push(async () => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(cleanup: () => Promise<void>): void {
    this.#all.push(cleanup);
  }

  async run(): Promise<void> {
    for (const cleanup of this.#all.splice(0).reverse()) await cleanup().catch(() => undefined);
  }
}

/** What a test itself needs: a few connections of its own. */
function testClient(url: string, natsUrl: string) {
  return async (app: App) => {
    const parts = { log: createLogger('test', 'fatal'), metrics: createMetrics('test'), health: new HealthBook() };
    const bus = await connectBus(app, { url: natsUrl, name: 'test', ...parts });
    return { app, bus, db: openDb(app, { url, schema: 'solver', poolSize: 3, ...parts }) };
  };
}

function spawnSolver(main: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, SOLVEIG_LOG_LEVEL: 'fatal' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const DESCRIPTOR_IMAGE = new URL('../../../../proto/gen/image.binpb', import.meta.url);

/** Bundles the jobs process once a test file: it then starts in a fraction of the time. */
let bundled: Promise<string> | undefined;

function bundle(): Promise<string> {
  bundled ??= (async () => {
    const folder = temporaryFolder('jobs-process');
    process.once('exit', () => folder[Symbol.dispose]());
    const outfile = join(folder.path, 'main.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('./jobs-process.ts', import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['highs', 'pg-native'],
      supported: { using: false },
      logLevel: 'error',
      // CommonJS packages inside the bundle still ask for it.
      banner: { js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);" },
    });
    await copyFile(DESCRIPTOR_IMAGE, join(folder.path, 'image.binpb'));
    return outfile;
  })();
  return bundled;
}

function clients(app: App, address: string): Clients {
  return {
    jobs: createRpcClient(app, JobServiceService, address),
    blobs: createRpcClient(app, BlobServiceService, address),
  };
}

/** A small problem; `template` says what the toy engine does. */
export function submission(template = '', more: Partial<SubmitJobRequest> = {}): SubmitJobRequest {
  return SubmitJobRequest.fromPartial({
    problem: { kind: { $case: 'linear', value: { form: { $case: 'lpText', value: 'min\n obj: x\nend' } } } },
    options: { templateId: template },
    ...(more as object),
  });
}

export async function submit(jobs: JobClient, request: SubmitJobRequest, tenant = 'default'): Promise<Job> {
  const { job } = await jobs.submitJob(request, { tenant, timeoutMs: 10_000 });
  if (!job) throw new Error('no job in the answer');
  return job;
}

/** Reads jobs until the condition holds; throws with the last state when it takes too long. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`it did not happen in ${timeoutMs} ms: ${what}`);
    await pause(20);
  }
}

export function untilEnded(world: World, id: string, timeoutMs = 15_000): Promise<string> {
  return until(
    `job ${id} ends`,
    async () => {
      const [row] = await world.sql<{ state: string; finished_at: Date | null }>(
        'SELECT state, finished_at FROM job WHERE id = $1',
        [id],
      );
      return row?.finished_at ? row.state : undefined;
    },
    timeoutMs,
  );
}

export async function watchAll(jobs: JobClient, jobId: string, afterSeq = 0): Promise<WatchJobResponse[]> {
  const seen: WatchJobResponse[] = [];
  for await (const message of jobs.watchJob({ jobId, afterSeq }, { timeoutMs: 20_000 })) seen.push(message);
  return seen;
}
