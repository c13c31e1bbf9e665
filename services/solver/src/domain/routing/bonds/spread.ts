import type { Routes } from '#domain/routing/routes';
import type { BalancePrice } from './bonds.ts';
import { sizeBy } from './cost-beside.ts';

/** What it costs that work is spread unevenly: the price of the difference between the largest and the smallest route. */
export class Spread {
  readonly #routes: Routes;
  readonly #balance: BalancePrice | undefined;
  /** Extremes of the routes beside the one that `without` names. */
  #least = 0;
  #most = 0;

  constructor(routes: Routes) {
    this.#routes = routes;
    this.#balance = routes.problem.bonds?.balance;
  }

  /** Cost of the routes as they are. */
  cost(): number {
    if (!this.#balance) return 0;
    this.without(-1);
    return this.#price(this.#least, this.#most);
  }

  /** Leaves a vehicle out of the comparison until the next call. */
  without(vehicle: number): void {
    const balance = this.#balance;
    if (!balance) return;
    const { count, problem } = this.#routes;
    this.#least = balance.includeUnused && balance.alwaysIdle ? 0 : Number.POSITIVE_INFINITY;
    this.#most = balance.includeUnused && balance.alwaysIdle ? 0 : Number.NEGATIVE_INFINITY;
    for (let v = 0; v < problem.vehicles; v++) {
      if (v === vehicle || (!balance.includeUnused && count[v] === 0)) continue;
      const size = this.sizeOf(v);
      if (size < this.#least) this.#least = size;
      if (size > this.#most) this.#most = size;
    }
  }

  /** Cost when the route of the vehicle that is left out has this size. */
  with(size: number): number {
    return this.#price(Math.min(this.#least, size), Math.max(this.#most, size));
  }

  /** No size of the route that is left out costs less. */
  atLeast(): number {
    return this.#price(this.#least, this.#most);
  }

  /** Size of a route by what is compared. */
  size(stops: number, meters: number, seconds: number): number {
    return this.#balance ? sizeBy(this.#balance, stops, meters, seconds) : 0;
  }

  sizeOf(vehicle: number): number {
    const { count, duration, meters } = this.#routes;
    if (count[vehicle] === 0) return 0;
    const end = this.#routes.endOf(vehicle);
    return this.size(count[vehicle] as number, meters[end] as number, duration[vehicle] as number);
  }

  #price(least: number, most: number): number {
    return this.#balance && most > least ? this.#balance.perUnit * (most - least) : 0;
  }
}
