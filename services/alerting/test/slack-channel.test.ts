import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageOf } from '#domain/message';
import { escapeSlack, slackPayload } from '../src/channels/slack/slack-blocks.ts';
import { slackChannel } from '../src/channels/slack/slack-channel.ts';
import { HttpSink, status } from './support/http-sink.ts';
import { sampleAlert, sampleDelivery, sampleNotification } from './support/samples.ts';

const never = new AbortController().signal;

async function sendTo(sink: HttpSink) {
  const policy = { allowHttp: false, allowedTargets: new Set([sink.host]) };
  const context = { externalUrl: 'https://ops.example', sendTimeoutMs: 1000 };
  const channel = slackChannel('slack', { url: sink.url('/slack'), sendResolved: true }, context, policy);
  const outcome = await channel.send(sampleDelivery(), never);
  await channel.close();
  return outcome;
}

test('Slack gets blocks, a colour and a text for notices', async () => {
  await using sink = await HttpSink.start();
  expect(await sendTo(sink)).toEqual({ kind: 'sent' });
  const payload = JSON.parse(sink.posts[0]!.body);
  expect(payload.text).toBe('🔴 [FIRING:1] SolveRegression (critical)');
  expect(payload.attachments[0].color).toBe('#c0392b');
  expect(payload.attachments[0].blocks[0]).toMatchObject({ type: 'header', text: { type: 'plain_text' } });
  expect(JSON.stringify(payload)).toContain('https://ops.example/api/v1/jobs/01890000');
});

test.each([
  [status(200, {}, 'ok'), 'sent'],
  [status(200, {}, 'invalid_payload'), 'fatal'],
  [status(200, {}, 'rate_limited'), 'retry'],
  [status(429, { 'retry-after': '1' }, 'rate_limited'), 'retry'],
  [status(404, {}, 'no_service'), 'fatal'],
  [status(500, {}, 'server_error'), 'retry'],
])('an answer of Slack is judged by its words too (%#)', async (answer, kind) => {
  await using sink = await HttpSink.start();
  sink.answer = answer;
  expect((await sendTo(sink)).kind).toBe(kind);
});

describe('the blocks', () => {
  const ended = new Date('2026-01-01T11:00:00Z');

  test('are green when all is well again', () => {
    const message = messageOf(sampleNotification([sampleAlert({ status: 'resolved', endedAt: ended })]), '');
    expect(slackPayload(message).attachments[0].color).toBe('#1e8449');
    expect(slackPayload(message).text).toMatch(/^✅ \[RESOLVED\]/);
  });

  test('hold no mention or link that a label smuggled in', () => {
    expect(escapeSlack('<!channel> & <https://evil|x>')).toBe('&lt;!channel&gt; &amp; &lt;https://evil|x&gt;');
    const alert = sampleAlert({ annotations: { summary: '<!here>', description: '<@U1>' } }, { team: '<!channel>' });
    const text = JSON.stringify(slackPayload(messageOf(sampleNotification([alert]), '')));
    expect(text).not.toMatch(/<[!@#]/);
  });

  test('stay within the limits of Slack, whatever the alerts hold', () => {
    const label = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ maxLength: 5000 }), { maxKeys: 15 });
    const text = fc.string({ maxLength: 8000, size: 'max' });
    const alerts = fc.array(fc.tuple(label, text, text), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(alerts, (made) => {
        const notification = sampleNotification(
          made.map(([labels, summary, description], i) =>
            sampleAlert({ id: `a${i}`, annotations: { summary, description } }, { ...labels, i: String(i) }),
          ),
        );
        const { blocks } = slackPayload(messageOf(notification, 'https://ops.example')).attachments[0];
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_200);
        for (const block of blocks) {
          if (block.type === 'header') expect([...block.text.text].length).toBeLessThanOrEqual(150);
          if (block.type === 'section') {
            expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
            expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
            for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
