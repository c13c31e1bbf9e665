import type { Random } from '#domain/engine/random';
import { BEFORE, BEHIND, type NearStops } from '#domain/routing/search/near-stops';
import type { SearchProblem } from '#domain/routing/search/search-problem';
import { TripFits } from './trip-fits.ts';
import { TripListCost } from './trip-list-cost.ts';
import type { TripProblem } from './trip-problem.ts';
import { reloadAt, type TripRoutes } from './trip-routes.ts';

/** No place found; no reload. */
export const NOWHERE = -1;
const NO_RELOAD = -1;

/** Chance that a place is overlooked (Christiaens & Vanden Berghe 2020). */
const BLINK = 0.01;
const LOG_SEEN = Math.log(1 - BLINK);

/**
 * Finds where a stop is served at the least extra cost: in a trip beside its
 * near stops, there with a reload that splits the trip, as a trip of its own
 * between others, and in vehicles that are not used yet.
 */
export class TripPlace {
  /** Node behind which the last search wants the stop, or `NOWHERE`. */
  after = NOWHERE;
  /** Depots of the reloads that come with it, right before and right behind the stop; -1 for none. */
  before = NO_RELOAD;
  behind = NO_RELOAD;
  /** Extra cost there. */
  cost = Number.POSITIVE_INFINITY;
  readonly #trips: TripProblem;
  readonly #search: SearchProblem;
  readonly #routes: TripRoutes;
  readonly #near: NearStops;
  readonly #random: Random;
  readonly #fits: TripFits;
  readonly #listCost: TripListCost;
  readonly #list: Int32Array;
  /** Durations or metres count: places are priced by walking. */
  readonly #isWalked: boolean;
  /** Places until one is overlooked. */
  #seen = 0;
  #stop = 0;
  /** First cell of the stop's row. */
  #own = 0;

  constructor(routes: TripRoutes, near: NearStops, random: Random) {
    this.#trips = routes.trips;
    this.#search = routes.search;
    this.#routes = routes;
    this.#near = near;
    this.#random = random;
    this.#fits = new TripFits(routes);
    this.#listCost = new TripListCost(routes.trips);
    this.#list = new Int32Array(2 * routes.stops + 4);
    this.#isWalked = routes.search.timed || routes.search.limited;
  }

  /** Searches for a place that costs less than `limit`; with `blinks`, a few places are overlooked by chance. Without near stops every place is tried. */
  find(stop: number, limit: number, blinks: boolean): void {
    if (this.#near.count === 0) {
      this.findAnywhere(stop, limit);
      return;
    }
    this.#begin(stop, limit);
    // Found soon, and most other places cost more.
    this.#unusedVehicles();
    this.#alone();
    this.#besideNear(blinks);
  }

  /** Searches every place. */
  findAnywhere(stop: number, limit: number): void {
    const { problem, count, next } = this.#routes;
    this.#begin(stop, limit);
    this.#unusedVehicles();
    this.#alone();
    for (let v = 0; v < problem.vehicles; v++) {
      if (count[v] === 0 || !this.#serves(v)) continue;
      const end = this.#routes.endOf(v);
      for (let node = this.#routes.startOf(v); node !== end; node = next[node] as number) this.#offer(node, v);
    }
  }

  #begin(stop: number, limit: number): void {
    this.after = NOWHERE;
    this.cost = limit;
    this.#stop = stop;
    this.#own = (this.#routes.place[stop] as number) * this.#search.size;
    this.#fits.begin(stop);
  }

  #besideNear(blinks: boolean): void {
    const { rows, sides, count } = this.#near;
    const { route, prev } = this.#routes;
    const from = this.#stop * count;
    let seen = blinks ? this.#seen : Number.MAX_SAFE_INTEGER;
    for (let k = from; k < from + count; k++) {
      const near = rows[k] as number;
      const v = route[near] as number;
      const side = sides[k] as number;
      if (v < 0 || !this.#serves(v)) continue;
      if ((side & BEHIND) !== 0) {
        if (--seen < 0) seen = this.#nextBlink();
        else this.#offer(near, v);
      }
      if ((side & BEFORE) !== 0) {
        if (--seen < 0) seen = this.#nextBlink();
        else this.#offer(prev[near] as number, v);
      }
    }
    if (blinks) this.#seen = seen;
  }

  /** Behind a node: in its trip, or with a reload that splits the trip. */
  #offer(after: number, vehicle: number): void {
    const { place, next, leg, stops, reloads } = this.#routes;
    const { legs, legsInto } = this.#search;
    const own = this.#own;
    const rate = this.#search.rate[vehicle] as number;
    const before = next[after] as number;
    const into = legsInto[own + (place[after] as number)] as number;
    const out = legs[own + (place[before] as number)] as number;
    const extra = rate * (into + out - (leg[after] as number));
    if (extra >= this.cost) return;
    if (this.#fits.inTrip(after, vehicle)) {
      this.#take(after, NO_RELOAD, NO_RELOAD, extra);
      return;
    }
    // Between two stops only: what begins or ends a trip is tried as a trip of its own.
    if (after >= stops || before >= stops) return;
    if ((reloads[vehicle] as number) >= (this.#trips.maxReloads[vehicle] as number)) return;
    this.#splits(after, vehicle);
  }

  /** With a reload before the stop, which then begins the rest of the trip, or behind it. */
  #splits(after: number, vehicle: number): void {
    const { place, next, leg, problem } = this.#routes;
    const { legs, legsInto, size, rate } = this.#search;
    const own = this.#own;
    const price = rate[vehicle] as number;
    const from = place[after] as number;
    const to = place[next[after] as number] as number;
    const into = legsInto[own + from] as number;
    const out = legs[own + to] as number;
    const now = leg[after] as number;
    for (const depot of this.#trips.depots[problem.type[vehicle] as number] as Int32Array) {
      const ahead = price * ((legs[from * size + depot] as number) + (legsInto[own + depot] as number) + out - now);
      if (ahead < this.cost && this.#fits.behindReload(after, vehicle, depot))
        this.#take(after, depot, NO_RELOAD, ahead);
      const back = price * (into + (legs[own + depot] as number) + (legs[depot * size + to] as number) - now);
      if (back < this.cost && this.#fits.beforeReload(after, vehicle, depot)) this.#take(after, NO_RELOAD, depot, back);
    }
  }

  /** As a trip of its own before, between or behind the trips of vehicles that are used; those that cost the same in an order by chance. */
  #alone(): void {
    const { problem, count, reloads, next, prev, stops } = this.#routes;
    const { maxReloads, depots, base } = this.#trips;
    const { legs, legsInto, rate } = this.#search;
    const { vehicles } = problem;
    const own = this.#own;
    const round = base < 0 ? 0 : (legsInto[own + base] as number) + (legs[own + base] as number);
    const offset = this.#random.below(vehicles);
    for (let k = 0; k < vehicles; k++) {
      const v = k + offset < vehicles ? k + offset : k + offset - vehicles;
      if (count[v] === 0 || (reloads[v] as number) >= (maxReloads[v] as number)) continue;
      if (base >= 0 && (rate[v] as number) * round >= this.cost) continue;
      if (!this.#serves(v) || !this.#fits.alone(v)) continue;
      const end = this.#routes.endOf(v);
      for (const depot of depots[problem.type[v] as number] as Int32Array) {
        for (let node = this.#routes.startOf(v); node !== end; node = next[node] as number) {
          if (node >= stops) this.#offerFirst(node, v, depot);
        }
        this.#offerLast(prev[end] as number, v, depot);
      }
    }
  }

  /** Right behind the head of a trip, which then begins with a reload. */
  #offerFirst(head: number, vehicle: number, depot: number): void {
    const { place, next, leg } = this.#routes;
    const { legs, legsInto, size } = this.#search;
    const own = this.#own;
    const from = place[head] as number;
    const to = place[next[head] as number] as number;
    const length =
      (legsInto[own + from] as number) +
      (legs[own + depot] as number) +
      (legs[depot * size + to] as number) -
      (leg[head] as number);
    const extra = (this.#search.rate[vehicle] as number) * length;
    if (extra >= this.cost) return;
    if (this.#fits.isInTimeFirst(head, vehicle, depot)) this.#take(head, NO_RELOAD, depot, extra);
  }

  /** Behind the last stop of a vehicle, after a reload. */
  #offerLast(last: number, vehicle: number, depot: number): void {
    const { place, leg } = this.#routes;
    const { legs, legsInto, size } = this.#search;
    const own = this.#own;
    const from = (place[last] as number) * size;
    const end = this.#routes.endOf(vehicle);
    const to = place[end] as number;
    const length =
      (legs[from + depot] as number) +
      (legsInto[own + depot] as number) +
      (legs[own + to] as number) -
      (leg[last] as number);
    const extra = (this.#search.rate[vehicle] as number) * length;
    if (extra >= this.cost) return;
    if (this.#fits.isInTimeLast(last, vehicle, depot)) this.#take(last, depot, NO_RELOAD, extra);
  }

  /** One unused vehicle of a type stands for all. */
  #unusedVehicles(): void {
    const { idle, problem, place } = this.#routes;
    const { legs, legsInto, rate } = this.#search;
    const own = this.#own;
    for (let type = 0; type < problem.types; type++) {
      if (idle.count[type] === 0) continue;
      const v = idle.first(type);
      const start = this.#routes.startOf(v);
      const length =
        (legsInto[own + (place[start] as number)] as number) +
        (legs[own + (place[this.#routes.endOf(v)] as number)] as number);
      const extra = (problem.fixedCost[v] as number) + (rate[v] as number) * length;
      if (extra >= this.cost || !this.#serves(v)) continue;
      if (this.#fits.inTrip(start, v)) this.#take(start, NO_RELOAD, NO_RELOAD, extra);
    }
  }

  /** Takes a place at which loads and times hold; `legs` is the cost of its legs. Where durations or metres count the whole route is walked. */
  #take(after: number, before: number, behind: number, legs: number): void {
    const cost = this.#isWalked ? this.#walked(after, before, behind) : legs;
    if (cost >= this.cost) return;
    this.after = after;
    this.before = before;
    this.behind = behind;
    this.cost = cost;
  }

  /** Extra cost of the place, with the cost of time; infinite when it breaks a limit. */
  #walked(after: number, before: number, behind: number): number {
    const { next, cost, route, reloadsFrom, place } = this.#routes;
    const list = this.#list;
    const vehicle = route[after] as number;
    const end = this.#routes.endOf(vehicle);
    const start = this.#routes.startOf(vehicle);
    let length = 0;
    for (let node = start; node !== end; node = next[node] as number) {
      if (node !== start) list[length++] = node < reloadsFrom ? node : reloadAt(place[node] as number);
      if (node !== after) continue;
      if (before >= 0) list[length++] = reloadAt(before);
      list[length++] = this.#stop;
      if (behind >= 0) list[length++] = reloadAt(behind);
    }
    return this.#listCost.of(vehicle, list, length) - (cost[vehicle] as number);
  }

  /** Whether the vehicle may serve the stop, and one more at all. */
  #serves(vehicle: number): boolean {
    const { problem, count } = this.#routes;
    return (
      problem.allowed[(problem.type[vehicle] as number) * problem.stops + this.#stop] === 1 &&
      (count[vehicle] as number) < (problem.maxStops[vehicle] as number)
    );
  }

  #nextBlink(): number {
    return Math.floor(Math.log(this.#random.unit() || 1e-12) / LOG_SEEN);
  }
}
