import type { RoutingViolation, RoutingViolationKind } from '#domain/routing/plan-rules';
import type { RoutingInput, Vehicle } from '#domain/routing/problem';
import { type GivenRoute, LOCK } from '#domain/routing/problem-rules';
import { timePlan } from '#domain/routing/time-plan';
import { type StatedPlan, verifyRouting } from '#domain/routing/verify';
import type { CheckedTravel } from '#domain/routing/verify/checked-problem';
import type { Faults } from '#domain/routing/violation';

/** Rules that the first stops of a route break whatever comes behind them. */
const OF_A_BEGINNING: ReadonlySet<RoutingViolationKind> = new Set<RoutingViolationKind>([
  'skill_missing',
  'vehicle_not_allowed',
  'capacity_exceeded',
  'no_way',
  'window_missed',
  'closed',
  'delivery_before_pickup',
  'unloading_order_broken',
  'same_route_broken',
  'order_broken',
  'sequence_broken',
  'different_routes_broken',
]);

/** And those that a whole route breaks. */
const OF_A_ROUTE: ReadonlySet<RoutingViolationKind> = new Set<RoutingViolationKind>([
  ...OF_A_BEGINNING,
  'shipment_torn',
  'too_many_stops',
  'distance_exceeded',
  'shift_missed',
]);

/**
 * Locked stops that break rules by themselves, as the verifier sees them when
 * they are driven as early as can be. Where `travel` is not known yet only what
 * does not depend on it is looked at.
 */
export function findBrokenLocks(faults: Faults, input: RoutingInput, travel = travelOf(input)): void {
  const vehicles = new Map(input.vehicles.map((vehicle) => [vehicle.id, vehicle]));
  const locked = (input.givenRoutes ?? []).flatMap((given, index): LockedRoute[] => {
    const vehicle = vehicles.get(given.vehicleId);
    const isWhole = given.lock === LOCK.route;
    const stopIds = isWhole ? given.stopIds : given.stopIds.slice(0, given.lockedStops);
    return vehicle && stopIds.length > 0 ? [{ given, index, vehicle, isWhole, stopIds }] : [];
  });
  if (locked.length === 0) return;
  for (const { kind, place, message } of violationsOf(input, travel, locked)) {
    const [, route, visit = '0'] = /^routes\[(\d+)\](?:\.visits\[(\d+)\])?/.exec(place) ?? [];
    const one = locked[Number(route ?? -1)];
    if (!one || !(one.isWhole ? OF_A_ROUTE : OF_A_BEGINNING).has(kind) || isAvoidable(kind, one.vehicle)) continue;
    const where = `given_routes[${one.index}].stop_ids[${visit}]`;
    faults.add(where, 'UNSERVABLE', `it is locked and breaks a rule: ${message}`, 'lock less, or loosen the rule');
  }
}

/** The stops of a given route that every plan has in this order. */
interface LockedRoute {
  readonly given: GivenRoute;
  readonly index: number;
  readonly vehicle: Vehicle;
  /** Nothing joins them. */
  readonly isWhole: boolean;
  readonly stopIds: readonly string[];
}

/** The matrix of the request. */
function travelOf({ matrix, depots, stops }: RoutingInput): CheckedTravel | undefined {
  const size = depots.length + stops.length;
  return matrix && { size, durations: matrix.durationsSeconds, distances: matrix.distancesMeters };
}

function violationsOf(
  input: RoutingInput,
  known: CheckedTravel | undefined,
  locked: readonly LockedRoute[],
): readonly RoutingViolation[] {
  const bare = { startSeconds: 0, endSeconds: 0, distanceMeters: 0, cost: 0 };
  const untimed = { arrivalSeconds: 0, startSeconds: 0, departureSeconds: 0, distanceMeters: 0 };
  const served = new Set(locked.flatMap(({ stopIds }) => stopIds));
  const plan: StatedPlan = {
    routes: locked.map(({ given: { vehicleId, vehicleIndex }, stopIds }) => {
      return { vehicleId, vehicleIndex, visits: stopIds.map((stopId) => ({ stopId, ...untimed })), ...bare };
    }),
    unserved: input.stops.filter(({ id }) => !served.has(id)),
    cost: 0,
    distanceMeters: 0,
    durationSeconds: 0,
  };
  const isKnown = known !== undefined && !input.vehicles.some(({ profileId, walking }) => profileId || walking);
  // Without travel everything is at one place: what is missed then is missed by any travel.
  const travel = isKnown ? known : { seconds: () => 0, meters: () => 0 };
  const vehicles = isKnown
    ? input.vehicles
    : input.vehicles.map((one) => ({ ...one, profileId: '', walking: undefined }));
  const problem = { input: { ...input, vehicles, givenRoutes: [] }, travel };
  return verifyRouting(problem, timePlan(problem, plan), { partial: true, zeroIsUnstated: true }).violations;
}

/** Whether a reload or a night between the stops could help. */
function isAvoidable(kind: RoutingViolationKind, { reload, shifts = [], breaks = [], overnight }: Vehicle): boolean {
  if (kind === 'capacity_exceeded') return reload !== undefined;
  // By way of a depot there may be one.
  if (kind === 'no_way')
    return Boolean(reload || overnight?.depotIds.length || breaks.some((one) => one.depotIds.length));
  return shifts.length > 1 && (kind === 'shift_missed' || kind === 'too_many_stops' || kind === 'distance_exceeded');
}
