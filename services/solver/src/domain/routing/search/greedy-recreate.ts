import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { CheapestPlace, NOWHERE } from './cheapest-place.ts';
import { type Order, ordersFor } from './insertion-orders.ts';
import type { NearStops } from './near-stops.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** Most optional stops, left out before the ruin, that one recreation tries again, where a new route would seem cheap, where no way costs, and most required ones. */
const MOST_RETRIED = 10;
const MOST_RETRIED_OPENING = 20;
const MOST_RETRIED_FREE = 30;
const MOST_MISSING = 10;
/** Where stops are optional, all places are tried while no more stops than so many times the near ones are served: few of those are. */
const SPARSE = 2;
/** Longer lists are sorted by the library. */
const SHORT = 40;

/** Puts stops that are left out back one by one, each where it costs least, in an order drawn by chance (greedy insertion with blinks of Christiaens & Vanden Berghe 2020). */
export class GreedyRecreate {
  /** What the last recreation tried: the first `length`. */
  readonly list: Int32Array;
  length = 0;
  /** Where places are looked for; how it compares them may be set. */
  readonly place: CheapestPlace;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #near: NearStops;
  readonly #random: Random;
  readonly #stop: StopRule;
  readonly #orders: readonly Order[];
  /** Whether some vehicles may not serve some stops: what is near then may be of no use. */
  readonly #isPicky: boolean;
  /** Number of this recreation, and by optional stop of the last one that tried it though it was left out before. */
  #number = 0;
  readonly #retriedIn: Int32Array;

  constructor(routes: SearchRoutes, trial: Trial, near: NearStops, random: Random, stop: StopRule) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#random = random;
    this.#stop = stop;
    this.place = new CheapestPlace(routes, near, random);
    this.#isPicky = routes.problem.allowed.includes(0);
    this.#orders = ordersFor(routes.problem);
    this.#retriedIn = new Int32Array(routes.stops);
    this.list = new Int32Array(routes.stops);
  }

  /** Tries all stops that are left out; optional ones when they cost less than `generosity` times their prize. Gives false when the stop rule cut it short. */
  recreateAll(generosity: number): boolean {
    const { leftOut } = this.#trial;
    this.length = leftOut.count;
    this.list.set(leftOut.stops.subarray(0, leftOut.count));
    return this.#insertAll(generosity, true, Number.POSITIVE_INFINITY);
  }

  /**
   * Tries the stops that the ruin took out, some of the required ones left out before, and of the optional ones those near `centre`.
   * Gives false when it was cut short: by the stop rule, or because places for all, and prizes of those without one, would cost more than `most` together.
   */
  recreate(centre: number, most: number): boolean {
    const { leftOut } = this.#trial;
    const { required } = this.#routes.problem;
    const { isOwn } = this.#routes.own;
    this.#number++;
    const fresh = leftOut.readFresh(this.list);
    this.length = fresh;
    if (leftOut.count > fresh) {
      if (leftOut.missing > 0) this.#addMissing();
      const { rows, count } = this.#near;
      const most = this.length + this.#mostRetried();
      for (let k = -1; k < count && this.length < most; k++) {
        const stop = k < 0 ? centre : (rows[centre * count + k] as number);
        if (leftOut.isIn(stop) && isOwn[stop] === 1 && required[stop] === 0 && !this.#isListed(stop)) this.#retry(stop);
      }
    }
    return this.#insertAll(leftOut.weight, false, most);
  }

  #retry(stop: number): void {
    this.#retriedIn[stop] = this.#number;
    this.list[this.length++] = stop;
  }

  #mostRetried(): number {
    if (this.#routes.search.isFree) return MOST_RETRIED_FREE;
    return this.place.opening < 0 ? MOST_RETRIED_OPENING : MOST_RETRIED;
  }

  #addMissing(): void {
    const { leftOut } = this.#trial;
    const { required } = this.#routes.problem;
    const { isOwn } = this.#routes.own;
    const offset = this.#random.below(leftOut.count);
    const most = this.length + MOST_MISSING;
    for (let i = 0; i < leftOut.count && this.length < most; i++) {
      const stop = leftOut.stops[(i + offset) % leftOut.count] as number;
      if (required[stop] === 1 && isOwn[stop] === 1 && !this.#isListed(stop)) this.list[this.length++] = stop;
    }
  }

  #isListed(stop: number): boolean {
    for (let i = 0; i < this.length; i++) if (this.list[i] === stop) return true;
    return false;
  }

  #insertAll(generosity: number, everywhere: boolean, most: number): boolean {
    const { list, length } = this;
    this.#random.shuffle(list, length);
    const order = this.#orders[this.#random.below(this.#orders.length)] as Order;
    if (order) sortBy(list, length, order);
    // One search everywhere a recreation: it costs as much as all others together.
    const isBounded = most < Number.POSITIVE_INFINITY;
    const { required } = this.#routes.problem;
    let left = most;
    let anywhere = everywhere ? length : 1;
    for (let i = 0; i < length; i++) {
      // A trial has few stops; the first plan has all.
      if ((i & 15) === 15 && this.#stop()) return false;
      const stop = list[i] as number;
      if (this.#insert(i, generosity, anywhere > 0 && (this.#isPicky || !isBounded), left)) anywhere--;
      if (!isBounded) continue;
      if (this.place.after === NOWHERE && required[stop] === 1) return false;
      left -= this.#spent(stop, generosity);
      if (left < 0) return false;
    }
    return true;
  }

  /** What the last insertion comes to: stops that the trial took out are counted as served for nothing before, optional ones that it tries again as left out. */
  #spent(stop: number, generosity: number): number {
    const { problem } = this.#routes;
    const { after, cost } = this.place;
    const prize = problem.required[stop] === 1 ? 0 : generosity * (problem.prize[stop] as number);
    const isRetried = this.#retriedIn[stop] === this.#number;
    if (after === NOWHERE) return isRetried ? 0 : prize;
    return isRetried ? cost - prize : cost;
  }

  /** Inserts the stop where it costs less than its prize and `most`; gives whether every place was searched. */
  #insert(index: number, generosity: number, anywhere: boolean, most: number): boolean {
    const { problem } = this.#routes;
    const place = this.place;
    const stop = this.list[index] as number;
    const isRequired = problem.required[stop] === 1;
    const prize = (problem.prize[stop] as number) * (isRequired ? 1 : generosity);
    const limit = Math.min(prize, most);
    let chosen = this.#find(stop, limit, false);
    const everywhere = place.after === NOWHERE && isRequired && anywhere;
    if (everywhere) chosen = this.#find(stop, limit, true);
    if (place.after !== NOWHERE) this.#trial.putIn(chosen, place.after);
    this.list[index] = chosen;
    return everywhere;
  }

  #isSparse(): boolean {
    const { tasks } = this.#routes.search;
    return tasks.hasOptional && tasks.count - this.#trial.leftOut.count <= SPARSE * this.#near.count;
  }

  /** Looks for a place for the task; gives the stop that it is for. */
  #find(lead: number, limit: number, anywhere: boolean): number {
    const place = this.place;
    const isSparse = this.#isSparse();
    const group = this.#routes.search.tasks.groupOf(lead);
    if (!group) {
      if (anywhere || isSparse) place.findAnywhere(lead, limit, !anywhere);
      else place.find(lead, limit, true);
      return lead;
    }
    if (!anywhere && !isSparse && this.#near.tasks) {
      place.findAny(lead, limit, true);
      return place.stop;
    }
    let chosen = lead;
    let after = NOWHERE;
    let cost = limit;
    for (const stop of group) {
      if (anywhere || isSparse) place.findAnywhere(stop, cost, !anywhere);
      else place.find(stop, cost, true);
      if (place.after === NOWHERE) continue;
      chosen = stop;
      after = place.after;
      cost = place.cost;
    }
    place.after = after;
    place.cost = cost;
    return chosen;
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
