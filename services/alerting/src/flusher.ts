import type { App } from '@solveig/kit/app';
import { type FlushOptions, flushDueGroup } from './flush-groups.ts';
import { type PacedLoop, startLoop } from './paced-loop.ts';
import { untilNextFlushMs } from './store/groups.ts';

/** Groups looked at side by side. */
const PARALLEL = 2;

export interface FlusherOptions extends FlushOptions {
  pollMs: number;
  /** Called after each commit with the channels that have something to send. */
  onDecided: (channels: readonly string[]) => void;
}

/** Gives each group its turn when its timer says so; any number of processes may do this side by side. */
export function startFlusher(app: App, options: FlusherOptions): PacedLoop {
  const flushAll = async () => {
    for (;;) {
      const flushed = await flushDueGroup(options);
      if (!flushed) return;
      options.onDecided(flushed.channels);
    }
  };
  return startLoop(app, 'flusher', options.log, async () => {
    await Promise.all(Array.from({ length: PARALLEL }, flushAll));
    const nextMs = (await untilNextFlushMs(options.db)) ?? options.pollMs;
    // A group that is due and held by another process is not waited for at full speed.
    return Math.min(options.pollMs, Math.max(nextMs, 5));
  });
}
