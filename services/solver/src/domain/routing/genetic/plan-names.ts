import type { SearchProblem } from '#domain/routing/search/search-problem';
import type { RouteLists } from '#domain/routing/search-state';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { GeneticProblem } from './genetic-problem.ts';
import type { Individuals } from './individuals.ts';
import type { PlanNodes } from './plan-nodes.ts';

/** Plans of the genetic search in the numbers and costs of the problem, and the other way round. */
export class PlanNames {
  readonly #search: SearchProblem;
  readonly #problem: GeneticProblem;
  /** By stop of the search problem. */
  readonly #number: Int32Array;

  constructor(search: SearchProblem, problem: GeneticProblem) {
    this.#search = search;
    this.#problem = problem;
    this.#number = new Int32Array(problem.stops);
    problem.original.forEach((stop, number) => {
      this.#number[stop] = number;
    });
  }

  /** Sets the nodes to the routes that are used; false when there are too many of them. */
  load(nodes: PlanNodes, routes: RouteLists): boolean {
    const used = routes.filter((list) => list.length > 0);
    if (used.length > this.#problem.vehicles) return false;
    const tour = new Int32Array(this.#problem.stops);
    const ends = new Int32Array(used.length);
    let at = 0;
    used.forEach((list, route) => {
      for (const stop of list) tour[at++] = this.#number[stop] as number;
      ends[route] = at;
    });
    nodes.setPlan(tour, ends, used.length);
    return true;
  }

  /** Cost of an individual that keeps the capacities. */
  costOf({ length, routes }: Individuals, slot: number): number {
    const { problem, rate } = this.#search;
    const used = routes[slot] as number;
    const way = (length[slot] as number) - 2 * this.#problem.halfFixed * used;
    return (rate[0] as number) * way + (problem.fixedCost[0] as number) * used;
  }

  planOf({ tour, ends, routes }: Individuals, slot: number): VisitOrder {
    const { stops, vehicles, original } = this.#problem;
    const used = routes[slot] as number;
    let from = 0;
    const lists = Array.from({ length: this.#search.problem.vehicles }, (_, route) => {
      const to = route < used ? (ends[slot * vehicles + route] as number) : from;
      const list = tour.slice(slot * stops + from, slot * stops + to).map((stop) => original[stop] as number);
      from = to;
      return list;
    });
    return { routes: lists, missing: 0 };
  }
}
