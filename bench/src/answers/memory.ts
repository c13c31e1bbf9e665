import { atMost, type Line } from '../line.ts';
import type { BenchPool } from '../worker-pool.ts';
import { deliveryDay } from './generated-problems.ts';
import { solve } from './solve.ts';

const BUDGET_MS = 15_000;

/** Resident memory of the worker process at its highest. */
export async function measureMemory(workers: BenchPool): Promise<Line[]> {
  const large = await solve(workers, deliveryDay(20_000, 1, false), BUDGET_MS);
  const largest = await solve(workers, deliveryDay(100_000, 1, false), 2 * BUDGET_MS);
  return [
    atMost('memory, 20,000 stops', large.peakMemoryMegabytes, 'MB', 1_536),
    atMost('memory, 100,000 stops', largest.peakMemoryMegabytes, 'MB', 4_096),
  ];
}
