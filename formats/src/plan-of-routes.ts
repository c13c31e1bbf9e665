import { RouteEvent_Kind, RoutePlan, type Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { FormatError } from './format-error.ts';

/** One route by ids, in the order of its visits. */
export interface RouteOfIds {
  readonly vehicleId: string;
  readonly vehicleIndex: number;
  readonly stopIds: readonly string[];
  /** Where it comes back to load: how many visits are before it, and the depot. */
  readonly reloads?: readonly { readonly visitsBefore: number; readonly depotId: string }[];
}

/**
 * A plan that says the order of its visits and nothing else: every time, distance and cost is 0, which whoever checks plans
 * takes as not given. Throws `FormatError` for ids that the problem has not.
 */
export function planOfRoutes({ stops, vehicles }: Routing, routes: readonly RouteOfIds[]): RoutePlan {
  const knownStops = new Set(stops.map(({ id }) => id));
  const knownVehicles = new Set(vehicles.map(({ id }) => id));
  const served = new Set<string>();
  for (const { vehicleId, stopIds } of routes) {
    if (!knownVehicles.has(vehicleId)) throw new FormatError(`there is no vehicle ${vehicleId}`);
    for (const id of stopIds) {
      if (!knownStops.has(id)) throw new FormatError(`there is no stop ${id}`);
      served.add(id);
    }
  }
  return RoutePlan.fromPartial({
    routes: routes
      .filter(({ stopIds }) => stopIds.length > 0)
      .map(({ vehicleId, vehicleIndex, stopIds, reloads = [] }) => ({
        vehicleId,
        vehicleIndex,
        visits: stopIds.map((stopId) => ({ stopId })),
        events: reloads.map((reload) => ({ kind: RouteEvent_Kind.KIND_RELOAD, ...reload })),
      })),
    unserved: stops.filter(({ id }) => !served.has(id)).map(({ id }) => ({ id })),
  });
}
