import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Channel } from '../channels/channel.ts';
import { type PacedLoop, startLoop } from '../paced-loop.ts';
import { type LeasedDelivery, leaseDeliveries, untilNextDeliveryMs } from '../store/deliveries.ts';
import { type AttemptOptions, attempt } from './attempt.ts';

export interface SenderOptions extends AttemptOptions {
  pollMs: number;
  leaseMs: number;
}

/** How long messages in flight may go on when the app stops. */
const DRAIN_MS = 3_000;

/** Sends what waits for one channel, so that a slow destination holds up nobody else. */
export interface Sender {
  wake(): void;
}

/**
 * Starts the sender of a channel: leases due deliveries, at most as many as the channel takes at once, and only one while
 * the channel fails, as a probe. Any number of processes may do this side by side.
 */
export function startSender(app: App, channel: Channel, options: SenderOptions): Sender {
  const inFlight = new Set<Promise<void>>();
  const stop = new AbortController();
  let isFailing = false;
  let loop: PacedLoop;

  const send = async (row: LeasedDelivery): Promise<void> => {
    try {
      if (row.is_resend) options.metrics.resends.inc({ channel: channel.name });
      isFailing = !(await attempt(options, channel, row, stop.signal));
    } catch (error) {
      // The lease ends by itself, and the delivery is tried again under the same id.
      options.log.warn(
        { err: error, delivery: row.id, channel: channel.name },
        'the outcome of a message was not noted',
      );
    }
  };
  const pass = async (): Promise<number> => {
    const room = (isFailing ? 1 : channel.concurrency) - inFlight.size;
    if (room <= 0) return options.pollMs;
    const rows = await leaseDeliveries(options.db, channel.name, room, options.leaseMs);
    for (const row of rows) {
      const sending = send(row).finally(() => {
        inFlight.delete(sending);
        loop.wake();
      });
      inFlight.add(sending);
    }
    if (rows.length === room) return options.pollMs;
    const nextMs = (await untilNextDeliveryMs(options.db, channel.name)) ?? options.pollMs;
    // What is due and was not given is held by others or waits for its turn: no reason to ask at full speed.
    return nextMs > 0 ? Math.min(nextMs, options.pollMs) : Math.min(100, options.pollMs);
  };
  app.defer(`channel ${channel.name}`, () => channel.close());
  loop = startLoop(app, `sender ${channel.name}`, options.log, pass);
  app.onDrain(`messages to ${channel.name}`, async () => {
    await loop.stop();
    await Promise.race([Promise.allSettled(inFlight), pause(DRAIN_MS)]);
    stop.abort();
    await Promise.allSettled(inFlight);
  });
  return { wake: () => loop.wake() };
}
