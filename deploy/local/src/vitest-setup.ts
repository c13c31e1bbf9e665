import { obtainNatsServer } from './nats-provider.ts';
import { startTestPostgres, TEST_POSTGRES_VARIABLE } from './testing.ts';

/**
 * Once before the whole test run: fetches the nats-server, so that no test file waits for the network, and starts
 * the one Postgres that test files make their databases on. Gives the function that takes it down again.
 */
export async function setup(): Promise<() => Promise<void>> {
  await obtainNatsServer();
  if (process.env[TEST_POSTGRES_VARIABLE]) return async () => {};
  const postgres = await startTestPostgres();
  process.env[TEST_POSTGRES_VARIABLE] = postgres.url({ database: 'postgres' });
  return async () => {
    delete process.env[TEST_POSTGRES_VARIABLE];
    await postgres[Symbol.asyncDispose]();
  };
}
