import { BEFORE, BEHIND, type NearStops } from '#domain/routing/search/near-stops';
import { TripListCost } from './trip-list-cost.ts';
import { reloadAt, type TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

/** Gains below this are rounding. */
const EPSILON = 1e-7;
/** Near stops that are looked at. */
const LOOK = 10;

/**
 * Two trips, of one vehicle or of two, swap what follows a pair of near stops
 * when that is cheaper (2-opt*, Potvin & Rousseau 1995); what comes after the
 * trips stays. A trip that becomes empty falls away: so trips are merged.
 */
export class TripTails {
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #near: NearStops;
  readonly #listCost: TripListCost;
  readonly #look: number;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(routes: TripRoutes, trial: TripTrial, near: NearStops) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#listCost = new TripListCost(routes.trips);
    this.#look = Math.min(LOOK, near.count);
    this.#first = new Int32Array(2 * routes.stops + 2);
    this.#second = new Int32Array(2 * routes.stops + 2);
  }

  /** Improves around the first `length` stops of the list, each once. */
  improve(list: Int32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const stop = list[i] as number;
      if ((this.#routes.route[stop] as number) >= 0) this.#around(stop);
    }
  }

  #around(stop: number): void {
    const { rows, sides, count, into, out } = this.#near;
    const { route, prev, leg } = this.#routes;
    const from = stop * count;
    for (let k = from; k < from + this.#look; k++) {
      const other = rows[k] as number;
      if ((route[other] as number) < 0) continue;
      const side = sides[k] as number;
      if ((side & BEFORE) !== 0) {
        const ahead = prev[other] as number;
        const gain = (leg[stop] as number) + (leg[ahead] as number) - (out[k] as number);
        if (gain > 0 && this.#swap(stop, ahead, gain)) return;
      }
      if ((side & BEHIND) !== 0) {
        const ahead = prev[stop] as number;
        const gain = (leg[other] as number) + (leg[ahead] as number) - (into[k] as number);
        if (gain > 0 && this.#swap(other, ahead, gain)) return;
      }
    }
  }

  /** The rest of the trips behind `a` and behind `b` change places when that is allowed and cheaper. */
  #swap(a: number, b: number, gain: number): boolean {
    const routes = this.#routes;
    const { next, place, search, route, head, trips } = routes;
    if (head[a] === head[b]) return false;
    const v = route[a] as number;
    const w = route[b] as number;
    const rest = search.legs[(place[b] as number) * search.size + (place[next[a] as number] as number)] as number;
    // Where all trips end at one place and a unit costs the same, this is all that changes.
    if (trips.base >= 0 && search.rate[v] === search.rate[w] && gain <= rest) return false;
    if (!this.#hasRoom(a, b)) return false;
    const first = this.#first;
    const second = this.#second;
    const m = this.#fill(first, v, a, b);
    const n = v === w ? 0 : this.#fill(second, w, a, b);
    const now = (routes.cost[v] as number) + (v === w ? 0 : (routes.cost[w] as number)) - EPSILON;
    const then = this.#listCost.of(v, first, m);
    if (then >= now || (v !== w && then + this.#listCost.of(w, second, n) >= now)) return false;
    this.#trial.touch(v);
    this.#trial.touch(w);
    routes.clear(v);
    if (v !== w) {
      routes.clear(w);
      routes.setRoute(w, second, 0, n);
    }
    routes.setRoute(v, first, 0, m);
    return true;
  }

  #hasRoom(a: number, b: number): boolean {
    const { next, head, room, stops, search } = this.#routes;
    const { dims, demand } = search;
    for (let d = 0; d < dims; d++) {
      let more = 0;
      for (let node = next[b] as number; node < stops; node = next[node] as number) {
        more += demand[node * dims + d] as number;
      }
      for (let node = next[a] as number; node < stops; node = next[node] as number) {
        more -= demand[node * dims + d] as number;
      }
      if (more > (room[(head[a] as number) * dims + d] as number)) return false;
      if (-more > (room[(head[b] as number) * dims + d] as number)) return false;
    }
    return true;
  }

  /** The vehicle's list with what follows `a` in its trip behind `b`, and the other way round; without empty trips. */
  #fill(list: Int32Array, vehicle: number, a: number, b: number): number {
    const { next, place, reloadsFrom } = this.#routes;
    const end = this.#routes.endOf(vehicle);
    let length = 0;
    for (let node = this.#routes.startOf(vehicle); node !== end; ) {
      if (node < this.#routes.stops) list[length++] = node;
      else if (node >= reloadsFrom && length > 0 && (list[length - 1] as number) >= 0) {
        list[length++] = reloadAt(place[node] as number);
      }
      if (node !== a && node !== b) {
        node = next[node] as number;
        continue;
      }
      for (let other = next[node === a ? b : a] as number; other < this.#routes.stops; other = next[other] as number) {
        list[length++] = other;
      }
      node = next[node] as number;
      while (node < this.#routes.stops) node = next[node] as number;
    }
    if (length > 0 && (list[length - 1] as number) < 0) length--;
    return length;
  }
}
