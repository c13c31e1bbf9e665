import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { CheapestPlace, NOWHERE } from './cheapest-place.ts';
import { type Order, ordersFor } from './insertion-orders.ts';
import type { NearStops } from './near-stops.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** Most optional stops, absent before the ruin, that one recreation tries again. */
const MOST_RETRIED = 30;
/** Longer lists are sorted by the library. */
const SHORT = 40;

/** Puts absent stops back one by one, each where it costs least, in an order drawn by chance (greedy insertion with blinks of Christiaens & Vanden Berghe 2020). */
export class GreedyRecreate {
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #random: Random;
  readonly #stop: StopRule;
  readonly #place: CheapestPlace;
  readonly #orders: readonly Order[];
  readonly #list: Int32Array;

  constructor(routes: SearchRoutes, trial: Trial, near: NearStops, random: Random, stop: StopRule) {
    this.#routes = routes;
    this.#trial = trial;
    this.#random = random;
    this.#stop = stop;
    this.#place = new CheapestPlace(routes, near, random);
    this.#orders = ordersFor(routes.problem);
    this.#list = new Int32Array(routes.stops);
  }

  /**
   * Tries the absent stops from index `fresh` on (those that the ruin took out),
   * the required ones before it, and some of the optional ones. Gives false when
   * the stop rule cut it short.
   */
  recreate(fresh: number): boolean {
    const length = this.#choose(fresh);
    const list = this.#list;
    this.#random.shuffle(list, length);
    const order = this.#orders[this.#random.below(this.#orders.length)] as Order;
    if (order) sortBy(list, length, order);
    for (let i = 0; i < length; i++) {
      // A trial has few stops; the first plan has all.
      if ((i & 15) === 15 && this.#stop()) return false;
      this.#insert(list[i] as number);
    }
    this.#forgetServed();
    return true;
  }

  #insert(stop: number): void {
    const { problem } = this.#routes;
    const place = this.#place;
    const prize = problem.prize[stop] as number;
    place.find(stop, prize, true);
    if (place.after === NOWHERE && problem.required[stop] === 1) place.findAnywhere(stop, prize);
    if (place.after === NOWHERE) return;
    this.#trial.touch(this.#routes.route[place.after] as number);
    this.#routes.insert(stop, place.after);
  }

  #choose(fresh: number): number {
    const { absent, absentCount } = this.#trial;
    const { required } = this.#routes.problem;
    let length = 0;
    for (let i = fresh; i < absentCount; i++) this.#list[length++] = absent[i] as number;
    const offset = fresh > 0 ? this.#random.below(fresh) : 0;
    let retried = 0;
    for (let i = 0; i < fresh; i++) {
      const stop = absent[(i + offset) % fresh] as number;
      if (required[stop] === 1 || retried++ < MOST_RETRIED) this.#list[length++] = stop;
    }
    return length;
  }

  #forgetServed(): void {
    const { absent, absentCount } = this.#trial;
    let left = 0;
    for (let i = 0; i < absentCount; i++) {
      const stop = absent[i] as number;
      if ((this.#routes.route[stop] as number) < 0) absent[left++] = stop;
    }
    this.#trial.absentCount = left;
  }
}

function sortBy(list: Int32Array, length: number, keys: Float64Array): void {
  if (length > SHORT) {
    list.subarray(0, length).sort((a, b) => (keys[a] as number) - (keys[b] as number));
    return;
  }
  for (let i = 1; i < length; i++) {
    const stop = list[i] as number;
    const key = keys[stop] as number;
    let j = i;
    for (; j > 0 && (keys[list[j - 1] as number] as number) > key; j--) list[j] = list[j - 1] as number;
    list[j] = stop;
  }
}
