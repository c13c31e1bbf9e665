import type { EngineIncumbent } from '#domain/engine/engine';
import type { RouteLists } from '#domain/routing/search-state';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** The best plan so far, kept flat: new ones are many, and few are looked at. */
export class BestPlan {
  cost = Number.POSITIVE_INFINITY;
  missing = 0;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #onIncumbent: ((incumbent: EngineIncumbent<VisitOrder>) => void) | undefined;
  readonly #stops: Int32Array;
  readonly #from: Int32Array;
  #reported = Number.POSITIVE_INFINITY;

  constructor(
    routes: SearchRoutes,
    trial: Trial,
    onIncumbent: ((incumbent: EngineIncumbent<VisitOrder>) => void) | undefined,
  ) {
    this.#routes = routes;
    this.#trial = trial;
    this.#onIncumbent = onIncumbent;
    this.#stops = new Int32Array(routes.stops);
    this.#from = new Int32Array(routes.problem.vehicles + 1);
  }

  /** Keeps the routes as they are. */
  keep(cost: number, missing: number): void {
    this.cost = cost;
    this.missing = missing;
    let at = 0;
    for (let v = 0; v < this.#routes.problem.vehicles; v++) {
      at = this.#routes.count[v] === 0 ? at : this.#routes.read(v, this.#stops, at);
      this.#from[v + 1] = at;
    }
  }

  /** Takes over a plan from elsewhere. */
  take(order: VisitOrder, cost: number): void {
    this.cost = cost;
    this.missing = order.missing;
    let at = 0;
    for (let v = 0; v < this.#routes.problem.vehicles; v++) {
      const list = order.routes[v] ?? NO_STOPS;
      this.#stops.set(list, at);
      at += list.length;
      this.#from[v + 1] = at;
    }
  }

  /** Shows the best plan when it was not shown before. */
  report(iterations: number): void {
    if (this.cost >= this.#reported) return;
    this.#reported = this.cost;
    this.#onIncumbent?.({ solution: this.order(), value: this.cost, iterations });
  }

  /** Sets the routes to the best plan. */
  restore(): void {
    const routes = this.#routes;
    routes.route.fill(-1, 0, routes.stops);
    for (let v = 0; v < routes.problem.vehicles; v++) {
      const from = this.#from[v] as number;
      const to = this.#from[v + 1] as number;
      if (to > from || routes.count[v] !== 0) routes.setRoute(v, this.#stops, from, to);
    }
    this.#trial.findAbsent();
  }

  order(): VisitOrder {
    const routes: RouteLists = Array.from({ length: this.#routes.problem.vehicles }, (_, v) =>
      this.#stops.slice(this.#from[v], this.#from[v + 1]),
    );
    return { routes, missing: this.missing };
  }
}

const NO_STOPS = new Int32Array(0);
