/** Says that there is no way from the row's location to the column's. */
export const NO_WAY = -1;

/** Travel between n locations, row-major n x n. `NO_WAY` where there is none. */
export interface TravelMatrix {
  readonly size: number;
  /** Seconds from row to column. */
  readonly durations: Int32Array;
  /** Metres from row to column. */
  readonly distances: Int32Array;
}

/** A matrix from plain arrays, which must hold size x size numbers each. */
export function travelMatrix(durations: ArrayLike<number>, distances: ArrayLike<number>): TravelMatrix {
  const size = Math.round(Math.sqrt(durations.length));
  if (size * size !== durations.length || distances.length !== durations.length) {
    throw new RangeError(`a travel matrix is square: ${durations.length} durations, ${distances.length} distances`);
  }
  return { size, durations: Int32Array.from(durations), distances: Int32Array.from(distances) };
}

/** Walks every leg up to `walkingLegMeters` and rides the others. */
export function mixMatrices(walk: TravelMatrix, ride: TravelMatrix, walkingLegMeters: number): TravelMatrix {
  const durations = Int32Array.from(ride.durations);
  const distances = Int32Array.from(ride.distances);
  for (let cell = 0; cell < distances.length; cell++) {
    const meters = walk.distances[cell] as number;
    if (meters !== NO_WAY && (meters <= walkingLegMeters || distances[cell] === NO_WAY)) {
      durations[cell] = walk.durations[cell] as number;
      distances[cell] = meters;
    }
  }
  return { size: ride.size, durations, distances };
}
