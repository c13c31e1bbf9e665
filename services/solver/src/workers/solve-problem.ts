import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { LinearSolver } from '#domain/linear/linear-solver';
import type { Violation } from '#domain/linear/violation';
import type { IncumbentReporter } from './incumbent-reporter.ts';
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

const WARM_UP: Problem = {
  kind: {
    $case: 'linear',
    value: {
      form: {
        $case: 'lpText',
        value:
          'Maximize\n a: 5 x + 4 y + 3 z\nSubject To\n b: 2 x + 3 y + z <= 5\n c: 4 x + y + 2 z <= 11\n d: 3 x + 4 y + 2 z <= 8\nGenerals\n x y z\nEnd',
      },
    },
  },
};

/** Runs each engine once, so that the first real solve finds compiled code. */
export async function warmUp(solver: LinearSolver): Promise<void> {
  const order: SolveOrder = {
    type: 'solve',
    id: 0,
    problem: Problem.encode(WARM_UP).finish(),
    travel: [],
    emergency: false,
    budgetMs: 1000,
    seed: 1,
    slowdown: 1,
  };
  const reporter = { report: () => undefined } as unknown as IncumbentReporter;
  await solveProblem(order, { solver, now: () => performance.now(), stop: () => false, reporter });
}
