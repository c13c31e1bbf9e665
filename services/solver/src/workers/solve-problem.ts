import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Violation } from '#domain/linear/violation';
import type { SolveOrder } from './messages.ts';
import { solveLinearProblem } from './solve-linear-problem.ts';
import type { SolveAnswer, SolveMeans } from './solve-means.ts';
import { solveItineraryProblem, solveRoutingProblem } from './solve-visit-problem.ts';

/** Solves one order with the family that it belongs to; gives an encoded result, or what is wrong with the problem. */
export async function solveProblem(
  order: SolveOrder,
  means: SolveMeans,
): Promise<{ result: Uint8Array } | { violations: readonly Violation[] }> {
  const answer = await solveByKind(order, Problem.decode(order.problem), means);
  return 'violations' in answer ? answer : { result: SolveResult.encode(answer.result).finish() };
}

function solveByKind(order: SolveOrder, problem: Problem, means: SolveMeans): Promise<SolveAnswer> {
  const { kind } = problem;
  switch (kind?.$case) {
    case 'routing':
      return solveRoutingProblem(order, kind.value, means);
    case 'itinerary':
      return solveItineraryProblem(order, kind.value, means);
    case 'linear':
      return solveLinearProblem(order, kind.value, means);
    default:
      throw new Error('the order holds no problem that this worker can solve');
  }
}
