import type { EngineIncumbent } from '#domain/engine/engine';
import type { RouteLists } from '#domain/routing/search-state';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** The best plan so far. New ones are many and few are looked at: only the routes that changed since the last one are copied. */
export class BestPlan {
  cost = Number.POSITIVE_INFINITY;
  missing = 0;
  /** Iterations of the searches that went before the one that reports. */
  before = 0;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #onIncumbent: ((incumbent: EngineIncumbent<VisitOrder>) => void) | undefined;
  readonly #lists: Int32Array[];
  readonly #length: Int32Array;
  /** Vehicles whose routes differ from the best plan: the first `#changedCount`. */
  readonly #changed: Int32Array;
  readonly #isChanged: Uint8Array;
  #changedCount = 0;
  #reported = Number.POSITIVE_INFINITY;

  constructor(
    routes: SearchRoutes,
    trial: Trial,
    onIncumbent: ((incumbent: EngineIncumbent<VisitOrder>) => void) | undefined,
  ) {
    const { vehicles } = routes.problem;
    this.#routes = routes;
    this.#trial = trial;
    this.#onIncumbent = onIncumbent;
    this.#lists = Array.from({ length: vehicles }, () => NO_STOPS);
    this.#length = new Int32Array(vehicles);
    this.#changed = new Int32Array(vehicles);
    this.#isChanged = new Uint8Array(vehicles);
  }

  /** To be told of every trial that is not undone. */
  note(): void {
    const trial = this.#trial;
    for (let k = 0; k < trial.touchedCount; k++) this.#note(trial.touchedAt(k));
  }

  /** To be told when any route may have changed. */
  noteAll(): void {
    for (let v = 0; v < this.#length.length; v++) this.#note(v);
  }

  /** Keeps the routes as they are; all changes are noted. */
  keep(cost: number): void {
    this.cost = cost;
    this.missing = this.#trial.leftOut.missing;
    const routes = this.#routes;
    for (let k = 0; k < this.#changedCount; k++) {
      const v = this.#changed[k] as number;
      const length = routes.count[v] as number;
      if ((this.#lists[v] as Int32Array).length < length) this.#lists[v] = new Int32Array(2 * length);
      routes.read(v, this.#lists[v] as Int32Array, 0);
      this.#length[v] = length;
      this.#isChanged[v] = 0;
    }
    this.#changedCount = 0;
  }

  /** Takes over a plan from elsewhere. */
  take(order: VisitOrder, cost: number): void {
    this.cost = cost;
    this.missing = order.missing;
    for (let v = 0; v < this.#length.length; v++) {
      const list = order.routes[v] ?? NO_STOPS;
      this.#lists[v] = Int32Array.from(list);
      this.#length[v] = list.length;
    }
    this.noteAll();
  }

  /** Takes over what another one has kept and shown of the same problem, and sets the routes to it. */
  takeOver(other: BestPlan): void {
    this.take(other.order(), other.cost);
    this.#reported = other.#reported;
    this.restore();
  }

  /** Shows the best plan when it was not shown before. */
  report(iterations: number): void {
    if (this.cost >= this.#reported) return;
    this.#reported = this.cost;
    this.#onIncumbent?.({ solution: this.order(), value: this.cost, iterations: this.before + iterations });
  }

  /** Sets the routes to the best plan. */
  restore(): void {
    const routes = this.#routes;
    const { route, next, stops } = routes;
    for (let k = 0; k < this.#changedCount; k++) {
      const start = routes.startOf(this.#changed[k] as number);
      for (let node = next[start] as number; node < stops; node = next[node] as number) route[node] = -1;
    }
    for (let k = 0; k < this.#changedCount; k++) {
      const v = this.#changed[k] as number;
      routes.setRoute(v, this.#lists[v] as Int32Array, 0, this.#length[v] as number);
      this.#isChanged[v] = 0;
    }
    this.#changedCount = 0;
    this.#trial.leftOut.find();
  }

  order(): VisitOrder {
    const routes: RouteLists = this.#lists.map((list, v) => list.slice(0, this.#length[v]));
    return { routes, missing: this.missing };
  }

  #note(vehicle: number): void {
    if (this.#isChanged[vehicle] === 1) return;
    this.#isChanged[vehicle] = 1;
    this.#changed[this.#changedCount++] = vehicle;
  }
}

const NO_STOPS = new Int32Array(0);
