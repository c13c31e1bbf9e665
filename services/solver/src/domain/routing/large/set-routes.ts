import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import type { RouteLists } from '#domain/routing/search-state';
import type { LargePlan } from './large-plan.ts';

/** Stops and vehicles of a part, by their numbers in it. */
export interface Members {
  readonly stops: Int32Array;
  readonly vehicles: Int32Array;
}

/** Takes the routes of a part over into the plan; its vehicles must be empty there. */
export function setRoutes(
  plan: LargePlan,
  part: CompiledRouting,
  { stops, vehicles }: Members,
  routes: RouteLists,
): void {
  const walk = new RouteWalk(part);
  routes.forEach((list, vehicle) => {
    if (list.length === 0) return;
    const cost = walk.evaluate(vehicle, list, list.length);
    plan.set(
      vehicles[vehicle] as number,
      list.map((stop) => stops[stop] as number),
      cost,
    );
  });
}
