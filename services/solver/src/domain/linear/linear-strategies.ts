import type { EngineOptions, EngineOutcome } from '#domain/engine/engine';
import type { Strategy } from '#domain/strategy/strategy-chain';
import type { LinearSolver, LinearSolverOptions, LinearSolverOutcome } from './linear-solver.ts';
import { hasIntegers, type LinearPoint, type LinearProblem, objectiveOf } from './problem.ts';
import { cleaned, rounded } from './round-point.ts';
import { relaxationOf, rulesOf } from './sub-problem.ts';
import { verifyLinear } from './verify-linear.ts';

type LinearStrategy = Strategy<LinearProblem, LinearPoint>;

export interface LinearStrategyParts {
  readonly solver: LinearSolver;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly endMs: number;
  readonly stop: () => boolean;
  /** Relative gap at which a search for whole numbers may end. */
  readonly gap: number;
}

/** In the order in which they are tried, for the solver `highs`; the last answers at once. */
export const LINEAR_STRATEGY_NAMES = ['highs', 'highs_first_feasible', 'rounded_relaxation', 'plain_point'] as const;

/**
 * The chain for linear programs: the whole search, then only some feasible
 * point, then the relaxation rounded, then a plain point. Values are minimised,
 * as everywhere in the chain: a program that maximises is negated.
 */
export function linearStrategies(parts: LinearStrategyParts): LinearStrategy[] {
  return [
    {
      name: parts.solver.name,
      share: 0.85,
      run: (problem, options) => runSolver(problem, options, parts, 0.85, { gap: parts.gap }),
    },
    {
      name: `${parts.solver.name}_first_feasible`,
      share: 0.7,
      run: async (problem, options) => {
        await parts.solver.renew();
        // A pure LP without its objective ends at the first vertex that keeps the rules.
        const easier = hasIntegers(problem) ? problem : rulesOf(problem);
        const more = { gap: 1, firstOnly: true };
        return withoutProof(problem, runSolver(easier, options, parts, 0.7, more));
      },
    },
    {
      name: 'rounded_relaxation',
      share: 1,
      run: async (problem, options) => {
        await parts.solver.renew();
        return runRounding(problem, options, parts);
      },
    },
    { name: 'plain_point', share: 1, immediate: true, run: (problem) => plainPoint(problem) },
  ];
}

function runSolver(
  problem: LinearProblem,
  options: EngineOptions<LinearPoint>,
  parts: LinearStrategyParts,
  share: number,
  more: Pick<LinearSolverOptions, 'gap' | 'firstOnly'>,
): EngineOutcome<LinearPoint> {
  const outcome = parts.solver.solve(problem, {
    ...limits(parts, share),
    ...more,
    seed: options.seed,
    nodes: options.iterations,
    onIncumbent: ({ values, objective, bound, nodes }) => {
      options.onIncumbent?.({
        solution: { values },
        value: problem.sense * objective,
        bound: bound === undefined ? undefined : problem.sense * bound,
        iterations: nodes,
      });
    },
  });
  return toEngineOutcome(problem, { ...outcome, status: settled(problem, outcome.status, options, parts, share) });
}

/** "No limit" only counts once some point keeps every rule; otherwise the rules themselves have no answer. */
function settled(
  problem: LinearProblem,
  status: LinearSolverOutcome['status'],
  options: EngineOptions<LinearPoint>,
  parts: LinearStrategyParts,
  share: number,
): LinearSolverOutcome['status'] {
  if (status !== 'unbounded' && status !== 'infeasible_or_unbounded') return status;
  const more = { gap: 1, firstOnly: true, seed: options.seed };
  const rules = parts.solver.solve(rulesOf(problem), { ...limits(parts, share), ...more });
  if (rules.point) return 'unbounded';
  return rules.status === 'infeasible' || rules.status === 'infeasible_or_unbounded' ? 'infeasible' : 'stopped';
}

/** A stop rule that looks at the clock at every question: a search in the solver asks seldom. */
function limits({ now, endMs, stop }: LinearStrategyParts, share: number) {
  const beganMs = now();
  const untilMs = beganMs + Math.max(0, endMs - beganMs) * share;
  return { stop: () => now() >= untilMs || stop(), timeLimitMs: Math.max(1, untilMs - beganMs) };
}

function toEngineOutcome(problem: LinearProblem, outcome: LinearSolverOutcome): EngineOutcome<LinearPoint> {
  const { status, point, bound, iterations } = outcome;
  if (status === 'infeasible' || status === 'unbounded') return { stopReason: status, iterations };
  if (!point) {
    const cause = status === 'failed' ? outcome.cause : `no feasible point was found before the end (${status})`;
    return { stopReason: 'stopped', iterations, cause };
  }
  const values = cleaned(problem, point.values);
  return {
    solution: { ...point, values },
    value: problem.sense * objectiveOf(problem, values),
    bound: bound === undefined ? undefined : problem.sense * bound,
    boundSource: bound === undefined ? undefined : hasIntegers(problem) ? 'branch_and_bound' : 'lp_duality',
    stopReason: status === 'solved' ? 'optimal' : status === 'nodes' ? 'iterations' : 'stopped',
    iterations,
  };
}

/** A feasible point of an easier search says nothing about the bound, and its objective is the program's own. */
function withoutProof(problem: LinearProblem, outcome: EngineOutcome<LinearPoint>): EngineOutcome<LinearPoint> {
  if (!outcome.solution) return outcome;
  const { values } = outcome.solution;
  const value = problem.sense * objectiveOf(problem, values);
  const proved = hasIntegers(problem) ? { bound: outcome.bound, boundSource: outcome.boundSource } : {};
  return { solution: { values }, value, ...proved, stopReason: 'stopped', iterations: outcome.iterations };
}

function runRounding(
  problem: LinearProblem,
  options: EngineOptions<LinearPoint>,
  parts: LinearStrategyParts,
): EngineOutcome<LinearPoint> {
  const relaxed = parts.solver.solve(relaxationOf(problem), { ...limits(parts, 1), gap: 0, seed: options.seed });
  if (!relaxed.point)
    return { stopReason: 'stopped', iterations: relaxed.iterations, cause: 'the relaxation has no point to round' };
  const values = rounded(problem, relaxed.point.values);
  const bound =
    relaxed.status === 'solved' && relaxed.objective !== undefined ? problem.sense * relaxed.objective : undefined;
  return {
    solution: { values },
    value: problem.sense * objectiveOf(problem, values),
    bound,
    boundSource: bound === undefined ? undefined : 'lp_relaxation',
    stopReason: 'converged',
    iterations: relaxed.iterations,
  };
}

/** All at zero, at the lower, or at the upper bounds: the best of those that keep every rule. */
function plainPoint(problem: LinearProblem): EngineOutcome<LinearPoint> {
  const { lower, upper } = problem;
  const inside = (column: number, wish: number) =>
    Math.min(Math.max(wish, lower[column] as number), upper[column] as number);
  const wishes = [() => 0, (column: number) => finite(lower[column]), (column: number) => finite(upper[column])];
  let best: { values: Float64Array; value: number } | undefined;
  for (const wish of wishes) {
    const values = Float64Array.from(lower, (_, column) => inside(column, wish(column)));
    const value = problem.sense * objectiveOf(problem, values);
    if (verifyLinear(problem, values, problem.sense * value).length > 0) continue;
    if (!best || value < best.value) best = { values, value };
  }
  if (!best) return { stopReason: 'stopped', iterations: 0, cause: 'no plain point keeps every rule' };
  return { solution: { values: best.values }, value: best.value, stopReason: 'converged', iterations: 0 };
}

function finite(bound: number | undefined): number {
  return bound !== undefined && Number.isFinite(bound) ? bound : 0;
}
