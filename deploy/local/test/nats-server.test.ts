import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { READER_INBOX_PREFIX } from '../src/nats-config.ts';
import { startTestNats } from '../src/testing.ts';

test('a stream survives kill -9 and restart on the same port', async () => {
  await using nats = await startTestNats();
  const { port, pid } = nats;
  const before = await connect({ servers: nats.url });
  await (await jetstreamManager(before)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
  await jetstream(before).publish('kept.one', 'hello');
  await before.close();

  await nats.kill9();
  expect(nats.isRunning()).toBe(false);
  await nats.restart();

  expect(nats.port).toBe(port);
  expect(nats.pid).not.toBe(pid);
  const after = await connect({ servers: nats.url });
  const message = await (await jetstreamManager(after)).streams.getMessage('KEPT', { seq: 1 });
  expect(message?.string()).toBe('hello');
  await after.close();
});

test('it starts within two seconds', async () => {
  const started = performance.now();
  await using nats = await startTestNats();
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(nats.isRunning()).toBe(true);
});

test('nobody gets in without a login when there are users', async () => {
  await using nats = await startTestNats({ users: true });
  await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow(/authorization/i);
});

test('the reader replays solve events but cannot publish, nor see other streams', async () => {
  await using nats = await startTestNats({ users: true });
  const login = (user: 'solver' | 'reader') => {
    const { password = '' } = nats.login(user) ?? {};
    return { servers: nats.url, user, pass: password };
  };
  const solver = await connect(login('solver'));
  const manager = await jetstreamManager(solver);
  await manager.streams.add({ name: 'SOLVE', subjects: ['solveig.v1.solve.>'] });
  await manager.streams.add({ name: 'JOBS', subjects: ['solveig.v1.job.>'] });
  await jetstream(solver).publish('solveig.v1.solve.default.routing.j1.completed', '{}');

  const reader = await connect({ ...login('reader'), inboxPrefix: READER_INBOX_PREFIX });
  const consumers = await jetstreamManager(reader, { checkAPI: false });
  await consumers.consumers.add('SOLVE', { durable_name: 'mine', ack_policy: 'explicit' });
  const consumer = await jetstream(reader, { checkAPI: false } as never).consumers.get('SOLVE', 'mine');
  const message = await consumer.next({ expires: 5_000 });
  expect(message?.subject).toBe('solveig.v1.solve.default.routing.j1.completed');
  expect(await message?.ackAck()).toBe(true);

  await expect(jetstream(reader).publish('solveig.v1.solve.default.routing.j1.failed', '{}')).rejects.toThrow(
    /permission/i,
  );
  await expect(consumers.consumers.add('JOBS', { durable_name: 'spy', ack_policy: 'explicit' })).rejects.toThrow(
    /permission/i,
  );
  await Promise.all([reader.close(), solver.close()]);
});
