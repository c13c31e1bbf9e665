import { SolveigError, toGrpcError } from '@solveig/kit/errors';
import { enqueue, startRelay } from '@solveig/kit/outbox';
import { createTestDatabase, startTestNats } from '@solveig/local/testing';
import { describe, expect, it } from 'vitest';
import { connectTestBus, openTestDb, startTestApp, until } from './kit-setup.ts';

describe('an error as a gRPC status', () => {
  it('can always be written as a header, also when its message is cut inside a character', () => {
    const { details } = toGrpcError(new SolveigError('NOT_FOUND', `${'a'.repeat(999)}😀 and more`));
    expect(() => encodeURI(details)).not.toThrow();
    expect(details.startsWith('aaa')).toBe(true);
  });
});

describe('the database', () => {
  it('says so when a transaction whose error was swallowed is rolled back by its commit', async () => {
    await using database = await createTestDatabase();
    await using app = await startTestApp(async (parts) => ({ db: await openTestDb(parts, database.url()) }));
    const { db } = app.parts;
    const lost = db.tx(async (tx) => {
      await tx.query("INSERT INTO inbox (consumer, msg_id) VALUES ('a', '1')");
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(lost).rejects.toMatchObject({ reason: 'INTERNAL' });
    expect(await db.query('SELECT 1 FROM inbox')).toEqual([]);
  });

  it('goes on listening when a listener throws', async () => {
    await using database = await createTestDatabase();
    await using app = await startTestApp(async (parts) => ({ db: await openTestDb(parts, database.url()) }));
    const { db, app: me } = app.parts;
    const heard: string[] = [];
    db.listen(
      'notices',
      (payload) => {
        heard.push(payload);
        throw new Error('a listener that does not like it');
      },
      me.signal,
    );
    await until(() => heard.length > 0);
    await db.query("SELECT pg_notify('notices', 'one')");
    await until(() => heard.includes('one'), 5_000, 'the notice');
    await db.query("SELECT pg_notify('notices', 'two')");
    await until(() => heard.includes('two'), 5_000, 'the second notice');
    expect(heard).toEqual(['', 'one', 'two']);
  });
});

describe('the relay', () => {
  it('sets aside a message that its stream will never take, and sends what comes after it at once', async () => {
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    await using app = await startTestApp(async (parts) => {
      const db = await openTestDb(parts, database.url());
      const bus = await connectTestBus(parts, nats.url);
      await bus.ensureStream({
        name: 'SMALL',
        subjects: ['small.>'],
        retention: 'limits',
        discard: 'new',
        maxAgeSeconds: 0,
        maxMessages: 100,
        maxMessageBytes: 1000,
        duplicateWindowSeconds: 60,
      });
      return { db, bus, relay: startRelay(parts.app, { ...parts, db, bus, pollMs: 500 }) };
    });
    const { db, relay, lines, metrics } = app.parts;
    const message = (id: string, bytes: number) => ({
      subject: 'small.a',
      messageId: id,
      key: 'a',
      headers: {},
      payload: Buffer.alloc(bytes),
    });
    await db.tx((tx) => enqueue(tx, [message('1', 10), message('2', 5000), message('3', 10)]));
    await relay.idle(AbortSignal.timeout(5_000));
    expect(await db.query('SELECT msg_id FROM outbox WHERE sent_at IS NULL')).toEqual([]);
    expect(lines.filter((line) => line.includes('set aside'))).toHaveLength(1);
    expect(await metrics.text()).toMatch(/solveig_outbox_refused_total\{[^}]*\} 1/);
  });
});
