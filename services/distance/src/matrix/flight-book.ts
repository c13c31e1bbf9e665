import type { Place } from '#domain/place';
import { TRAVEL_MODES, type TravelMode } from '#domain/travel-mode';

/** Cells that a provider is being asked for: every origin x every destination. */
export interface FlightPlan {
  readonly provider: string;
  readonly mode: TravelMode;
  readonly origins: Int32Array;
  readonly destinations: Int32Array;
}

/** Row-major origins x destinations of the plan, or why there is nothing. */
export type FlightOutcome =
  | { readonly durations: Int32Array; readonly distances: Int32Array; readonly offRoad: readonly Place[] }
  | { readonly cause: string };

/** One request to a provider, shared by everybody who needs one of its cells. */
export class Flight {
  readonly plan: FlightPlan;
  /** Resolves once there is an outcome; never rejects. */
  readonly settled: Promise<void>;
  outcome: FlightOutcome | undefined;
  readonly #controller = new AbortController();
  readonly #onAbort: (flight: Flight) => void;
  #passengers = 0;

  /** `run` must not reject. `onAbort` hears of its end before anybody else can board. */
  constructor(
    plan: FlightPlan,
    run: (signal: AbortSignal) => Promise<FlightOutcome>,
    onAbort: (flight: Flight) => void,
  ) {
    this.plan = plan;
    this.#onAbort = onAbort;
    this.settled = run(this.#controller.signal).then((outcome) => {
      this.outcome = outcome;
    });
  }

  /** Says that its outcome is wanted. Call `leave` when it is not wanted any more, whatever comes. */
  join(): void {
    this.#passengers++;
  }

  /** The last one to leave ends it. */
  leave(): void {
    this.#passengers--;
    if (this.#passengers > 0 || this.outcome) return;
    this.abort(new DOMException('nobody waits for it any more', 'AbortError'));
  }

  /** Ends it whoever waits. */
  abort(reason: unknown): void {
    this.#onAbort(this);
    this.#controller.abort(reason);
  }
}

/** The flights that are up, by the rows that they bring: no cell is asked for twice at a time. */
export class FlightBook {
  readonly #byRow = new Map<number, Set<Flight>>();
  readonly #all = new Set<Flight>();

  get size(): number {
    return this.#all.size;
  }

  /** Starts a flight, which is in the book until it has an outcome. `run` must not reject. */
  start(plan: FlightPlan, run: (signal: AbortSignal) => Promise<FlightOutcome>): Flight {
    const land = async (signal: AbortSignal) => {
      const outcome = await run(signal);
      this.#remove(flight);
      return outcome;
    };
    const flight = new Flight(plan, land, () => this.#remove(flight));
    this.#all.add(flight);
    for (const origin of plan.origins) {
      const key = rowKey(plan.mode, origin);
      const flights = this.#byRow.get(key);
      if (flights) flights.add(flight);
      else this.#byRow.set(key, new Set([flight]));
    }
    return flight;
  }

  /** Flights of a provider that bring cells of any of these rows. */
  overlapping(provider: string, mode: TravelMode, origins: Iterable<number>): Set<Flight> {
    const found = new Set<Flight>();
    if (this.#all.size === 0) return found;
    for (const origin of origins) {
      for (const flight of this.#byRow.get(rowKey(mode, origin)) ?? []) {
        if (flight.plan.provider === provider) found.add(flight);
      }
    }
    return found;
  }

  /** Ends all flights. */
  async close(reason: unknown): Promise<void> {
    const flights = [...this.#all];
    for (const flight of flights) flight.abort(reason);
    await Promise.all(flights.map((flight) => flight.settled));
  }

  #remove(flight: Flight): void {
    this.#all.delete(flight);
    for (const origin of flight.plan.origins) {
      const key = rowKey(flight.plan.mode, origin);
      const flights = this.#byRow.get(key);
      flights?.delete(flight);
      if (flights?.size === 0) this.#byRow.delete(key);
    }
  }
}

function rowKey(mode: TravelMode, origin: number): number {
  return origin * TRAVEL_MODES.length + TRAVEL_MODES.indexOf(mode);
}
