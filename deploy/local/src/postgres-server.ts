import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keptPort } from './kept-port.ts';
import { stopLeftover } from './leftover.ts';
import { choosePostgresRunner, type PostgresRunner } from './postgres-binaries.ts';
import { type DatabaseRole, type Durability, initCluster, passwordsFor, serverArguments } from './postgres-cluster.ts';
import {
  createDatabaseFromTemplate,
  databaseUrl,
  dropDatabase,
  PLATFORM_DATABASE,
  prepareServer,
} from './postgres-roles.ts';
import { RestartableServer } from './restartable-server.ts';
import { type ExitInfo, type ServerProcess, spawnServer } from './server-process.ts';

export interface PostgresOptions {
  /** Everything lies in here: the cluster, the passwords (0600), the log. */
  readonly dataDir: string;
  /** A free one, kept over restarts, when absent. */
  readonly port?: number;
  readonly durability?: Durability;
  /** Where the log is written; `<dataDir>/postgres.log` when absent. */
  readonly logFile?: string;
  /** One password for all roles instead of a random one each. Only takes effect when the cluster is made. */
  readonly password?: string;
  /** How to run as root; chosen by what the machine allows when absent. */
  readonly runAs?: PostgresRunner['kind'];
  /** Told when it ends without having been asked to. */
  readonly onUnexpectedExit?: (exit: ExitInfo) => void;
  /** Stops the server. */
  readonly signal?: AbortSignal;
}

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  /** The process id of the running server; changes with a restart. */
  readonly pid: number;
  isRunning(): boolean;
  /** A connection address; the platform's database and the superuser unless said otherwise. */
  url(target?: { database?: string; role?: DatabaseRole }): string;
  /** Makes a database with every service's schema and gives the superuser's address of it. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Stops in order: open transactions are rolled back, everything committed is written. Idempotent. */
  stop(): Promise<void>;
  /** Kills it as a crash would. */
  kill9(): Promise<void>;
  /** Starts it again on the same port and data, stopping it first if it runs. */
  restart(): Promise<void>;
}

/** SIGINT is Postgres's "fast shutdown"; SIGTERM would wait for every client to leave. */
const STOP_SIGNAL = 'SIGINT';
const READY_WITHIN_MS = 30_000;

/** Starts a real Postgres 15 on the loopback address, with a role and a schema for each service. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const runner = choosePostgresRunner(options.runAs);
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = join(options.dataDir, 'postgres-passwords.json');
  const wishedFolder = join(options.dataDir, 'postgres');
  let folder = runner.prepareFolder(wishedFolder);
  if (folder !== wishedFolder && !existsSync(passwordFile)) {
    // The data directory was removed, but its cluster lay elsewhere: it is forgotten too.
    await stopLeftover(Number(pidFile(folder)[0]), folder, STOP_SIGNAL);
    rmSync(folder, { recursive: true });
    folder = runner.prepareFolder(wishedFolder);
  }
  const passwords = passwordsFor(passwordFile, options.password);
  await initCluster(runner, folder, passwords.postgres);
  await stopLeftover(Number(pidFile(folder)[0]), folder, STOP_SIGNAL);
  const logFile = options.logFile ?? join(options.dataDir, 'postgres.log');
  const port = keptPort(join(options.dataDir, 'postgres.port'), options.port);

  const start = async (): Promise<ServerProcess> => {
    const [command = '', ...args] = [
      ...runner.prefix,
      join(runner.binFolder, 'postgres'),
      ...serverArguments(folder, await port.get(), options.durability ?? 'on'),
    ];
    return await spawnServer({
      command,
      args,
      cwd: folder,
      uid: runner.uid,
      gid: runner.gid,
      logFile,
      stopSignal: STOP_SIGNAL,
    });
  };
  const server = new RestartableServer(
    (isFirst) => startUntilReady(start, folder, isFirst ? port.renew : undefined),
    options.onUnexpectedExit,
  );
  await server.start();
  const superuserUrl = (): string => `postgresql://postgres:${passwords.postgres}@127.0.0.1:${port.current()}/postgres`;
  const stop = (): Promise<void> => server.stop();
  try {
    await prepareServer(superuserUrl(), passwords);
    options.signal?.throwIfAborted();
  } catch (error) {
    await stop();
    throw error;
  }
  options.signal?.addEventListener('abort', () => void stop(), { once: true });

  return {
    dataDir: options.dataDir,
    logFile,
    get port() {
      return port.current();
    },
    get pid() {
      return server.pid;
    },
    isRunning: () => server.isRunning(),
    url: ({ database = PLATFORM_DATABASE, role = 'postgres' } = {}) =>
      databaseUrl(superuserUrl(), database, { role, password: passwords[role] }),
    async createDatabase(name) {
      await createDatabaseFromTemplate(superuserUrl(), name);
      return databaseUrl(superuserUrl(), name);
    },
    dropDatabase: (name) => dropDatabase(superuserUrl(), name),
    stop,
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * Starts until it is ready. Two failures pass by themselves: the port was taken in the meantime (another one is
 * taken, if that is allowed), and after a crash the old server's children are still letting go of the shared memory.
 */
async function startUntilReady(
  start: () => Promise<ServerProcess>,
  folder: string,
  renewPort?: () => boolean,
): Promise<ServerProcess> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const server = await start();
    if (await becomesReady(server, folder, deadline)) return server;
    const printed = server.tail();
    await server.stop();
    const passes =
      /still in use|already exists|lock file/i.test(printed) ||
      (/Address already in use/i.test(printed) && renewPort?.());
    if (!passes || Date.now() > deadline) throw new Error(`Postgres does not start in ${folder}:\n${printed}`);
    await delay(100);
  }
}

/** The server writes `ready` into the last line of its pid file once it takes connections. */
async function becomesReady(server: ServerProcess, folder: string, deadline: number): Promise<boolean> {
  while (server.isRunning() && Date.now() < deadline) {
    const lines = pidFile(folder);
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true;
    await delay(10);
  }
  return false;
}

function pidFile(folder: string): string[] {
  const path = join(folder, 'postmaster.pid');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}
