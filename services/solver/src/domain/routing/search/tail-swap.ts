import { FAR } from '#domain/routing/compiled';
import type { ListCost } from './list-cost.ts';
import { BEFORE, BEHIND, type NearStops } from './near-stops.ts';
import type { NearTasks } from './near-tasks.ts';
import type { SearchRoutes } from './search-routes.ts';
import { ServedStops } from './served-stops.ts';
import type { Trial } from './trial.ts';

/** Gains below this are rounding. */
const EPSILON = 1e-7;
/** Near stops that are looked at. */
const LOOK = 10;

/**
 * Local search over the ends of routes: two routes swap what follows a pair of
 * near stops when that is shorter (2-opt*, Potvin & Rousseau 1995). It changes
 * in one step what taking out single stops does in many: long routes need it.
 */
export class TailSwap {
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #near: NearStops;
  readonly #listCost: ListCost;
  readonly #look: number;
  /** Only where stops are alternatives. */
  readonly #served: ServedStops | undefined;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(routes: SearchRoutes, trial: Trial, near: NearStops, listCost: ListCost) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#listCost = listCost;
    this.#look = Math.min(LOOK, near.count);
    this.#served = near.tasks && new ServedStops(routes.route, near.tasks.stopsOf);
    this.#first = new Int32Array(routes.stops);
    this.#second = new Int32Array(routes.stops);
  }

  /** Improves around the first `length` stops of the list, each once. */
  improve(list: Int32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const stop = list[i] as number;
      if ((this.#routes.route[stop] as number) < 0) continue;
      if (this.#near.tasks) this.#aroundTask(stop, this.#near.tasks);
      else this.#around(stop);
    }
  }

  /** The same as `#around`, for what is served of the near tasks. */
  #aroundTask(stop: number, { from, rows }: NearTasks): void {
    const { route, search, own, place } = this.#routes;
    const { legs, legsInto, rate, size, tasks } = search;
    const served = this.#served as ServedStops;
    const lead = tasks.lead[stop] as number;
    const row = (place[stop] as number) * size;
    const last = Math.min(from[lead + 1] as number, (from[lead] as number) + LOOK);
    for (let k = from[lead] as number; k < last; k++) {
      const other = served.of(rows[k] as number);
      if (other < 0 || own.isOwn[other] === 0) continue;
      const v = route[stop] as number;
      const w = route[other] as number;
      if (w === v || rate[v] !== rate[w]) continue;
      const cell = row + (place[other] as number);
      if (this.#join(stop, other, legs[cell] as number) || this.#join(other, stop, legsInto[cell] as number)) return;
    }
  }

  /** Swaps tails so that `b` follows `a`, if that is shorter and allowed. */
  #join(a: number, b: number, way: number): boolean {
    const { prev, next, leg, place, search } = this.#routes;
    const ahead = prev[b] as number;
    const gain = (leg[a] as number) + (leg[ahead] as number) - way;
    if (gain <= 0) return false;
    const rest = search.legs[(place[ahead] as number) * search.size + (place[next[a] as number] as number)] as number;
    return gain > rest && rest < FAR && way < FAR && this.#swap(a, ahead);
  }

  #around(stop: number): void {
    const { rows, sides, count, into, out, intoSeconds, outSeconds } = this.#near;
    const { route, prev, next, leg, place, search, ready, latest, problem, own } = this.#routes;
    const { legs, size, rate, clocked } = search;
    const from = stop * count;
    for (let k = from; k < from + this.#look; k++) {
      const other = rows[k] as number;
      const v = route[stop] as number;
      const w = route[other] as number;
      if (w < 0 || w === v || rate[v] !== rate[w] || own.isOwn[other] === 0) continue;
      const side = sides[k] as number;
      // At another depot the ways home differ, and so does what is in time.
      const timed = clocked && problem.type[v] === problem.type[w];
      if (
        (side & BEFORE) !== 0 &&
        !(timed && (ready[stop] as number) + (outSeconds[k] as number) > (latest[other] as number))
      ) {
        const ahead = prev[other] as number;
        const gain = (leg[stop] as number) + (leg[ahead] as number) - (out[k] as number);
        if (gain > 0) {
          const rest = legs[(place[ahead] as number) * size + (place[next[stop] as number] as number)] as number;
          if (gain > rest && rest < FAR && this.#swap(stop, ahead)) return;
        }
      }
      if (
        (side & BEHIND) !== 0 &&
        !(timed && (ready[other] as number) + (intoSeconds[k] as number) > (latest[stop] as number))
      ) {
        const ahead = prev[stop] as number;
        const gain = (leg[other] as number) + (leg[ahead] as number) - (into[k] as number);
        if (gain > 0) {
          const rest = legs[(place[ahead] as number) * size + (place[next[other] as number] as number)] as number;
          if (gain > rest && rest < FAR && this.#swap(other, ahead)) return;
        }
      }
    }
  }

  /** The tails behind `a` and behind `b` change places when that is allowed and cheaper. */
  #swap(a: number, b: number): boolean {
    const routes = this.#routes;
    const { next, place, search, ready, latest, route, problem, stops } = routes;
    const { seconds, size } = search;
    const behindA = next[a] as number;
    const behindB = next[b] as number;
    const v = route[a] as number;
    const w = route[b] as number;
    const alike = problem.type[v] === problem.type[w];
    if (search.clocked && alike) {
      const first =
        (ready[a] as number) + (seconds[(place[a] as number) * size + (place[behindB] as number)] as number);
      if (first > (latest[behindB] as number)) return false;
      const second =
        (ready[b] as number) + (seconds[(place[b] as number) * size + (place[behindA] as number)] as number);
      if (second > (latest[behindA] as number)) return false;
    }
    if (alike && !this.#hasRoom(a, b)) return false;
    const first = this.#first;
    const second = this.#second;
    let m = 0;
    for (let node = next[routes.startOf(v)] as number; node !== behindA; node = next[node] as number) first[m++] = node;
    for (let node = behindB; node < stops; node = next[node] as number) first[m++] = node;
    let n = 0;
    for (let node = next[routes.startOf(w)] as number; node !== behindB; node = next[node] as number)
      second[n++] = node;
    for (let node = behindA; node < stops; node = next[node] as number) second[n++] = node;
    if (!alike || search.timed || search.limited) {
      const now = routes.costOf(v) + routes.costOf(w) - EPSILON;
      const then = this.#listCost.of(v, first, m);
      if (then >= now || then + this.#listCost.of(w, second, n) >= now) return false;
    }
    this.#trial.touch(v);
    this.#trial.touch(w);
    routes.setRoute(v, first, 0, m);
    routes.setRoute(w, second, 0, n);
    return true;
  }

  #hasRoom(a: number, b: number): boolean {
    const { next, search, stops, route, room } = this.#routes;
    const { dims, demand } = search;
    for (let d = 0; d < dims; d++) {
      let more = 0;
      for (let node = next[b] as number; node < stops; node = next[node] as number)
        more += demand[node * dims + d] as number;
      for (let node = next[a] as number; node < stops; node = next[node] as number)
        more -= demand[node * dims + d] as number;
      if (more > (room[(route[a] as number) * dims + d] as number)) return false;
      if (-more > (room[(route[b] as number) * dims + d] as number)) return false;
    }
    return true;
  }
}
