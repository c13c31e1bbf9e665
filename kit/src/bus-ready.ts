import { createInbox, type Msg, type Subscription } from '@nats-io/transport-node';
import type { Link } from './bus-connection.ts';
import { headerMap, type PulledMessage } from './bus-message.ts';

const ANSWER_TIMEOUT_MS = 2_000;

/**
 * Takes what a durable has ready, at most `max` messages, without waiting for more. Rejects when the durable does not answer.
 * The client library offers no pull with `no_wait`, so the request is written here.
 */
export function takeReady(link: Link, stream: string, durable: string, max: number): Promise<PulledMessage[]> {
  const { nc } = link;
  const inbox = createInbox(link.inboxPrefix);
  const messages: PulledMessage[] = [];
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      clearTimeout(timer);
      link.lost.removeEventListener('abort', onLost);
      subscription?.unsubscribe();
      // What came before a failure is here, and must be settled by somebody.
      if (error && messages.length === 0) reject(error);
      else resolve(messages);
    };
    let subscription: Subscription | undefined;
    const onLost = () => end(new Error('the connection was lost'));
    const timer = setTimeout(() => end(new Error('the durable does not answer')), ANSWER_TIMEOUT_MS);
    link.lost.addEventListener('abort', onLost, { once: true });
    // Not `requestMany`: its shared inbox goes by the subject, and these messages keep that of the stream.
    subscription = nc.subscribe(inbox, {
      callback: (error, message) => {
        if (error) return end(error);
        // The end of a short batch is 404 or 408; without a durable nobody responds, 503.
        if (!message.reply?.startsWith('$JS.ACK.')) {
          return end(message.headers?.code === 503 ? new Error('there is no such durable') : undefined);
        }
        messages.push(readyMessage(link, message, stream));
        if (messages.length === max) end();
      },
    });
    const request = JSON.stringify({ batch: max, no_wait: true });
    nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, request, { reply: inbox });
  });
}

function readyMessage({ nc }: Link, message: Msg, stream: string): PulledMessage {
  const reply = message.reply as string;
  const { deliveryCount, seq, storedAt } = deliveryOf(reply);
  const headers = headerMap(message.headers);
  const traceParent = headers.get('traceparent');
  return {
    subject: message.subject,
    data: message.data,
    headers,
    messageId: headers.get('ce-id') ?? headers.get('nats-msg-id') ?? `${stream}:${seq}`,
    seq,
    deliveryCount,
    storedAt,
    ...(traceParent ? { traceParent } : {}),
    working: () => nc.publish(reply, '+WPI'),
    nak: (delayMs) => nc.publish(reply, `-NAK {"delay":${Math.max(1, Math.round(delayMs)) * 1_000_000}}`),
    ack: async () => {
      await nc.request(reply, '+ACK', { timeout: ANSWER_TIMEOUT_MS });
    },
    acknowledge: () => nc.publish(reply, '+ACK'),
    terminate: () => nc.publish(reply, '+TERM'),
  };
}

/** Reads `$JS.ACK.[domain.account.]stream.durable.deliveries.seq.consumerSeq.nanoseconds.pending[.random]`. */
function deliveryOf(reply: string): { deliveryCount: number; seq: number; storedAt: Date } {
  const tokens = reply.split('.');
  const first = tokens.length >= 11 ? 6 : 4;
  const [deliveries, seq, , nanoseconds] = tokens.slice(first);
  return {
    deliveryCount: Number(deliveries),
    seq: Number(seq),
    storedAt: new Date(Math.floor(Number(nanoseconds) / 1_000_000)),
  };
}
