import { withBonds } from './bonds/compile-bonds.ts';
import { compileArrays, type VehicleSpec } from './compile-builder.ts';
import { compileRules, hasRules } from './compile-rules.ts';
import { startWindows } from './compile-windows.ts';
import { type CompiledRouting, HORIZON } from './compiled.ts';
import { penaltyWithRules } from './penalty-with-rules.ts';
import type { RoutingProblem, Vehicle } from './problem.ts';

/**
 * Flat arrays of a routing problem; stop and vehicle order stay as in the
 * request (vehicles expanded by count; a type is a vehicle of the request).
 */
export function compileRouting(problem: RoutingProblem): CompiledRouting {
  const { input, travel } = problem;
  const depots = new Map(input.depots.map((depot, index) => [depot.id, index]));
  const isTyped = input.stops.some(({ openingHours }) => (openingHours?.length ?? 0) > 0);
  const shared = isTyped || input.vehicles.length === 0 ? [] : startWindows(input, input.vehicles[0] as Vehicle);
  const given = input.givenRoutes ?? [];
  const vehicleTypes = input.vehicles.map((vehicle): VehicleSpec => {
    const start = depots.get(vehicle.startDepotId) ?? 0;
    const skills = new Set(vehicle.skills);
    // Service and setup differ by type, and with them when they lie within opening hours.
    const windows = isTyped ? startWindows(input, vehicle) : shared;
    return {
      count: vehicle.count ?? 1,
      named: 1 + Math.max(-1, ...given.filter(({ vehicleId }) => vehicleId === vehicle.id).map((r) => r.vehicleIndex)),
      start,
      end: vehicle.openEnd ? -1 : (depots.get(vehicle.endDepotId) ?? start),
      shift: shiftOf(vehicle),
      maxDistance: vehicle.maxDistanceMeters,
      maxDuration: vehicle.maxDurationSeconds,
      maxStops: vehicle.maxStops,
      capacity: vehicle.capacity,
      ...costsOf(vehicle),
      windows: (stop) => windows[stop] ?? [],
      serves: (stop) => {
        const raw = input.stops[stop];
        if (!raw) return false;
        const isNamed = !raw.vehicleIds?.length || raw.vehicleIds.includes(vehicle.id);
        return isNamed && raw.skills.every((skill) => skills.has(skill));
      },
    };
  });
  const compiled = compileArrays({
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
  if (!hasRules(input)) return withBonds(compiled, input);
  const rules = compileRules(problem, compiled);
  return withBonds({ ...compiled, ...penaltyWithRules(compiled, rules), rules, scan: true }, input);
}

/** From the beginning of the first shift to the end of the last. */
function shiftOf({ shift, shifts = [] }: Vehicle): [number, number] {
  const [first, last] = [shifts[0], shifts.at(-1)];
  if (first && last) return [first.startSeconds, last.endSeconds];
  return shift ? [shift.startSeconds, shift.endSeconds] : [0, HORIZON];
}

/** With no cost given at all, overtime aside, a kilometre costs 1. */
function costsOf(vehicle: Vehicle) {
  const { fixedCost, costPerKm, costPerHour, costPerTravelHour, costPerWaitingHour } = vehicle;
  const costs = [costPerKm, costPerHour, costPerTravelHour, costPerWaitingHour];
  const free = fixedCost === 0 && costs.every((cost) => cost === undefined);
  return {
    fixedCost,
    perMeter: (costPerKm ?? (free ? 1 : 0)) / 1000,
    perTravelSecond: (costPerTravelHour ?? 0) / 3600,
    perSecond: (costPerHour ?? 0) / 3600,
  };
}
