import { BALANCE, type GivenRoute, LOCK } from '#domain/routing/problem-rules';
import { type CheckContext, checkMember, checkReference } from './check-context.ts';
import { ROUTING_LIMITS } from './routing-limits.ts';

/** The plan to start from, and prices of what it becomes. */
export function checkGiven({ faults, input, ...ids }: CheckContext): void {
  const { givenRoutes = [], change, balance } = input;
  if (faults.limit('given_routes', givenRoutes.length, ROUTING_LIMITS.vehiclesExpanded)) {
    const routes = new Map<string, number>();
    const served = new Map<string, string>();
    givenRoutes.forEach((route, index) => {
      const path = `given_routes[${index}]`;
      checkRoute({ faults, input, ...ids }, route, path);
      const { vehicleId, vehicleIndex } = route;
      const name = `${vehicleId}#${vehicleIndex}`;
      const before = routes.get(name);
      if (before !== undefined) {
        const message = `vehicle '${vehicleId}' number ${vehicleIndex} is also in given_routes[${before}]`;
        faults.add(`${path}.vehicle_id`, 'DUPLICATE_ID', message, 'give each vehicle one route');
      } else routes.set(name, index);
      route.stopIds.forEach((id, at) => {
        const where = `${path}.stop_ids[${at}]`;
        const other = served.get(id);
        if (other) faults.add(where, 'DUPLICATE_ID', `stop '${id}' is also ${other}`, 'give every stop once');
        else served.set(id, where);
      });
    });
  }
  if (change) {
    faults.amount('change.vehicle_change', change.vehicleChange, 'a price of 0 or more');
    faults.amount('change.predecessor_change', change.predecessorChange, 'a price of 0 or more');
    faults.amount('change.removal', change.removal, 'a price of 0 or more');
  }
  if (balance) {
    checkMember(faults, 'balance.measure', balance.measure, Object.values(BALANCE), 'Measure');
    faults.amount('balance.cost_per_unit', balance.costPerUnit, 'a cost of 0 or more');
  }
}

function checkRoute({ faults, input, vehicles, stops }: CheckContext, route: GivenRoute, path: string): void {
  const { vehicleId, vehicleIndex, stopIds, lock, lockedStops } = route;
  const isLocked = lock !== LOCK.none || lockedStops > 0;
  // A vehicle that broke down has no route to come, and its stops are changes.
  if (isLocked || vehicleId === '') checkReference(faults, `${path}.vehicle_id`, vehicleId, vehicles, 'vehicle');
  const vehicle = input.vehicles[vehicles.get(vehicleId) ?? -1];
  const count = vehicle ? (vehicle.count ?? 1) : ROUTING_LIMITS.vehiclesExpanded;
  if (!(Number.isInteger(vehicleIndex) && vehicleIndex >= 0 && vehicleIndex < count)) {
    const message = `there is no number ${vehicleIndex} of vehicle '${vehicleId}': there are ${count}`;
    faults.add(`${path}.vehicle_index`, 'OUT_OF_RANGE', message, `a number from 0 to ${count - 1}`);
  }
  checkMember(faults, `${path}.lock`, lock, Object.values(LOCK), 'Lock');
  faults.whole(`${path}.locked_stops`, lockedStops, stopIds.length, `at most its ${stopIds.length} stops`);
  stopIds.forEach((id, at) => {
    checkReference(faults, `${path}.stop_ids[${at}]`, id, stops, 'stop');
  });
}
