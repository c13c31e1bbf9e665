import { SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { BenchPool } from '../worker-pool.ts';
import type { Order } from './generated-problems.ts';

export interface Solved {
  readonly result: SolveResult;
  /** After the deadline; negative before it. */
  readonly lateMs: number;
  readonly firstAnswerSeconds: number;
  readonly peakMemoryMegabytes: number;
}

/** Solves an order within a budget by one worker. */
export async function solve({ pool, cancel }: BenchPool, order: Order, budgetMs: number, seed = 1): Promise<Solved> {
  const deadlineMs = Date.now() + budgetMs;
  const answer = await pool.run({ ...order, deadlineMs, seed, emergency: false, slowdown: 1, cancel });
  const lateMs = Date.now() - deadlineMs;
  const result = SolveResult.decode(answer.result);
  return {
    result,
    lateMs,
    firstAnswerSeconds: result.measures?.firstAnswerSeconds ?? 0,
    peakMemoryMegabytes: answer.measures.peakMemoryMegabytes,
  };
}
