import type { CompiledRouting } from '#domain/routing/compiled';
import type { GivenRoute } from '#domain/routing/problem-rules';
import { RouteWalk } from '#domain/routing/route-walk';

/** The given routes by vehicle, each stop once; routes that break a rule are left out. */
export function planToStart(
  problem: CompiledRouting,
  routes: ReadonlyMap<number, GivenRoute>,
  numbered: (ids: readonly string[]) => number[],
): Int32Array[] {
  const walk = new RouteWalk(problem);
  const taken = new Set<number>();
  return Array.from({ length: problem.vehicles }, (_, vehicle) => {
    const stops = numbered(routes.get(vehicle)?.stopIds ?? []).filter((stop) => !taken.has(stop));
    const isKept = stops.length > 0 && walk.evaluate(vehicle, stops, stops.length) < Number.POSITIVE_INFINITY;
    if (!isKept) return NO_STOPS;
    for (const stop of stops) taken.add(stop);
    return Int32Array.from(stops);
  });
}

const NO_STOPS = new Int32Array(0);
