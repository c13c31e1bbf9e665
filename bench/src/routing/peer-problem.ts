import type { BenchInstance } from './load-set.ts';

/**
 * An instance as plain whole numbers, which every peer can take: lengths and times in 1/scale of the file's unit, costs and prizes
 * too, so that the sums that a peer minimises are the scaled values of the file.
 */
export function peerProblem({ instance, problem, rounding: { scale } }: BenchInstance) {
  const depotOf = new Map(problem.depots.map(({ id }, index) => [id, index]));
  const stopOf = new Map(problem.stops.map(({ id }, index) => [id, index]));
  return {
    depots: problem.depots.length,
    // Row-major, depots first, -1 where there is no way.
    cells: problem.matrix?.distancesMeters ?? [],
    objective: instance.objective,
    stops: problem.stops.map((stop) => ({
      demand: stop.demand,
      collected: stop.pickup,
      release: stop.releaseSeconds,
      service: stop.serviceSeconds,
      window: stop.timeWindows[0] ? [stop.timeWindows[0].startSeconds, stop.timeWindows[0].endSeconds] : null,
      prize: stop.optional ? Math.round(stop.prize * scale) : null,
      fleets: problem.vehicles.flatMap(({ skills }, fleet) =>
        stop.skills.every((skill) => skills.includes(skill)) ? [fleet] : [],
      ),
    })),
    // Both by index of `stops`.
    shipments: problem.shipments.map(({ pickupStopId, deliveryStopId, amount }) => ({
      pickup: stopOf.get(pickupStopId),
      delivery: stopOf.get(deliveryStopId),
      amount,
    })),
    // Exactly one of each is served.
    groups: problem.alternatives.map(({ stopIds }) => stopIds.map((id) => stopOf.get(id))),
    fleets: problem.vehicles.map((vehicle, index) => ({
      count: vehicle.count ?? 1,
      depot: depotOf.get(vehicle.startDepotId) ?? 0,
      reloads: vehicle.reload?.depotIds.map((id) => depotOf.get(id)) ?? [],
      capacity: vehicle.capacity,
      shift: vehicle.shift ? [vehicle.shift.startSeconds, vehicle.shift.endSeconds] : null,
      max_distance: vehicle.maxDistanceMeters ?? null,
      max_duration: vehicle.maxDurationSeconds ?? null,
      fixed_cost: Math.round(vehicle.fixedCost * scale),
      unit_cost: instance.fleets[index]?.costPerUnit ?? 1,
    })),
  };
}
