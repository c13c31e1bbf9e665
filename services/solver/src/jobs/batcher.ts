import { pause } from '@solveig/kit/clock';
import { errorFrom } from '@solveig/kit/errors';

/** Gathers single pieces of work into few statements: whoever comes while one is under way goes with the next. */
export interface Batcher<I, O> {
  /** Resolves with what came of `item`. */
  add(item: I): Promise<O>;
}

interface Waiting<I, O> {
  item: I;
  resolve: (outcome: O) => void;
  reject: (error: unknown) => void;
}

export interface BatcherOptions<I, O> {
  /** Most items in one run. */
  most: number;
  /** Runs at the same time. */
  lanes: number;
  /** How long a run may wait for more, milliseconds. Default 0: an item never waits while a lane is free. */
  gatherMs?: number;
  /** Does all items, or none when it throws; gives one outcome an item. */
  run(items: readonly I[]): Promise<readonly O[]>;
}

/**
 * Under load one commit serves many. When a run of several fails for another cause than a missing dependency, each is tried by
 * itself: one bad item fails alone.
 */
export function createBatcher<I, O>({ most, lanes, gatherMs = 0, run }: BatcherOptions<I, O>): Batcher<I, O> {
  const waiting: Waiting<I, O>[] = [];
  let running = 0;
  let isGathering = false;

  const runAll = async (batch: readonly Waiting<I, O>[]): Promise<void> => {
    try {
      const outcomes = await run(batch.map((w) => w.item));
      for (const [i, w] of batch.entries()) w.resolve(outcomes[i] as O);
    } catch (error) {
      const isHopeless = batch.length === 1 || errorFrom(error).reason === 'DEPENDENCY_DOWN';
      if (isHopeless) for (const w of batch) w.reject(error);
      else for (const w of batch) await runAll([w]);
    }
  };
  const next = async (): Promise<void> => {
    if (gatherMs > 0 && waiting.length < most) {
      isGathering = true;
      await pause(gatherMs);
      isGathering = false;
    }
    await runAll(waiting.splice(0, most));
  };
  const start = () => {
    if (isGathering || running >= lanes || waiting.length === 0) return;
    running++;
    void next().finally(() => {
      running--;
      start();
    });
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        start();
      }),
  };
}
