import type { Random } from '#domain/engine/random';
import { TripListCost } from './trip-list-cost.ts';
import { reloadAt, type TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

/** Pairs of routes that a shake tries. */
const TRIES = 3;

/**
 * Two vehicles swap all trips from one of each on. Where trips begin and end at
 * one place that costs nothing, and changes what fits: which trips one vehicle
 * can do one after the other is half of the problem.
 */
export class TripChains {
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #random: Random;
  readonly #listCost: TripListCost;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(routes: TripRoutes, trial: TripTrial, random: Random) {
    this.#routes = routes;
    this.#trial = trial;
    this.#random = random;
    this.#listCost = new TripListCost(routes.trips);
    this.#first = new Int32Array(2 * routes.stops + 2);
    this.#second = new Int32Array(2 * routes.stops + 2);
  }

  /** Swaps what comes behind trips of routes that the trial touched and of others, by chance. */
  shake(): void {
    const { touchedCount } = this.#trial;
    const { vehicles } = this.#routes.problem;
    if (touchedCount === 0 || vehicles < 2) return;
    for (let k = 0; k < TRIES; k++) {
      this.#swap(this.#trial.touchedAt(this.#random.below(touchedCount)), this.#random.below(vehicles));
    }
  }

  #swap(v: number, w: number): void {
    const routes = this.#routes;
    const { problem, count, ready, latest, prev, place, search } = routes;
    if (v === w || problem.type[v] !== problem.type[w] || count[v] === 0 || count[w] === 0) return;
    const a = this.#cut(v);
    const b = this.#cut(w);
    const isEnd = (node: number) => node < routes.reloadsFrom;
    if (isEnd(a) && isEnd(b)) return;
    // Most pairs fail here; the rest is walked.
    const seconds = (from: number, to: number) =>
      search.seconds[(place[from] as number) * search.size + (place[to] as number)] as number;
    const lastA = prev[a] as number;
    const lastB = prev[b] as number;
    if ((ready[lastA] as number) + seconds(lastA, b) > (latest[b] as number)) return;
    if ((ready[lastB] as number) + seconds(lastB, a) > (latest[a] as number)) return;
    const m = this.#fill(this.#first, v, a, b);
    const n = this.#fill(this.#second, w, b, a);
    if (this.#listCost.of(v, this.#first, m) === Number.POSITIVE_INFINITY) return;
    if (this.#listCost.of(w, this.#second, n) === Number.POSITIVE_INFINITY) return;
    this.#trial.touch(v);
    this.#trial.touch(w);
    routes.clear(v);
    routes.clear(w);
    routes.setRoute(v, this.#first, 0, m);
    routes.setRoute(w, this.#second, 0, n);
  }

  /** A reload of the route or its end, by chance. */
  #cut(vehicle: number): number {
    const { next, reloads, reloadsFrom } = this.#routes;
    let skip = this.#random.below((reloads[vehicle] as number) + 1);
    const end = this.#routes.endOf(vehicle);
    let node = next[this.#routes.startOf(vehicle)] as number;
    while (node !== end && (node < reloadsFrom || skip-- > 0)) node = next[node] as number;
    return node;
  }

  /** The vehicle's list up to `cut`, then the other's from `from` on. */
  #fill(list: Int32Array, vehicle: number, cut: number, from: number): number {
    const { next, place, reloadsFrom, stops } = this.#routes;
    let length = 0;
    for (let node = next[this.#routes.startOf(vehicle)] as number; node !== cut; node = next[node] as number) {
      list[length++] = node < reloadsFrom ? node : reloadAt(place[node] as number);
    }
    for (let node = from; node < stops || node >= reloadsFrom; node = next[node] as number) {
      list[length++] = node < reloadsFrom ? node : reloadAt(place[node] as number);
    }
    return length;
  }
}
