import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { eventually, startStack, TRACE_PARENT, WEBHOOK_SECRET } from './support/stack.ts';

const bodies = (posts: { body: string }[]) => posts.map((post) => JSON.parse(post.body));

test('a critical alert becomes one mail, one Slack message and one signed webhook at once, all in its trace', async () => {
  await using stack = await startStack();
  await stack.start();
  const startMs = Date.now();
  await stack.publish();
  const { sink, mail } = stack;
  await sink.until(() => sink.at('/webhook').length === 1 && sink.at('/slack').length === 1);
  expect(Date.now() - startMs).toBeLessThan(2000);
  await eventually(async () => mail.mails.length === 1);
  const [post] = sink.at('/webhook');
  const body = new Webhook(WEBHOOK_SECRET).verify(post!.body, post!.headers as Record<string, string>);
  expect(body).toMatchObject({
    status: 'firing',
    notification_reason: 'first',
    alerts: [{ labels: { alertname: 'SolveRegression', service: 'solver' }, annotations: { job_id: 'job-1' } }],
  });
  expect(post!.headers.traceparent).toContain(TRACE_PARENT.split('-')[1]);
  expect(mail.mails[0]?.parsed.subject).toBe('[FIRING:1] SolveRegression (critical)');
  const rows = await eventually(async () => {
    const found = await stack.query<{ state: string }>(`SELECT state FROM delivery WHERE state = 'sent'`);
    return found.length === 3 && found;
  });
  expect(rows).toHaveLength(3);
});

test('alerts of one group that come together share a message', async () => {
  await using stack = await startStack({ SOLVEIG_ALERTING_GROUP_WAIT_MS: '2000' });
  await stack.start();
  const ten = Array.from({ length: 10 }, (_, i) => ({
    id: `a${i}`,
    severity: 'warning',
    labels: { template_id: `t${i}` },
  }));
  await Promise.all(ten.map((alert) => stack.publish(alert)));
  const { sink } = stack;
  await sink.until(() => sink.at('/webhook').length >= 1);
  const [first] = bodies(sink.at('/webhook'));
  expect(first.alerts).toHaveLength(10);
  expect(first.groupLabels).toEqual({ alertname: 'SolveRegression', severity: 'warning', tenant: 'default' });
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(sink.at('/webhook')).toHaveLength(1);
});

test('an alert that ends turns its messages green, after the group interval and in the same mail thread', async () => {
  await using stack = await startStack();
  await stack.start();
  const { sink, mail } = stack;
  await stack.publish();
  await sink.until(() => sink.at('/webhook').length === 1);
  await stack.publish({ status: 'resolved' });
  await sink.until(() => sink.at('/webhook').length === 2 && sink.at('/slack').length === 2);
  await eventually(async () => mail.mails.length === 2);
  const resolved = bodies(sink.at('/webhook'))[1];
  expect(resolved).toMatchObject({
    status: 'resolved',
    notification_reason: 'all_resolved',
    alerts: [{ status: 'resolved' }],
  });
  expect(JSON.parse(sink.at('/slack')[1]!.body).attachments[0].color).toBe('#1e8449');
  expect(mail.mails[1]?.parsed.inReplyTo).toBe(mail.mails[0]?.parsed.inReplyTo);
});

test('an event that comes twice has its effect once, and one that comes late has none', async () => {
  await using stack = await startStack();
  const service = await stack.start();
  const { sink } = stack;
  const startedAt = new Date(Date.now() - 1000);
  await stack.publish({ startedAt });
  await stack.publish({ startedAt });
  await sink.until(() => sink.at('/webhook').length === 1);
  await stack.publish({ status: 'resolved', startedAt });
  await sink.until(() => sink.at('/webhook').length === 2);
  await stack.publish({ startedAt, eventId: 'the firing event, delivered late' });
  await eventually(async () => {
    const metrics = await (await fetch(`http://${service.ops}/metrics`)).text();
    return (
      /events_total\{outcome="late"[^}]*\} 1/.test(metrics) &&
      /events_total\{outcome="duplicate"[^}]*\} 1/.test(metrics)
    );
  });
  expect(sink.at('/webhook')).toHaveLength(2);
  const [alert] = await stack.query<{ status: string }>('SELECT status FROM alert');
  expect(alert?.status).toBe('resolved');
});

test('a message that is no alert is set aside and does not hold up the others', async () => {
  await using stack = await startStack();
  const service = await stack.start();
  await stack.publish({ id: '' });
  await stack.publish({ id: 'x'.repeat(500) });
  await stack.publish({ id: 'good', labels: { odd: 'a\u0000b\ud800' } });
  await stack.sink.until(() => stack.sink.at('/webhook').length === 1);
  const metrics = await (await fetch(`http://${service.ops}/metrics`)).text();
  expect(metrics).toMatch(/events_total\{outcome="malformed"[^}]*\} 2/);
  expect(bodies(stack.sink.at('/webhook'))[0].alerts[0].labels.odd).toBe('ab\ufffd');
});

test('a group that goes on firing is told again after the repeat interval', async () => {
  await using stack = await startStack({ SOLVEIG_ALERTING_REPEAT_INTERVAL_MS: '1000' });
  await stack.start();
  const { sink } = stack;
  await stack.publish();
  await sink.until(() => sink.at('/webhook').length === 2);
  const [first, second] = sink.at('/webhook');
  expect(JSON.parse(second!.body).notification_reason).toBe('repeat');
  const [gap] = await stack.query<{ ms: number }>(
    `SELECT (extract(epoch FROM max(created_at) - min(created_at)) * 1000)::float8 AS ms
     FROM (SELECT created_at FROM delivery WHERE channel = 'webhook' ORDER BY seq LIMIT 2) d`,
  );
  expect(gap!.ms).toBeGreaterThanOrEqual(950);
  expect(second!.headers['webhook-id']).not.toBe(first!.headers['webhook-id']);
});

test('two processes side by side send each message once', async () => {
  await using stack = await startStack();
  await Promise.all([stack.start(), stack.start()]);
  const { sink } = stack;
  for (let i = 0; i < 20; i++) await stack.publish({ id: `a${i}`, name: `Alert${i}` });
  await sink.until(() => sink.at('/webhook').length >= 20 && sink.at('/slack').length >= 20, 30_000);
  await eventually(async () => stack.mail.mails.length >= 20, 30_000);
  const ids = sink.posts.map((post) => post.headers['idempotency-key']);
  expect(new Set(ids).size).toBe(40);
  expect(ids).toHaveLength(40);
  expect(stack.mail.mails).toHaveLength(20);
}, 60_000);

test('a storm of 500 alerts stays a handful of messages of bounded size', async () => {
  await using stack = await startStack({
    SOLVEIG_ALERTING_MAX_ALERTS_PER_MESSAGE: '50',
    SOLVEIG_ALERTING_GROUP_INTERVAL_MS: '1000',
  });
  await stack.start();
  const { sink } = stack;
  const startMs = Date.now();
  const storm = Array.from({ length: 500 }, (_, i) => stack.publish({ id: `a${i}`, labels: { template_id: `t${i}` } }));
  await Promise.all(storm);
  await eventually(async () => {
    const last = bodies(sink.at('/webhook')).at(-1);
    return last && last.alerts.length + last.truncatedAlerts === 500;
  }, 60_000);
  const sent = bodies(sink.at('/webhook'));
  // One message an interval, however many alerts come.
  expect(sent.length).toBeLessThanOrEqual(2 + (Date.now() - startMs) / 1000);
  expect(Math.max(...sent.map((body) => body.alerts.length))).toBe(50);
  expect(Math.max(...sink.posts.map((post) => post.body.length))).toBeLessThan(100_000);
}, 90_000);
