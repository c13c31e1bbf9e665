import { EARTH_RADIUS_M, type Location } from './location.ts';
import { PACE, type Pace } from './pace.ts';
import type { TravelMatrix } from './travel-matrix.ts';
import type { TravelMeasure } from './travel-measure.ts';
import type { MatrixMode } from './travel-mode.ts';

/**
 * Travel by great circles: their length times the mode's detour, at its speed,
 * plus its wait before each ride. Same places, same numbers: nobody is asked.
 * Places are kept as points on the unit sphere, where the chord gives the arc
 * without a cosine a leg.
 */
export class GreatCircle implements TravelMeasure {
  readonly size: number;
  /** x, y, z by location. */
  readonly #points: Float64Array;
  readonly #pace: Pace;

  constructor(locations: readonly Location[], mode: MatrixMode) {
    this.size = locations.length;
    this.#pace = PACE[mode];
    this.#points = new Float64Array(3 * locations.length);
    locations.forEach((location, index) => {
      this.#points.set(pointOf(location), 3 * index);
    });
  }

  seconds(from: number, to: number): number {
    const meters = this.#way(from, to);
    return meters === 0 ? 0 : Math.round(meters / this.#pace.speed + this.#pace.waitSeconds);
  }

  meters(from: number, to: number): number {
    return Math.round(this.#way(from, to));
  }

  /** The matrix between all locations. */
  matrix(): TravelMatrix {
    return this.between(Int32Array.from({ length: this.size }, (_, place) => place));
  }

  between(places: ArrayLike<number>): TravelMatrix {
    const size = places.length;
    const { speed, waitSeconds } = this.#pace;
    const durations = new Int32Array(size * size);
    const distances = new Int32Array(size * size);
    for (let row = 0; row < size; row++) {
      const from = places[row] as number;
      for (let column = row + 1; column < size; column++) {
        const way = this.#way(from, places[column] as number);
        const seconds = way === 0 ? 0 : Math.round(way / speed + waitSeconds);
        const meters = Math.round(way);
        const there = row * size + column;
        const back = column * size + row;
        durations[there] = seconds;
        durations[back] = seconds;
        distances[there] = meters;
        distances[back] = meters;
      }
    }
    return { size, durations, distances };
  }

  /** Metres, not rounded. */
  #way(from: number, to: number): number {
    const points = this.#points;
    const a = 3 * from;
    const b = 3 * to;
    const x = (points[a] as number) - (points[b] as number);
    const y = (points[a + 1] as number) - (points[b + 1] as number);
    const z = (points[a + 2] as number) - (points[b + 2] as number);
    const half = Math.sqrt(x * x + y * y + z * z) / 2;
    return 2 * EARTH_RADIUS_M * this.#pace.detour * Math.asin(Math.min(1, half));
  }
}

function pointOf({ latitude, longitude }: Location): [number, number, number] {
  const lat = (latitude * Math.PI) / 180;
  const lon = (longitude * Math.PI) / 180;
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}
