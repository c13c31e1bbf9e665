import { atMost, type Line } from '../line.ts';
import { median } from '../statistics.ts';
import type { BenchPool } from '../worker-pool.ts';
import { deliveryDay } from './generated-problems.ts';
import { solve } from './solve.ts';

const REPEATS = 5;

/** Engine time to the first plan: with a matrix of 1,000 stops, and of 30,000 stops by great circles. */
export async function measureFirstPlans(workers: BenchPool): Promise<Line[]> {
  const medium: number[] = [];
  const large: number[] = [];
  for (let seed = 1; seed <= REPEATS; seed++) {
    medium.push((await solve(workers, deliveryDay(1_000, seed, true), 1_500)).firstAnswerSeconds);
  }
  for (let seed = 1; seed <= 3; seed++) {
    large.push((await solve(workers, deliveryDay(30_000, seed, false), 8_000)).firstAnswerSeconds);
  }
  return [
    atMost('first plan, 1,000 stops', 1_000 * median(medium), 'ms', 50),
    atMost('first plan, 30,000 stops', 1_000 * median(large), 'ms', 1_000),
  ];
}
