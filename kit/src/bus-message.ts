import type { JsMsg } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { TraceParent } from './trace-context.ts';

/** A message from a stream. */
export interface BusMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Names in lower case; the first value of each. */
  readonly headers: Map<string, string>;
  /** `ce-id`, else `Nats-Msg-Id`, else stream and sequence: what the inbox dedupes by. */
  readonly messageId: string;
  /** Sequence in the stream. */
  readonly seq: number;
  /** 1 at the first delivery. */
  readonly deliveryCount: number;
  /** When the stream stored it. */
  readonly storedAt: Date;
  readonly traceParent?: TraceParent;
  /** Says that the handling goes on; consumers say it by themselves every third of the ack wait. */
  working(): void;
  /** Gives it back, to be delivered again after `delayMs`; a handler that did so need not throw. */
  nak(delayMs: number): void;
}

/** A message from a puller, which its taker settles. */
export interface PulledMessage extends BusMessage {
  /** Resolves when the server has noted it; rejects when that is not sure, and then it may be delivered again. */
  ack(): Promise<void>;
  /** As `ack`, without waiting for the server: should it get lost, the message is delivered again. */
  acknowledge(): void;
  /** Never to be delivered again. */
  terminate(): void;
}

/** Wraps a client message; `settled()` says whether it was given back, acknowledged or terminated. */
export function pulledMessage(message: JsMsg): PulledMessage & { settled(): boolean } {
  const headers = headerMap(message.headers);
  let isSettled = false;
  const traceParent = headers.get('traceparent');
  return {
    subject: message.subject,
    data: message.data,
    headers,
    messageId: headers.get('ce-id') ?? headers.get('nats-msg-id') ?? `${message.info.stream}:${message.seq}`,
    seq: message.seq,
    deliveryCount: message.info.deliveryCount,
    storedAt: message.time,
    ...(traceParent ? { traceParent } : {}),
    working: () => message.working(),
    nak: (delayMs) => {
      isSettled = true;
      message.nak(Math.max(1, Math.round(delayMs)));
    },
    ack: async () => {
      isSettled = true;
      await message.ackAck();
    },
    acknowledge: () => {
      isSettled = true;
      message.ack();
    },
    terminate: () => {
      isSettled = true;
      // Without a reason: nats-server before 2.10 does not know a +TERM that carries one.
      message.term();
    },
    settled: () => isSettled,
  };
}

export function headerMap(headers: MsgHdrs | undefined): Map<string, string> {
  const map = new Map<string, string>();
  if (headers) for (const [name, values] of headers) map.set(name.toLowerCase(), values[0] ?? '');
  return map;
}
