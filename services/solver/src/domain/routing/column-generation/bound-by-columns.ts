import type { StopRule } from '#domain/engine/engine';
import { mergeFleets } from '#domain/routing/bounds/merge-fleets';
import type { RelaxedProblem } from '#domain/routing/bounds/relaxed-problem';
import { type GeneratedColumns, generateColumns } from './generate-columns.ts';

const MOST_STOPS = 200;
/** Arcs over all fleets: each takes some hundred bytes on both sides. */
const MOST_ARCS = 160_000;

/** Whether column generation is worth its time, and sees what a route may do: not where routes pass places on their way. */
export function canBoundByColumns(problem: RelaxedProblem): boolean {
  if (problem.stops < 2 || problem.stops > MOST_STOPS || problem.fleets.length === 0) return false;
  if (problem.fleets.some(({ reloads, between }) => reloads || between.length > 0)) return false;
  const { fleets } = mergeFleets(problem).merged;
  return fleets.length * (problem.stops + 2) ** 2 <= MOST_ARCS;
}

export interface KnownPlan {
  readonly value: number;
  /** Fleets are those of the problem. */
  readonly routes: readonly { readonly fleet: number; readonly stops: readonly number[] }[];
}

/** The bound of column generation, begun with the routes of a plan. For problems that `canBoundByColumns` takes. */
export function boundByColumns(
  problem: RelaxedProblem,
  { value, routes }: KnownPlan,
  options: { readonly stop: StopRule; readonly gap?: number | undefined },
): GeneratedColumns {
  const { merged, fleetOf } = mergeFleets(problem);
  return generateColumns(merged, {
    ...options,
    known: value,
    routes: routes.map(({ fleet, stops }) => ({ fleet: fleetOf[fleet] as number, stops })),
  });
}
