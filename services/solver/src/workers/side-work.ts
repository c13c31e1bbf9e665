import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { readLinear } from '#domain/linear/read-linear';
import type { Violation } from '#domain/linear/violation';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { SideOrder } from './messages.ts';
import type { SolveAnswer } from './solve-means.ts';
import { solveItineraryProblem, solveRoutingProblem } from './solve-visit-problem.ts';

/** The emergency answer, verified, as an encoded result. */
export async function planOrder({ problem, travel }: SideOrder & { type: 'emergency' }): Promise<Uint8Array> {
  const answer = await emergencyAnswer(Problem.decode(problem), travel);
  if ('violations' in answer) throw new Error('the problem has violations');
  return SolveResult.encode(answer.result).finish();
}

function emergencyAnswer(
  { kind }: Problem,
  travel: (SideOrder & { type: 'emergency' })['travel'],
): Promise<SolveAnswer> {
  const now = () => performance.now();
  const order = { id: 0, travel, emergency: true, budgetMs: 0, seed: 1 };
  const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => undefined });
  const means = { now, stop: () => false, reporter };
  if (kind?.$case === 'routing') return solveRoutingProblem(order, kind.value, means);
  if (kind?.$case === 'itinerary') return solveItineraryProblem(order, kind.value, means);
  throw new Error('there is no emergency answer to a problem of this kind');
}

/** What is wrong with a linear program, with paths inside it, and its columns and rows. */
export function checkOrder(bytes: Uint8Array): {
  violations: readonly Violation[];
  size: number;
  secondSize: number;
} {
  const { kind } = Problem.decode(bytes);
  if (kind?.$case !== 'linear') throw new Error('only linear programs are read here');
  const { problem, violations } = readLinear(kind.value);
  return { violations, size: problem?.columnNames.length ?? 0, secondSize: problem?.rowNames.length ?? 0 };
}
