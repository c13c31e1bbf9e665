import { withSpan } from '@solveig/kit/telemetry';
import { createTransport } from 'nodemailer';
import { messageOf } from '#domain/message';
import type { SendOutcome } from '#domain/send-outcome';
import type { Channel, ChannelContext, Delivery } from '../channel.ts';
import { identityOf, maskedAddress } from '../channel-target.ts';
import { emailHeaders, emailHtml, emailText } from './email-content.ts';
import { outcomeOfFailure, outcomeOfMail } from './email-outcome.ts';

export interface EmailOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465). */
  readonly isSecure: boolean;
  /** Refuse to speak without STARTTLS. */
  readonly requireTls: boolean;
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly sendResolved: boolean;
}

const CONCURRENCY = 2;
const CLOSE_MS = 1000;

/** Sends mail by SMTP over a small pool of connections. */
export function emailChannel(name: string, options: EmailOptions, context: ChannelContext): Channel {
  const { sendTimeoutMs: timeoutMs } = context;
  const transport = createTransport({
    pool: true,
    host: options.host,
    port: options.port,
    secure: options.isSecure,
    requireTLS: options.requireTls,
    ...(options.user ? { auth: { user: options.user, pass: options.password } } : {}),
    maxConnections: CONCURRENCY,
    maxMessages: 100,
    idleTimeout: 30_000,
    connectionTimeout: Math.min(5000, timeoutMs),
    greetingTimeout: Math.min(5000, timeoutMs),
    socketTimeout: timeoutMs,
    dnsTimeout: Math.min(5000, timeoutMs),
    socketCloseTimeout: CLOSE_MS,
    // Retries live in the database; once is for a pooled connection that the server closed meanwhile.
    maxRequeues: 1,
    // Labels of an alert are data: nothing in a message may read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Each failure is also an answer to the send that it failed; unheard, the event would end the process.
  transport.on('error', () => undefined);

  const send = async (delivery: Delivery, signal: AbortSignal): Promise<SendOutcome> => {
    const to = options.to.filter((address) => !delivery.done.includes(address));
    const message = messageOf(delivery.notification, context.externalUrl);
    try {
      const info = await transport.sendMail({
        from: options.from,
        to,
        subject: message.title,
        text: emailText(message),
        html: emailHtml(message),
        textEncoding: 'quoted-printable',
        ...emailHeaders(delivery.id, delivery.notification, domainOf(options.from)),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return outcomeOfMail(info, to);
    } catch (error) {
      return outcomeOfFailure(error, signal.aborted, timeoutMs);
    }
  };

  const attributes = { 'network.protocol.name': 'smtp', 'server.address': options.host, 'server.port': options.port };
  return {
    name,
    type: 'email',
    target: options.to.map(maskedAddress).join(', '),
    identity: identityOf(options),
    sendResolved: options.sendResolved,
    concurrency: CONCURRENCY,
    send: (delivery, signal) => withSpan('smtp send', { kind: 'client', attributes }, () => send(delivery, signal)),
    close: async () => transport.close(),
  };
}

/** `example.com` of `Ops <ops@example.com>`. */
function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'solveig.invalid';
}
