import { type ErrorReason, errorFrom } from '@solveig/kit/errors';
import { Attempt_Outcome, Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { smallProblem } from '../workers/small-problems.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';

const TEST_MS = 5_000;
const ITERATIONS = 300;

/** Says nothing of the strategy. */
const NO_VERDICT: ReadonlySet<ErrorReason> = new Set<ErrorReason>(['QUEUE_FULL', 'CANCELLED', 'SHUTTING_DOWN']);

/** What came of running a strategy on the small problem of its kind; without a cause when it answered. */
export interface StrategyTest {
  readonly cause: string | undefined;
  readonly seconds: number;
}

/** Runs one strategy, and no other, in a worker; its answer is verified as every other. Throws QUEUE_FULL, CANCELLED and SHUTTING_DOWN. */
export async function testStrategy(
  pool: Pick<WorkerPool, 'run'>,
  { kind, name }: { kind: string; name: string },
  signal: AbortSignal,
): Promise<StrategyTest> {
  const { problem, travel } = smallProblem(kind);
  try {
    const { result, measures } = await pool.run({
      problem: Problem.encode(problem).finish(),
      travel,
      emergency: false,
      strategies: [name],
      deadlineMs: Date.now() + TEST_MS,
      seed: 1,
      iterations: ITERATIONS,
      slowdown: 1,
      cancel: signal,
    });
    const attempt = SolveResult.decode(result).attempts.find(({ strategy }) => strategy === name);
    const isAnswered = attempt?.outcome === Attempt_Outcome.OUTCOME_ANSWERED;
    return {
      cause: isAnswered ? undefined : attempt?.cause || 'the worker does not know this strategy',
      seconds: attempt?.seconds ?? measures.solveSeconds,
    };
  } catch (error) {
    const known = errorFrom(error);
    if (NO_VERDICT.has(known.reason)) throw known;
    return { cause: known.message, seconds: 0 };
  }
}
