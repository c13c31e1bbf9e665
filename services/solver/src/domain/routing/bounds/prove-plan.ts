import { boundByColumns, canBoundByColumns } from '#domain/routing/column-generation/bound-by-columns';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RouteLists } from '#domain/routing/search-state';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import type { RelaxedProblem } from './relaxed-problem.ts';

/** From so much budget on a part of it is kept for a better bound. */
const LEAST_BUDGET_MS = 2000;
const SHARE = 0.15;
/** Less time is not worth beginning, and as much again for each stop. */
const LEAST_MS = 100;
const LEAST_MS_A_STOP = 2;
/** Kept back for what cannot be interrupted: so much, for each stop, and of the time that is left, for machines with much to do. */
const MARGIN_MS = 60;
const MARGIN_MS_A_STOP = 0.2;
const MARGIN_SHARE = 0.15;

/** Milliseconds of the budget that are kept from the search for the bound of column generation. */
export function provingMs<S>(problem: RelaxedProblem, { budgetMs, iterations }: SolveContext<S>): number {
  // An iteration budget means the same answer each time: how far a bound comes depends on the clock.
  if (iterations !== undefined || budgetMs < LEAST_BUDGET_MS || !canBoundByColumns(problem)) return 0;
  return SHARE * budgetMs;
}

export interface Proof {
  readonly compiled: CompiledRouting;
  readonly routes: RouteLists;
  readonly value: number;
  /** What is proved so far. */
  readonly bound: number;
  readonly leftMs: number;
}

/** A bound by column generation in the time that is left; undefined where there is none that is better. */
export function provePlan<S>(
  problem: RelaxedProblem,
  { compiled, routes, value, bound, leftMs }: Proof,
  { now, stop, iterations, goal }: SolveContext<S>,
): number | undefined {
  const usableMs = (1 - MARGIN_SHARE) * leftMs - MARGIN_MS - MARGIN_MS_A_STOP * problem.stops;
  if (
    usableMs < LEAST_MS + LEAST_MS_A_STOP * problem.stops ||
    iterations !== undefined ||
    stop() ||
    !canBoundByColumns(problem)
  )
    return undefined;
  const endMs = now() + usableMs;
  const used = Array.from(routes, (stops, vehicle) => ({
    fleet: compiled.type[vehicle] as number,
    stops: Array.from(stops),
  }));
  const generated = boundByColumns(
    problem,
    { value, routes: used.filter(({ stops }) => stops.length > 0) },
    { stop: () => now() >= endMs || stop(), gap: goal?.gap },
  );
  return generated.bound > bound ? generated.bound : undefined;
}
