import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type EmailOptions, emailChannel } from '../src/channels/email/email-channel.ts';
import { MailSink } from './support/mail-sink.ts';
import { sampleAlert, sampleDelivery } from './support/samples.ts';

const never = new AbortController().signal;
const context = { externalUrl: 'https://ops.example', sendTimeoutMs: 1500 };

function channelTo(port: number, change: Partial<EmailOptions> = {}) {
  const options = {
    host: '127.0.0.1',
    port,
    isSecure: false,
    requireTls: false,
    user: '',
    password: '',
    from: 'Solveig <alerts@solveig.example>',
    to: ['ops@example.com', 'boss@example.com'],
    sendResolved: true,
    ...change,
  };
  return emailChannel('email', options, context);
}

test('a mail has text and HTML, and headers by which it is threaded and deduplicated', async () => {
  await using sink = await MailSink.start();
  const channel = channelTo(sink.port);
  const ended = sampleAlert({ status: 'resolved', endedAt: new Date('2026-01-01T10:30:00Z') });
  expect(await channel.send(sampleDelivery(), never)).toEqual({
    kind: 'sent',
    providerRef: '<d1e2l3@solveig.example>',
  });
  await channel.send(sampleDelivery(), never);
  await channel.send(sampleDelivery({ id: 'd2', alerts: [ended] }), never);
  await channel.close();
  const [first, again, resolved] = sink.mails.map((mail) => mail.parsed);
  expect(first?.subject).toBe('[FIRING:1] SolveRegression (critical)');
  expect(first?.text).toContain('FIRING: solves are 60 % slower');
  expect(first?.html).toContain('solves are 60 % slower');
  expect(first?.headers.get('auto-submitted')).toBe('auto-generated');
  expect(first?.headers.get('list')).toMatchObject({ id: { id: 'alerts.solveig.example' } });
  expect(again?.messageId).toBe(first?.messageId);
  expect(resolved?.messageId).not.toBe(first?.messageId);
  expect(resolved?.inReplyTo).toBe(first?.inReplyTo);
  expect(resolved?.subject).toBe('[RESOLVED] SolveRegression (critical)');
  expect(resolved?.html).toContain('#1e8449');
  expect(sink.mails[0]?.to).toEqual(['ops@example.com', 'boss@example.com']);
});

test('no label or annotation can add a header, a recipient or mark-up', async () => {
  await using sink = await MailSink.start();
  const channel = channelTo(sink.port);
  const evil = 'x\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>';
  const alert = sampleAlert({ name: evil, annotations: { summary: evil, description: evil } }, { alertname: evil });
  await channel.send(sampleDelivery({ id: 'd3', alerts: [alert] }), never);
  await channel.close();
  const [mail] = sink.mails;
  expect(mail?.to).toEqual(['ops@example.com', 'boss@example.com']);
  expect(mail?.parsed.bcc).toBeUndefined();
  expect(mail?.raw.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/im);
  expect(mail?.parsed.html).not.toContain('<script>');
});

test('a server that is busy is tried again, one that refuses the mail is not', async () => {
  await using sink = await MailSink.start();
  const channel = channelTo(sink.port);
  sink.options = { refuseData: () => ({ code: 451, text: 'try later' }) };
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({
    kind: 'retry',
    error: expect.stringContaining('try later'),
  });
  sink.options = { refuseData: () => ({ code: 554, text: 'spam' }) };
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({
    kind: 'fatal',
    error: expect.stringContaining('spam'),
  });
  await channel.close();
});

test('a mail that some recipients are refused is sent to the others, and that is said', async () => {
  await using sink = await MailSink.start({
    refuse: (address) => (address.startsWith('boss') ? { code: 550, text: 'no such user' } : undefined),
  });
  const channel = channelTo(sink.port);
  const outcome = await channel.send(sampleDelivery(), never);
  await channel.close();
  expect(outcome).toMatchObject({ kind: 'sent', warning: expect.stringContaining('boss@example.com') });
  expect(sink.mails[0]?.to).toEqual(['ops@example.com']);
});

test('a recipient that was put off gets the next attempt alone', async () => {
  let isPutOff = true;
  await using sink = await MailSink.start({
    refuse: (address) => (isPutOff && address.startsWith('boss') ? { code: 450, text: 'greylisted' } : undefined),
  });
  const channel = channelTo(sink.port);
  const outcome = await channel.send(sampleDelivery(), never);
  expect(outcome).toMatchObject({ kind: 'retry', done: ['ops@example.com'] });
  isPutOff = false;
  const done = outcome.kind === 'retry' ? [...(outcome.done ?? [])] : [];
  expect(await channel.send(sampleDelivery({ done }), never)).toMatchObject({ kind: 'sent' });
  await channel.close();
  expect(sink.mails.map((mail) => mail.to)).toEqual([['ops@example.com'], ['boss@example.com']]);
});

test('a mail that every recipient is refused is final', async () => {
  await using sink = await MailSink.start({ refuse: () => ({ code: 550, text: 'no such user' }) });
  const channel = channelTo(sink.port);
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({ kind: 'fatal' });
  await channel.close();
});

test('a wrong password is about the server, not about the mail', async () => {
  await using sink = await MailSink.start({ auth: { user: 'u', password: 'right' } });
  const channel = channelTo(sink.port, { user: 'u', password: 'wrong' });
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({
    kind: 'retry',
    error: expect.stringContaining('EAUTH'),
  });
  await channel.close();
});

test('a server without TLS is refused where TLS is required', async () => {
  await using sink = await MailSink.start();
  const channel = channelTo(sink.port, { requireTls: true });
  expect((await channel.send(sampleDelivery(), never)).kind).toBe('retry');
  await channel.close();
  expect(sink.mails).toHaveLength(0);
});

test('a server that is not there, or says nothing, is tried again within the time-out', async () => {
  const mute = createServer(() => undefined);
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as AddressInfo;
  const channel = channelTo(port);
  const startMs = Date.now();
  expect(await channel.send(sampleDelivery(), never)).toMatchObject({ kind: 'retry' });
  expect(Date.now() - startMs).toBeLessThan(4000);
  await channel.close();
  await new Promise((resolve) => mute.close(resolve));
  const nobody = channelTo(port);
  expect(await nobody.send(sampleDelivery(), never)).toMatchObject({
    kind: 'retry',
    error: expect.stringContaining('ECONNREFUSED'),
  });
  await nobody.close();
});
