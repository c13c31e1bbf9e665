import type { LinearProgram } from '@solveig/proto/gen/solveig/model/v1/linear';
import { SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { EngineIncumbent } from '#domain/engine/engine';
import type { LinearPoint } from '#domain/linear/problem';
import { readLinear } from '#domain/linear/read-linear';
import { solveLinear } from '#domain/linear/solve-linear';
import { verifyLinear } from '#domain/linear/verify-linear';
import { toSolveResult } from '../codec.ts';
import { toLinearSolution } from '../codec-linear.ts';
import { keptOutcome } from './kept-outcome.ts';
import type { SolveOrder } from './messages.ts';
import { contextOf, type SolveAnswer, type SolveMeans } from './solve-means.ts';

/** Reads, solves and encodes a linear program. */
export async function solveLinearProblem(
  order: SolveOrder,
  program: LinearProgram,
  means: SolveMeans,
): Promise<SolveAnswer> {
  const { problem, violations } = readLinear(program);
  if (!problem) return { violations };
  const encode = (incumbent: EngineIncumbent<LinearPoint>, strategy: string) => {
    const { solution, value } = incumbent;
    if (verifyLinear(problem, solution.values, value).length > 0) return undefined;
    return SolveResult.encode(
      toSolveResult(keptOutcome(incumbent, strategy, 'branch_and_bound'), toLinearSolution(problem, solution)),
    ).finish();
  };
  const context = {
    ...contextOf<LinearPoint>(order, means),
    onIncumbent: (incumbent: EngineIncumbent<LinearPoint>, strategy: string) =>
      means.reporter.report(incumbent, strategy, () => encode(incumbent, strategy)),
  };
  const outcome = await solveLinear(problem, means.solver, context, order.strategies);
  const result = toSolveResult(outcome, outcome.solution && toLinearSolution(problem, outcome.solution));
  const size = problem.columnNames.length;
  const secondSize = problem.rowNames.length;
  return { result: { ...result, measures: result.measures && { ...result.measures, size, secondSize } } };
}
