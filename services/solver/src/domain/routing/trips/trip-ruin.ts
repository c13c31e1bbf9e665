import type { Random } from '#domain/engine/random';
import type { NearStops } from '#domain/routing/search/near-stops';
import type { TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

/** Average number of stops removed, and the longest string (Christiaens & Vanden Berghe 2020). */
const AVERAGE_REMOVED = 10;
const LONGEST_STRING = 10;
/** Chance that a string keeps a middle part, and that this part grows by one more. */
const SPLIT = 0.5;
const SPLIT_DEPTH = 0.01;

/** Chance that strings go across reloads. */
const ACROSS = 0.5;

/** Takes strings of stops out of trips, or out of whole routes across their reloads, around a random stop. */
export class TripRuin {
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #near: NearStops;
  readonly #random: Random;
  readonly #sequence: Int32Array;
  /** By head, or start: number of the ruin that cut it last. */
  readonly #cut: Int32Array;
  #number = 0;
  #across = false;
  /** The stop around which the last ruin was. */
  centre = 0;

  constructor(routes: TripRoutes, trial: TripTrial, near: NearStops, random: Random) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#random = random;
    this.#sequence = new Int32Array(routes.stops);
    this.#cut = new Int32Array(routes.head.length);
  }

  /** Gives false when the times of a shortened route do not hold, which travel that is quicker by a detour can do. */
  ruin(): boolean {
    const { stops, idle, problem, route, head } = this.#routes;
    const trial = this.#trial;
    const random = this.#random;
    const served = stops - trial.leftOut.count;
    if (served === 0) return true;
    let used = problem.vehicles;
    for (let type = 0; type < problem.types; type++) used -= idle.count[type] as number;
    this.#across = random.unit() < ACROSS;
    if (!this.#across) used = this.#countTrips();
    const longest = Math.min(LONGEST_STRING, served / used);
    const strings = Math.floor(random.unit() * ((4 * AVERAGE_REMOVED) / (1 + longest))) + 1;
    this.centre = this.#centre();
    const row = this.centre * this.#near.count;
    this.#number++;
    let cut = 0;
    for (let k = -1; k < this.#near.count && cut < strings; k++) {
      const stop = k < 0 ? this.centre : (this.#near.rows[row + k] as number);
      const vehicle = route[stop] as number;
      if (vehicle < 0) continue;
      const first = this.#across ? this.#routes.startOf(vehicle) : (head[stop] as number);
      if (this.#cut[first] === this.#number) continue;
      this.#cut[first] = this.#number;
      cut++;
      trial.touch(vehicle);
      this.#removeString(first, stop, longest);
    }
    let isInTime = true;
    for (let k = 0; k < trial.touchedCount; k++) {
      if (!this.#routes.refresh(trial.touchedAt(k))) isInTime = false;
    }
    return isInTime;
  }

  /** Any stop; where required ones are left out, one of them as often as not. */
  #centre(): number {
    const { leftOut } = this.#trial;
    if (leftOut.missing > 0 && this.#random.unit() < 0.5) {
      const stop = leftOut.stops[this.#random.below(leftOut.count)] as number;
      if (this.#routes.problem.required[stop] === 1) return stop;
    }
    return this.#random.below(this.#routes.stops);
  }

  /** Of the trip, or the route, that begins with `first`. */
  #removeString(first: number, around: number, longest: number): void {
    const random = this.#random;
    const sequence = this.#sequence;
    const count = this.#readStops(first);
    const length = Math.floor(random.unit() * Math.min(longest, count)) + 1;
    let place = 0;
    while (sequence[place] !== around) place++;
    let kept = 0;
    if (length > 1 && length < count && random.unit() < SPLIT) {
      kept = 1;
      while (length + kept < count && random.unit() < SPLIT_DEPTH) kept++;
    }
    const span = length + kept;
    const earliest = Math.max(0, place - span + 1);
    const last = Math.min(place, count - span);
    const from = earliest + random.below(last - earliest + 1);
    const keepFrom = kept === 0 ? from + span : from + 1 + random.below(length - 1);
    for (let i = from; i < from + span; i++) {
      if (i >= keepFrom && i < keepFrom + kept) continue;
      this.#trial.takeOut(sequence[i] as number);
    }
  }

  /** The stops of a trip; behind the start of a route, of all its trips when strings go across. */
  #readStops(first: number): number {
    const { next, stops, reloadsFrom } = this.#routes;
    let count = 0;
    for (let node = next[first] as number; node < stops || (this.#across && node >= reloadsFrom); ) {
      if (node < stops) this.#sequence[count++] = node;
      node = next[node] as number;
    }
    return count;
  }

  #countTrips(): number {
    const { problem, reloads, count } = this.#routes;
    let trips = 0;
    for (let v = 0; v < problem.vehicles; v++) if ((count[v] as number) > 0) trips += 1 + (reloads[v] as number);
    return trips;
  }
}
