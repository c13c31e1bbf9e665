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

/** Takes strings of stops, across reloads, out of routes around a random stop. */
export class TripRuin {
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #near: NearStops;
  readonly #random: Random;
  readonly #sequence: Int32Array;
  /** The stop around which the last ruin was. */
  centre = 0;

  constructor(routes: TripRoutes, trial: TripTrial, near: NearStops, random: Random) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#random = random;
    this.#sequence = new Int32Array(routes.stops);
  }

  /** Gives false when the times of a shortened route do not hold, which travel that is quicker by a detour can do. */
  ruin(): boolean {
    const { stops, idle, problem, route, count } = this.#routes;
    const trial = this.#trial;
    const random = this.#random;
    const served = stops - trial.leftOut.count;
    if (served === 0) return true;
    let used = problem.vehicles;
    for (let type = 0; type < problem.types; type++) used -= idle.count[type] as number;
    const longest = Math.min(LONGEST_STRING, served / used);
    const strings = Math.floor(random.unit() * ((4 * AVERAGE_REMOVED) / (1 + longest))) + 1;
    this.centre = this.#centre();
    const row = this.centre * this.#near.count;
    for (let k = -1; k < this.#near.count && trial.touchedCount < strings; k++) {
      const stop = k < 0 ? this.centre : (this.#near.rows[row + k] as number);
      const vehicle = route[stop] as number;
      if (vehicle < 0 || trial.isTouched(vehicle)) continue;
      trial.touch(vehicle);
      const most = Math.min(longest, count[vehicle] as number);
      this.#removeString(vehicle, stop, Math.floor(random.unit() * most) + 1);
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

  #removeString(vehicle: number, around: number, length: number): void {
    const random = this.#random;
    const sequence = this.#sequence;
    const count = this.#readStops(vehicle);
    let place = 0;
    while (sequence[place] !== around) place++;
    let kept = 0;
    if (length > 1 && length < count && random.unit() < SPLIT) {
      kept = 1;
      while (length + kept < count && random.unit() < SPLIT_DEPTH) kept++;
    }
    const span = length + kept;
    const first = Math.max(0, place - span + 1);
    const last = Math.min(place, count - span);
    const from = first + random.below(last - first + 1);
    const keepFrom = kept === 0 ? from + span : from + 1 + random.below(length - 1);
    for (let i = from; i < from + span; i++) {
      if (i >= keepFrom && i < keepFrom + kept) continue;
      this.#trial.takeOut(sequence[i] as number);
    }
  }

  #readStops(vehicle: number): number {
    const { next, stops } = this.#routes;
    const end = this.#routes.endOf(vehicle);
    let count = 0;
    for (let node = next[this.#routes.startOf(vehicle)] as number; node !== end; node = next[node] as number) {
      if (node < stops) this.#sequence[count++] = node;
    }
    return count;
  }
}
