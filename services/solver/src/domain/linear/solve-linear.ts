import { relativeGap } from '#domain/engine/engine';
import { goalGap, reachedBy } from '#domain/strategy/solve-goal';
import type { Explanation, SolveContext, SolveOutcome, SolveStatus, StopReason } from '#domain/strategy/solve-outcome';
import { type ChainResult, chosenStrategies, runStrategyChain } from '#domain/strategy/strategy-chain';
import { type Conflict, findConflict } from './find-conflict.ts';
import type { LinearSolver } from './linear-solver.ts';
import { linearStrategies } from './linear-strategies.ts';
import { activitiesOf, hasIntegers, type LinearPoint, type LinearProblem, objectiveOf } from './problem.ts';
import { dualBound, verifyLinear } from './verify-linear.ts';

/** Bound and value closer than this count as met: what double arithmetic can say. */
const PROOF_GAP = 1e-6;

/** Where an answer stands: values by column, activities by row, duals of pure LPs. */
export interface LinearAnswer extends LinearPoint {
  readonly activities: Float64Array;
  readonly objective: number;
}

/** Solves a program by the chain of strategies, or by those of the names given; value, bound and incumbents are in the program's own sense. */
export async function solveLinear(
  problem: LinearProblem,
  solver: LinearSolver,
  context: SolveContext<LinearPoint>,
  names?: readonly string[],
): Promise<SolveOutcome<LinearAnswer>> {
  const endMs = context.now() + context.budgetMs;
  const { now, stop, seed, budgetMs, iterations } = context;
  const result = await runStrategyChain<LinearProblem, LinearPoint>({
    problem,
    strategies: chosenStrategies(linearStrategies({ solver, now, endMs, stop, gap: gapOf(problem, context) }), names),
    verify: (point, value) => wrongIn(problem, point, value),
    now,
    budgetMs,
    seed,
    iterations,
    stop,
    onIncumbent: (incumbent, strategy) => {
      const bound = incumbent.bound === undefined ? undefined : problem.sense * incumbent.bound;
      context.onIncumbent?.({ ...incumbent, value: problem.sense * incumbent.value, bound }, strategy);
    },
  });
  if (result.solution) return answered(problem, result, result.solution, context);
  if (result.stopReason === 'infeasible') {
    return infeasible(problem, result, findConflict(problem, { solver, now, endMs, stop, seed }));
  }
  const status: SolveStatus = result.stopReason === 'unbounded' ? 'unbounded' : 'unknown';
  const reason: StopReason = status === 'unbounded' ? 'optimal' : stop() ? 'stopped' : 'time';
  return { ...shared(result, reason), status, explanation: { summary: summaryOf(status, result), conflict: [] } };
}

/** Gap at which a search for whole numbers may end: what the program says or what the options of the solve allow. */
function gapOf(problem: LinearProblem, { goal }: SolveContext<LinearPoint>): number {
  return Math.max(problem.stopAtGap, goalGap(goal ?? {}) ?? 0);
}

/** What is wrong with an answer; an LP's duals must not prove more than its value. */
function wrongIn(problem: LinearProblem, { values, duals }: LinearPoint, value: number): string[] {
  const claimed = problem.sense * value;
  const faults = verifyLinear(problem, values, claimed).map((fault) => fault.message);
  const proved = duals ? dualBound(problem, duals) : undefined;
  if (proved !== undefined && problem.sense * (proved - claimed) > 1e-5 * Math.max(1, Math.abs(claimed))) {
    faults.push(`the duals prove ${proved}, better than ${claimed} cannot be`);
  }
  return faults;
}

function answered(
  problem: LinearProblem,
  result: ChainResult<LinearPoint>,
  point: LinearPoint,
  context: SolveContext<LinearPoint>,
): SolveOutcome<LinearAnswer> {
  const objective = objectiveOf(problem, point.values);
  const bound = result.bound === undefined ? undefined : problem.sense * result.bound;
  const gap = bound === undefined ? Number.POSITIVE_INFINITY : relativeGap(objective, bound);
  const isProved = gap <= PROOF_GAP || (bound !== undefined && Math.abs(bound - objective) <= 1e-9);
  const status: SolveStatus = isProved ? 'optimal' : 'feasible';
  return {
    ...shared(result, stopReasonOf(result, isProved, gap, problem, context)),
    status,
    solution: { ...point, activities: activitiesOf(problem, point.values), objective },
    value: objective,
    bound: isProved ? objective : bound,
    boundSource: result.boundSource ?? (bound === undefined ? undefined : 'branch_and_bound'),
  };
}

function stopReasonOf(
  result: ChainResult<LinearPoint>,
  isProved: boolean,
  gap: number,
  problem: LinearProblem,
  context: SolveContext<LinearPoint>,
): StopReason {
  if (isProved) return 'optimal';
  if (result.stopReason === 'iterations') return 'iterations';
  if (hasIntegers(problem)) {
    const rounded = gap / (1 + 1e-9);
    const reached = rounded <= problem.stopAtGap ? 'gap' : reachedBy(context.goal, rounded);
    if (reached) return reached;
  }
  if (context.stop()) return 'stopped';
  return result.stopReason === 'converged' ? 'converged' : 'time';
}

function infeasible(
  problem: LinearProblem,
  result: ChainResult<LinearPoint>,
  conflict: Conflict | undefined,
): SolveOutcome<LinearAnswer> {
  const warnings = conflict && !conflict.irreducible ? ['the conflict may be larger than needed: the time was up'] : [];
  return {
    ...shared(result, 'infeasible'),
    status: conflict ? 'infeasible' : 'unknown',
    explanation: explain(problem, conflict),
    warnings,
  };
}

function explain(problem: LinearProblem, conflict: Conflict | undefined): Explanation {
  if (!conflict) {
    const summary = 'The solver says that there is no answer, but there was no time to make sure.';
    return { summary, conflict: [] };
  }
  const names = [
    ...conflict.rows.map((row) => problem.rowNames[row] as string),
    ...conflict.columns.map((column) => `bounds of ${problem.columnNames[column]}`),
  ];
  const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
  const because = conflict.byIntegrality ? ' as long as whole numbers are asked for' : '';
  return { summary: `These rules cannot hold together${because}: ${shown}.`, conflict: names };
}

function summaryOf(status: SolveStatus, result: ChainResult<LinearPoint>): string {
  if (status === 'unbounded') return 'The objective has no limit: some column may grow for ever and make it better.';
  return `No answer was found and none was excluded: ${result.cause ?? 'the time was up'}.`;
}

function shared(result: ChainResult<LinearPoint>, stopReason: StopReason) {
  const { strategy, attempts, degraded, iterations, firstAnswerSeconds } = result;
  return {
    stopReason,
    strategy,
    attempts,
    degraded,
    iterations,
    firstAnswerSeconds,
    relaxations: [],
    warnings: [] as string[],
  };
}
