import type { VroomMatrix, VroomVehicle } from './vroom-input.ts';

/** What the problem's distances mean, so that its costs are VROOM's. */
export interface VroomPricing {
  /** Cell of the problem's `distances_meters`; undefined where the distance service measures. */
  readonly cell?: ((from: number, to: number) => number) | undefined;
  readonly costPerKm: (vehicle: VroomVehicle) => number;
  readonly costPerHour: (vehicle: VroomVehicle) => number | undefined;
  readonly notes: readonly string[];
}

const NO_HOURS = () => undefined;

/**
 * VROOM prices seconds of travel alone, the model metres and all seconds on the road. With matrices the distances stand for the
 * price: durations, distances, costs, or the sum of what both cost. Adds to `refused` what cannot be priced so.
 */
export function vroomPricing(
  vehicles: readonly VroomVehicle[],
  matrix: VroomMatrix | undefined,
  refused: Set<string>,
): VroomPricing {
  const isByDistance = vehicles.every(({ perHour }) => perHour === 0);
  const isByTime = vehicles.every(({ perKm }) => perKm === 0);
  const hasLimit = vehicles.some(({ maxDistance }) => maxDistance !== undefined);
  if (!matrix) return withoutMatrix(isByDistance);
  const distances = matrix.distances ?? matrix.durations;
  const cellOf = (rows: readonly (readonly number[])[]) => (from: number, to: number) => rows[from]?.[to] ?? -1;
  if (!matrix.costs && isByDistance)
    return { cell: cellOf(distances), costPerKm: ({ perKm }) => perKm, costPerHour: NO_HOURS, notes: [] };
  if (hasLimit) refused.add('limits on distance where costs are not those of distance alone');
  if (matrix.costs) return { cell: cellOf(matrix.costs), costPerKm: () => 1_000, costPerHour: NO_HOURS, notes: [] };
  if (isByTime) {
    const costPerKm = ({ perHour }: VroomVehicle) => perHour / 3.6;
    return { cell: cellOf(matrix.durations), costPerKm, costPerHour: NO_HOURS, notes: [] };
  }
  const [first] = vehicles;
  if (vehicles.some(({ perHour, perKm }) => perHour !== first?.perHour || perKm !== first.perKm))
    refused.add('costs per hour and per kilometre that differ between vehicles');
  const { perHour = 0, perKm = 0 } = first ?? {};
  const cell = (from: number, to: number) => {
    const seconds = matrix.durations[from]?.[to] ?? -1;
    const meters = distances[from]?.[to] ?? -1;
    return seconds < 0 || meters < 0 ? -1 : Math.round((seconds * perHour) / 3.6 + meters * perKm);
  };
  return { cell, costPerKm: () => 1, costPerHour: NO_HOURS, notes: [] };
}

function withoutMatrix(isByDistance: boolean): VroomPricing {
  const note = 'without matrices, costs per hour count waiting and service as well as travel';
  return {
    costPerKm: ({ perKm }) => perKm,
    costPerHour: ({ perHour }) => perHour,
    notes: isByDistance ? [] : [note],
  };
}
