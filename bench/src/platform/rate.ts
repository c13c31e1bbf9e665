import { median } from '../statistics.ts';

export interface RateOptions {
  /** Calls in flight at once. */
  readonly concurrency: number;
  readonly seconds: number;
}

/** Calls answered a second by so many callers that each send the next call when the last one is answered. */
export async function rateOf(call: () => Promise<unknown>, { concurrency, seconds }: RateOptions): Promise<number> {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  let answered = 0;
  const caller = async () => {
    while (performance.now() < endMs) {
      await call();
      if (performance.now() <= endMs) answered++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return answered / seconds;
}

/** Measures each side in turn, `rounds` times, every other round in reverse; gives the medians in the order of the sides. */
export async function inTurns(rounds: number, sides: readonly (() => Promise<number>)[]): Promise<number[]> {
  const values: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...sides.keys()];
    if (round % 2 === 1) order.reverse();
    for (const side of order) values[side]?.push((await sides[side]?.()) ?? Number.NaN);
  }
  return values.map((list) => median(list));
}
