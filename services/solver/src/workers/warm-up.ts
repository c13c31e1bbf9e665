import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { SolveOrder } from './messages.ts';
import { manyStops, type SmallProblem, smallProblem } from './small-problems.ts';
import { solveProblem } from './solve-problem.ts';

/** Enough for the inner loops of the searches to be compiled. */
const ITERATIONS = 300;
const ROUTE_ITERATIONS = 500;

/** Runs an engine of each kind on something small, so that the first real solve finds compiled code. */
export async function warmUp(solver: LinearSolver): Promise<void> {
  for (const kind of ['linear', 'itinerary']) await solveSmall(solver, smallProblem(kind), ITERATIONS);
}

/** The same for the fast search of routes; some 0.1 s, for when nobody waits. */
export function warmUpRoutes(solver: LinearSolver): Promise<void> {
  return solveSmall(solver, manyStops(), ROUTE_ITERATIONS);
}

async function solveSmall(solver: LinearSolver, { problem, travel }: SmallProblem, iterations: number): Promise<void> {
  const order: SolveOrder = {
    type: 'solve',
    id: 0,
    problem: Problem.encode(problem).finish(),
    travel,
    emergency: false,
    budgetMs: 1000,
    seed: 1,
    iterations,
    slowdown: 1,
  };
  const now = () => performance.now();
  const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => undefined });
  await solveProblem(order, { solver, now, stop: () => false, reporter });
}
