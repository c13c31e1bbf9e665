import { type MessageOf, STREAMS, SUBJECTS, type SubjectKey, subjectOf, type TokensOf } from '@solveig/proto/subjects';
import type { BusMessage, StreamDefinition } from './bus.ts';
import { TerminalError } from './bus-errors.ts';
import type { OutboxMessage } from './outbox.ts';
import { currentTraceParent, type TraceParent } from './trace-context.ts';

/** What an event says about itself, beside its body: CloudEvents 1.0. */
export interface EventFields<K extends SubjectKey> {
  /** Fills the tokens of the subject. */
  tokens: Readonly<Record<TokensOf<K>, string>>;
  /** Unique for ever: also the message id. */
  id: string;
  /** Who says it: `/solver`. */
  source: string;
  time: Date;
  /** What it is about (`ce-subject`), such as the job's id. */
  subject?: string;
  /** Messages of one key stay in order. Default: `subject`, else the NATS subject. */
  key?: string;
  /** The span that caused it. Default: the current one. */
  traceParent?: TraceParent | undefined;
  body: MessageOf<K>;
}

/** An event as an outbox message: CloudEvents binary mode, headers in lower case, the body as protobuf JSON. */
export function eventMessage<K extends SubjectKey>(key: K, event: EventFields<K>): OutboxMessage {
  const spec = SUBJECTS[key];
  const natsSubject = subjectOf(key, event.tokens);
  const traceParent = event.traceParent ?? currentTraceParent();
  const toJson = spec.message.toJSON as (message: MessageOf<K>) => unknown;
  return {
    subject: natsSubject,
    messageId: event.id,
    key: event.key ?? event.subject ?? natsSubject,
    headers: {
      'ce-specversion': '1.0',
      'ce-id': event.id,
      'ce-type': spec.type,
      'ce-source': event.source,
      'ce-time': event.time.toISOString(),
      ...(event.subject === undefined ? {} : { 'ce-subject': event.subject }),
      'ce-dataschema': `https://solveig.dev/schema/${spec.messageName}`,
      'content-type': 'application/json',
      ...(traceParent ? { traceparent: traceParent } : {}),
    },
    payload: Buffer.from(JSON.stringify(toJson(event.body))),
  };
}

/** An event as received. Narrow it by `key`: `if (event.key === 'completed') event.body...`. */
export type ReceivedEvent = {
  [K in SubjectKey]: {
    key: K;
    id: string;
    type: string;
    source: string;
    time: Date;
    subject: string | undefined;
    traceParent: TraceParent | undefined;
    body: MessageOf<K>;
  };
}[SubjectKey];

const KEY_OF_TYPE = new Map(Object.entries(SUBJECTS).map(([key, spec]) => [spec.type as string, key as SubjectKey]));

/** Reads an event from the bus; a message that is not one of ours is a `TerminalError`: reading it again will not help. */
export function readEvent(message: BusMessage): ReceivedEvent {
  const type = message.headers.get('ce-type') ?? '';
  const key = KEY_OF_TYPE.get(type);
  if (!key)
    throw new TerminalError(`message ${message.messageId} on ${message.subject} has the unknown ce-type "${type}"`);
  try {
    const json: unknown = JSON.parse(Buffer.from(message.data).toString('utf8'));
    const time = new Date(message.headers.get('ce-time') ?? Number.NaN);
    return {
      key,
      id: message.messageId,
      type,
      source: message.headers.get('ce-source') ?? '',
      time: Number.isNaN(time.getTime()) ? new Date() : time,
      subject: message.headers.get('ce-subject'),
      traceParent: message.traceParent,
      body: SUBJECTS[key].message.fromJSON(json),
    } as ReceivedEvent;
  } catch (cause) {
    throw new TerminalError(`message ${message.messageId} on ${message.subject} is not JSON`, { cause });
  }
}

/** A stream of the one table, as `Bus.ensureStream` takes it. */
export function streamDefinition(name: keyof typeof STREAMS, replicas = 1): StreamDefinition {
  return { name, replicas, ...STREAMS[name] };
}
