import { atMost, type Line } from '../line.ts';
import { quantile } from '../statistics.ts';
import type { BenchPool } from '../worker-pool.ts';
import { deliveryDay } from './generated-problems.ts';
import { solve } from './solve.ts';

const SIZES = [50, 200, 600, 1_000];
const BUDGETS_MS = [300, 700, 1_500, 3_000];
const ROUNDS = 4;

/** How late answers come with both workers busy; those that come before their deadline count as 0. */
export async function measureDeadlines(workers: BenchPool): Promise<Line[]> {
  const late: number[] = [];
  const one = async (worker: number) => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, stops] of SIZES.entries()) {
        const order = deliveryDay(stops, round + 1, true);
        const budgetMs = BUDGETS_MS[(index + round + worker) % BUDGETS_MS.length] as number;
        const { lateMs } = await solve(workers, order, budgetMs);
        late.push(Math.max(0, lateMs));
      }
    }
  };
  await Promise.all([one(0), one(1)]);
  return [
    atMost('lateness p50, both workers busy', quantile(late, 0.5), 'ms', 50),
    atMost('lateness p99, both workers busy', quantile(late, 0.99), 'ms', 150),
  ];
}
