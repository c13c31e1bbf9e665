import { checkRelaxation } from './check-relaxation.ts';
import type { RoutingInput } from './problem.ts';
import { type CheckContext, MOST_LOAD } from './validate/check-context.ts';
import { checkGiven } from './validate/check-given.ts';
import { checkAlternatives, checkShipments } from './validate/check-pairs.ts';
import { checkRelations } from './validate/check-relations.ts';
import { checkCalendar, checkDepot, checkStop } from './validate/check-stops.ts';
import { checkTravel, needsLocations } from './validate/check-travel.ts';
import { checkVehicle } from './validate/check-vehicles.ts';
import { ROUTING_LIMITS } from './validate/routing-limits.ts';
import { Faults, type InputViolation } from './violation.ts';

/** Everything that is wrong with a request, at once; empty when it can be solved. One family of rules a file in `validate/`. */
export function validateRouting(input: RoutingInput): InputViolation[] {
  const faults = new Faults();
  // Over a limit nothing else is looked at: that would be the work that the limit saves.
  const small = [
    faults.limit('stops', input.stops.length, ROUTING_LIMITS.stops),
    faults.limit('depots', input.depots.length, ROUTING_LIMITS.depots),
    faults.limit('vehicles', input.vehicles.length, ROUTING_LIMITS.vehicles),
    faults.limit('capacity_dimensions', input.capacityDimensions.length, ROUTING_LIMITS.capacityDimensions),
    faults.limit('shipments', input.shipments?.length ?? 0, ROUTING_LIMITS.stops),
    faults.limit('alternatives', input.alternatives?.length ?? 0, ROUTING_LIMITS.stops),
  ];
  if (small.includes(false)) return faults.list;
  if (input.stops.length === 0) faults.add('stops', 'REQUIRED', 'there are no stops', 'add at least one stop');
  if (input.depots.length === 0) faults.add('depots', 'REQUIRED', 'there is no depot', 'add where vehicles start');
  if (input.vehicles.length === 0) {
    faults.add('vehicles', 'REQUIRED', 'there is no vehicle', 'add at least one vehicle');
  }
  checkRelaxation(faults, input.relaxation);
  const needsLocation = needsLocations(input);
  const depots = faults.ids('depots', input.depots);
  input.depots.forEach((depot, index) => {
    checkDepot(faults, depot, `depots[${index}]`, needsLocation);
  });
  const context: CheckContext = {
    faults,
    input,
    depots,
    stops: faults.ids('stops', input.stops),
    vehicles: faults.ids('vehicles', input.vehicles),
    profiles: faults.ids('profiles', input.profiles ?? []),
  };
  input.stops.forEach((stop, index) => {
    checkStop(context, stop, `stops[${index}]`, needsLocation);
  });
  input.vehicles.forEach((vehicle, index) => {
    checkVehicle(context, vehicle, `vehicles[${index}]`);
  });
  const fleet = input.vehicles.reduce((sum, vehicle) => sum + (vehicle.count ?? 1), 0);
  faults.limit('vehicles', fleet, ROUTING_LIMITS.vehiclesExpanded);
  checkCalendar(faults, input.stops, input.calendar);
  checkShipments(context);
  checkAlternatives(context);
  checkRelations(context);
  checkGiven(context);
  checkTotalLoad(faults, input);
  checkTravel(faults, input);
  return faults.list;
}

/** Loads are added up in 32 bits. */
function checkTotalLoad(faults: Faults, { capacityDimensions, stops, shipments = [] }: RoutingInput): void {
  capacityDimensions.forEach((name, d) => {
    let total = 0;
    for (const { demand, pickup } of stops) total += (demand[d] ?? 0) + (pickup?.[d] ?? 0);
    for (const { amount } of shipments) total += amount[d] ?? 0;
    if (total <= MOST_LOAD) return;
    const message = `all stops together need ${total} ${name}, more than ${MOST_LOAD}`;
    faults.add(`capacity_dimensions[${d}]`, 'OUT_OF_RANGE', message, 'use a larger unit');
  });
}
