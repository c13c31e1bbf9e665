import type { CostSums } from '#domain/routing/plan-rules';
import type { RoutePlan } from '#domain/routing/problem';
import { type GivenRoute, LOCK } from '#domain/routing/problem-rules';
import type { ProblemIndex } from './checked-problem.ts';
import type { Findings } from './findings.ts';
import type { Served, Service } from './served.ts';

/** Locks of the given routes. What is left out where that is allowed breaks none. */
export function checkLocks(
  { input, stops }: ProblemIndex,
  routes: RoutePlan['routes'],
  served: Served,
  findings: Findings,
  partial: boolean,
): void {
  if (!input.givenRoutes?.length) return;
  const indices = new Map(routes.map((route, index) => [`${route.vehicleId}#${route.vehicleIndex}`, index]));
  input.givenRoutes.forEach((given, at) => {
    const { vehicleId, vehicleIndex, stopIds, lock, lockedStops } = given;
    const ids = lock === LOCK.none ? stopIds.slice(0, lockedStops) : stopIds;
    if (ids.length === 0 && lock !== LOCK.route) return;
    const place = `given_routes[${at}]`;
    const index = indices.get(`${vehicleId}#${vehicleIndex}`) ?? -1;
    const real = (routes[index]?.visits ?? []).map(({ stopId }) => stopId);
    const tell = (id: string, where: string, message: string) => findings.add('lock_broken', where, 1, id, message);
    for (const id of ids) {
      const service = served.get(id);
      if (service && service.route !== index) tell(id, service.where, `stop ${id} is locked to ${nameOf(given)}`);
      // A mandatory one is told of as unserved.
      const isOptional = input.stops[stops.get(id) ?? -1]?.optional ?? false;
      if (!service && isOptional && !partial)
        tell(id, place, `stop ${id} is locked to ${nameOf(given)} and not served`);
    }
    const isHere = (id: string) => served.get(id)?.route === index;
    const here = ids.filter(isHere);
    const prefix = stopIds.slice(0, lockedStops).filter(isHere);
    const strayed = prefix.findIndex((id, position) => real[position] !== id);
    if (strayed >= 0) {
      const id = prefix[strayed] as string;
      const where = served.get(id)?.where ?? place;
      tell(id, where, `stop ${id} is locked to place ${strayed + 1} of ${nameOf(given)}`);
    } else if (lock === LOCK.order || lock === LOCK.route) {
      checkOrder(given, here, real, { place, index, served, tell });
    }
  });
}

function checkOrder(
  given: GivenRoute,
  here: readonly string[],
  real: readonly string[],
  {
    place,
    index,
    served,
    tell,
  }: { place: string; index: number; served: Served; tell: (id: string, where: string, message: string) => void },
): void {
  let before = -1;
  for (const id of here) {
    const { position, where } = served.get(id) as Service;
    if (position < before) tell(id, where, `stop ${id} is not in the locked order of ${nameOf(given)}`);
    before = Math.max(before, position);
  }
  if (given.lock !== LOCK.route) return;
  const known = new Set(given.stopIds);
  real.forEach((id, position) => {
    if (known.has(id)) return;
    const where = index < 0 ? place : `routes[${index}].visits[${position}]`;
    tell(id, where, `nothing may join ${nameOf(given)}, stop ${id} does`);
  });
}

function nameOf({ vehicleId, vehicleIndex }: GivenRoute): string {
  return `the route of vehicle ${vehicleId} number ${vehicleIndex}`;
}

/** How many prices of change fall on the stops of each route of the plan, and what they cost. */
export interface RouteChanges {
  readonly count: number;
  readonly cost: number;
}

/** Compares the plan with the given routes: changes by index of the route; removals go to the plan's costs. */
export function findChanges(
  { input }: ProblemIndex,
  routes: RoutePlan['routes'],
  served: Served,
  costs: CostSums,
): Map<number, RouteChanges> {
  const changes = new Map<number, RouteChanges>();
  const { change, givenRoutes = [] } = input;
  if (!change) return changes;
  for (const { vehicleId, vehicleIndex, stopIds } of givenRoutes) {
    stopIds.forEach((id, at) => {
      const service = served.get(id);
      if (!service) {
        costs.add('changes', change.removal, change.removal > 0 ? 1 : 0);
        return;
      }
      const isMoved = service.vehicleId !== vehicleId || service.vehicleIndex !== vehicleIndex;
      const before = service.position === 0 ? undefined : routes[service.route]?.visits[service.position - 1]?.stopId;
      const isBehindAnother = before !== (at === 0 ? undefined : stopIds[at - 1]);
      const { count, cost } = changes.get(service.route) ?? { count: 0, cost: 0 };
      const moved = isMoved ? change.vehicleChange : 0;
      const behind = isBehindAnother ? change.predecessorChange : 0;
      changes.set(service.route, {
        count: count + (moved > 0 ? 1 : 0) + (behind > 0 ? 1 : 0),
        cost: cost + moved + behind,
      });
    });
  }
  return changes;
}
