import type { Vehicle } from '#domain/routing/problem';
import { UNLOADING } from '#domain/routing/problem-rules';
import { MOST_METERS, MOST_SECONDS } from '#domain/routing/violation';
import { type CheckContext, checkLoads, checkMember, checkReference, checkReferences } from './check-context.ts';
import { checkWorkingTime } from './check-working-time.ts';
import { ROUTING_LIMITS } from './routing-limits.ts';

const COST = 'a cost of 0 or more';
const SECONDS = 'seconds, 0 or more';
const METERS = 'metres, 0 or more';

export function checkVehicle(context: CheckContext, vehicle: Vehicle, path: string): void {
  const { faults, input, depots, profiles } = context;
  if (vehicle.count === 0) {
    faults.add(`${path}.count`, 'OUT_OF_RANGE', 'there are 0 of this vehicle', 'at least 1, or leave the vehicle out');
  }
  faults.whole(`${path}.count`, vehicle.count, ROUTING_LIMITS.vehiclesExpanded, 'at least 1');
  checkLoads(faults, `${path}.capacity`, vehicle.capacity, input.capacityDimensions.length);
  for (const [name, id] of [
    ['start_depot_id', vehicle.startDepotId],
    ['end_depot_id', vehicle.endDepotId],
  ] as const) {
    if (id !== '') checkReference(faults, `${path}.${name}`, id, depots, 'depot');
  }
  if (vehicle.openEnd && vehicle.endDepotId !== '') {
    const hint = 'leave open_end or end_depot_id out';
    faults.add(`${path}.end_depot_id`, 'OUT_OF_RANGE', 'an open end has no depot', hint);
  }
  faults.whole(`${path}.max_distance_meters`, vehicle.maxDistanceMeters, MOST_METERS, METERS);
  faults.whole(`${path}.max_duration_seconds`, vehicle.maxDurationSeconds, MOST_SECONDS, SECONDS);
  faults.whole(`${path}.max_travel_seconds`, vehicle.maxTravelSeconds, MOST_SECONDS, SECONDS);
  faults.whole(`${path}.max_stops`, vehicle.maxStops, ROUTING_LIMITS.stops, 'a number of stops, 0 or more');
  faults.amount(`${path}.fixed_cost`, vehicle.fixedCost, COST);
  faults.amount(`${path}.cost_per_km`, vehicle.costPerKm, COST);
  faults.amount(`${path}.cost_per_hour`, vehicle.costPerHour, COST);
  faults.amount(`${path}.cost_per_travel_hour`, vehicle.costPerTravelHour, COST);
  faults.amount(`${path}.cost_per_waiting_hour`, vehicle.costPerWaitingHour, COST);
  checkMember(faults, `${path}.unloading_order`, vehicle.unloadingOrder ?? 0, ORDERS, 'UnloadingOrder');
  if (vehicle.reload) {
    const { depotIds, maxReloads } = vehicle.reload;
    if (depotIds.length === 0) {
      faults.add(`${path}.reload.depot_ids`, 'REQUIRED', 'there is no depot to load at', 'name at least one depot');
    }
    checkReferences(context, `${path}.reload.depot_ids`, depotIds, depots, 'depot');
    faults.whole(`${path}.reload.max_reloads`, maxReloads, ROUTING_LIMITS.stops, 'a number of reloads, 0 or more');
  }
  if (vehicle.profileId) checkReference(faults, `${path}.profile_id`, vehicle.profileId, profiles, 'profile');
  if (vehicle.walking) {
    const { profileId, maxLegMeters, maxMeters } = vehicle.walking;
    if (profileId !== '') checkReference(faults, `${path}.walking.profile_id`, profileId, profiles, 'profile');
    faults.whole(`${path}.walking.max_leg_meters`, maxLegMeters, MOST_METERS, METERS);
    faults.whole(`${path}.walking.max_meters`, maxMeters, MOST_METERS, METERS);
  }
  checkWorkingTime(context, vehicle, path);
}

const ORDERS = Object.values(UNLOADING);
