import { TripListCost } from './trip-list-cost.ts';
import { reloadAt, type TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

/** Gains below this are rounding. */
const EPSILON = 1e-7;

/** Moves reloads of routes that a trial touched to other depots where that is cheaper: stops beside them may have changed. */
export class TripDepots {
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #listCost: TripListCost;
  readonly #list: Int32Array;
  readonly #isOne: boolean;

  constructor(routes: TripRoutes, trial: TripTrial) {
    this.#routes = routes;
    this.#trial = trial;
    this.#listCost = new TripListCost(routes.trips);
    this.#list = new Int32Array(2 * routes.stops + 2);
    this.#isOne = routes.trips.depots.every((depots) => depots.length < 2);
  }

  improve(): void {
    if (this.#isOne) return;
    for (let k = 0; k < this.#trial.touchedCount; k++) {
      const v = this.#trial.touchedAt(k);
      if ((this.#routes.reloads[v] as number) > 0) this.#improveRoute(v);
    }
  }

  #improveRoute(vehicle: number): void {
    const routes = this.#routes;
    const list = this.#list;
    const length = routes.read(vehicle, list, 0);
    const before = routes.cost[vehicle] as number;
    let cost = before;
    // No reload is first or last.
    for (let i = 1; i < length - 1; i++) if ((list[i] as number) < 0) cost = this.#improveAt(i, vehicle, length, cost);
    if (cost >= before) return;
    routes.clear(vehicle);
    routes.setRoute(vehicle, list, 0, length);
  }

  /** Sets the reload at an index of the list to the cheapest depot; gives the cost of the list. */
  #improveAt(index: number, vehicle: number, length: number, now: number): number {
    const { problem, search, trips } = this.#routes;
    const { legs, size } = search;
    const list = this.#list;
    const from = (problem.location[list[index - 1] as number] as number) * size;
    const to = problem.location[list[index + 1] as number] as number;
    let cost = now;
    let own = list[index] as number;
    for (const depot of trips.depots[problem.type[vehicle] as number] as Int32Array) {
      const kept = reloadAt(own);
      const change =
        (legs[from + depot] as number) +
        (legs[depot * size + to] as number) -
        (legs[from + kept] as number) -
        (legs[kept * size + to] as number);
      if (change >= 0 && (!search.timed || depot === kept)) continue;
      list[index] = reloadAt(depot);
      const then = this.#listCost.of(vehicle, list, length);
      if (then < cost - EPSILON) {
        cost = then;
        own = list[index] as number;
      }
    }
    list[index] = own;
    return cost;
  }
}
