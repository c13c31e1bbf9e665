import { metersBetween, type RoadGraph } from './road-graph.ts';
import { fastestWays, type Traveller, type WaysFrom } from './shortest-ways.ts';
import { type Coordinate, QueryRefusal, type TableQuery } from './table-query.ts';

export interface TableServiceOptions {
  readonly graph: RoadGraph;
  /** `--max-table-size`: sources x destinations may be the square of it. */
  readonly maxTableSize: number;
  /** `--default-radius`, metres: how far a coordinate may be from a road. */
  readonly defaultRadiusM: number;
  readonly dataVersion: string;
}

/** Searches that are kept, so that a test does not wait for the same one twice. */
const MOST_SEARCHES = 5_000;

/** OSRM's names of profiles; a real server has one data set and reads any name. */
const TRAVELLERS: Readonly<Record<string, Traveller>> = {
  foot: { obeysOneWays: false, maxKmh: 5 },
  walking: { obeysOneWays: false, maxKmh: 5 },
  bike: { obeysOneWays: false, maxKmh: 15 },
  cycling: { obeysOneWays: false, maxKmh: 15 },
};
const DRIVER: Traveller = { obeysOneWays: true, maxKmh: 120 };

/** What a table request is answered with. */
export interface TableBody {
  code: 'Ok';
  durations?: (number | null)[][];
  distances?: (number | null)[][];
  sources?: Waypoint[];
  destinations?: Waypoint[];
  data_version?: string;
}

interface Waypoint {
  location: [number, number];
  /** Metres from the coordinate to the road. */
  distance: number;
  name: string;
  hint: string;
}

/** Answers table requests over a road graph, with OSRM's limits, errors and roundings. */
export class TableService {
  readonly #options: TableServiceOptions;
  readonly #searches = new Map<string, WaysFrom>();

  constructor(options: TableServiceOptions) {
    this.#options = options;
  }

  /** Throws a `QueryRefusal`. */
  answer(query: TableQuery): TableBody {
    const { maxTableSize, dataVersion } = this.#options;
    if (query.sources.length * query.destinations.length > maxTableSize ** 2) {
      throw new QueryRefusal('TooBig', 'Too many table coordinates');
    }
    const snapped = query.coordinates.map((coordinate, i) => this.#snap(coordinate, i, query.radiuses[i]));
    const traveller = TRAVELLERS[query.profile] ?? DRIVER;
    const ways = query.sources.map((i) => this.#ways((snapped[i] as Snap).node, query.profile, traveller));
    const nodes = query.destinations.map((i) => (snapped[i] as Snap).node);
    const table = (cell: (from: WaysFrom, node: number) => number) =>
      ways.map((from) => nodes.map((node) => (Number.isFinite(from.seconds[node]) ? cell(from, node) : null)));
    return {
      code: 'Ok',
      // Both are rounded to a tenth, durations because OSRM counts in deciseconds.
      ...(query.durations ? { durations: table((from, node) => tenths(from.seconds[node] as number)) } : {}),
      ...(query.distances ? { distances: table((from, node) => tenths(from.meters[node] as number)) } : {}),
      ...(query.skipWaypoints
        ? {}
        : {
            sources: query.sources.map((i) => this.#waypoint(snapped[i] as Snap)),
            destinations: query.destinations.map((i) => this.#waypoint(snapped[i] as Snap)),
          }),
      ...(dataVersion ? { data_version: dataVersion } : {}),
    };
  }

  #ways(node: number, profile: string, traveller: Traveller): WaysFrom {
    const key = `${profile}:${node}`;
    let ways = this.#searches.get(key);
    if (!ways) {
      if (this.#searches.size >= MOST_SEARCHES) this.#searches.clear();
      ways = fastestWays(this.#options.graph, node, traveller);
      this.#searches.set(key, ways);
    }
    return ways;
  }

  #snap(coordinate: Coordinate, index: number, radiusM = this.#options.defaultRadiusM): Snap {
    const { graph } = this.#options;
    let best: Snap = { node: -1, distanceM: Number.POSITIVE_INFINITY };
    for (let node = 0; node < graph.nodes; node++) {
      const at = { latitude: graph.latitude[node] as number, longitude: graph.longitude[node] as number };
      const distanceM = metersBetween(coordinate, at);
      if (distanceM < best.distanceM) best = { node, distanceM };
    }
    if (best.distanceM > radiusM) {
      throw new QueryRefusal('NoSegment', `Could not find a matching segment for coordinate ${index}`);
    }
    return best;
  }

  #waypoint({ node, distanceM }: Snap): Waypoint {
    const { graph } = this.#options;
    return {
      location: [round6(graph.longitude[node] as number), round6(graph.latitude[node] as number)],
      distance: tenths(distanceM),
      name: '',
      hint: '',
    };
  }
}

interface Snap {
  readonly node: number;
  readonly distanceM: number;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
