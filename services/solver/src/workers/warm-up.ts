import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { SolveOrder } from './messages.ts';
import { smallProblem } from './small-problems.ts';
import { solveProblem } from './solve-problem.ts';

/** Enough for the search's inner loops to be compiled. */
const ITERATIONS = 300;

/** Runs each engine on something small, so that the first real solve finds compiled code. */
export async function warmUp(solver: LinearSolver): Promise<void> {
  for (const kind of ['linear', 'itinerary']) {
    const { problem, travel } = smallProblem(kind);
    const order: SolveOrder = {
      type: 'solve',
      id: 0,
      problem: Problem.encode(problem).finish(),
      travel,
      emergency: false,
      budgetMs: 1000,
      seed: 1,
      iterations: ITERATIONS,
      slowdown: 1,
    };
    const now = () => performance.now();
    const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => undefined });
    await solveProblem(order, { solver, now, stop: () => false, reporter });
  }
}
