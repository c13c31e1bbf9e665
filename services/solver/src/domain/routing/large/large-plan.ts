import type { EngineIncumbent } from '#domain/engine/engine';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { type LargeProblem, MISSING_LOSS } from './large-problem.ts';

const NO_STOPS = new Int32Array(0);

/** The plan of a large problem while its parts are changed. Lists are never changed, only replaced. */
export class LargePlan {
  readonly problem: LargeProblem;
  /** By vehicle: stops in order, and what that costs. */
  readonly lists: Int32Array[];
  readonly costs: Float64Array;
  /** Vehicle by stop, -1 where there is none. */
  readonly routeOf: Int32Array;

  constructor(problem: LargeProblem) {
    this.problem = problem;
    this.lists = Array<Int32Array>(problem.vehicles).fill(NO_STOPS);
    this.costs = new Float64Array(problem.vehicles);
    this.routeOf = new Int32Array(problem.stops).fill(-1);
  }

  /** Takes every stop out of these routes. */
  empty(vehicles: Int32Array): void {
    for (const vehicle of vehicles) {
      for (const stop of this.lists[vehicle] as Int32Array) this.routeOf[stop] = -1;
      this.lists[vehicle] = NO_STOPS;
      this.costs[vehicle] = 0;
    }
  }

  /** Gives an empty vehicle its route. */
  set(vehicle: number, list: Int32Array, cost: number): void {
    this.lists[vehicle] = list;
    this.costs[vehicle] = cost;
    for (const stop of list) this.routeOf[stop] = vehicle;
  }

  isIdle(vehicle: number): boolean {
    return (this.lists[vehicle] as Int32Array).length === 0;
  }

  /** The plan as the strategy chain knows it. */
  incumbent(iterations: number): EngineIncumbent<VisitOrder> {
    const { prizes, missing } = this.problem.lost(this.routeOf);
    const routes = this.costs.reduce((sum, cost) => sum + cost, 0);
    const solution = { routes: this.lists.slice(), missing };
    return { solution, value: routes + prizes + missing * MISSING_LOSS, iterations };
  }
}
