import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import type { Arrival } from '../src/sinks/inbox.ts';
import { startSinks } from '../src/sinks/sinks.ts';
import { temporaryFolder } from '../src/testing.ts';

const ANY = { smtp: 0, http: 0, traces: 0 };
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

async function start(dataDir: string) {
  const sinks = await startSinks({ dataDir, ports: ANY });
  const http = `http://127.0.0.1:${sinks.ports.http}`;
  const inbox = async (query = ''): Promise<Arrival[]> => {
    const response = await fetch(`${http}/_inbox${query}`);
    return ((await response.json()) as { arrivals: Arrival[] }).arrivals;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${http}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { sinks, http, inbox, post };
}

test('mail, Slack and webhook arrive in one inbox that survives a restart', async () => {
  using folder = temporaryFolder('sinks');
  {
    const { sinks, inbox, post } = await start(folder.path);
    await using _ = sinks;
    const mailer = createTransport({ host: '127.0.0.1', port: sinks.ports.smtp, secure: false });
    await mailer.sendMail({
      from: 'solveig@example.org',
      to: 'operators@example.org',
      subject: 'Solves are slower — å',
      text: 'plain',
      html: '<b>rich</b>',
      headers: { traceparent: TRACEPARENT },
    });
    mailer.close();
    await post('/slack', { blocks: [] });
    await post('/webhook', { status: 'firing' }, { traceparent: TRACEPARENT });
    expect((await inbox()).map((one) => one.kind)).toEqual(['mail', 'slack', 'webhook']);
  }
  const { sinks, inbox } = await start(folder.path);
  await using _ = sinks;
  const [mail] = await inbox('?kind=mail');
  expect(mail).toMatchObject({
    seq: 1,
    traceparent: TRACEPARENT,
    content: {
      subject: 'Solves are slower — å',
      recipients: ['operators@example.org'],
      text: expect.stringContaining('plain'),
      html: '<b>rich</b>',
    },
  });
  const [webhook, ...none] = await inbox('?since=2');
  expect(none).toEqual([]);
  expect(webhook).toMatchObject({
    kind: 'webhook',
    traceparent: TRACEPARENT,
    content: { path: '/webhook', body: { status: 'firing' } },
  });
});

test('a read that waits ends as soon as something arrives', async () => {
  using folder = temporaryFolder('sinks');
  const { sinks, inbox, post } = await start(folder.path);
  await using _ = sinks;
  const waiting = inbox('?kind=webhook&wait_ms=10000');
  await post('/slack', {});
  await post('/webhook', {});
  expect((await waiting).map((one) => one.kind)).toEqual(['webhook']);
  expect(await inbox('?kind=mail&wait_ms=10')).toEqual([]);
});

test('a path behaves as it was told, as often as it was told', async () => {
  using folder = temporaryFolder('sinks');
  const { sinks, http, inbox, post } = await start(folder.path);
  await using _ = sinks;
  const behave = (behaviour: unknown) =>
    fetch(`${http}/_behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
  await behave({ path: '/slack', status: 429, retry_after_seconds: 7, times: 1 });
  const refused = await post('/slack', {});
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await post('/slack', {})).status).toBe(200);
  await behave({ path: '*', reset: true });
  await expect(post('/webhook', {})).rejects.toThrow();
  await fetch(`${http}/_behaviour`, { method: 'DELETE' });
  expect((await post('/webhook', {})).status).toBe(200);
  expect((await inbox()).map((one) => one.content.status)).toEqual([429, 200, 0, 200]);
});

test('the spans of one trace are found among others, even beside a broken line', async () => {
  using folder = temporaryFolder('sinks');
  const { sinks } = await start(folder.path);
  await using _ = sinks;
  const traces = `http://127.0.0.1:${sinks.ports.traces}`;
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const send = (service: string, spans: unknown[]) =>
    fetch(`${traces}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        {
          resourceSpans: [
            {
              resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
              scopeSpans: [{ spans }],
            },
          ],
        },
        null,
        2,
      ),
    });
  const span = (spanId: string, start: string, parentSpanId = '', traceId = trace) => ({
    traceId,
    spanId,
    parentSpanId,
    name: `step ${spanId}`,
    kind: 2,
    startTimeUnixNano: start,
    endTimeUnixNano: '1700000000000000009',
    attributes: [{ key: 'rows', value: { intValue: '3' } }],
    status: { code: 2, message: 'no' },
  });
  await send('solver', [span('b', '1700000000000000002', 'a'), span('x', '1', '', 'f'.repeat(32))]);
  appendFileSync(join(folder.path, 'traces', 'spans.jsonl'), `{"broken ${trace}\n`);
  await send('gateway', [span('a', '1700000000000000001')]);
  await send('gateway', [span('a', '1700000000000000001')]);

  const { spans } = (await (await fetch(`${traces}/_traces/${trace}`)).json()) as { spans: Record<string, unknown>[] };
  expect(spans.map((one) => [one.service, one.span_id, one.parent_span_id])).toEqual([
    ['gateway', 'a', ''],
    ['solver', 'b', 'a'],
  ]);
  expect(spans[1]).toMatchObject({ kind: 'server', status: 'error', status_message: 'no', attributes: { rows: 3 } });
  expect((await fetch(`${traces}/v1/traces`, { method: 'POST', body: 'x' })).status).toBe(415);
});
