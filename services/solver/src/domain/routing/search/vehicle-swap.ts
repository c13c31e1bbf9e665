import type { Random } from '#domain/engine/random';
import type { ListCost } from './list-cost.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** Gains below this are rounding. */
const EPSILON = 1e-7;

/** Moves whole routes between vehicles of different types, where there are several. */
export class VehicleSwap {
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #random: Random;
  readonly #listCost: ListCost;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(routes: SearchRoutes, trial: Trial, random: Random, listCost: ListCost) {
    this.#routes = routes;
    this.#trial = trial;
    this.#random = random;
    this.#listCost = listCost;
    this.#first = new Int32Array(routes.stops);
    this.#second = new Int32Array(routes.stops);
  }

  /** Gives touched routes to idle vehicles, or swaps the vehicles of two, while that is cheaper. */
  improve(): void {
    const trial = this.#trial;
    const { problem, count } = this.#routes;
    const touched = trial.touchedCount;
    for (let k = 0; k < touched; k++) {
      const v = trial.touchedAt(k);
      if (count[v] === 0) continue;
      this.#toIdle(v);
      for (let l = 0; l < k; l++) {
        const w = trial.touchedAt(l);
        if (problem.type[v] !== problem.type[w]) this.#swap(v, w, 0);
      }
    }
  }

  /** Gives one touched route to another vehicle whatever that costs, if it may drive it. */
  shake(): void {
    const trial = this.#trial;
    const { problem, idle } = this.#routes;
    if (trial.touchedCount === 0) return;
    const v = trial.touchedAt(this.#random.below(trial.touchedCount));
    const type = this.#random.below(problem.types);
    if (type !== problem.type[v] && (idle.count[type] as number) > 0 && this.#random.unit() < 0.5) {
      this.#swap(v, idle.first(type), Number.POSITIVE_INFINITY);
      return;
    }
    const w = trial.touchedAt(this.#random.below(trial.touchedCount));
    if (problem.type[v] !== problem.type[w]) this.#swap(v, w, Number.POSITIVE_INFINITY);
  }

  #toIdle(vehicle: number): void {
    const { problem, idle } = this.#routes;
    let own = vehicle;
    for (let type = 0; type < problem.types; type++) {
      if (type === problem.type[own] || idle.count[type] === 0) continue;
      const other = idle.first(type);
      if (this.#swap(own, other, 0)) own = other;
    }
  }

  /** The vehicles change routes when both may and it costs less than `more` more. */
  #swap(v: number, w: number, more: number): boolean {
    const routes = this.#routes;
    const now = routes.costOf(v) + routes.costOf(w);
    if (more === 0 && this.#leastOn(w, v) + this.#leastOn(v, w) >= now - EPSILON) return false;
    const m = routes.read(v, this.#first, 0);
    const n = routes.read(w, this.#second, 0);
    const most = now + more - EPSILON;
    const there = this.#listCost.of(w, this.#first, m);
    if (there >= most || there + this.#listCost.of(v, this.#second, n) >= most) return false;
    this.#trial.touch(v);
    this.#trial.touch(w);
    routes.setRoute(v, this.#second, 0, n);
    routes.setRoute(w, this.#first, 0, m);
    return true;
  }

  /** What the route of one vehicle costs at least on another: its length there, without what its duration costs. */
  #leastOn(vehicle: number, owner: number): number {
    const { count, length, leg, prev, next, place, search, problem } = this.#routes;
    if (count[owner] === 0) return 0;
    const { legs, size, rate } = search;
    const start = this.#routes.startOf(owner);
    const last = prev[this.#routes.endOf(owner)] as number;
    const first = next[start] as number;
    const ways =
      (length[owner] as number) -
      (leg[start] as number) -
      (leg[last] as number) +
      (legs[(problem.start[vehicle] as number) * size + (place[first] as number)] as number) +
      (legs[(place[last] as number) * size + (problem.end[vehicle] as number)] as number);
    return (problem.fixedCost[vehicle] as number) + (rate[vehicle] as number) * ways;
  }
}
