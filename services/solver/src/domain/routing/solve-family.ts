import type { SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import type { ChainResult } from '#domain/strategy/strategy-chain';
import { arcRelaxation } from './bounds/arc-relaxation.ts';
import { provePlan, provingMs } from './bounds/prove-plan.ts';
import type { RelaxedProblem } from './bounds/relaxed-problem.ts';
import { COLUMN_GENERATION } from './bounds.ts';
import { FamilySolve, type VisitStrategies } from './family-solve.ts';
import { OverfullAnswer } from './overfull-answer.ts';
import type { VisitOrder } from './visit-engine.ts';
import type { VisitFamily } from './visit-family.ts';
import { boundOf, stopReasonOf } from './visit-strategies.ts';

/**
 * Solves a problem of the family: the strategy chain with every answer
 * verified, then reasons for what is left out; when required stops do not fit,
 * the relaxation ladder, or with relaxing forbidden the conflict set.
 */
export async function solveFamily<P, S>(
  family: VisitFamily<P, S>,
  problem: P,
  context: SolveContext<S>,
  strategies?: VisitStrategies,
): Promise<SolveOutcome<S>> {
  const beganMs = context.now();
  const solve = new FamilySolve(family, problem, context, strategies);
  const { compiled } = solve;
  const relaxation = family.relax(problem, compiled);
  const relaxed = once(() => arcRelaxation(relaxation));
  // Compiling a large problem takes seconds of the budget.
  const budgetMs = solve.leftMs() - provingMs(relaxation, context);
  const chainSeconds = (context.now() - beganMs) / 1000;
  const result = await solve.chain(problem, compiled, { ...context, budgetMs }, relaxed);
  const { strategy, attempts, degraded, iterations } = result;
  // Whoever waits for a first plan waits for compiling too.
  const firstAnswerSeconds =
    result.firstAnswerSeconds === undefined ? undefined : chainSeconds + result.firstAnswerSeconds;
  const shared = { strategy, attempts, degraded, iterations, firstAnswerSeconds, warnings: [], relaxations: [] };
  if (!result.solution) {
    const explanation = { summary: result.cause ?? 'no strategy gave an answer', conflict: [] };
    return { ...shared, status: 'unknown', stopReason: stopReasonOf(result, context), explanation };
  }
  if (context.isHelping) return { ...shared, status: 'feasible', stopReason: stopReasonOf(result, context) };
  if (result.solution.missing > 0) return { ...shared, ...(await new OverfullAnswer(solve).answer(result.solution)) };
  const plan = solve.explained(problem, compiled, result.solution);
  const value = family.costOf(plan);
  const known = boundOf(relaxed(), result);
  const { bound, boundSource } = provedBound(solve, { relaxation, known, value }, result);
  const proved = isProved(bound, value);
  return {
    ...shared,
    status: proved ? 'optimal' : 'feasible',
    solution: plan,
    value,
    bound: proved ? value : bound,
    boundSource,
    stopReason: proved ? 'optimal' : stopReasonOf(result, context),
  };
}

/** Computed when it is first asked for: after the first plan, which somebody waits for. */
function once(compute: () => number): () => number {
  let known: number | undefined;
  return () => {
    known ??= compute();
    return known;
  };
}

/** Whether no plan can be better, up to rounding. */
function isProved(bound: number, value: number): boolean {
  return bound >= value - 1e-6 * Math.max(1, Math.abs(value));
}

interface KnownBound {
  readonly bound: number;
  readonly boundSource: string;
}

/** The bound, raised by column generation where an engine ran its course and time is left. */
function provedBound<P, S>(
  solve: FamilySolve<P, S>,
  { relaxation, known, value }: { relaxation: RelaxedProblem; known: KnownBound; value: number },
  { solution, degraded, goal }: ChainResult<VisitOrder>,
): KnownBound {
  if (!solution || degraded || goal || isProved(known.bound, value)) return known;
  const { routes } = solution;
  const proof = { compiled: solve.compiled, routes, value, bound: known.bound, leftMs: solve.leftMs() };
  const bound = provePlan(relaxation, proof, solve.context);
  return bound === undefined ? known : { bound, boundSource: COLUMN_GENERATION };
}
