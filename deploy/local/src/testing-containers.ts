import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { freePort } from './free-port.ts';
import { type NatsPasswords, natsConfigText, natsPasswordsFor } from './nats-config.ts';
import type { NatsServer } from './nats-server.ts';
import { RotatedFile } from './rotated-file.ts';

const NATS_IMAGE = 'nats:2.12.15';
const POSTGRES_IMAGE = 'postgres:15';

/** The Postgres of a whole test run in a container; gives the superuser's address. */
export async function startPostgresContainer(password: string): Promise<{ url: string } & AsyncDisposable> {
  const settings = {
    max_connections: 200,
    shared_preload_libraries: 'pg_stat_statements',
    fsync: 'off',
    timezone: 'UTC',
  };
  const container = await new GenericContainer(POSTGRES_IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C' })
    .withCommand(['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withExposedPorts(5432)
    // Once for the server that only sets up, once for the one that stays.
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  return {
    url: `postgresql://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    [Symbol.asyncDispose]: async () => void (await container.stop()),
  };
}

/** A nats-server in a container, with the same face as a local one. */
export async function startNatsContainer(options: { dataDir: string; users?: boolean }): Promise<NatsServer> {
  mkdirSync(options.dataDir, { recursive: true });
  const port = await freePort();
  const passwords: NatsPasswords | undefined = options.users
    ? natsPasswordsFor(join(options.dataDir, 'nats-passwords.json'))
    : undefined;
  const config = natsConfigText({
    port: 4222,
    host: '0.0.0.0',
    storeDir: '/tmp/jetstream',
    pidFile: '/tmp/nats.pid',
    passwords,
  });
  const log = new RotatedFile(join(options.dataDir, 'nats.log'));
  const container = await new GenericContainer(NATS_IMAGE)
    .withCopyContentToContainer([{ content: config, target: '/etc/solveig-nats.conf' }])
    .withCommand(['-c', '/etc/solveig-nats.conf'])
    .withExposedPorts({ container: 4222, host: port }) // a fixed one, so that clients find it again after a restart
    .withLogConsumer((stream) => stream.on('data', (chunk: Buffer) => log.write(chunk)))
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  const handle = (await getContainerRuntimeClient()).container.getById(container.getId());
  const state = async (): Promise<{ Pid: number; Running: boolean }> => (await handle.inspect()).State;
  let { Pid: pid, Running: running } = await state();
  const halt = async (how: () => Promise<unknown>): Promise<void> => {
    if (!running) return;
    running = false;
    await how();
    await handle.wait();
  };
  const start = async (): Promise<void> => {
    await handle.start();
    ({ Pid: pid, Running: running } = await state());
  };
  return {
    url: `nats://${container.getHost()}:${port}`,
    port,
    dataDir: options.dataDir,
    logFile: log.path,
    monitoringUrl: undefined,
    get pid() {
      return pid;
    },
    isRunning: () => running,
    login: (user) => passwords && { user, password: passwords[user] },
    stop: () => halt(() => handle.stop()),
    kill9: () => halt(() => handle.kill({ signal: 'SIGKILL' })),
    async restart() {
      await halt(() => handle.stop());
      await start();
    },
    async [Symbol.asyncDispose]() {
      await container.stop();
      log.close();
    },
  };
}
