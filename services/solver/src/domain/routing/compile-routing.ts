import { withBonds } from './bonds/compile-bonds.ts';
import { compileArrays, type VehicleSpec } from './compile-builder.ts';
import { type CompiledRouting, HORIZON } from './compiled.ts';
import type { RoutingProblem, Vehicle } from './problem.ts';

const ANY_TIME: readonly (readonly [number, number])[] = [[0, HORIZON]];

/** Flat arrays of a routing problem; stop and vehicle order stay as in the request (vehicles expanded by count). */
export function compileRouting({ input, travel }: RoutingProblem): CompiledRouting {
  const depots = new Map(input.depots.map((depot, index) => [depot.id, index]));
  const windows = input.stops.map((stop) =>
    stop.timeWindows.length === 0 ? ANY_TIME : stop.timeWindows.map((w) => [w.startSeconds, w.endSeconds] as const),
  );
  const vehicleTypes = input.vehicles.map((vehicle): VehicleSpec => {
    const start = depots.get(vehicle.startDepotId) ?? 0;
    const skills = new Set(vehicle.skills);
    return {
      count: vehicle.count ?? 1,
      start,
      end: vehicle.openEnd ? -1 : (depots.get(vehicle.endDepotId) ?? start),
      shift: vehicle.shift ? [vehicle.shift.startSeconds, vehicle.shift.endSeconds] : [0, HORIZON],
      maxDistance: vehicle.maxDistanceMeters,
      maxDuration: vehicle.maxDurationSeconds,
      maxStops: vehicle.maxStops,
      capacity: vehicle.capacity,
      ...costsOf(vehicle),
      windows: (stop) => windows[stop] ?? ANY_TIME,
      serves: (stop) => input.stops[stop]?.skills.every((skill) => skills.has(skill)) ?? false,
    };
  });
  const problem = compileArrays({
    size: travel.size,
    durations: travel.durations,
    distances: travel.distances,
    dims: input.capacityDimensions.length,
    stops: input.stops.map((stop, index) => ({
      location: input.depots.length + index,
      serviceSeconds: stop.serviceSeconds,
      demand: stop.demand,
      required: !stop.optional,
      prize: stop.prize,
    })),
    vehicleTypes,
  });
  return withBonds(problem, input);
}

/** With no cost given at all, a kilometre costs 1. */
function costsOf(vehicle: Vehicle) {
  const free = vehicle.fixedCost === 0 && vehicle.costPerKm === undefined && vehicle.costPerHour === undefined;
  return {
    fixedCost: vehicle.fixedCost,
    perMeter: (vehicle.costPerKm ?? (free ? 1 : 0)) / 1000,
    perTravelSecond: 0,
    perSecond: (vehicle.costPerHour ?? 0) / 3600,
  };
}
