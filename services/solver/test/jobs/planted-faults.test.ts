import { type App, startApp } from '@solveig/kit/app';
import { connectBus } from '@solveig/kit/bus';
import { openDb } from '@solveig/kit/db';
import { streamDefinition } from '@solveig/kit/events';
import { HealthBook } from '@solveig/kit/health';
import { uuidv7 } from '@solveig/kit/ids';
import { inboxSql, once } from '@solveig/kit/inbox';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { type ClientNote, checkHistory, type Effect } from '@solveig/test/history-checker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimJobs } from '../../src/store/claim-jobs.ts';
import { finishJobs } from '../../src/store/hold-jobs.ts';
import { judge, transitionsOf } from './judge.ts';
import { startWorld, until, type World } from './world.ts';

/** A checker is trusted once it was seen to catch what it is for: each fault is really planted, beside its mended twin. */

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const INSERT = `INSERT INTO job (id, tenant, subject, spec_hash, kind, priority, template_id, label, size, second_size,
  problem, options, trace_parent, max_attempts, deadline_at, actor)
  VALUES ($1, 'default', 'me', sha256('x'), 'linear', 1, '', '', 1, 1, 'x', '', '', 5, now() + interval '1 hour', 'me')`;

/** Runs `use` with connections of its own to the servers of the world. */
async function withParts<T>(use: (parts: Awaited<ReturnType<typeof partsOf>>) => Promise<T>): Promise<T> {
  await using app = await startApp('planted', new AbortController().signal, partsOf);
  return await use(app.parts);
}

async function partsOf(app: App) {
  const base = { log: createLogger('planted', 'fatal'), metrics: createMetrics('planted'), health: new HealthBook() };
  const db = openDb(app, { url: world.databaseUrl, schema: 'solver', poolSize: 5, ...base });
  return { db, bus: await connectBus(app, { url: world.nats.url, name: 'planted', ...base }) };
}

/** Two workers hold the same job, the first by a lease that ran out; both finish with `finish`. */
async function twoWorkersFinish(finish: (id: string, epoch: string) => Promise<unknown>): Promise<void> {
  const id = uuidv7();
  await world.sql(INSERT, [id]);
  await withParts(async ({ db }) => {
    const claim = (owner: string) => db.tx((tx) => claimJobs(db, tx, { ids: [id], most: 1, owner, leaseSeconds: 1 }));
    const [first] = await claim('first');
    await world.sql(`UPDATE job SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);
    const [second] = await claim('second');
    await finish(id, second?.epoch ?? '');
    await finish(id, first?.epoch ?? '');
  });
}

test('without the epoch guard two workers end the same job, and the checker sees it', async () => {
  // The second wall of the database, which would refuse it, is taken down too; history is still written.
  await world.sql(`CREATE OR REPLACE FUNCTION job_guard_update() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.transitions := OLD.transitions + 1;
      INSERT INTO job_transition (job_id, n, from_state, to_state, epoch, actor)
      VALUES (NEW.id, NEW.transitions, OLD.state, NEW.state, NEW.epoch, NEW.actor);
      RETURN NEW;
    END $$`);
  await twoWorkersFinish((id) =>
    world.sql(
      `UPDATE job SET state = 'SUCCEEDED', result = 'x', finished_at = now(), lease_owner = NULL, lease_until = NULL WHERE id = $1`,
      [id],
    ),
  );
  expect((await judge(world)).map((a) => a.kind)).toEqual(['changed-after-end', 'two-ends']);
});

test('without the epoch guard the wall of the database still refuses the second end', async () => {
  const finishes = twoWorkersFinish((id) =>
    world.sql(
      `UPDATE job SET state = 'SUCCEEDED', result = 'x', finished_at = now(), lease_owner = NULL, lease_until = NULL WHERE id = $1`,
      [id],
    ),
  );
  await expect(finishes).rejects.toThrow();
  expect(await judge(world)).toEqual([]);
});

test('with the epoch guard the first worker changes nothing, and the checker is content', async () => {
  await withParts(async ({ db }) => {
    const ended: number[] = [];
    await twoWorkersFinish(async (id, epoch) => {
      const finish = {
        id,
        epoch,
        state: 'SUCCEEDED' as const,
        lastSeq: 9,
        incumbent: undefined,
        result: Buffer.from('x'),
      };
      const done = await finishJobs(db, [
        { ...finish, resultBlob: undefined, error: undefined, actor: 'me', events: [] },
      ]);
      ended.push(done.size);
    });
    expect(ended).toEqual([1, 0]);
  });
  expect(await judge(world)).toEqual([]);
});

test('a job ends although the words of its end quote a zero byte', async () => {
  const id = uuidv7();
  await world.sql(INSERT, [id]);
  await withParts(async ({ db }) => {
    const claims = { ids: [id], most: 1, owner: 'me', leaseSeconds: 60 };
    const [claim] = await db.tx((tx) => claimJobs(db, tx, claims));
    const message = 'there is no stop a\u0000b';
    const end = { jobId: id, seq: 9, event: 'failed', state: 'FAILED' as const, detail: message };
    const result = { incumbent: undefined, result: undefined, resultBlob: undefined };
    const finish = { id, epoch: claim?.epoch ?? '', state: 'FAILED' as const, lastSeq: 9, ...result, actor: 'me' };
    const done = await finishJobs(db, [{ ...finish, error: { reason: 'INVALID_PROBLEM', message }, events: [end] }]);
    expect([...done]).toEqual([id]);
  });
  const [row] = await world.sql(
    'SELECT error, detail FROM job JOIN job_event ON job_id = id AND seq = 9 WHERE id = $1',
    [id],
  );
  expect(row).toMatchObject({ error: { message: 'there is no stop a\ufffdb' }, detail: 'there is no stop a\ufffdb' });
});

/** Accepts a job in a transaction that dies; tells the client before or after its commit. */
async function acceptAndDie(tellsBeforeCommit: boolean): Promise<ClientNote[]> {
  const notes: ClientNote[] = [];
  await withParts(async ({ db }) => {
    const id = uuidv7();
    const dying = db.tx(async (tx) => {
      await tx.query(INSERT, [id]);
      if (tellsBeforeCommit) notes.push({ kind: 'accepted', jobId: id, key: 'k' });
      await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await dying.then(
      () => notes.push({ kind: 'accepted', jobId: id, key: 'k' }),
      () => undefined,
    );
  });
  return notes;
}

test('a server that answers before it commits loses a job, and the checker sees it', async () => {
  const kinds = async (notes: ClientNote[]) => (await judge(world, notes)).map((a) => a.kind);
  expect(await kinds(await acceptAndDie(true))).toEqual(['lost']);
  expect(await kinds(await acceptAndDie(false))).toEqual([]);
});

/** Handles one message that is delivered twice, with or without the inbox; gives the effects that are in the database. */
async function handleTwice(usesInbox: boolean): Promise<Effect[]> {
  return withParts(async ({ db, bus }) => {
    await world.sql(inboxSql);
    await world.sql('CREATE TABLE effect (job_id text, what text)');
    await bus.ensureStream(streamDefinition('SOLVE'));
    let deliveries = 0;
    bus.consume({
      stream: 'SOLVE',
      durable: 'planted',
      filter: 'solveig.v1.solve.>',
      handle: async (message) => {
        await db.tx(async (tx) => {
          const write = () => tx.query(`INSERT INTO effect VALUES ('job', 'counted')`);
          if (usesInbox) await once(tx, 'planted', message.messageId, write);
          else await write();
        });
        deliveries++;
        // The process "dies" between commit and acknowledgement, the first time.
        if (deliveries === 1) message.nak(1);
      },
    });
    await bus.publish('solveig.v1.solve.default.linear.job.completed', Buffer.from('{}'), { messageId: 'm1' });
    await until('it came twice', async () => deliveries === 2);
    const rows = await world.sql<{ job_id: string; what: string }>('SELECT job_id, what FROM effect');
    return rows.map(({ job_id, what }) => ({ jobId: job_id, what }));
  });
}

test('a consumer without inbox counts a message twice, and the checker sees it', async () => {
  const effects = await handleTwice(false);
  const anomalies = checkHistory({ transitions: await transitionsOf(world), notes: [], effects });
  expect(anomalies.map((a) => a.kind)).toEqual(['effect-twice']);
});

test('a consumer with inbox counts it once', async () => {
  const effects = await handleTwice(true);
  expect(checkHistory({ transitions: await transitionsOf(world), notes: [], effects })).toEqual([]);
});
