import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '@solveig/kit/db';
import { querySummary } from '@solveig/kit/db-query';
import { uuidv7 } from '@solveig/kit/ids';
import { once, pruneInbox } from '@solveig/kit/inbox';
import { migrations, schemaProblem } from '@solveig/kit/migrate';
import { createTestDatabase, startTestPostgres } from '@solveig/local/testing';
import { describe, expect, it } from 'vitest';
import { openTestDb, startTestApp, until } from './kit-setup.ts';

function migrationFolder(files: Record<string, string>): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'solveig-migrations-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

const FIRST = '-- breaking: no\nCREATE TABLE thing (id int);\n-- down\nDROP TABLE thing;\n';
const SECOND =
  '-- breaking: yes\nALTER TABLE thing ADD COLUMN name text;\n-- down\nALTER TABLE thing DROP COLUMN name;\n';

describe('migrations', () => {
  it('go up and down as the role of the service, and keep their history', async () => {
    await using database = await createTestDatabase();
    using folder = migrationFolder({ '001-thing.sql': FIRST, '002-name.sql': SECOND });
    const run = migrations({ url: database.url('solver'), schema: 'solver', directory: folder.path });
    expect((await run.status()).map((r) => r.state)).toEqual(['pending', 'pending']);
    const [names, again] = await Promise.all([run.up(), run.up()]);
    expect([...names, ...again].sort()).toEqual(['name', 'thing']);
    expect((await run.status()).map((r) => [r.name, r.state, r.isBreaking])).toEqual([
      ['thing', 'applied', false],
      ['name', 'applied', true],
    ]);
    expect(await run.down()).toEqual(['name']);
    expect((await run.history()).map((e) => `${e.direction} ${e.name}`)).toEqual(['up thing', 'up name', 'down name']);
    expect(await run.sql()).toContain('ALTER TABLE thing ADD COLUMN name text;');
  });

  it('refuse to go on when an applied file was changed', async () => {
    await using database = await createTestDatabase();
    using folder = migrationFolder({ '001-thing.sql': FIRST });
    const run = migrations({ url: database.url('solver'), schema: 'solver', directory: folder.path });
    await run.up();
    writeFileSync(join(folder.path, '001-thing.sql'), FIRST.replace('int', 'bigint'));
    await expect(run.up()).rejects.toThrow('1 thing was changed after it was applied');
    expect((await run.status())[0]?.state).toBe('changed');
  });

  it('leave nothing behind when one fails', async () => {
    await using database = await createTestDatabase();
    using folder = migrationFolder({ '001-thing.sql': FIRST, '002-name.sql': SECOND.replace('thing', 'nothing') });
    const run = migrations({ url: database.url('solver'), schema: 'solver', directory: folder.path });
    await expect(run.up()).rejects.toThrow('migration 2 name (up) failed');
    expect((await run.status()).map((r) => r.state)).toEqual(['applied', 'pending']);
  });

  it('say what keeps a schema from being current', async () => {
    await using database = await createTestDatabase();
    using folder = migrationFolder({ '001-thing.sql': FIRST });
    await using it = await startTestApp(async (parts) => ({
      db: openDb(parts.app, { ...parts, url: database.url('solver'), schema: 'solver', poolSize: 2 }),
    }));
    const { query } = it.parts.db;
    expect(await schemaProblem(query, folder.path)).toBe('1 migration is pending, first thing: run `migrate up`');
    await migrations({ url: database.url('solver'), schema: 'solver', directory: folder.path }).up();
    expect(await schemaProblem(query, folder.path)).toBeUndefined();
  });
});

describe('the database', () => {
  it('handles a message once in a committed transaction', async () => {
    await using database = await createTestDatabase();
    await using it = await startTestApp(async (parts) => ({ db: await openTestDb(parts, database.url()) }));
    const { db } = it.parts;
    let runs = 0;
    const handle = () => db.tx((tx) => once(tx, 'monitor', 'm1', async () => ++runs));
    await expect(db.tx((tx) => once(tx, 'monitor', 'm1', () => Promise.reject(new Error('crash'))))).rejects.toThrow();
    expect(await handle()).toBe(1);
    expect(await handle()).toBe('duplicate');
    expect(await Promise.all([handle(), handle()])).toEqual(['duplicate', 'duplicate']);
    expect(await pruneInbox(db)).toBe(0);
  });

  it('survives a restart of Postgres, says so in its health, and retries what may run twice', async () => {
    await using server = await startTestPostgres();
    await using it = await startTestApp(async (parts) => ({ db: await openTestDb(parts, server.url()) }));
    const { db, health } = it.parts;
    await db.query('SELECT 1');
    await server.kill9();
    await expect(db.query('SELECT 1')).rejects.toMatchObject({ reason: 'DEPENDENCY_DOWN' });
    expect(await db.ping()).toBe(false);
    expect(health.readiness().parts.database?.status).toBe('down');
    await server.restart();
    await until(() => db.ping());
    expect(await db.query('SELECT 7 AS n')).toEqual([{ n: 7 }]);
  });

  it('makes connections anew when they are old', async () => {
    await using database = await createTestDatabase();
    const options = { url: database.url(), schema: 'public', poolSize: 1, recycleMs: 50 };
    await using it = await startTestApp(async (parts) => ({ db: openDb(parts.app, { ...parts, ...options }) }));
    const pid = async () => (await it.parts.db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
    const first = await pid();
    await until(async () => (await pid()) !== first);
  });

  it('keeps statements prepared from their second use on, and gives up a plan whose columns have changed', async () => {
    await using database = await createTestDatabase();
    const options = { url: database.url(), schema: 'public', poolSize: 1 };
    await using it = await startTestApp(async (parts) => ({ db: openDb(parts.app, { ...parts, ...options }) }));
    const { db } = it.parts;
    const prepared = async () =>
      (await db.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements')).map((r) => r.statement);
    await db.query('CREATE TABLE thing AS SELECT 1 AS a; CREATE TABLE other ()');
    // What a statement is known by is its text, in the whole process.
    const text = `SELECT * FROM thing WHERE a = $1 -- ${uuidv7()}`;
    await db.query(text, [1]);
    expect(await prepared()).toEqual([]);
    await db.query(text, [1]);
    expect(await prepared()).toEqual([text]);
    await db.query('ALTER TABLE thing ADD COLUMN b int DEFAULT 2');
    await expect(db.tx((tx) => db.query(text, [1], tx))).rejects.toMatchObject({ reason: 'INTERNAL' });
    expect(await db.query(text, [1])).toEqual([{ a: 1, b: 2 }]);
  });

  it('runs a transaction again after a conflict when that is allowed', async () => {
    await using database = await createTestDatabase();
    await using it = await startTestApp(async (parts) => ({ db: await openTestDb(parts, database.url()) }));
    let runs = 0;
    const conflicted = () =>
      it.parts.db.tx(
        async () => {
          if (++runs < 3) throw Object.assign(new Error('conflict'), { code: '40001' });
          return runs;
        },
        { retry: true },
      );
    expect(await conflicted()).toBe(3);
  });

  it('gives an advisory lock to one, and tells the holder when the session is lost', async () => {
    await using database = await createTestDatabase();
    await using it = await startTestApp(async (parts) => ({ db: await openTestDb(parts, database.url()) }));
    const { db } = it.parts;
    let held = false;
    const holder = db.tryAdvisoryLock('relay', async (signal) => {
      held = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'lost';
    });
    await until(() => held);
    expect(await db.tryAdvisoryLock('relay', async () => 'mine')).toBeUndefined();
    await db.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'`);
    expect(await holder).toBe('lost');
    expect(await db.tryAdvisoryLock('relay', async () => 'mine')).toBe('mine');
  });

  it('hears notices, also after its listening connection was lost', async () => {
    await using database = await createTestDatabase();
    await using it = await startTestApp(async (parts) => ({ db: await openTestDb(parts, database.url()) }));
    const { db, app } = it.parts;
    const heard: string[] = [];
    db.listen('bell', (payload) => heard.push(payload), app.signal);
    await until(() => heard.includes(''));
    await db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'solveig-listen-bell'`,
    );
    await until(() => heard.length >= 2);
    await db.query(`SELECT pg_notify('bell', 'ding')`);
    await until(() => heard.includes('ding'));
  });

  it('names statements with few words', () => {
    expect(querySummary('INSERT INTO outbox (a) VALUES ($1)')).toBe('INSERT outbox');
    expect(querySummary('-- claim job\nUPDATE job SET x')).toBe('claim job');
    expect(querySummary('select * from "job" where id = $1')).toBe('SELECT job');
  });
});
