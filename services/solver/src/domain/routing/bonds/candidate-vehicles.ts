import type { SearchState } from '#domain/routing/search-state';
import type { Bonds } from './bonds.ts';
import type { WalkedPlaces } from './walked-places.ts';

/** Vehicles whose routes come into question for what is inserted. */
export class CandidateVehicles {
  /** The first `count` of them. */
  readonly list: Int32Array;
  count = 0;
  readonly #state: SearchState;
  readonly #bonds: Bonds;
  /** By vehicle: least detour of the stop at hand. */
  readonly #detour: Float64Array;
  /** By vehicle and by kind: number of the last search that had it. */
  readonly #seen: Int32Array;
  readonly #seenKind: Int32Array;
  #search = 0;

  constructor(state: SearchState, bonds: Bonds) {
    const { vehicles, types } = state.problem;
    this.#state = state;
    this.#bonds = bonds;
    this.list = new Int32Array(vehicles);
    this.#detour = new Float64Array(vehicles);
    this.#seen = new Int32Array(vehicles);
    this.#seenKind = new Int32Array(types + vehicles);
  }

  /** Begins with none. */
  clear(): void {
    this.count = 0;
    this.#search++;
  }

  /** Adds vehicles for a stop: where it must be, else all, else those of near stops and an empty one of each kind. */
  add(stop: number, everywhere: boolean): void {
    const { problem, routes, neighbours, neighbourCount } = this.#state;
    const { home, together, kind } = this.#bonds;
    if ((home[stop] as number) >= 0) {
      this.#addOne(home[stop] as number);
      return;
    }
    for (const other of together[stop] as Int32Array) {
      const there = routes.route[other] as number;
      if (there < 0) continue;
      this.#addOne(there);
      return;
    }
    if (!everywhere) {
      for (let k = 0; k < neighbourCount; k++) {
        const there = routes.route[neighbours[stop * neighbourCount + k] as number] as number;
        if (there >= 0) this.#addOne(there);
      }
    }
    for (let v = 0; v < problem.vehicles; v++) {
      if (routes.count[v] === 0) {
        // Empty vehicles of a kind are alike: one stands for all.
        const which = kind[v] as number;
        if (this.#seenKind[which] === this.#search) continue;
        this.#seenKind[which] = this.#search;
      } else if (!everywhere) continue;
      this.#addOne(v);
    }
  }

  #addOne(vehicle: number): void {
    if (this.#seen[vehicle] === this.#search) return;
    this.#seen[vehicle] = this.#search;
    this.list[this.count++] = vehicle;
  }

  /** Walking routes is costly: where the legs promise most is looked first, so that the rest fails by its legs. */
  nearestFirst(stop: number, walked: WalkedPlaces): void {
    const vehicles = this.list.subarray(0, this.count);
    for (const vehicle of vehicles) this.#detour[vehicle] = walked.leastDetour(vehicle, stop);
    vehicles.sort((a, b) => (this.#detour[a] as number) - (this.#detour[b] as number));
  }
}
