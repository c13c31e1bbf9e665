import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainNatsServer } from './nats-provider.ts';
import { type NatsServer, startNats } from './nats-server.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';
import { type DatabaseRole, type Passwords, SERVICE_ROLES } from './postgres-cluster.ts';
import { createDatabaseFromTemplate, databaseUrl, dropDatabase, prepareServer } from './postgres-roles.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { evidenceOf } from './test-evidence.ts';
import { callWitness } from './test-witnesses.ts';

/** The superuser's address of the one Postgres that the whole test run shares. */
export const TEST_POSTGRES_VARIABLE = 'SOLVEIG_TEST_POSTGRES_URL';

/** The password of every role on a test server; it listens on the loopback address only. */
export const TEST_PASSWORD = 'solveig-test';

/** Set to 1 by `npm run test:containers`: the tests' NATS and shared Postgres then run in containers. */
export function usesContainers(): boolean {
  return process.env.SOLVEIG_TEST_CONTAINERS === '1';
}

/** A folder of the test's own that goes away with it. */
export function temporaryFolder(name: string): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), `solveig-${name}-`));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export interface TestNatsOptions {
  /** With the users and permissions of the platform; else anybody may connect. */
  readonly users?: boolean;
}

/** A nats-server of the test's own: `await using nats = await startTestNats()`. */
export async function startTestNats(options: TestNatsOptions = {}): Promise<NatsServer> {
  const folder = temporaryFolder('nats');
  if (usesContainers()) {
    // Loaded only here: the container library takes a second and a half to load.
    const { startNatsContainer } = await import('./testing-containers.ts');
    return disposedWith(await startNatsContainer({ dataDir: folder.path, ...options }), folder);
  }
  const program = await obtainNatsServer();
  const server = await startNats({ binary: program.path, dataDir: folder.path, ...options });
  return disposedWith(server, folder);
}

/** A Postgres of the test's own, for tests that kill it; others share one through `createTestDatabase`. */
export async function startTestPostgres(): Promise<PostgresServer> {
  const folder = temporaryFolder('postgres');
  const server = await startPostgres({ dataDir: folder.path, durability: 'off', password: TEST_PASSWORD });
  return disposedWith(server, folder);
}

export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** The address as a service's role; the superuser's without one. */
  url(role?: DatabaseRole): string;
}

/** An empty database with every service's role and schema, on the Postgres that the test run shares. Takes some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await sharedPostgresUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabaseFromTemplate(server, name);
  const password = decodeURIComponent(new URL(server).password);
  return {
    name,
    url: (role = 'postgres') =>
      role === 'postgres' ? databaseUrl(server, name) : databaseUrl(server, name, { role, password }),
    [Symbol.asyncDispose]: () => dropDatabase(server, name),
  };
}

/** Makes roles and template on a Postgres from elsewhere (a container), whose superuser's password all roles then share. */
export async function prepareTestPostgres(superuserUrl: string): Promise<void> {
  const password = decodeURIComponent(new URL(superuserUrl).password);
  const roles = ['postgres', ...SERVICE_ROLES] as const;
  await prepareServer(superuserUrl, Object.fromEntries(roles.map((role) => [role, password])) as Passwords);
}

/**
 * A whole platform of the test's own on free ports: `await using platform = await startTestPlatform()`. It runs the bundles, which
 * `npm test` builds first; when it cannot start, the error holds the last lines of the service at fault. A test that fails on it
 * prints the last lines of all services, and a trace.
 */
export async function startTestPlatform(
  options: Omit<PlatformOptions, 'dataDir' | 'ports' | 'isMain'> = {},
): Promise<Platform> {
  const folder = temporaryFolder('platform');
  try {
    const platform = await startPlatform({ durability: 'off', ...options, dataDir: folder.path, ports: 'free' });
    const dismiss = callWitness(() => evidenceOf(platform));
    return disposedWith(platform, folder, dismiss);
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

let ownPostgres: Promise<PostgresServer> | undefined;

/** The run's server; one of this process's own when the tests run without the global set-up. */
async function sharedPostgresUrl(): Promise<string> {
  const shared = process.env[TEST_POSTGRES_VARIABLE];
  if (shared) return shared;
  ownPostgres ??= startTestPostgres();
  return (await ownPostgres).url({ database: 'postgres' });
}

function disposedWith<T extends AsyncDisposable>(server: T, folder: Disposable, before = async () => {}): T {
  return Object.defineProperties(Object.create(server) as T, {
    [Symbol.asyncDispose]: {
      value: async (): Promise<void> => {
        await before();
        await server[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      },
    },
  });
}
