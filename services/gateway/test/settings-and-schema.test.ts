import { startApp } from '@solveig/kit/app';
import { type ConfigError, loadSettings } from '@solveig/kit/config';
import { openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import { createTestDatabase } from '@solveig/local/testing';
import { expect, it } from 'vitest';
import { gatewaySettings } from '../src/config.ts';
import { migrationsDirectory } from '../src/migrations-directory.ts';

it('asks in production for the services behind it, and never for NATS', () => {
  const faultsOf = (env: NodeJS.ProcessEnv): string[] => {
    try {
      loadSettings(gatewaySettings, { SOLVEIG_GATEWAY_DATABASE_URL: 'postgresql://gateway@db/solveig', ...env });
      return [];
    } catch (error) {
      return (error as ConfigError).faults.map((fault) => `${fault.env} ${fault.problem}`);
    }
  };
  expect(faultsOf({})).toEqual([]);
  const missing = 'is missing; production needs it';
  expect(faultsOf({ SOLVEIG_ENVIRONMENT: 'production' })).toEqual([
    `SOLVEIG_SOLVER_URL ${missing}`,
    `SOLVEIG_DISTANCE_URL ${missing}`,
    `SOLVEIG_MONITOR_URL ${missing}`,
    `SOLVEIG_ALERTING_URL ${missing}`,
  ]);
});

it('takes the role of operators back to solvers when its migration is undone', async () => {
  await using database = await createTestDatabase();
  const url = database.url('gateway');
  const run = migrations({ url, schema: 'gateway', directory: migrationsDirectory });
  await run.up();
  const parts = { log: createLogger('test', 'fatal'), metrics: createMetrics('test'), health: new HealthBook() };
  await using app = await startApp('test', new AbortController().signal, async (a) =>
    openDb(a, { url, schema: 'gateway', poolSize: 1, ...parts }),
  );
  const { query } = app.parts;
  const insert = (prefix: string) =>
    query(
      `INSERT INTO api_key (id, tenant, name, prefix, secret_sha256, role)
       VALUES (gen_random_uuid(), 'acme', 'night', $1, '', 'operator')`,
      [prefix],
    );
  await insert('abcdefghijkl');
  await run.down();
  expect(await query('SELECT role FROM api_key')).toEqual([{ role: 'solver' }]);
  await expect(insert('mnopqrstuvwx')).rejects.toThrow();
  await run.up();
  await insert('mnopqrstuvwx');
});
