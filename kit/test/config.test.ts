import {
  type ConfigError,
  defineSettings,
  describeSettings,
  loadSettings,
  pageSettings,
  printableSettings,
  serviceSettings,
  setting,
  sharedSettings,
} from '@solveig/kit/config';
import { describe, expect, it } from 'vitest';

const schema = defineSettings('solver', {
  ...sharedSettings,
  ...serviceSettings('solver', { grpc: 7710, ops: 7711 }),
  workers: setting.integer({ env: 'SOLVEIG_SOLVER_WORKERS', default: 4, min: 1, max: 64, doc: 'Worker processes.' }),
  deadlineMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_DEADLINE_MS',
    default: 30_000,
    max: 300_000,
    doc: 'Default deadline.',
  }),
  memoryMb: setting.megabytes({ env: 'SOLVEIG_SOLVER_WORKER_MEMORY_MB', default: 512, doc: 'Memory of a worker.' }),
  key: setting.secret({
    env: 'SOLVEIG_SOLVER_KEY',
    default: 'development-key-0001',
    required: 'production',
    doc: 'Signs things.',
  }),
});

function faultsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  try {
    loadSettings(schema, env);
    return {};
  } catch (error) {
    return Object.fromEntries((error as ConfigError).faults.map((f) => [f.env, f.problem]));
  }
}

const url = 'postgresql://solver:secret@localhost:5432/solveig';

describe('loadSettings', () => {
  it('gives defaults and reads units', () => {
    const settings = loadSettings(schema, {
      SOLVEIG_SOLVER_DATABASE_URL: url,
      SOLVEIG_SOLVER_DEADLINE_MS: '2m',
      SOLVEIG_SOLVER_WORKER_MEMORY_MB: '1.5gb',
    });
    expect(settings).toMatchObject({
      environment: 'development',
      workers: 4,
      deadlineMs: 120_000,
      memoryMb: 1536,
      natsUser: undefined,
    });
  });

  it('reports every fault at once', () => {
    expect(
      faultsOf({
        SOLVEIG_ENVIRONMENT: 'prod',
        SOLVEIG_NATS_URL: 'localhost:4222',
        SOLVEIG_SOLVER_DATABASE_URL: 'mysql://localhost/x',
        SOLVEIG_SOLVER_WORKERS: '0',
        SOLVEIG_SOLVER_DEADLINE_MS: '10 parsecs',
        SOLVEIG_SOLVER_GRPC_ADDRESS: 'localhost',
        SOLVEIG_SOLVER_DATABASE_POOL_SIZE: 'many',
      }),
    ).toEqual({
      SOLVEIG_ENVIRONMENT: 'must be one of development, staging, production, not "prod"',
      SOLVEIG_NATS_URL: 'must begin with nats:// or tls://',
      SOLVEIG_SOLVER_DATABASE_URL: 'must begin with postgresql://',
      SOLVEIG_SOLVER_WORKERS: 'must be at least 1, not 0',
      SOLVEIG_SOLVER_DEADLINE_MS: 'must be a number with one of the units ms, s, m, h, d, not "10 parsecs"',
      SOLVEIG_SOLVER_GRPC_ADDRESS: 'must be host:port, not "localhost"',
      SOLVEIG_SOLVER_DATABASE_POOL_SIZE: 'must be a whole number, not "many"',
    });
  });

  it('asks for more in production, and refuses weak or default secrets there', () => {
    const env = { SOLVEIG_ENVIRONMENT: 'production', SOLVEIG_NATS_URL: 'nats://n:4222' };
    expect(faultsOf(env)).toEqual({
      SOLVEIG_SOLVER_NATS_PASSWORD: 'is missing; production needs it',
      SOLVEIG_SOLVER_DATABASE_URL: 'is missing',
      SOLVEIG_SOLVER_KEY: 'is missing; production needs it',
    });
    const withKey = (key: string) =>
      faultsOf({
        ...env,
        SOLVEIG_SOLVER_DATABASE_URL: url,
        SOLVEIG_SOLVER_NATS_PASSWORD: '7bVqz0rT9dKe2LmX',
        SOLVEIG_SOLVER_KEY: key,
      }).SOLVEIG_SOLVER_KEY;
    expect(withKey('development-key-0001')).toBe('is left at its default');
    expect(withKey('changeme-changeme-changeme')).toBe('begins with a well-known word');
    expect(withKey('short')).toBe('is too short for production: 5 characters, at least 16');
    expect(withKey('aaaaaaaaaaaaaaaaaaaaaaaa')).toBe('repeats too few characters');
    expect(withKey('kT4vB8nQz1Xw6LpR')).toBeUndefined();
    const withUrl = (text: string) =>
      faultsOf({ ...env, SOLVEIG_SOLVER_DATABASE_URL: text }).SOLVEIG_SOLVER_DATABASE_URL;
    expect(withUrl('postgresql://solver:postgres@h/d')).toBe('has a password that begins with a well-known word');
    expect(withUrl('postgresql://solver@h/d')).toBeUndefined();
    expect(withUrl('postgresql://solver:kT4vB8nQ@h/d')).toMatch(/^has a password that is too short for production/);
    expect(withUrl('postgresql://solver:kT4vB8nQz1Xw6LpR@h/d')).toBeUndefined();
  });

  it('refuses a number above the one that bounds it, when it was set', () => {
    const pages = defineSettings('solver', pageSettings('solver'));
    const problems = (env: NodeJS.ProcessEnv) => {
      try {
        return loadSettings(pages, env);
      } catch (error) {
        return (error as ConfigError).faults.map((f) => `${f.env} ${f.problem}`);
      }
    };
    expect(problems({})).toEqual({ defaultPageSize: 20, maxPageSize: 100 });
    expect(problems({ SOLVEIG_SOLVER_DEFAULT_PAGE_SIZE: '150' })).toEqual([
      'SOLVEIG_SOLVER_DEFAULT_PAGE_SIZE must not be above SOLVEIG_SOLVER_MAX_PAGE_SIZE: 150 > 100',
    ]);
    expect(problems({ SOLVEIG_SOLVER_MAX_PAGE_SIZE: '10' })).toEqual({ defaultPageSize: 20, maxPageSize: 10 });
    expect(describeSettings(pages)[0]?.range).toBe('1 to 1000, not above SOLVEIG_SOLVER_MAX_PAGE_SIZE');
  });

  it('says a default that depends on the machine in words', () => {
    const workers = setting.integer({ env: 'W', default: 2, defaultText: 'min(cores, 4)', doc: 'Workers.' });
    expect(describeSettings(defineSettings('solver', { workers }))).toMatchObject([{ default: 'min(cores, 4)' }]);
  });

  it('prints neither secrets nor passwords', () => {
    const settings = loadSettings(schema, { SOLVEIG_SOLVER_DATABASE_URL: url, SOLVEIG_SOLVER_KEY: 'kT4vB8nQz1Xw6LpR' });
    const text = JSON.stringify([printableSettings(schema, settings), describeSettings(schema)]);
    expect(text).toContain('postgresql://solver:***@localhost:5432/solveig');
    expect(text).not.toMatch(/secret@|kT4vB8nQ|development-key/);
  });
});
