import type { Consumer as NatsConsumer } from '@nats-io/jetstream';
import { onAbort } from './abortable.ts';
import type { Link } from './bus-connection.ts';
import type { ConsumerContext } from './bus-consumer.ts';
import { type DurableOptions, withDurable } from './bus-durable.ts';
import { type PulledMessage, pulledMessage } from './bus-message.ts';
import { takeReady } from './bus-ready.ts';
import { pause } from './clock.ts';

/** Takes messages one at a time, when there is room for one: for work that must not wait behind other work. */
export interface Puller {
  /** Whether the durable is there, as far as is known: not while NATS, its stream or JetStream itself is down. */
  isUp(): boolean;
  /** The next message, or undefined when `waitMs` (at least 1000) pass, `signal` fires or NATS is down. The taker settles it. */
  next(options: { waitMs: number; signal?: AbortSignal }): Promise<PulledMessage | undefined>;
  /** What is there now, at most `max` messages; none when NATS is down. Costs one round trip. The taker settles them. */
  ready(max: number): Promise<PulledMessage[]>;
}

interface Current {
  consumer: NatsConsumer;
  link: Link;
  /** Says that the durable is gone and must be made again. */
  renew: () => void;
}

/** Starts keeping the durable there; `next` pulls from it. */
export function startPuller(context: ConsumerContext, options: DurableOptions): Puller {
  const { app } = context;
  let current: Current | undefined;
  void withDurable(context, options, app.signal, async (consumer, link) => {
    let release: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      current = { consumer, link, renew: resolve };
      release = onAbort([link.lost, app.signal], () => resolve());
    });
    release();
    current = undefined;
  });
  return {
    isUp: () => current !== undefined,
    next: async ({ waitMs, signal }) => {
      if (app.signal.aborted || signal?.aborted) return undefined;
      if (!current) {
        await pause(Math.min(waitMs, 200), signal ?? app.signal);
        return undefined;
      }
      return takeOne(current, Math.max(1000, waitMs), [app.signal, signal, current.link.lost]);
    },
    ready: async (max) => {
      const from = current;
      if (!from || max <= 0 || app.signal.aborted) return [];
      return takeReady(from.link, options.stream, options.durable, max).catch(() => {
        from.renew();
        return [];
      });
    },
  };
}

async function takeOne(
  current: Current,
  waitMs: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<PulledMessage | undefined> {
  let taken: PulledMessage | undefined;
  let release: () => void = () => undefined;
  try {
    const batch = await current.consumer.fetch({
      max_messages: 1,
      expires: waitMs,
      idle_heartbeat: Math.min(2000, waitMs / 2),
    });
    release = onAbort(signals, () => void batch.close());
    for await (const raw of batch) {
      taken = pulledMessage(raw);
      // Nobody waits for it any more: another instance may have it at once.
      if (signals.some((s) => s?.aborted)) {
        taken.nak(1);
        taken = undefined;
      }
    }
  } catch {
    current.renew();
  } finally {
    release();
  }
  return taken;
}
