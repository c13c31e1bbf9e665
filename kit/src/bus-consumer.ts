import type { JsMsg, Consumer as NatsConsumer } from '@nats-io/jetstream';
import { onAbort } from './abortable.ts';
import type { App } from './app.ts';
import { backoffMs } from './backoff.ts';
import type { BusConnection, Link } from './bus-connection.ts';
import { type DurableOptions, withDurable } from './bus-durable.ts';
import { TerminalError } from './bus-errors.ts';
import { type BusMessage, type PulledMessage, pulledMessage } from './bus-message.ts';
import type { StreamKeeper } from './bus-streams.ts';
import { monotonicMs, pause, secondsSince } from './clock.ts';
import { errorFrom } from './errors.ts';
import type { Logger } from './log.ts';
import type { Histogram, Metrics } from './metrics.ts';
import { subjectTemplate } from './subject-template.ts';
import { withSpan } from './telemetry.ts';

export interface ConsumeOptions extends DurableOptions {
  /** Messages handled at the same time. Default 1: in order, except for those given back. */
  concurrency?: number;
  /** With a concurrency above 1: messages of the same key are handled one after the other. */
  keyOf?: (message: BusMessage) => string;
  /** Messages held at most, waiting ones included. Default 128. */
  prefetch?: number;
  /** False for a message to be acknowledged unread, at next to no cost: servers before 2.10 know only one filter a consumer. */
  isOfUse?(message: BusMessage): boolean;
  /** Resolve = done, acknowledged. Throw `TerminalError` = never again. Throw anything else = again, with back-off. */
  handle(message: BusMessage): Promise<void>;
}

/** A consumer that restores connection, stream and durable by itself until the app stops. */
export interface Consumer {
  /** Messages taken and not settled yet. */
  held(): number;
  /** Takes no more, gives back what waits, and resolves when what is in hand is done. */
  stop(): Promise<void>;
}

export interface ConsumerContext {
  app: App;
  connection: BusConnection;
  streams: StreamKeeper;
  log: Logger;
  metrics: Metrics;
}

interface Held {
  message: PulledMessage & { settled(): boolean };
  key: string;
}

/** While a dependency is down, nothing is gained by trying the next message at once. */
const DEPENDENCY_PAUSE = { firstMs: 200, maxMs: 5000 };
const NAK_BACKOFF = { firstMs: 500, maxMs: 60_000 };
const FETCH_EXPIRES_MS = 20_000;
const FETCH_HEARTBEAT_MS = 2_000;

/** Starts a consumer; it also stops, in order, when the app drains. */
export function startConsumer(context: ConsumerContext, options: ConsumeOptions): Consumer {
  const loop = new ConsumerLoop(context, { concurrency: 1, prefetch: 128, ackWaitMs: 30_000, ...options });
  loop.start();
  context.app.onDrain(`consumer ${options.durable}`, () => loop.stop());
  context.app.defer(`consumer ${options.durable}`, () => loop.stop());
  return loop;
}

type Settings = ConsumeOptions & { concurrency: number; prefetch: number; ackWaitMs: number };

class ConsumerLoop implements Consumer {
  readonly #context: ConsumerContext;
  readonly #options: Settings;
  readonly #intake = new AbortController();
  readonly #waiting: Held[] = [];
  readonly #inHand = new Set<Held>();
  readonly #seconds: Histogram<'consumer' | 'outcome'>;
  #heartbeat: NodeJS.Timeout | undefined;
  #intakeDone: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #onRoom: () => void = () => undefined;
  #dependencyFailures = 0;
  #resumeAtMs = 0;

  constructor(context: ConsumerContext, options: Settings) {
    this.#context = context;
    this.#options = options;
    this.#seconds = context.metrics.histogram({
      name: 'messaging_process_duration_seconds',
      help: 'Time to handle a message',
      labels: ['consumer', 'outcome'],
    });
  }

  start(): void {
    const { ackWaitMs } = this.#options;
    const signal = this.#intake.signal;
    // Held messages, waiting ones too, are kept from being delivered elsewhere.
    const tell = () => {
      for (const held of [...this.#waiting, ...this.#inHand]) held.message.working();
    };
    this.#heartbeat = setInterval(tell, Math.max(500, ackWaitMs / 3));
    this.#heartbeat.unref();
    this.#intakeDone = withDurable(this.#context, this.#options, signal, (consumer, link) =>
      this.#takeFrom(consumer, link),
    );
  }

  held(): number {
    return this.#waiting.length + this.#inHand.size;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#intake.abort();
    this.#onRoom();
    for (const { message } of this.#waiting.splice(0)) message.nak(1);
    await this.#intakeDone;
    while (this.#inHand.size > 0) await pause(10);
    clearInterval(this.#heartbeat);
  }

  async #takeFrom(consumer: NatsConsumer, link: Link): Promise<void> {
    const { prefetch } = this.#options;
    while (!this.#intake.signal.aborted && !link.lost.aborted) {
      const room = prefetch - this.held();
      if (room <= 0 || room < prefetch / 2) {
        await new Promise<void>((resolve) => {
          this.#onRoom = resolve;
        });
        continue;
      }
      const batch = await consumer.fetch({
        max_messages: room,
        expires: FETCH_EXPIRES_MS,
        idle_heartbeat: FETCH_HEARTBEAT_MS,
      });
      const release = onAbort([this.#intake.signal, link.lost], () => void batch.close());
      try {
        for await (const raw of batch) this.#take(raw);
      } finally {
        release();
      }
    }
  }

  #take(raw: JsMsg): void {
    const message = pulledMessage(raw);
    if (this.#intake.signal.aborted) {
      message.nak(1);
      return;
    }
    if (this.#options.isOfUse?.(message) === false) {
      message.acknowledge();
      return;
    }
    this.#waiting.push({ message, key: this.#options.keyOf?.(message) ?? '' });
    this.#advance();
  }

  #advance(): void {
    while (this.#inHand.size < this.#options.concurrency && this.#waiting.length > 0) {
      const next = this.#nextFree();
      if (!next) return;
      this.#inHand.add(next);
      const delayMs = this.#resumeAtMs - monotonicMs();
      if (delayMs > 0) void pause(delayMs, this.#intake.signal).then(() => this.#run(next));
      else void this.#run(next);
    }
  }

  /** The first waiting message whose key nobody works on. */
  #nextFree(): Held | undefined {
    const busy = this.#options.keyOf && new Set([...this.#inHand].map((h) => h.key));
    const index = busy ? this.#waiting.findIndex((h) => !busy.has(h.key)) : 0;
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  async #run(held: Held): Promise<void> {
    const { message } = held;
    const { durable, handle } = this.#options;
    const startMs = monotonicMs();
    let outcome = 'done';
    try {
      const span = {
        kind: 'consumer' as const,
        parent: message.traceParent,
        attributes: spanAttributes(message, durable),
        app: this.#context.app,
      };
      await withSpan(`process ${subjectTemplate(message.subject)}`, span, () => handle(message));
      this.#dependencyFailures = 0;
      // A lost acknowledgement means one more delivery, which the inbox ignores: not worth a round trip to be sure.
      if (!message.settled()) message.acknowledge();
    } catch (error) {
      outcome = message.settled() ? 'returned' : this.#refuse(message, error);
    }
    this.#inHand.delete(held);
    this.#seconds.observe({ consumer: durable, outcome }, secondsSince(startMs));
    this.#onRoom();
    this.#advance();
  }

  #refuse(message: PulledMessage, thrown: unknown): string {
    const { log } = this.#context;
    const facts = {
      consumer: this.#options.durable,
      messageId: message.messageId,
      subject: message.subject,
      delivery: message.deliveryCount,
    };
    if (thrown instanceof TerminalError) {
      log.error({ err: thrown, ...facts }, 'a message was terminated');
      message.terminate();
      return 'terminated';
    }
    const error = errorFrom(thrown);
    if (error.reason === 'DEPENDENCY_DOWN') {
      this.#resumeAtMs = monotonicMs() + backoffMs(++this.#dependencyFailures, DEPENDENCY_PAUSE);
    }
    log.warn({ err: error, ...facts }, 'a message will be handled again');
    message.nak(backoffMs(message.deliveryCount, NAK_BACKOFF));
    return 'retried';
  }
}

function spanAttributes(message: BusMessage, durable: string) {
  return {
    'messaging.system': 'nats',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': message.subject,
    'messaging.destination.template': subjectTemplate(message.subject),
    'messaging.consumer.group.name': durable,
    'messaging.message.id': message.messageId,
    'messaging.message.body.size': message.data.byteLength,
  };
}
