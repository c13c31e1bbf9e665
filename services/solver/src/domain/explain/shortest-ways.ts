import { NO_WAY, type TravelMatrix } from '#domain/geo/travel-matrix';

/**
 * Travel between some locations, in the order given, when others may be passed on
 * the way: seconds and metres each as few as they can be, not by the same way
 * (Dijkstra 1959). No route with other stops in between is shorter.
 *
 * @param passing by location: seconds that are spent there at least; `NO_WAY` where nobody passes
 */
export function shortestWays(
  travel: TravelMatrix,
  locations: readonly number[],
  passing: ArrayLike<number>,
): TravelMatrix {
  const { size } = travel;
  const isWay = (cell: number) => (travel.durations[cell] as number) >= 0 && (travel.distances[cell] as number) >= 0;
  const waysOver = (cells: Int32Array, spent: (location: number) => number) => {
    const ways = new Int32Array(locations.length ** 2);
    const lengthOf = (from: number, to: number) =>
      isWay(from * size + to) ? (cells[from * size + to] as number) : Number.POSITIVE_INFINITY;
    const graph = { size, lengthOf, spent, isPassed: (at: number) => passing[at] !== NO_WAY };
    locations.forEach((from, row) => {
      waysFrom(graph, from, locations).forEach((way, column) => {
        ways[row * locations.length + column] = Number.isFinite(way) ? way : NO_WAY;
      });
    });
    return ways;
  };
  return {
    size: locations.length,
    durations: waysOver(travel.durations, (at) => passing[at] as number),
    distances: waysOver(travel.distances, () => 0),
  };
}

/** Legs that are walked or ridden: seconds and metres of whichever has fewer. Longer ones than `longest` metres are not walked. */
export function ridesOrWalks(ride: TravelMatrix, walk: TravelMatrix, longest: number): TravelMatrix {
  const durations = Int32Array.from(ride.durations);
  const distances = Int32Array.from(ride.distances);
  for (let cell = 0; cell < distances.length; cell++) {
    const [meters, seconds] = [walk.distances[cell] as number, walk.durations[cell] as number];
    if (meters < 0 || seconds < 0 || meters > longest) continue;
    const isRidden = (distances[cell] as number) >= 0 && (durations[cell] as number) >= 0;
    distances[cell] = isRidden ? Math.min(meters, distances[cell] as number) : meters;
    durations[cell] = isRidden ? Math.min(seconds, durations[cell] as number) : seconds;
  }
  return { size: ride.size, durations, distances };
}

interface Graph {
  readonly size: number;
  /** Infinite where there is no way. */
  readonly lengthOf: (from: number, to: number) => number;
  readonly spent: (location: number) => number;
  readonly isPassed: (location: number) => boolean;
}

/** Lengths of the shortest ways to the targets. */
function waysFrom({ size, lengthOf, spent, isPassed }: Graph, from: number, targets: readonly number[]): number[] {
  const best = Float64Array.from({ length: size }, (_, to) => lengthOf(from, to));
  const isDone = Uint8Array.from({ length: size }, (_, at) => (at === from || !isPassed(at) ? 1 : 0));
  const farthest = () => targets.reduce((most, to) => Math.max(most, best[to] as number), 0);
  for (;;) {
    let next = -1;
    for (let at = 0; at < size; at++) {
      if (isDone[at] === 0 && (next < 0 || (best[at] as number) < (best[next] as number))) next = at;
    }
    // Whoever is as far as the farthest target is passed on no shorter way.
    if (next < 0 || (best[next] as number) >= farthest()) return targets.map((to) => best[to] as number);
    isDone[next] = 1;
    const passed = (best[next] as number) + spent(next);
    for (let to = 0; to < size; to++) {
      const way = passed + lengthOf(next, to);
      if (way < (best[to] as number)) best[to] = way;
    }
  }
}
