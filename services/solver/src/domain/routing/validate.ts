import { checkRelaxation } from './check-relaxation.ts';
import type { RoutingInput, Stop, Vehicle } from './problem.ts';
import { Faults, type InputViolation, MOST_METERS, MOST_SECONDS } from './violation.ts';

/** Most entries of a request; more is refused with the limit. */
export const ROUTING_LIMITS = {
  stops: 1_000_000,
  depots: 1_000,
  vehicles: 10_000,
  vehiclesExpanded: 100_000,
  capacityDimensions: 16,
  timeWindowsPerStop: 100,
} as const;

const MOST_LOAD = 1_000_000_000;

/** Everything that is wrong with a request, at once; empty when it can be solved. */
export function validateRouting(input: RoutingInput): InputViolation[] {
  const faults = new Faults();
  // Over a limit nothing else is looked at: that would be the work that the limit saves.
  const small = [
    faults.limit('stops', input.stops.length, ROUTING_LIMITS.stops),
    faults.limit('depots', input.depots.length, ROUTING_LIMITS.depots),
    faults.limit('vehicles', input.vehicles.length, ROUTING_LIMITS.vehicles),
    faults.limit('capacity_dimensions', input.capacityDimensions.length, ROUTING_LIMITS.capacityDimensions),
  ];
  if (small.includes(false)) return faults.list;
  if (input.stops.length === 0) faults.add('stops', 'REQUIRED', 'there are no stops', 'add at least one stop');
  if (input.depots.length === 0) faults.add('depots', 'REQUIRED', 'there is no depot', 'add where vehicles start');
  if (input.vehicles.length === 0)
    faults.add('vehicles', 'REQUIRED', 'there is no vehicle', 'add at least one vehicle');
  if (!(input.travelMode >= 0 && input.travelMode <= 5)) {
    faults.add(
      'travel_mode',
      'OUT_OF_RANGE',
      `${input.travelMode} is no travel mode`,
      'use one of the names of TravelMode',
    );
  }
  checkRelaxation(faults, input.relaxation);
  const needsLocation = input.matrix === undefined;
  const depots = faults.ids('depots', input.depots);
  input.depots.forEach((depot, index) => {
    faults.location(`depots[${index}].location`, depot.location, needsLocation);
  });
  faults.ids('stops', input.stops);
  input.stops.forEach((stop, index) => {
    checkStop(faults, stop, `stops[${index}]`, input.capacityDimensions.length, needsLocation);
  });
  faults.ids('vehicles', input.vehicles);
  input.vehicles.forEach((vehicle, index) => {
    checkVehicle(faults, vehicle, `vehicles[${index}]`, input.capacityDimensions.length, depots);
  });
  const fleet = input.vehicles.reduce((sum, vehicle) => sum + (vehicle.count ?? 1), 0);
  faults.limit('vehicles', fleet, ROUTING_LIMITS.vehiclesExpanded);
  checkTotalLoad(faults, input);
  checkMatrix(faults, input);
  return faults.list;
}

function checkStop(faults: Faults, stop: Stop, path: string, dims: number, needsLocation: boolean): void {
  faults.location(`${path}.location`, stop.location, needsLocation);
  checkLoads(faults, `${path}.demand`, stop.demand, dims);
  faults.whole(`${path}.service_seconds`, stop.serviceSeconds, MOST_SECONDS, 'seconds, 0 or more');
  faults.limit(`${path}.time_windows`, stop.timeWindows.length, ROUTING_LIMITS.timeWindowsPerStop);
  stop.timeWindows.forEach((window, index) => {
    const where = `${path}.time_windows[${index}]`;
    faults.window(where, window.startSeconds, window.endSeconds, ['start_seconds', 'end_seconds'], MOST_SECONDS);
  });
  faults.amount(`${path}.prize`, stop.prize, 'a gain of 0 or more, in cost units');
  if (stop.prize > 0 && !stop.optional) {
    faults.add(
      `${path}.prize`,
      'OUT_OF_RANGE',
      'only optional stops have a prize',
      'set optional, or leave the prize out',
    );
  }
}

function checkVehicle(faults: Faults, vehicle: Vehicle, path: string, dims: number, depots: Map<string, number>): void {
  if (vehicle.count === 0)
    faults.add(`${path}.count`, 'OUT_OF_RANGE', 'there are 0 of this vehicle', 'at least 1, or leave the vehicle out');
  faults.whole(`${path}.count`, vehicle.count, ROUTING_LIMITS.vehiclesExpanded, 'at least 1');
  checkLoads(faults, `${path}.capacity`, vehicle.capacity, dims);
  for (const [name, id] of [
    ['start_depot_id', vehicle.startDepotId],
    ['end_depot_id', vehicle.endDepotId],
  ] as const) {
    if (id !== '' && !depots.has(id)) {
      faults.add(`${path}.${name}`, 'UNKNOWN_REFERENCE', `there is no depot '${id}'`, 'use the id of one of depots');
    }
  }
  if (vehicle.openEnd && vehicle.endDepotId !== '') {
    faults.add(
      `${path}.end_depot_id`,
      'OUT_OF_RANGE',
      'an open end has no depot',
      'leave open_end or end_depot_id out',
    );
  }
  if (vehicle.shift) {
    const { startSeconds, endSeconds } = vehicle.shift;
    faults.window(`${path}.shift`, startSeconds, endSeconds, ['start_seconds', 'end_seconds'], MOST_SECONDS);
  }
  faults.whole(`${path}.max_distance_meters`, vehicle.maxDistanceMeters, MOST_METERS, 'metres, 0 or more');
  faults.whole(`${path}.max_duration_seconds`, vehicle.maxDurationSeconds, MOST_SECONDS, 'seconds, 0 or more');
  faults.whole(`${path}.max_stops`, vehicle.maxStops, ROUTING_LIMITS.stops, 'a number of stops, 0 or more');
  faults.amount(`${path}.fixed_cost`, vehicle.fixedCost, 'a cost of 0 or more');
  faults.amount(`${path}.cost_per_km`, vehicle.costPerKm, 'a cost of 0 or more');
  faults.amount(`${path}.cost_per_hour`, vehicle.costPerHour, 'a cost of 0 or more');
}

/** None, or one for each dimension. */
function checkLoads(faults: Faults, path: string, loads: readonly number[], dims: number): void {
  if (loads.length !== 0 && loads.length !== dims) {
    faults.add(
      path,
      'WRONG_LENGTH',
      `it has ${loads.length} numbers, there are ${dims} capacity dimensions`,
      'one number for each of capacity_dimensions, in their order',
    );
  }
  loads.forEach((load, index) => {
    faults.whole(`${path}[${index}]`, load, MOST_LOAD, 'a whole number, 0 or more');
  });
}

/** Loads are added up in 32 bits. */
function checkTotalLoad(faults: Faults, input: RoutingInput): void {
  input.capacityDimensions.forEach((name, d) => {
    const total = input.stops.reduce((sum, stop) => sum + (stop.demand[d] ?? 0), 0);
    if (total <= MOST_LOAD) return;
    faults.add(
      `capacity_dimensions[${d}]`,
      'OUT_OF_RANGE',
      `all stops together need ${total} ${name}, more than ${MOST_LOAD}`,
      'use a larger unit',
    );
  });
}

function checkMatrix(faults: Faults, input: RoutingInput): void {
  if (!input.matrix) return;
  const size = input.depots.length + input.stops.length;
  for (const [name, cells, most] of [
    ['durations_seconds', input.matrix.durationsSeconds, MOST_SECONDS],
    ['distances_meters', input.matrix.distancesMeters, MOST_METERS],
  ] as const) {
    const path = `matrix.${name}`;
    if (cells.length !== size * size) {
      faults.add(
        path,
        'WRONG_LENGTH',
        `it has ${cells.length} cells, ${size} locations need ${size * size}`,
        'row-major, depots first, then stops',
      );
      continue;
    }
    cells.forEach((cell, index) => {
      // -1 says that there is no way.
      if (cell !== -1) faults.whole(`${path}[${index}]`, cell, most, '0 or more, or -1 where there is no way');
    });
  }
}
