import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgres } from '../src/postgres-server.ts';
import { createTestDatabase, startTestPostgres, temporaryFolder } from '../src/testing.ts';

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

test('a role owns the schema of its name and cannot touch another', async () => {
  await using database = await createTestDatabase();
  await ask(database.url('solver'), 'create table job (id int)');
  const [table] = await ask<{ schemaname: string }>(
    database.url(),
    "select schemaname from pg_tables where tablename = 'job'",
  );
  expect(table?.schemaname).toBe('solver');
  await expect(ask(database.url('monitor'), 'select * from solver.job')).rejects.toThrow('permission denied');
  await expect(ask(database.url('solver'), 'create table monitor.job (id int)')).rejects.toThrow('permission denied');
});

test('two test databases share nothing', async () => {
  await using one = await createTestDatabase();
  await using other = await createTestDatabase();
  await ask(one.url('solver'), 'create table only_here (id int)');
  await expect(ask(other.url('solver'), 'select * from only_here')).rejects.toThrow('does not exist');
});

test('it speaks UTF-8, watches its statements and lets 200 connect', async () => {
  await using database = await createTestDatabase();
  const [row] = await ask<Record<string, string>>(
    database.url(),
    `select current_setting('server_encoding') as encoding, current_setting('max_connections') as connections,
            current_setting('log_min_duration_statement') as slow, (select count(*) >= 0 from pg_stat_statements) as watched`,
  );
  expect(row).toEqual({ encoding: 'UTF8', connections: '200', slow: '100ms', watched: true });
});

test('committed rows survive kill -9 and restart on the same port', async () => {
  await using server = await startTestPostgres();
  const { port } = server;
  const url = await server.createDatabase('kept');
  await ask(url, 'create table kept as select 42 as answer');
  await ask(url, 'checkpoint');
  await server.kill9();
  await expect(ask(url, 'select 1')).rejects.toThrow();
  await server.restart();
  expect(server.port).toBe(port);
  expect(await ask(url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a second start on the same folder takes over from a server that was left behind', async () => {
  using folder = temporaryFolder('postgres-leftover');
  const left = await startPostgres({ dataDir: folder.path, durability: 'off' });
  await ask(left.url(), 'create table kept as select 7 as answer');
  await using taken = await startPostgres({ dataDir: folder.path, durability: 'off' });
  expect(left.isRunning()).toBe(false);
  expect(await ask(taken.url(), 'select answer from kept')).toEqual([{ answer: 7 }]);
});

const isRoot = process.getuid?.() === 0;

test('where namespaces are forbidden, root runs it as nobody', { skip: !isRoot }, async () => {
  using folder = temporaryFolder('postgres-nobody');
  chmodSync(folder.path, 0o711); // nobody may pass through
  await using server = await startPostgres({ dataDir: folder.path, durability: 'off', runAs: 'nobody' });
  expect(await ask(server.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(existsSync(join(folder.path, 'postgres', 'PG_VERSION'))).toBe(true);
});

test('a data folder that nobody cannot reach is kept under /var/tmp, and forgotten with it', {
  skip: !isRoot,
}, async () => {
  using folder = temporaryFolder('postgres-nobody');
  const dataDir = join(folder.path, 'data');
  const elsewhere = join('/var/tmp/solveig-postgres', join(dataDir, 'postgres').replaceAll('/', '%'));
  const start = () => startPostgres({ dataDir, durability: 'off', runAs: 'nobody' });
  try {
    {
      await using server = await start();
      await ask(server.url(), 'create table kept as select 7 as answer');
      expect(existsSync(elsewhere)).toBe(true);
    }
    rmSync(dataDir, { recursive: true });
    await using server = await start();
    await expect(ask(server.url(), 'select * from kept')).rejects.toThrow('does not exist');
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});
