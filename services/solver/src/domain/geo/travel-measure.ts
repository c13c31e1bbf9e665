import { NO_WAY, type TravelMatrix } from './travel-matrix.ts';

/** Travel between `size` locations that is computed when it is asked for; `NO_WAY` where there is none. */
export interface TravelMeasure {
  readonly size: number;
  seconds(from: number, to: number): number;
  meters(from: number, to: number): number;
}

/** Looks cells of a matrix up. */
export function measureOf({ size, durations, distances }: TravelMatrix): TravelMeasure {
  return {
    size,
    seconds: (from, to) => durations[from * size + to] as number,
    meters: (from, to) => distances[from * size + to] as number,
  };
}

/** Walks every leg up to `walkingLegMeters` and rides the others, as `mixMatrices` does. */
export function mixMeasures(walk: TravelMeasure, ride: TravelMeasure, walkingLegMeters: number): TravelMeasure {
  const isWalked = (from: number, to: number) => {
    const meters = walk.meters(from, to);
    return meters !== NO_WAY && (meters <= walkingLegMeters || ride.meters(from, to) === NO_WAY);
  };
  return {
    size: ride.size,
    seconds: (from, to) => (isWalked(from, to) ? walk : ride).seconds(from, to),
    meters: (from, to) => (isWalked(from, to) ? walk : ride).meters(from, to),
  };
}

/** The matrix between some of the locations, in the order of `places`. */
export function matrixBetween(measure: TravelMeasure, places: ArrayLike<number>): TravelMatrix {
  const size = places.length;
  const durations = new Int32Array(size * size);
  const distances = new Int32Array(size * size);
  for (let row = 0; row < size; row++) {
    const from = places[row] as number;
    for (let column = 0; column < size; column++) {
      const to = places[column] as number;
      durations[row * size + column] = measure.seconds(from, to);
      distances[row * size + column] = measure.meters(from, to);
    }
  }
  return { size, durations, distances };
}
