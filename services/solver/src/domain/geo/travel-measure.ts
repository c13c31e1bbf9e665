import { mixMatrices, NO_WAY, type TravelMatrix } from './travel-matrix.ts';

/** Travel between `size` locations that is computed when it is asked for; `NO_WAY` where there is none. */
export interface TravelMeasure {
  readonly size: number;
  seconds(from: number, to: number): number;
  meters(from: number, to: number): number;
  /** The matrix between some of the locations, in the order of `places`. */
  between(places: ArrayLike<number>): TravelMatrix;
}

/** Looks cells of a matrix up. */
export function measureOf({ size, durations, distances }: TravelMatrix): TravelMeasure {
  return {
    size,
    seconds: (from, to) => durations[from * size + to] as number,
    meters: (from, to) => distances[from * size + to] as number,
    between: (places) => ({
      size: places.length,
      durations: cellsBetween(durations, size, places),
      distances: cellsBetween(distances, size, places),
    }),
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
    between: (places) => mixMatrices(walk.between(places), ride.between(places), walkingLegMeters),
  };
}

/** Rows and columns of a square matrix, in the order of `places`. */
export function cellsBetween(cells: Int32Array, size: number, places: ArrayLike<number>): Int32Array {
  const side = places.length;
  const out = new Int32Array(side * side);
  for (let row = 0; row < side; row++) {
    const from = (places[row] as number) * size;
    const to = row * side;
    for (let column = 0; column < side; column++) out[to + column] = cells[from + (places[column] as number)] as number;
  }
  return out;
}
