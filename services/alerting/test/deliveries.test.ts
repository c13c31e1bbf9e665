import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@solveig/local/testing';
import { Delivery_State } from '@solveig/proto/gen/solveig/alerting/v1/alerting';
import { expect, test } from 'vitest';
import { status } from './support/http-sink.ts';
import { eventually, type Stack, startStack } from './support/stack.ts';

/** Only the webhook, so that each test counts one thing. */
const WEBHOOK_ONLY = { SOLVEIG_ALERTING_EMAIL_TO: '', SOLVEIG_ALERTING_SLACK_URL: '' };
/** For tests in which a holder goes away. */
const SHORT_LEASE = { ...WEBHOOK_ONLY, SOLVEIG_ALERTING_SEND_TIMEOUT_MS: '1000', SOLVEIG_ALERTING_LEASE_MS: '2000' };

const hooks = (stack: Stack) => stack.sink.at('/webhook');
const ids = (stack: Stack) => hooks(stack).map((post) => post.headers['webhook-id']);
const bodyAt = (stack: Stack, i: number) => JSON.parse(hooks(stack)[i]!.body);

test('killed between send and mark, the message comes again under the same id and then never more (C14)', async () => {
  await using stack = await startStack(SHORT_LEASE);
  await stack.publish();
  expect(await stack.runUntilKilled({ SOLVEIG_ALERTING_CRASH_AT: 'send-after-send' })).toBe('SIGKILL');
  expect(hooks(stack)).toHaveLength(1);
  const service = await stack.start();
  await stack.sink.until(() => hooks(stack).length === 2);
  await eventually(
    async () => (await service.client.listDeliveries({ pageSize: 0, pageToken: '', state: 3 })).deliveries[0],
  );
  expect(new Set(ids(stack)).size).toBe(1);
  const metrics = await (await fetch(`http://${service.ops}/metrics`)).text();
  expect(metrics).toMatch(/solveig_alerting_resends_total\{channel="webhook"[^}]*\} 1/);
});

test('killed between commit and acknowledgement, the alert is told once (C12)', async () => {
  await using stack = await startStack(SHORT_LEASE);
  await stack.publish();
  expect(await stack.runUntilKilled({ SOLVEIG_ALERTING_CRASH_AT: 'consume-after-commit' })).toBe('SIGKILL');
  const [row] = await stack.query<{ count: string }>('SELECT count(*) FROM alert');
  expect(row?.count).toBe('1');
  await stack.start();
  await stack.sink.until(() => hooks(stack).length === 1);
  // Past the lease and the repeats of the poll: whatever would come twice has come.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(hooks(stack)).toHaveLength(1);
});

test('an end waits behind a beginning that could not be sent yet', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  await stack.start();
  stack.sink.next.push(status(500), status(503));
  await stack.publish();
  await stack.sink.until(() => hooks(stack).length === 1);
  await stack.publish({ status: 'resolved' });
  await stack.sink.until(() => hooks(stack).length === 4);
  expect([0, 1, 2, 3].map((i) => bodyAt(stack, i).status)).toEqual(['firing', 'firing', 'firing', 'resolved']);
  expect(new Set(ids(stack)).size).toBe(2);
});

test('a destination that asks for patience gets it, for all its messages', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  await stack.start();
  stack.sink.next.push(status(429, { 'retry-after': '2' }));
  await stack.publish({ id: 'a1', name: 'First' });
  await stack.sink.until(() => hooks(stack).length === 1);
  await stack.publish({ id: 'a2', name: 'Second' });
  await stack.sink.until(() => hooks(stack).length === 3);
  const [refused, ...later] = hooks(stack);
  for (const post of later) expect(post.atMs - refused!.atMs).toBeGreaterThanOrEqual(1950);
});

test('a message that nobody takes becomes a dead letter that can be seen and sent again', async () => {
  await using stack = await startStack({ ...WEBHOOK_ONLY, SOLVEIG_ALERTING_MAX_ATTEMPTS: '2' });
  const { client, ops } = await stack.start();
  stack.sink.answer = status(500, {}, 'no thanks');
  await stack.publish();
  const dead = await eventually(
    async () => (await client.listDeadLetters({ pageSize: 0, pageToken: '' })).deliveries[0],
  );
  expect(dead).toMatchObject({
    channel: 'webhook',
    state: Delivery_State.STATE_DEAD,
    attempts: 2,
    lastError: 'HTTP 500: no thanks',
    alertIds: ['alert-1'],
    status: 'firing',
    traceId: '0af7651916cd43dd8448eb211c80319c',
  });
  const metrics = await (await fetch(`http://${ops}/metrics`)).text();
  expect(metrics).toMatch(/solveig_alerting_dead_letters\{[^}]*\} 1/);
  expect(metrics).toMatch(/solveig_alerting_dead_letters_total\{channel="webhook"[^}]*\} 1/);
  await expect(client.redeliver({ deliveryIds: ['nonsense'] })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  await expect(client.redeliver({ deliveryIds: [] }, { tenant: 'another' })).resolves.toEqual({ deliveries: 0 });
  stack.sink.answer = status(200);
  expect(await client.redeliver({ deliveryIds: [dead.id] })).toEqual({ deliveries: 1 });
  const sent = await eventually(async () => {
    const { deliveries } = await client.listDeliveries({
      pageSize: 0,
      pageToken: '',
      state: Delivery_State.STATE_SENT,
    });
    return deliveries[0];
  });
  expect(sent).toMatchObject({ id: dead.id, attempts: 3 });
  expect(new Set(ids(stack)).size).toBe(1);
  expect((await client.listDeadLetters({ pageSize: 0, pageToken: '' })).deliveries).toEqual([]);
});

test('a refusal for good is not tried again', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  const { client } = await stack.start();
  stack.sink.answer = status(400);
  await stack.publish();
  await eventually(async () => (await client.listDeadLetters({ pageSize: 0, pageToken: '' })).deliveries[0]);
  expect(hooks(stack)).toHaveLength(1);
});

test('a destination that is gone closes its channel until a test goes through', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  const { client, ops } = await stack.start();
  stack.sink.next.push(status(410));
  await stack.publish({ id: 'a1', name: 'First' });
  await eventually(async () => (await client.listChannels({})).channels[0]?.enabled === false);
  await stack.publish({ id: 'a2', name: 'Second' });
  await eventually(async () => (await client.listDeadLetters({ pageSize: 0, pageToken: '' })).deliveries.length === 2);
  expect(hooks(stack)).toHaveLength(1);
  const health = (await (await fetch(`http://${ops}/health/detailed`)).json()) as object;
  expect(JSON.stringify(health)).toContain('HTTP 410');
  expect(await client.testChannel({ channel: 'webhook' })).toMatchObject({ delivered: true });
  expect((await client.listChannels({})).channels).toMatchObject([
    { name: 'webhook', enabled: true, sent: 1, failed: 1 },
  ]);
  await client.redeliver({ deliveryIds: [] });
  await stack.sink.until(() => hooks(stack).length === 4);
});

test('the test of a channel says what went wrong, and an unknown channel is not found', async () => {
  await using stack = await startStack();
  const { client } = await stack.start();
  stack.sink.answer = status(503, {}, 'on holiday');
  expect(await client.testChannel({ channel: 'slack' })).toMatchObject({
    delivered: false,
    detail: 'HTTP 503: on holiday',
  });
  expect(await client.testChannel({ channel: 'email' })).toMatchObject({ delivered: true });
  expect(stack.mail.mails[0]?.parsed.text).toContain('This is a test of the channel');
  await expect(client.testChannel({ channel: 'pigeon' })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
});

test('a slow destination holds up nobody else', async () => {
  await using stack = await startStack({ SOLVEIG_ALERTING_SEND_TIMEOUT_MS: '30000' });
  await stack.start();
  stack.sink.answer = (response, { path }) => {
    if (path === '/slack') response.end('ok');
  };
  await stack.publish();
  await stack.sink.until(() => stack.sink.at('/slack').length === 1, 15_000);
  await eventually(async () => stack.mail.mails.length === 1, 15_000);
});

test('while NATS is down what was taken goes out, and what comes later arrives when it is back', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  await stack.start();
  stack.sink.next.push(status(500), status(500));
  await stack.publish({ id: 'a1', name: 'First' });
  await stack.sink.until(() => hooks(stack).length === 1);
  await stack.nats.kill9();
  await stack.sink.until(() => hooks(stack).length === 3);
  await stack.nats.restart();
  await eventually(
    () =>
      stack.publish({ id: 'a2', name: 'Second' }).then(
        () => true,
        () => false,
      ),
    15_000,
  );
  await stack.sink.until(() => hooks(stack).length === 4, 15_000);
});

test('groups and deliveries are shown page by page, each tenant its own', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  const { client } = await stack.start();
  for (let i = 0; i < 5; i++) await stack.publish({ id: `a${i}`, name: `Alert${i}` });
  await stack.publish({ id: 'b', tenant: 'acme', name: 'Other' });
  await stack.sink.until(() => hooks(stack).length === 6);
  const names: string[] = [];
  let pageToken = '';
  do {
    const page = await client.listAlertGroups({ pageSize: 2, pageToken });
    names.push(...page.groups.map((group) => group.alerts[0]!.name));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(names.sort()).toEqual(['Alert0', 'Alert1', 'Alert2', 'Alert3', 'Alert4']);
  const acme = await client.listAlertGroups({ pageSize: 0, pageToken: '' }, { tenant: 'acme' });
  expect(acme.groups).toMatchObject([
    { status: 'firing', receiver: 'default', labels: { tenant: 'acme', alertname: 'Other' } },
  ]);
  const first = await client.listDeliveries({ pageSize: 3, pageToken: '', state: 0 });
  const rest = await client.listDeliveries({ pageSize: 3, pageToken: first.nextPageToken, state: 0 });
  expect(new Set([...first.deliveries, ...rest.deliveries].map((d) => d.id)).size).toBe(5);
  expect(rest.nextPageToken).toBe('');
  await expect(client.listDeliveries({ pageSize: 3, pageToken: 'garbage', state: 0 })).rejects.toMatchObject({
    reason: 'INVALID_REQUEST',
  });
  await expect(client.listAlertGroups({ pageSize: -1, pageToken: '' })).rejects.toMatchObject({
    reason: 'INVALID_REQUEST',
  });
});

test('a service that starts before its schema is there waits for it, says so, and then works', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  await stack.query('UPDATE schema_migration SET version = version + 100');
  const { ops } = await stack.start();
  const ready = () => fetch(`http://${ops}/health/ready`);
  const response = await ready();
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('run `migrate up`');
  await stack.publish();
  await stack.query('UPDATE schema_migration SET version = version - 100');
  await stack.sink.until(() => hooks(stack).length === 1);
  await eventually(async () => (await ready()).ok);
});

test('when the routes change, what fires goes where it belongs now', async () => {
  await using stack = await startStack(WEBHOOK_ONLY);
  const before = await stack.start();
  await stack.publish();
  await stack.sink.until(() => hooks(stack).length === 1);
  await before.stop();
  using folder = temporaryFolder('routes');
  const path = join(folder.path, 'routes.yml');
  writeFileSync(
    path,
    `route: { receiver: nobody, routes: [{ matchers: [severity=critical], receiver: ops }] }
receivers:
  - name: nobody
  - name: ops
    webhook_configs: [{ url: '${stack.sink.url('/elsewhere')}' }]
`,
  );
  const { client } = await stack.start({ SOLVEIG_ALERTING_CONFIG: path, SOLVEIG_ALERTING_GROUP_INTERVAL_MS: '300' });
  await stack.query('UPDATE alert_group SET next_flush_at = now()');
  await stack.sink.until(() => stack.sink.at('/elsewhere').length === 1);
  const { groups } = await client.listAlertGroups({ pageSize: 0, pageToken: '' });
  expect(groups).toMatchObject([{ receiver: 'ops', status: 'firing' }]);
  expect((await client.listChannels({})).channels.map((channel) => channel.name)).toEqual(['webhook-ops']);
});
