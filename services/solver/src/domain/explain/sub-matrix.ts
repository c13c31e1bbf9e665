import type { TravelMatrix } from '#domain/geo/travel-matrix';

/** Travel between some of the locations, in the order given. */
export function subMatrix(travel: TravelMatrix, locations: readonly number[]): TravelMatrix {
  const size = locations.length;
  const durations = new Int32Array(size * size);
  const distances = new Int32Array(size * size);
  locations.forEach((from, row) => {
    locations.forEach((to, column) => {
      durations[row * size + column] = travel.durations[from * travel.size + to] as number;
      distances[row * size + column] = travel.distances[from * travel.size + to] as number;
    });
  });
  return { size, durations, distances };
}
