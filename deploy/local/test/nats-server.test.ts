import { readFileSync } from 'node:fs';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { inboxPrefixOf } from '@solveig/proto/nats-rights';
import { COMMANDS } from '@solveig/proto/subjects';
import { expect, test } from 'vitest';
import type { NatsUser } from '../src/nats-config.ts';
import type { NatsServer } from '../src/nats-server.ts';
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
  const admin = await connect(loginOf(nats, 'admin'));
  const manager = await jetstreamManager(admin);
  await manager.streams.add({ name: 'SOLVE', subjects: ['solveig.v1.solve.>'] });
  await manager.streams.add({ name: 'JOBS', subjects: ['solveig.v1.job.>'] });
  await jetstream(admin).publish('solveig.v1.solve.default.routing.j1.completed', '{}');

  const reader = await connect(loginOf(nats, 'reader'));
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
  await Promise.all([reader.close(), admin.close()]);
});

test('a service may say and hear what is in the table of subjects, and nothing else', async () => {
  await using nats = await startTestNats({ users: true });
  const admin = await connect(loginOf(nats, 'admin'));
  const heard: string[] = [];
  admin.subscribe('>', { callback: (_, message) => void heard.push(message.subject) });
  await admin.flush();
  const say = async (user: NatsUser, subject: string): Promise<boolean> => {
    const connection = await connect(loginOf(nats, user));
    connection.publish(subject, '{}');
    await connection.flush();
    await connection.close();
    await admin.flush();
    return heard.includes(subject);
  };
  expect(await say('solver', 'solveig.v1.solve.acme.routing.j1.completed')).toBe(true);
  expect(await say('solver', 'solveig.v1.job.hi.routing')).toBe(true);
  expect(await say('monitor', 'solveig.v1.alert.acme.critical.SlowSolve')).toBe(true);
  const refused: [NatsUser, string][] = [
    ['monitor', 'solveig.v1.solve.acme.routing.j2.completed'],
    ['monitor', COMMANDS.slowdown.subject],
    ['alerting', 'solveig.v1.alert.acme.critical.Made'],
    ['solver', 'solveig.v1.alert.acme.critical.Up'],
    ['solver', '$JS.API.STREAM.DELETE.SOLVE'],
    ['solver', '$JS.API.CONSUMER.MSG.NEXT.SOLVE.monitor'],
    ['monitor', '$JS.API.CONSUMER.DELETE.SOLVE.monitor'],
    ['alerting', '$JS.API.STREAM.PURGE.ALERTS'],
    ['monitor', '_INBOX_solver.guess'],
    ['gateway', 'solveig.v1.solve.acme.routing.j3.completed'],
    ['distance', 'anything'],
  ];
  for (const [user, subject] of refused)
    expect([user, subject, await say(user, subject)]).toEqual([user, subject, false]);
  await admin.close();
});

test('nobody hears the answers of others, and the solver answers commands', async () => {
  await using nats = await startTestNats({ users: true });
  const [solver, monitor, admin] = await Promise.all([
    connect(loginOf(nats, 'solver')),
    connect(loginOf(nats, 'monitor')),
    connect(loginOf(nats, 'admin')),
  ]);
  for (const inbox of ['_INBOX.>', '_INBOX_solver.>', '>', COMMANDS.slowdown.subject]) {
    const spying = new Promise<Error | null>((resolve) => {
      monitor.subscribe(inbox, { max: 1, callback: (error) => resolve(error) });
    });
    expect((await spying)?.message).toMatch(/permission/i);
  }
  solver.subscribe(COMMANDS.slowdown.subject, { callback: (_, message) => void message.respond('heard') });
  await solver.flush();
  expect((await admin.request(COMMANDS.slowdown.subject, '{}')).string()).toBe('heard');
  await Promise.all([solver.close(), monitor.close(), admin.close()]);
  expect(readFileSync(nats.logFile, 'utf8')).toMatch(/Subscription Violation - .*"monitor"/);
});

/** As its own clients log in. */
function loginOf(nats: NatsServer, user: NatsUser) {
  const { password = '' } = nats.login(user) ?? {};
  return { servers: nats.url, user, pass: password, ...(user === 'admin' ? {} : { inboxPrefix: inboxPrefixOf(user) }) };
}
