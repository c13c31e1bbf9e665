import type { CellCache } from '#domain/cell-cache';
import type { CurveCalibration } from '#domain/curve-calibration';
import { crowMeters, unitVectors } from '#domain/great-circle';
import type { Place } from '#domain/place';
import type { PlaceBook } from '#domain/place-book';
import type { TravelMode } from '#domain/travel-mode';
import type { TableAnswer } from '../providers/travel-provider.ts';
import { SOURCES } from './cell-sources.ts';
import { type Flight, FlightBook, type FlightOutcome, type FlightPlan } from './flight-book.ts';
import type { GuardedProvider } from './guarded-provider.ts';

/** So many cells of a tile teach the great-circle estimates. */
const LESSONS_A_TILE = 64;

export interface TileFetcherOptions {
  readonly cache: CellCache;
  readonly places: PlaceBook;
  readonly calibrations: Readonly<Record<TravelMode, CurveCalibration>>;
  /** Life of cells from a network, milliseconds. */
  readonly ttlMs: number;
  /** Life of "there is no way", milliseconds. */
  readonly negativeTtlMs: number;
  /** Runs one call to a provider, for example in a span. */
  readonly around: <T>(plan: FlightPlan, run: () => Promise<T>) => Promise<T>;
}

/** Fetches tiles, keeps what comes, and lets everybody who needs the same cells share one flight. */
export class TileFetcher {
  readonly #options: TileFetcherOptions;
  readonly #flights = new FlightBook();
  readonly #dataVersions = new Map<string, string>();

  constructor(options: TileFetcherOptions) {
    this.#options = options;
  }

  /** Flights of a provider that already bring cells of these rows. */
  overlapping(provider: string, mode: TravelMode, origins: Iterable<number>): Set<Flight> {
    return this.#flights.overlapping(provider, mode, origins);
  }

  /** Starts a flight. Its places are held until it ends. */
  start(provider: GuardedProvider, plan: FlightPlan): Flight {
    const { places } = this.#options;
    const held = [...plan.origins, ...plan.destinations];
    for (const id of held) places.holdAgain(id);
    return this.#flights.start(plan, async (signal) => {
      try {
        return await this.#options.around(plan, () => this.#fetch(provider, plan, signal));
      } catch (error) {
        return { cause: error instanceof Error ? error.message : String(error) };
      } finally {
        for (const id of held) places.release(id);
      }
    });
  }

  /** Ends all flights. */
  close(): Promise<void> {
    return this.#flights.close(new DOMException('the service is stopping', 'AbortError'));
  }

  async #fetch(provider: GuardedProvider, plan: FlightPlan, signal: AbortSignal): Promise<FlightOutcome> {
    const { places, cache, ttlMs, negativeTtlMs } = this.#options;
    const origins = Array.from(plan.origins, (id) => places.placeOf(id));
    const destinations = Array.from(plan.destinations, (id) => places.placeOf(id));
    const answer = await provider.table({ mode: plan.mode, origins, destinations }, signal);
    const source = SOURCES.indexOf(plan.provider as (typeof SOURCES)[number]);
    this.#forgetOldRoads(plan, source, answer.dataVersion);
    cache.write({ ...plan, ...answer }, { source, ttlMs, negativeTtlMs, mayEvict: true });
    this.#learn(plan.mode, origins, destinations, answer);
    return answer;
  }

  /** Cells of another road network than the one that answers now are worth nothing. */
  #forgetOldRoads({ provider, mode }: FlightPlan, source: number, dataVersion: string): void {
    if (dataVersion === '') return;
    const key = `${provider}:${mode}`;
    const before = this.#dataVersions.get(key);
    this.#dataVersions.set(key, dataVersion);
    if (before !== undefined && before !== dataVersion) this.#options.cache.clear(source, mode);
  }

  #learn(mode: TravelMode, origins: Place[], destinations: Place[], answer: TableAnswer): void {
    const calibration = this.#options.calibrations[mode];
    const cells = answer.durations.length;
    // A stride prime to most widths visits many rows and columns.
    const stride = Math.max(1, Math.floor(cells / LESSONS_A_TILE)) | 1;
    for (let cell = 0; cell < cells; cell += stride) {
      const origin = origins[Math.floor(cell / destinations.length)] as Place;
      const destination = destinations[cell % destinations.length] as Place;
      const crowM = crowMeters(unitVectors([origin, destination]), 0, 1);
      calibration.observe(crowM, answer.durations[cell] as number, answer.distances[cell] as number);
    }
    calibration.refit();
  }
}
