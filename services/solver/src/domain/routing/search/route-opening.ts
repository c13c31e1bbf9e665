import type { Random } from '#domain/engine/random';
import { FAR } from '#domain/routing/compiled';
import type { CheapestPlace } from './cheapest-place.ts';
import type { SearchRoutes } from './search-routes.ts';

/** Chance that a trial sees new routes cheaper than they are. */
const CHANCE = 0.1;

/**
 * Helps new routes where stops are optional. A route pays only when many stops share its way from and to
 * the depot, but insertion adds one at a time, and the first alone never pays: routes that are given up
 * would not come back. In some trials insertion sees but a part of that way's cost, and of the fixed
 * cost, drawn by chance; the trial is judged by all of it.
 */
export function easeOpening(routes: SearchRoutes, place: CheapestPlace, centre: number, random: Random): void {
  place.opening = random.unit() < CHANCE ? -random.unit() * costOfOpening(routes, centre, random) : 0;
}

/** What a vehicle of some type, not used yet, costs when it serves the stop alone; 0 when it cannot. */
function costOfOpening({ problem, search, idle, place }: SearchRoutes, stop: number, random: Random): number {
  const type = random.below(problem.types);
  if (idle.count[type] === 0) return 0;
  const vehicle = idle.first(type);
  const own = (place[stop] as number) * search.size;
  const there = search.legsInto[own + (problem.start[vehicle] as number)] as number;
  const back = search.legs[own + (problem.end[vehicle] as number)] as number;
  if (there >= FAR || back >= FAR) return 0;
  return (problem.fixedCost[vehicle] as number) + (search.rate[vehicle] as number) * (there + back);
}
