import { compileRouting } from '#domain/routing/compile-routing';
import type { Route, RoutePlan, Unserved } from '#domain/routing/problem';
import { readPlan } from '#domain/routing/read-plan';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { DividedRouting } from './divide-routing.ts';

/** Stops of the routes that are read together: a few routes, because each lot needs its matrix. */
const LOT = 100;

/** Reads the plan of a large problem back in lots of whole routes. */
export function readParts(problem: DividedRouting, { routes }: VisitOrder): RoutePlan {
  const plan = new PlanOfLots(problem, routes);
  let lot: number[] = [];
  let stops = 0;
  routes.forEach((list, vehicle) => {
    if (list.length === 0) return;
    lot.push(vehicle);
    stops += list.length;
    if (stops < LOT) return;
    plan.add(lot);
    lot = [];
    stops = 0;
  });
  if (lot.length > 0) plan.add(lot);
  return plan.whole();
}

class PlanOfLots {
  readonly #problem: DividedRouting;
  readonly #lists: VisitOrder['routes'];
  readonly #routes: Route[] = [];
  /** Vehicle by stop. */
  readonly #routeOf: Int32Array;
  /** First vehicle by type. */
  readonly #first = new Map<number, number>();
  #distanceMeters = 0;
  #durationSeconds = 0;

  constructor(problem: DividedRouting, lists: VisitOrder['routes']) {
    this.#problem = problem;
    this.#lists = lists;
    this.#routeOf = new Int32Array(problem.stops).fill(-1);
    lists.forEach((list, vehicle) => {
      for (const stop of list) this.#routeOf[stop] = vehicle;
    });
    problem.type.forEach((type, vehicle) => {
      if (!this.#first.has(type)) this.#first.set(type, vehicle);
    });
  }

  /** Reads routes with the stops that are tied to theirs. */
  add(vehicles: readonly number[]): void {
    const served = vehicles.flatMap((vehicle) => [...(this.#lists[vehicle] as Int32Array)]);
    const stops = this.#problem.withTied(served);
    const at = new Map(Array.from(stops, (stop, index) => [stop, index]));
    const lot = this.#problem.problemOf(stops, Int32Array.from(vehicles));
    const lists = vehicles.map((vehicle) => (this.#lists[vehicle] as Int32Array).map((stop) => at.get(stop) as number));
    const plan = readPlan(lot, compileRouting(lot), lists);
    plan.routes.forEach((route, index) => {
      this.#routes.push({ ...route, vehicleIndex: this.#indexOf(vehicles[index] as number) });
    });
    this.#distanceMeters += plan.distanceMeters;
    this.#durationSeconds += plan.durationSeconds;
  }

  whole(): RoutePlan {
    const { prizes } = this.#problem.lost(this.#routeOf);
    return {
      routes: this.#routes,
      unserved: this.#problem.idsOfLost(this.#routeOf).map((id): Unserved => ({ id, reasons: [] })),
      cost: this.#routes.reduce((sum, { cost }) => sum + cost, prizes),
      distanceMeters: this.#distanceMeters,
      durationSeconds: this.#durationSeconds,
      balanceCost: 0,
    };
  }

  /** Which one of its type, from 0. */
  #indexOf(vehicle: number): number {
    return vehicle - (this.#first.get(this.#problem.type[vehicle] as number) as number);
  }
}
