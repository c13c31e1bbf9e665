import { headers as natsHeaders, type Subscription } from '@nats-io/transport-node';
import { abortable } from './abortable.ts';
import type { App } from './app.ts';
import { type BusAddress, type BusConnection, keepConnected } from './bus-connection.ts';
import { type ConsumeOptions, type Consumer, startConsumer } from './bus-consumer.ts';
import type { DurableOptions } from './bus-durable.ts';
import { headerMap } from './bus-message.ts';
import { type Puller, startPuller } from './bus-puller.ts';
import { keepStreams, type StreamDefinition, type StreamKeeper } from './bus-streams.ts';
import { monotonicMs, secondsSince } from './clock.ts';
import { errorFrom, SolveigError } from './errors.ts';
import type { Histogram, Metrics } from './metrics.ts';
import { subjectTemplate } from './subject-template.ts';
import { beginSpan } from './telemetry.ts';
import { formatTraceParent, type TraceParent } from './trace-context.ts';
import { withoutStack } from './without-stack.ts';

export type { ConsumeOptions, Consumer } from './bus-consumer.ts';
export type { DurableOptions } from './bus-durable.ts';
export { TerminalError } from './bus-errors.ts';
export type { BusMessage, PulledMessage } from './bus-message.ts';
export type { Puller } from './bus-puller.ts';
export type { StreamDefinition } from './bus-streams.ts';

export interface PublishOptions {
  /** Dropped by the stream when seen within its duplicate window. */
  messageId: string;
  headers?: Record<string, string>;
  /** The span that caused the message. Default: the current one. */
  traceParent?: TraceParent;
  signal?: AbortSignal;
}

/** A core message: no stream keeps it, nobody may be listening. */
export interface CoreMessage {
  subject: string;
  data: Uint8Array;
  headers: Map<string, string>;
}

/**
 * JetStream, at least once. `publish` resolves only when the stream has the message; consumers are called again for messages
 * whose handling failed or whose acknowledgement got lost, so they dedupe by `messageId` (inbox). Core subjects are hints.
 */
export interface Bus {
  connected(): boolean;
  publish(subject: string, body: Uint8Array, options: PublishOptions): Promise<{ seq: number; duplicate: boolean }>;
  consume(options: ConsumeOptions): Consumer;
  pull(options: DurableOptions): Puller;
  /** Declares a stream, to be there from now on; resolves once it is. Need not be awaited. */
  ensureStream(definition: StreamDefinition): Promise<void>;
  /** Asks whoever listens on a core subject. No listener or no answer in time is DEPENDENCY_DOWN. */
  request(
    subject: string,
    body: Uint8Array,
    options?: { timeoutMs?: number; headers?: Record<string, string> },
  ): Promise<CoreMessage>;
  /** Tells whoever listens on a core subject; false when NATS is down. */
  tell(subject: string, body: Uint8Array, headers?: Record<string, string>): boolean;
  /** Listens on a core subject, over reconnects; what `handle` gives is the answer to a request. */
  subscribe(
    subject: string,
    handle: (message: CoreMessage) => Promise<Uint8Array | undefined> | undefined,
    options?: { queue?: string },
  ): void;
}

export interface BusOptions extends BusAddress {
  metrics: Metrics;
}

const PUBLISH_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 2_000;

/** Connects in the background: a bus whose NATS is down starts too, and publishing fails until it is up. */
export async function connectBus(app: App, options: BusOptions): Promise<Bus> {
  const { log, metrics } = options;
  const connection = keepConnected(app, options);
  const streams = keepStreams(connection, log);
  const context = { app, connection, streams, log, metrics };
  const seconds = metrics.histogram({
    name: 'messaging_client_operation_duration_seconds',
    help: 'Time until the stream acknowledged a message',
    labels: ['operation', 'destination', 'error_type'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
  });
  return {
    connected: () => connection.link() !== undefined,
    publish: (subject, body, o) => publish({ connection, streams, seconds, app }, subject, body, o),
    consume: (o) => startConsumer(context, o),
    pull: (o) => startPuller(context, o),
    ensureStream: (definition) => streams.declare(definition),
    request: (subject, body, o) => request(connection, subject, body, o),
    tell: (subject, body, headers) => {
      const link = connection.link();
      link?.nc.publish(subject, body, headers ? { headers: hdrs(headers) } : {});
      return link !== undefined;
    },
    subscribe: (subject, handle, o) => subscribe(connection, context, subject, handle, o),
  };
}

function hdrs(from: Record<string, string>) {
  const to = natsHeaders();
  for (const [name, value] of Object.entries(from)) to.set(name, value);
  return to;
}

function down(): SolveigError {
  return new SolveigError('DEPENDENCY_DOWN', 'the message bus does not answer', { retryAfterMs: 1000 });
}

interface Publisher {
  app: App;
  connection: BusConnection;
  streams: StreamKeeper;
  seconds: Histogram<'operation' | 'destination' | 'error_type'>;
}

async function publish(
  p: Publisher,
  subject: string,
  body: Uint8Array,
  o: PublishOptions,
): Promise<{ seq: number; duplicate: boolean }> {
  const link = p.connection.link();
  if (!link) throw down();
  const startMs = monotonicMs();
  const destination = subjectTemplate(subject);
  const open = beginSpan(`publish ${destination}`, {
    kind: 'producer',
    parent: o.traceParent,
    app: p.app,
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.name': 'publish',
      'messaging.operation.type': 'send',
      'messaging.destination.name': subject,
      'messaging.destination.template': destination,
      'messaging.message.id': o.messageId,
      'messaging.message.body.size': body.byteLength,
    },
  });
  const headers = hdrs(o.headers ?? {});
  if (open.context.spanContext) headers.set('traceparent', formatTraceParent(open.context.spanContext));
  try {
    const options = { msgID: o.messageId, headers, timeout: PUBLISH_TIMEOUT_MS, retries: 0 };
    const sending = withoutStack(() => link.js.publish(subject, body, options));
    const ack = await abortable(sending, link.lost, o.signal);
    p.seconds.observe({ operation: 'publish', destination, error_type: '' }, secondsSince(startMs));
    open.end();
    return { seq: ack.seq, duplicate: ack.duplicate };
  } catch (thrown) {
    const error = errorFrom(thrown);
    // Nobody acknowledges the subject: most likely its stream is gone.
    if (error.reason === 'DEPENDENCY_DOWN') p.streams.restoreAll();
    p.seconds.observe({ operation: 'publish', destination, error_type: error.reason }, secondsSince(startMs));
    open.end(error);
    throw error;
  }
}

async function request(
  connection: BusConnection,
  subject: string,
  body: Uint8Array,
  o: { timeoutMs?: number; headers?: Record<string, string> } = {},
): Promise<CoreMessage> {
  const link = connection.link();
  if (!link) throw down();
  try {
    const asked = link.nc.request(subject, body, {
      timeout: o.timeoutMs ?? REQUEST_TIMEOUT_MS,
      headers: hdrs(o.headers ?? {}),
    });
    const answer = await abortable(asked, link.lost);
    return { subject: answer.subject, data: answer.data, headers: headerMap(answer.headers) };
  } catch (error) {
    throw errorFrom(error);
  }
}

function subscribe(
  connection: BusConnection,
  { app, log }: { app: App; log: BusOptions['log'] },
  subject: string,
  handle: (message: CoreMessage) => Promise<Uint8Array | undefined> | undefined,
  options: { queue?: string } = {},
): void {
  let subscription: Subscription | undefined;
  connection.onUp((link) => {
    // The client subscribes again by itself after a reconnect; a new client does not.
    if (subscription && !subscription.isClosed()) return;
    subscription = link.nc.subscribe(subject, {
      ...(options.queue ? { queue: options.queue } : {}),
      callback: (error, message) => {
        if (error) return log.warn({ err: error, subject }, 'a subscription failed');
        const answer = Promise.resolve(
          handle({ subject: message.subject, data: message.data, headers: headerMap(message.headers) }),
        );
        answer.then(
          (data) => message.reply && data && message.respond(data),
          (err: unknown) => log.warn({ err, subject }, 'a message could not be handled'),
        );
      },
    });
  });
  app.defer(`subscription ${subject}`, () => subscription?.unsubscribe());
}
