import { withSpan } from '@solveig/kit/telemetry';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { webhookChannel } from '../src/channels/webhook/webhook-channel.ts';
import { HttpSink, status } from './support/http-sink.ts';
import { sampleAlert, sampleDelivery } from './support/samples.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.from('an older secret of thirty bytes').toString('base64')}`;
const never = new AbortController().signal;

function channelTo(sink: HttpSink, { secrets = [SECRET], timeoutMs = 1000 } = {}) {
  const policy = { allowHttp: false, allowedTargets: new Set([sink.host]) };
  const context = { externalUrl: 'https://ops.example', sendTimeoutMs: timeoutMs };
  return webhookChannel('webhook', { url: sink.url('/hook'), secrets, sendResolved: true }, context, policy);
}

test('a webhook carries the body of Alertmanager and a signature that the Standard Webhooks library accepts', async () => {
  await using sink = await HttpSink.start();
  const channel = channelTo(sink, { secrets: [SECRET, OLD_SECRET] });
  expect(await channel.send(sampleDelivery(), never)).toEqual({ kind: 'sent' });
  await channel.close();
  const [post] = sink.posts;
  const headers = post!.headers as Record<string, string>;
  const body = new Webhook(SECRET).verify(post!.body, headers) as Record<string, unknown>;
  new Webhook(OLD_SECRET).verify(post!.body, headers);
  expect(() => new Webhook(SECRET).verify(`${post!.body} `, headers)).toThrow();
  expect(headers).toMatchObject({
    'webhook-id': 'd1e2l3',
    'idempotency-key': 'd1e2l3',
    'content-type': 'application/json',
  });
  expect(body).toMatchObject({
    version: '4',
    status: 'firing',
    receiver: 'ops',
    externalURL: 'https://ops.example',
    truncatedAlerts: 0,
    commonLabels: { alertname: 'SolveRegression', severity: 'critical', tenant: 'acme' },
    alerts: [{ status: 'firing', startsAt: '2026-01-01T10:00:00.000Z', endsAt: '0001-01-01T00:00:00Z' }],
  });
});

test('a webhook carries the trace of the work that it is part of', async () => {
  await using sink = await HttpSink.start();
  const channel = channelTo(sink);
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await withSpan('test', { parent }, () => channel.send(sampleDelivery(), never));
  await channel.close();
  expect(sink.posts[0]?.headers.traceparent).toContain('0af7651916cd43dd8448eb211c80319c');
});

test.each([
  [429, { 'retry-after': '3' }, { kind: 'retry', retryAfterMs: 3000 }],
  [500, {}, { kind: 'retry' }],
  [503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }, { kind: 'retry', retryAfterMs: 0 }],
  [400, {}, { kind: 'fatal' }],
  [410, {}, { kind: 'fatal', disableChannel: true }],
])('a webhook answered with %i is judged', async (code, headers, expected) => {
  await using sink = await HttpSink.start();
  sink.answer = status(code, headers, 'because\r\nof reasons');
  const channel = channelTo(sink);
  const outcome = await channel.send(sampleDelivery(), never);
  await channel.close();
  expect(outcome).toMatchObject(expected);
  expect(outcome).toHaveProperty('error', `HTTP ${code}: because of reasons`);
});

test('a redirect is not followed', async () => {
  await using sink = await HttpSink.start();
  sink.answer = status(302, { location: sink.url('/elsewhere') });
  const channel = channelTo(sink);
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({ kind: 'fatal' });
  await channel.close();
  expect(sink.posts.map((post) => post.path)).toEqual(['/hook']);
});

test('a destination that does not answer in time is tried again', async () => {
  await using sink = await HttpSink.start();
  sink.answer = () => undefined;
  const channel = channelTo(sink, { timeoutMs: 150 });
  expect(await channel.send(sampleDelivery(), never)).toEqual({ kind: 'retry', error: 'no answer within 150 ms' });
  await channel.close();
});

test('a destination that drips its answer for ever is cut off', async () => {
  await using sink = await HttpSink.start();
  sink.answer = (response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drip));
  };
  const channel = channelTo(sink, { timeoutMs: 200 });
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({ kind: 'retry' });
  await channel.close();
});

test('only the beginning of an answer is read', async () => {
  await using sink = await HttpSink.start();
  sink.answer = status(400, {}, 'x'.repeat(5_000_000));
  const channel = channelTo(sink);
  const outcome = await channel.send(sampleDelivery(), never);
  await channel.close();
  expect(outcome.kind).toBe('fatal');
  expect(JSON.stringify(outcome).length).toBeLessThan(400);
});

test('a connection that is reset, or refused, is tried again', async () => {
  const sink = await HttpSink.start();
  sink.answer = (response) => response.socket?.resetAndDestroy();
  const channel = channelTo(sink);
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({ kind: 'retry' });
  await sink[Symbol.asyncDispose]();
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({
    kind: 'retry',
    error: expect.stringContaining('ECONNREFUSED'),
  });
  await channel.close();
});

test('a send ends at once when the service stops', async () => {
  await using sink = await HttpSink.start();
  sink.answer = () => undefined;
  const channel = channelTo(sink, { timeoutMs: 10_000 });
  const stop = new AbortController();
  const sending = channel.send(sampleDelivery(), stop.signal);
  await sink.until(() => sink.posts.length === 1);
  stop.abort();
  expect(await sending).toMatchObject({ kind: 'retry' });
  await channel.close();
});

test('labels of any content arrive unharmed', async () => {
  await using sink = await HttpSink.start();
  const channel = channelTo(sink);
  const strange = { team: 'a\r\nx: y', note: '"<script>&\u2028😀', empty: '' };
  await channel.send(sampleDelivery({ alerts: [sampleAlert({}, strange)] }), never);
  await channel.close();
  expect(JSON.parse(sink.posts[0]!.body).alerts[0].labels).toMatchObject(strange);
});
