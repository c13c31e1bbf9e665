import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { type Order, ordersFor } from '#domain/routing/search/insertion-orders';
import type { NearStops } from '#domain/routing/search/near-stops';
import { NOWHERE, TripPlace } from './trip-place.ts';
import type { TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

/** Most stops left out before the ruin that one recreation tries again: optional ones near its centre, and required ones. */
const MOST_RETRIED = 10;
const MOST_MISSING = 10;

/** Greedy insertion with blinks (Christiaens & Vanden Berghe 2020) into routes of several trips. */
export class TripRecreate {
  /** What the last recreation tried: the first `length`. */
  readonly list: Int32Array;
  length = 0;
  readonly place: TripPlace;
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #near: NearStops;
  readonly #random: Random;
  readonly #stop: StopRule;
  readonly #orders: readonly Order[];

  constructor(routes: TripRoutes, trial: TripTrial, near: NearStops, random: Random, stop: StopRule) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#random = random;
    this.#stop = stop;
    this.place = new TripPlace(routes, near, random);
    this.#orders = [...ordersFor(routes.problem), ...releaseOrders(routes)];
    this.list = new Int32Array(routes.stops);
  }

  /** Tries all stops that are left out, optional ones when they cost less than their prize. Gives false when the stop rule cut it short. */
  recreateAll(): boolean {
    const { leftOut } = this.#trial;
    this.length = leftOut.count;
    this.list.set(leftOut.stops.subarray(0, leftOut.count));
    return this.#insertAll(true, Number.POSITIVE_INFINITY);
  }

  /**
   * Tries the stops that the ruin took out, and some of those left out before. Gives false when it was cut short: by
   * the stop rule, or because places for all would cost more than `most` together.
   */
  recreate(centre: number, most: number): boolean {
    const { leftOut } = this.#trial;
    const { required } = this.#routes.problem;
    const fresh = leftOut.readFresh(this.list);
    this.length = fresh;
    if (leftOut.count > fresh) {
      if (leftOut.missing > 0) this.#addMissing(fresh);
      const { rows, count } = this.#near;
      const longest = this.length + MOST_RETRIED;
      for (let k = -1; k < count && this.length < longest; k++) {
        const stop = k < 0 ? centre : (rows[centre * count + k] as number);
        if (leftOut.isIn(stop) && required[stop] === 0 && !this.#isFresh(stop, fresh)) this.list[this.length++] = stop;
      }
    }
    return this.#insertAll(false, most);
  }

  #addMissing(fresh: number): void {
    const { leftOut } = this.#trial;
    const { required } = this.#routes.problem;
    const offset = this.#random.below(leftOut.count);
    const longest = this.length + MOST_MISSING;
    for (let i = 0; i < leftOut.count && this.length < longest; i++) {
      const stop = leftOut.stops[(i + offset) % leftOut.count] as number;
      if (required[stop] === 1 && !this.#isFresh(stop, fresh)) this.list[this.length++] = stop;
    }
  }

  #isFresh(stop: number, fresh: number): boolean {
    for (let i = 0; i < fresh; i++) if (this.list[i] === stop) return true;
    return false;
  }

  #insertAll(everywhere: boolean, most: number): boolean {
    const { list, length } = this;
    this.#random.shuffle(list, length);
    const order = this.#orders[this.#random.below(this.#orders.length)] as Order;
    if (order) list.subarray(0, length).sort((a, b) => (order[a] as number) - (order[b] as number));
    const isBounded = most < Number.POSITIVE_INFINITY;
    let left = most;
    // One search everywhere a recreation: it costs as much as all others together.
    let anywhere = everywhere ? length : 1;
    for (let i = 0; i < length; i++) {
      if ((i & 15) === 15 && this.#stop()) return false;
      if (this.#insert(list[i] as number, anywhere > 0, left)) anywhere--;
      if (!isBounded) continue;
      if (this.place.after === NOWHERE) return false;
      left -= this.place.cost;
    }
    return true;
  }

  /** Inserts the stop where it costs less than its prize and `most`; gives whether every place was searched. */
  #insert(stop: number, anywhere: boolean, most: number): boolean {
    const { problem } = this.#routes;
    const place = this.place;
    const isRequired = problem.required[stop] === 1;
    const prize = (problem.prize[stop] as number) * (isRequired ? 1 : this.#trial.leftOut.weight);
    const limit = Math.min(prize, most);
    place.find(stop, limit, true);
    const everywhere = place.after === NOWHERE && isRequired && anywhere;
    if (everywhere) place.findAnywhere(stop, limit);
    if (place.after !== NOWHERE) this.#trial.putIn(stop, place);
    return everywhere;
  }
}

/** By release: those for which a vehicle can load first go first, or last. */
function releaseOrders({ trips }: TripRoutes): Order[] {
  const soon = Float64Array.from(trips.release);
  const late = soon.map((release) => -release);
  return soon.some((release) => release !== soon[0]) ? [soon, soon, late, late] : [];
}
