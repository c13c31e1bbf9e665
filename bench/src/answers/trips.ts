import { atMost, type Line } from '../line.ts';
import { quantile } from '../statistics.ts';
import type { BenchPool } from '../worker-pool.ts';
import { trip } from './generated-problems.ts';
import { solve } from './solve.ts';

const TRIPS = 8;
/** What is kept back of a budget for the way home comes on top: the engine gets 100 ms. */
const SHORT_MS = 120;
const LONG_MS = 10_000;

/** 15 places over 3 days: how far the answer after 100 ms is from that after 10 s. */
export async function measureTrips(workers: BenchPool): Promise<Line[]> {
  const gaps: number[] = [];
  for (let seed = 1; seed <= TRIPS; seed++) {
    const order = trip(15, 3, seed);
    const short = (await solve(workers, order, SHORT_MS)).result.value ?? Number.POSITIVE_INFINITY;
    const long = (await solve(workers, order, LONG_MS)).result.value ?? Number.POSITIVE_INFINITY;
    gaps.push(long === 0 ? 0 : (100 * (short - long)) / long);
  }
  return [
    atMost('trip of 15 places in 100 ms against 10 s, median', Math.max(0, quantile(gaps, 0.5)), '%', 1),
    atMost('trip of 15 places in 100 ms against 10 s, worst', Math.max(0, quantile(gaps, 1)), '%', 1),
  ];
}
