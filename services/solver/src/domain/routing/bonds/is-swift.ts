import type { CompiledRouting } from '#domain/routing/compiled';
import type { RoutingInput, Stop, Vehicle } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';

/** Whether segments of time and running loads tell all of a route: one window a stop, and no rule but shipments, groups, other routes and balance. */
export function isSwift(problem: CompiledRouting, input: RoutingInput): boolean {
  if (problem.scan && !problem.rules) return false;
  if (problem.walking || hasSeveralWindows(problem)) return false;
  return (
    input.stops.every(isPlainStop) &&
    input.vehicles.every(isPlainVehicle) &&
    input.depots.every(({ timeWindow }) => timeWindow === undefined) &&
    (input.shipments ?? []).every(({ maxRideSeconds }) => maxRideSeconds === undefined) &&
    (input.relations ?? []).every(({ kind }) => kind === RELATION.sameRoute || kind === RELATION.differentRoutes) &&
    (input.givenRoutes ?? []).every(
      ({ lock, lockedStops }) => lock !== LOCK.order && lock !== LOCK.route && lockedStops === 0,
    ) &&
    !input.change?.predecessorChange &&
    !input.change?.vehicleChange
  );
}

function hasSeveralWindows({ windowFrom }: CompiledRouting): boolean {
  for (let cell = 1; cell < windowFrom.length; cell++) {
    if ((windowFrom[cell] as number) - (windowFrom[cell - 1] as number) > 1) return true;
  }
  return false;
}

function isPlainStop(stop: Stop): boolean {
  return (
    !stop.pickup?.some((load) => load !== 0) &&
    stop.softWindow === undefined &&
    !stop.setupSeconds &&
    Object.keys(stop.serviceSecondsByType ?? {}).length === 0 &&
    Object.keys(stop.setupSecondsByType ?? {}).length === 0 &&
    !stop.releaseSeconds
  );
}

function isPlainVehicle(vehicle: Vehicle): boolean {
  return (
    !vehicle.reload &&
    !vehicle.unloadingOrder &&
    vehicle.maxTravelSeconds === undefined &&
    !vehicle.overtime &&
    !vehicle.breaks?.length &&
    !vehicle.drivingRules &&
    !vehicle.shifts?.length &&
    !vehicle.overnight &&
    !vehicle.costPerTravelHour &&
    !vehicle.costPerWaitingHour &&
    !vehicle.profileId &&
    !vehicle.walking
  );
}
