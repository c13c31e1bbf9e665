import { meanNear, type NearStops } from './near-stops.ts';
import type { SearchProblem } from './search-problem.ts';

/** Price of a way to a near stop, as a share of a prize. */
const SHARE = 0.1;
/** Near stops whose ways count for that. */
const NEAREST = 10;

/**
 * Prices lengths where none cost: without, every place that is in time is as good as any other, and
 * what is short leaves time for more. Places are compared by it and trials judged, plans are not.
 */
export function priceFreeWays(search: SearchProblem, near: NearStops): void {
  if (!search.isFree) return;
  const way = meanNear(search, near, search.legs, NEAREST);
  search.guide.fill(way > 0 ? wayWorth(search) / way : 0);
}

/** What a way to a near stop is priced at where none costs: a share of what plans differ by, the mean prize, or the mean fixed cost when that is more. */
export function wayWorth({ problem }: SearchProblem): number {
  const prizes = problem.prize.filter((_, stop) => problem.required[stop] === 0);
  return SHARE * Math.max(mean(prizes), mean(problem.fixedCost));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
