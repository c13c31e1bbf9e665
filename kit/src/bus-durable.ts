import { AckPolicy, type ConsumerConfig, DeliverPolicy, type Consumer as NatsConsumer } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { backoffMs } from './backoff.ts';
import type { Link } from './bus-connection.ts';
import type { ConsumerContext } from './bus-consumer.ts';
import { pause } from './clock.ts';

/** A durable consumer of a stream. */
export interface DurableOptions {
  stream: string;
  durable: string;
  /** One subject filter: nats-server 2.9 knows no more. */
  filter: string;
  /** How long the server waits for an answer before it delivers again. Default 30,000. */
  ackWaitMs?: number;
  /** Messages delivered and not answered, over all instances. Default 1000. */
  maxAckPending?: number;
  /** Where a new durable begins. Default `all`. */
  from?: 'all' | 'new';
}

/**
 * Runs `use` with the durable, making stream and durable first if they are not there, and again whenever `use` returns or
 * throws (heartbeats missed, durable or stream deleted, connection lost), until `signal` fires. Never rejects.
 */
export async function withDurable(
  { connection, streams, log }: ConsumerContext,
  options: DurableOptions,
  signal: AbortSignal,
  use: (consumer: NatsConsumer, link: Link) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    const link = await connection.ready(signal);
    if (!link) return;
    const startMs = Date.now();
    try {
      await streams.restore(link, options.stream);
      const info = await link.manager.consumers.add(options.stream, durableConfig(options));
      await use(link.js.consumers.getConsumerFromInfo(info), link);
    } catch (error) {
      const isNews = attempt === 1 || attempt % 30 === 0;
      if (isNews && !link.lost.aborted && !signal.aborted) {
        log.warn({ err: error, stream: options.stream, consumer: options.durable }, 'a consumer is made again');
      }
    }
    if (Date.now() - startMs > 5000) attempt = 0;
    if (!signal.aborted && attempt > 0) await pause(backoffMs(attempt, { firstMs: 50, maxMs: 2000 }), signal);
  }
}

function durableConfig(o: DurableOptions): Partial<ConsumerConfig> {
  return {
    durable_name: o.durable,
    filter_subject: o.filter,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(o.ackWaitMs ?? 30_000),
    max_ack_pending: o.maxAckPending ?? 1000,
    // Attempts are counted where the truth is, in Postgres; a limit here would leave stuck messages behind.
    max_deliver: -1,
    deliver_policy: o.from === 'new' ? DeliverPolicy.New : DeliverPolicy.All,
  };
}
