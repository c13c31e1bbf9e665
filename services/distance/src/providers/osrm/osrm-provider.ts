import { NO_WAY } from '#domain/matrix-planes';
import type { CoverLimits } from '#domain/missing-cover';
import { type Place, placeKey } from '#domain/place';
import type { TravelMode } from '#domain/travel-mode';
import { ProviderError, type TableAnswer, type TableRequest, type TravelProvider } from '../travel-provider.ts';
import { NoRoadNear } from './no-road-near.ts';
import { OsrmConnection } from './osrm-connection.ts';

/** Each place without a road near it costs a request; after so many the tile is given up. */
const MOST_OFF_ROAD = 32;

export interface OsrmOptions {
  /** Where osrm-routed answers, a mode: each mode has a data set of its own. */
  readonly baseUrls: Partial<Readonly<Record<TravelMode, string>>>;
  /** Its `--max-table-size`: a request may hold the square of it in cells. */
  readonly maxTableSize: number;
  /** Most coordinates of a request: its URL grows by some ten bytes each. */
  readonly maxCoordinates: number;
  /** Most requests at once to each base URL. */
  readonly connections: number;
  /** A request must be answered within this, milliseconds. */
  readonly timeoutMs: number;
}

/** OSRM's table service over HTTP (github.com/Project-OSRM/osrm-backend, docs/http.md). */
export class OsrmProvider implements TravelProvider {
  readonly name = 'osrm';
  readonly modes: readonly TravelMode[];
  readonly #options: OsrmOptions;
  readonly #connections = new Map<TravelMode, OsrmConnection>();
  /** Cells that a server was seen to refuse; its real limit is below. */
  readonly #refusedCells = new Map<TravelMode, number>();

  constructor(options: OsrmOptions) {
    this.#options = options;
    for (const [mode, baseUrl] of Object.entries(options.baseUrls)) {
      if (baseUrl) this.#connections.set(mode as TravelMode, new OsrmConnection({ ...options, baseUrl }));
    }
    this.modes = [...this.#connections.keys()];
  }

  limits(mode: TravelMode): CoverLimits {
    const told = this.#options.maxTableSize ** 2;
    const maxCells = Math.max(1, Math.min(told, Math.floor((this.#refusedCells.get(mode) ?? Infinity) / 2)));
    return { maxCells, maxCoordinates: this.#options.maxCoordinates, maxOverfetch: 2 };
  }

  /**
   * Cells of a place that OSRM cannot bring onto a road have no way, and the rest is asked for without it. A request
   * that is too big for the server is halved, and later ones are made smaller.
   */
  async table(request: TableRequest, signal: AbortSignal): Promise<TableAnswer> {
    const offRoad = new Map<number, Place>();
    for (;;) {
      const asked = without(request, offRoad);
      if (asked.origins.length === 0 || asked.destinations.length === 0) return spread(request, offRoad);
      try {
        return spread(request, offRoad, asked, await this.#tableOrHalves(asked, signal));
      } catch (error) {
        if (!(error instanceof NoRoadNear) || offRoad.size === MOST_OFF_ROAD) throw error;
        offRoad.set(placeKey(error.place), error.place);
      }
    }
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }

  async #tableOrHalves(request: TableRequest, signal: AbortSignal): Promise<TableAnswer> {
    const connection = this.#connections.get(request.mode);
    if (!connection) throw new ProviderError('refused', `osrm is not configured for ${request.mode}`);
    try {
      return await connection.table(request, signal);
    } catch (error) {
      const cells = request.origins.length * request.destinations.length;
      if (!(error instanceof ProviderError) || error.code !== 'TooBig' || cells === 1) throw error;
      this.#refusedCells.set(request.mode, Math.min(cells, this.#refusedCells.get(request.mode) ?? cells));
      const [first, second] = halves(request);
      return join(request, first, await this.#tableOrHalves(first, signal), await this.#tableOrHalves(second, signal));
    }
  }
}

function without(request: TableRequest, offRoad: ReadonlyMap<number, Place>): TableRequest {
  if (offRoad.size === 0) return request;
  const isOn = (place: Place) => !offRoad.has(placeKey(place));
  return { ...request, origins: request.origins.filter(isOn), destinations: request.destinations.filter(isOn) };
}

/** The answer to `request`, from the answer to what is left of it without the places off the road. */
function spread(
  request: TableRequest,
  offRoad: ReadonlyMap<number, Place>,
  asked?: TableRequest,
  answer?: TableAnswer,
): TableAnswer {
  if (answer && offRoad.size === 0) return answer;
  const cells = request.origins.length * request.destinations.length;
  const whole = {
    durations: new Int32Array(cells).fill(NO_WAY),
    distances: new Int32Array(cells).fill(NO_WAY),
    dataVersion: answer?.dataVersion ?? '',
    offRoad: [...offRoad.values()],
  };
  let from = 0;
  request.origins.forEach((origin, row) => {
    request.destinations.forEach((destination, column) => {
      if (!asked || !answer || offRoad.has(placeKey(origin)) || offRoad.has(placeKey(destination))) return;
      const to = row * request.destinations.length + column;
      whole.durations[to] = answer.durations[from] as number;
      whole.distances[to] = answer.distances[from] as number;
      from++;
    });
  });
  return whole;
}

/** Cuts a request in two along its longer side. */
function halves(request: TableRequest): [TableRequest, TableRequest] {
  const side = request.origins.length >= request.destinations.length ? 'origins' : 'destinations';
  const middle = Math.ceil(request[side].length / 2);
  return [
    { ...request, [side]: request[side].slice(0, middle) },
    { ...request, [side]: request[side].slice(middle) },
  ];
}

function join(whole: TableRequest, part: TableRequest, first: TableAnswer, second: TableAnswer): TableAnswer {
  return {
    durations: joinPlanes(whole, part, first.durations, second.durations),
    distances: joinPlanes(whole, part, first.distances, second.distances),
    dataVersion: second.dataVersion,
    offRoad: [],
  };
}

function joinPlanes(whole: TableRequest, part: TableRequest, first: Int32Array, second: Int32Array): Int32Array {
  const joined = new Int32Array(first.length + second.length);
  const [columns, left] = [whole.destinations.length, part.destinations.length];
  if (left === columns) {
    joined.set(first);
    joined.set(second, first.length);
    return joined;
  }
  const right = columns - left;
  for (let row = 0; row < whole.origins.length; row++) {
    joined.set(first.subarray(row * left, (row + 1) * left), row * columns);
    joined.set(second.subarray(row * right, (row + 1) * right), row * columns + left);
  }
  return joined;
}
