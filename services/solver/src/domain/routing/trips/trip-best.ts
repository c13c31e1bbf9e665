import type { EngineIncumbent } from '#domain/engine/engine';
import { RouteWalk } from '#domain/routing/route-walk';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { reloadAt, type TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

const EMPTY = new Int32Array(0);

interface KeptPlan {
  readonly lists: readonly Int32Array[];
  readonly cost: number;
  readonly lost: number;
  readonly missing: number;
}

/**
 * The best plan so far, with its reloads, and the best that was shown: there
 * the timeline has decided again where each vehicle reloads, and its cost counts.
 */
export class TripBest {
  cost = Number.POSITIVE_INFINITY;
  /** The best plan as the timeline reads it. */
  shown: { readonly solution: VisitOrder; readonly value: number } | undefined;
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #onIncumbent: ((incumbent: EngineIncumbent<VisitOrder>) => void) | undefined;
  readonly #walk: RouteWalk;
  readonly #lists: Int32Array[];
  /** Vehicles whose routes differ from the best plan: the first `#changedCount`. */
  readonly #changed: Int32Array;
  readonly #isChanged: Uint8Array;
  #changedCount = 0;
  /** By vehicle: cost as the timeline reads the list; not a number where it has not been asked. */
  readonly #walked: Float64Array;
  #lost = 0;
  #missing = 0;
  #isNew = false;
  /** What was shown last. */
  #kept: KeptPlan | undefined;

  constructor(
    routes: TripRoutes,
    trial: TripTrial,
    onIncumbent: ((incumbent: EngineIncumbent<VisitOrder>) => void) | undefined,
  ) {
    const { vehicles } = routes.problem;
    this.#routes = routes;
    this.#trial = trial;
    this.#onIncumbent = onIncumbent;
    this.#walk = new RouteWalk(routes.problem);
    this.#lists = Array.from({ length: vehicles }, () => EMPTY);
    this.#changed = new Int32Array(vehicles);
    this.#isChanged = new Uint8Array(vehicles);
    this.#walked = new Float64Array(vehicles);
  }

  /** To be told of every trial that is not undone. */
  note(): void {
    for (let k = 0; k < this.#trial.touchedCount; k++) this.#note(this.#trial.touchedAt(k));
  }

  /** To be told when any route may have changed. */
  noteAll(): void {
    for (let v = 0; v < this.#lists.length; v++) this.#note(v);
  }

  /** Keeps the routes as they are; all changes are noted. */
  keep(cost: number): void {
    const { leftOut } = this.#trial;
    this.cost = cost;
    this.#lost = leftOut.cost();
    this.#missing = leftOut.missing;
    this.#isNew = true;
    for (let k = 0; k < this.#changedCount; k++) {
      const v = this.#changed[k] as number;
      this.#isChanged[v] = 0;
      const list = new Int32Array(2 * (this.#routes.count[v] as number));
      this.#lists[v] = list.subarray(0, this.#routes.read(v, list, 0));
      this.#walked[v] = Number.NaN;
    }
    this.#changedCount = 0;
  }

  /** Keeps and shows the routes when they are the best. */
  offer(iterations: number): void {
    const cost = this.#routes.total() + this.#trial.leftOut.cost();
    this.noteAll();
    if (cost < this.cost) this.keep(cost);
    this.report(iterations);
  }

  /** Shows the best plan when it was not shown before. Gives false when the timeline cannot read it: then the last one that was shown is the best again. */
  report(iterations: number): boolean {
    if (!this.#isNew) return true;
    this.#isNew = false;
    let value = this.#lost;
    for (let v = 0; v < this.#lists.length; v++) {
      if (Number.isNaN(this.#walked[v])) this.#walked[v] = this.#walkedCost(v);
      value += this.#walked[v] as number;
    }
    if (value === Number.POSITIVE_INFINITY && this.#kept) {
      this.#takeBack(this.#kept);
      return false;
    }
    if (value >= (this.shown?.value ?? Number.POSITIVE_INFINITY)) return true;
    const solution: VisitOrder = { routes: this.#lists.map(stopsOf), missing: this.#missing };
    this.shown = { solution, value };
    this.#kept = { lists: this.#lists.slice(), cost: this.cost, lost: this.#lost, missing: this.#missing };
    this.#onIncumbent?.({ solution, value, iterations });
    return true;
  }

  #takeBack({ lists, cost, lost, missing }: KeptPlan): void {
    this.noteAll();
    this.cost = cost;
    this.#lost = lost;
    this.#missing = missing;
    lists.forEach((list, v) => {
      if (this.#lists[v] === list) return;
      this.#lists[v] = list;
      this.#walked[v] = Number.NaN;
    });
  }

  /** Sets the routes to the best plan. */
  restore(): void {
    const routes = this.#routes;
    for (let k = 0; k < this.#changedCount; k++) routes.clear(this.#changed[k] as number);
    for (let k = 0; k < this.#changedCount; k++) {
      const v = this.#changed[k] as number;
      const list = this.#lists[v] as Int32Array;
      routes.setRoute(v, list, 0, list.length);
      this.#isChanged[v] = 0;
    }
    this.#changedCount = 0;
    this.#trial.leftOut.find();
  }

  /** Sets the routes to a plan without reloads; the timeline says where they are. Routes that it cannot read stay empty: gives whether there were none. */
  load(plan: readonly ArrayLike<number>[]): boolean {
    const routes = this.#routes;
    let isWhole = true;
    this.noteAll();
    for (let v = 0; v < this.#lists.length; v++) routes.clear(v);
    for (let v = 0; v < this.#lists.length; v++) {
      const list = this.#withReloads(v, plan[v] ?? EMPTY);
      if (!list || !routes.setRoute(v, list, 0, list.length)) {
        isWhole = false;
        routes.clear(v);
        routes.refresh(v);
      }
    }
    this.#trial.leftOut.find();
    return isWhole;
  }

  #withReloads(vehicle: number, list: ArrayLike<number>): Int32Array | undefined {
    if (list.length === 0) return EMPTY;
    if (!this.#walk.schedule(vehicle, list, list.length)) return undefined;
    const items: number[] = [];
    const events = this.#walk.timed?.events ?? [];
    for (let i = 0; i < list.length; i++) {
      for (const { visitsBefore, depot } of events) if (visitsBefore === i) items.push(reloadAt(depot));
      items.push(list[i] as number);
    }
    return Int32Array.from(items);
  }

  #walkedCost(vehicle: number): number {
    const stops = stopsOf(this.#lists[vehicle] as Int32Array);
    if (stops.length === 0) return 0;
    return this.#walk.schedule(vehicle, stops, stops.length) ? this.#walk.cost : Number.POSITIVE_INFINITY;
  }

  #note(vehicle: number): void {
    if (this.#isChanged[vehicle] === 1) return;
    this.#isChanged[vehicle] = 1;
    this.#changed[this.#changedCount++] = vehicle;
  }
}

function stopsOf(list: Int32Array): Int32Array {
  return list.filter((item) => item >= 0);
}
