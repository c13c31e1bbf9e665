import type { BusMessage, StreamDefinition } from '@solveig/kit/bus';
import { eventMessage, readEvent, streamDefinition } from '@solveig/kit/events';
import { enqueue, resendSince, startRelay } from '@solveig/kit/outbox';
import { createTestDatabase, startTestNats } from '@solveig/local/testing';
import { JobDispatched } from '@solveig/proto/gen/solveig/events/v1/job';
import { describe, expect, it } from 'vitest';
import { connectTestBus, openTestDb, startTestApp, until } from './kit-setup.ts';

const stream: StreamDefinition = { ...streamDefinition('SOLVE'), maxMessages: 10_000 };

function message(key: string, n: number) {
  return {
    subject: `solveig.v1.solve.acme.routing.${key}.improved`,
    messageId: `${key}:${n}`,
    key,
    headers: { 'ce-id': `${key}:${n}` },
    payload: Buffer.from(String(n)),
  };
}

async function relayOn(databaseUrl: string, natsUrl: string, pollMs = 200) {
  const app = await startTestApp(async (parts) => {
    const db = await openTestDb(parts, databaseUrl);
    const bus = await connectTestBus(parts, natsUrl);
    await bus.ensureStream(stream);
    return { db, bus, relay: startRelay(parts.app, { ...parts, db, bus, pollMs }) };
  });
  const seen = new Map<string, number[]>();
  const deliveries: BusMessage[] = [];
  const listen = () =>
    app.parts.bus.consume({
      stream: 'SOLVE',
      durable: 'monitor',
      filter: 'solveig.v1.solve.>',
      handle: async (received) => {
        deliveries.push(received);
        const key = received.subject.split('.')[5] as string;
        const n = Number(Buffer.from(received.data));
        const known = seen.get(key) ?? [];
        if (!known.includes(n)) seen.set(key, [...known, n]);
      },
    });
  return { ...app.parts, app, seen, deliveries, listen, [Symbol.asyncDispose]: () => app.stop() };
}

describe('the outbox', () => {
  it('sends what was committed and nothing that was rolled back', async () => {
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    await using it = await relayOn(database.url(), nats.url, 60_000);
    it.listen();
    const rolledBack = it.db.tx(async (tx) => {
      await enqueue(tx, message('a', 0));
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow();
    // The commit wakes the relay: its poll would come after a minute.
    await it.db.tx((tx) => enqueue(tx, [message('a', 1), message('a', 2), message('a', 2)]));
    await until(() => it.seen.get('a')?.length === 2);
    expect(it.seen.get('a')).toEqual([1, 2]);
  });

  it('loses nothing and keeps the order per key while NATS is killed again and again', async () => {
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    await using it = await relayOn(database.url(), nats.url);
    it.listen();
    const keys = ['a', 'b', 'c', 'd', 'e'];
    for (let round = 0; round < 3; round++) {
      const written = (async () => {
        for (let n = 0; n < 20; n++)
          await it.db.tx((tx) =>
            enqueue(
              tx,
              keys.map((key) => message(key, round * 20 + n)),
            ),
          );
      })();
      await nats.kill9();
      await written;
      await nats.restart();
    }
    await it.relay.idle();
    const expected = Array.from({ length: 60 }, (_, i) => i);
    await until(() => keys.every((key) => it.seen.get(key)?.length === 60), 20_000, 'every message');
    // The stream itself is in order; redeliveries were dropped by number.
    for (const key of keys) expect(it.seen.get(key)).toEqual(expected);
  });

  it('is relayed by one process, and by the next when that one stops', async () => {
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    const first = await relayOn(database.url(), nats.url);
    await using second = await relayOn(database.url(), nats.url);
    await second.db.tx((tx) => enqueue(tx, message('a', 1)));
    await second.relay.idle();
    await first.app.stop();
    await second.db.tx((tx) => enqueue(tx, message('a', 2)));
    await second.relay.idle();
    second.listen();
    await until(() => second.seen.get('a')?.length === 2);
  });

  it('does not let a stream that is missing hold up the others', async () => {
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    await using it = await relayOn(database.url(), nats.url);
    await it.db.tx((tx) => enqueue(tx, { ...message('x', 1), subject: 'solveig.v1.job.hi.routing' }));
    await it.db.tx((tx) => enqueue(tx, message('a', 1)));
    it.listen();
    await until(() => it.seen.get('a')?.length === 1);
    const unsent = () => it.db.query<{ subject: string }>('SELECT subject FROM outbox WHERE sent_at IS NULL');
    await until(async () => (await unsent()).length === 1);
    expect(await unsent()).toEqual([{ subject: 'solveig.v1.job.hi.routing' }]);
    expect(await it.metrics.text()).toMatch(/solveig_outbox_oldest_unsent_seconds\{service="kit"\} 0\.\d+/);
    await it.bus.ensureStream(streamDefinition('JOBS'));
    await it.relay.idle();
  });

  it('sends old messages again under the id that the inbox knows', async () => {
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    await using it = await relayOn(database.url(), nats.url);
    it.listen();
    await it.db.tx((tx) => enqueue(tx, [message('a', 1), message('b', 1)]));
    await until(() => it.deliveries.length === 2);
    // A delivery may be seen before its row is marked.
    await it.relay.idle();
    const count = await it.db.tx((tx) =>
      resendSince(tx, new Date(0), { subjectPrefix: 'solveig.v1.solve.acme.routing.a.' }),
    );
    expect(count).toBe(1);
    await until(() => it.deliveries.length === 3);
    expect(it.deliveries.map((d) => d.messageId).sort()).toEqual(['a:1', 'a:1', 'b:1']);
  });

  it('carries events as CloudEvents, read back with their type', async () => {
    const out = eventMessage('jobDispatched', {
      tokens: { priority: 'hi', kind: 'routing' },
      id: 'j:1',
      source: '/solver',
      time: new Date('2026-12-04T09:30:00Z'),
      subject: 'job-1',
      body: JobDispatched.fromPartial({ jobId: 'job-1', dispatch: 2 }),
      traceParent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(out).toMatchObject({ subject: 'solveig.v1.job.hi.routing', key: 'job-1' });
    expect(JSON.parse(Buffer.from(out.payload).toString())).toEqual({ job_id: 'job-1', dispatch: 2 });
    expect(out.headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-type': 'dev.solveig.job.dispatched.v1',
      'ce-subject': 'job-1',
    });
    const event = readEvent({
      subject: out.subject,
      data: out.payload,
      headers: new Map(Object.entries(out.headers)),
      messageId: out.messageId,
      seq: 1,
      deliveryCount: 1,
      storedAt: new Date(),
      working: () => undefined,
      nak: () => undefined,
    });
    expect(event).toMatchObject({
      key: 'jobDispatched',
      id: 'j:1',
      body: { jobId: 'job-1', dispatch: 2 },
      subject: 'job-1',
    });
  });
});
