import { obtainNatsServer } from './nats-provider.ts';
import {
  prepareTestPostgres,
  startTestPostgres,
  TEST_PASSWORD,
  TEST_POSTGRES_VARIABLE,
  usesContainers,
} from './testing.ts';

/**
 * Once before the whole test run: fetches the nats-server, so that no test file waits for the network, and starts
 * the one Postgres that test files make their databases on. Gives the function that takes it down again.
 */
export async function setup(): Promise<() => Promise<void>> {
  if (!usesContainers()) await obtainNatsServer();
  if (process.env[TEST_POSTGRES_VARIABLE]) return async () => {};
  const { url, stop } = usesContainers() ? await containerPostgres() : await localPostgres();
  process.env[TEST_POSTGRES_VARIABLE] = url;
  return async () => {
    delete process.env[TEST_POSTGRES_VARIABLE];
    await stop();
  };
}

interface SharedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

async function localPostgres(): Promise<SharedPostgres> {
  const server = await startTestPostgres();
  return { url: server.url({ database: 'postgres' }), stop: async () => await server[Symbol.asyncDispose]() };
}

async function containerPostgres(): Promise<SharedPostgres> {
  const { startPostgresContainer } = await import('./testing-containers.ts');
  const container = await startPostgresContainer(TEST_PASSWORD);
  await prepareTestPostgres(container.url);
  return { url: container.url, stop: async () => await container[Symbol.asyncDispose]() };
}
