import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keptPort } from './kept-port.ts';
import { stopLeftover } from './leftover.ts';
import { type NatsPasswords, type NatsUser, natsConfigText, natsPasswordsFor } from './nats-config.ts';
import { RestartableServer } from './restartable-server.ts';
import { type ExitInfo, type ServerProcess, spawnServer } from './server-process.ts';

export interface NatsOptions {
  /** The `nats-server` program; `obtainNatsServer` finds one. */
  readonly binary: string;
  /** Everything lies in here: streams, configuration with passwords (0600), log. */
  readonly dataDir: string;
  /** A free one, kept over restarts, when absent. */
  readonly port?: number;
  /** Where `/healthz`, `/jsz` and the others answer; nowhere when absent. */
  readonly monitoringPort?: number;
  /** `true` makes one user a service and the read-only `reader`; else anybody may connect. */
  readonly users?: boolean;
  /** Durable names on SOLVE that the reader must not touch. */
  readonly protectedConsumers?: readonly string[];
  readonly logFile?: string;
  /** Told when it ends without having been asked to. */
  readonly onUnexpectedExit?: (exit: ExitInfo) => void;
  /** Stops the server. */
  readonly signal?: AbortSignal;
}

export interface NatsServer extends AsyncDisposable {
  /** `nats://127.0.0.1:<port>`, without a login. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  readonly logFile: string;
  readonly monitoringUrl: string | undefined;
  isRunning(): boolean;
  /** The login of a user; undefined when the server was started without users. */
  login(user: NatsUser): { user: NatsUser; password: string } | undefined;
  /** Stops in order. Idempotent. */
  stop(): Promise<void>;
  /** Kills it as a crash would. */
  kill9(): Promise<void>;
  /** Starts it again on the same port and data, stopping it first if it runs. */
  restart(): Promise<void>;
}

const STOP_SIGNAL = 'SIGTERM';
const READY_WITHIN_MS = 20_000;

/** Starts a real nats-server with JetStream on the loopback address. Takes some 50 ms. */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const logFile = options.logFile ?? join(options.dataDir, 'nats.log');
  const port = keptPort(join(options.dataDir, 'nats.port'), options.port);
  const passwords: NatsPasswords | undefined = options.users
    ? natsPasswordsFor(join(options.dataDir, 'nats-passwords.json'))
    : undefined;
  const configFile = join(options.dataDir, 'nats.conf');

  const pidFile = join(options.dataDir, 'nats.pid');
  await stopLeftover(existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0, configFile, STOP_SIGNAL);

  const start = async (): Promise<ServerProcess> => {
    const storeDir = join(options.dataDir, 'jetstream');
    const text = natsConfigText({ ...options, port: await port.get(), storeDir, pidFile, passwords });
    writeFileSync(configFile, text, { mode: 0o600 });
    return await spawnServer({ command: options.binary, args: ['-c', configFile], logFile, stopSignal: STOP_SIGNAL });
  };
  const startReady = async (mayMove: boolean): Promise<ServerProcess> => {
    for (;;) {
      const started = await start();
      if (await answers(started, port.current())) return started;
      await started.stop();
      const lostPort = /address already in use/i.test(started.tail());
      if (!(lostPort && mayMove && port.renew()))
        throw new Error(`nats-server does not start (${configFile}):\n${started.tail()}`);
    }
  };
  const server = new RestartableServer(startReady, options.onUnexpectedExit);
  await server.start();
  const stop = (): Promise<void> => server.stop();
  if (options.signal?.aborted) await stop();
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', () => void stop(), { once: true });

  return {
    dataDir: options.dataDir,
    logFile,
    monitoringUrl: options.monitoringPort === undefined ? undefined : `http://127.0.0.1:${options.monitoringPort}`,
    get url() {
      return `nats://127.0.0.1:${port.current()}`;
    },
    get port() {
      return port.current();
    },
    get pid() {
      return server.pid;
    },
    isRunning: () => server.isRunning(),
    login: (user) => passwords && { user, password: passwords[user] },
    stop,
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    [Symbol.asyncDispose]: stop,
  };
}

/** The server opens its client port once JetStream has recovered, and greets with `INFO`. */
async function answers(server: ServerProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (server.isRunning() && Date.now() < deadline) {
    if (await greets(port)) return server.isRunning();
    await delay(5);
  }
  return false;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('data', (data) => settle(data.toString('latin1').startsWith('INFO')));
    socket.once('error', () => settle(false));
    socket.once('close', () => resolve(false));
  });
}
