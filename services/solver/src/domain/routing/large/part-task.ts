import type { StopRule } from '#domain/engine/engine';
import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import type { RouteLists } from '#domain/routing/search-state';
import type { LargeProblem } from './large-problem.ts';
import { constructPart, improvePart, partValue } from './part-search.ts';

/** A part of a large plan and what is to be done with it: all in numbers of the whole problem, so that whoever knows that can do it. */
export interface PartTask {
  /** All stops of the part: those of its routes and some without one. */
  readonly stops: Int32Array;
  /** Sorted. */
  readonly vehicles: Int32Array;
  /** By vehicle: the stops of its route. */
  readonly lists: readonly Int32Array[];
  readonly seed: number;
  /** Trials, at temperatures that fall from `hot` to `cold`, shares of what a way to a near stop costs; none: it is built anew. */
  readonly iterations: number;
  readonly hot: number;
  readonly cold: number;
  /** Whether the best plan that was seen is wanted, and not the last one. */
  readonly keepsBest: boolean;
}

/** What became of the routes of a part. */
export interface PartAnswer {
  /** By vehicle of the task: stops by their numbers in the whole problem, and what the route costs. */
  readonly lists: readonly Int32Array[];
  readonly costs: Float64Array;
  readonly iterations: number;
}

/** Does a task. */
export function doTask(problem: LargeProblem, task: PartTask, stop: StopRule): PartAnswer {
  const { stops, vehicles, lists } = task;
  const compiled = problem.part(stops, vehicles);
  const at = new Map(Array.from(stops, (stopNumber, index) => [stopNumber, index]));
  const routes = lists.map((list) => list.map((stopNumber) => at.get(stopNumber) as number));
  const found = task.iterations === 0 ? rebuilt(compiled, routes, task, stop) : improved(compiled, routes, task, stop);
  const walk = new RouteWalk(compiled);
  return {
    lists: found.routes.map((list) => Int32Array.from(list, (stopNumber) => stops[stopNumber] as number)),
    costs: Float64Array.from(found.routes, (list, vehicle) => walk.evaluate(vehicle, list, list.length)),
    iterations: found.iterations,
  };
}

interface Found {
  readonly routes: RouteLists;
  readonly iterations: number;
}

function rebuilt(part: CompiledRouting, routes: RouteLists, { seed }: PartTask, stop: StopRule): Found {
  const fresh = constructPart(part, { seed, stop });
  return { routes: fresh.value < partValue(part, routes) ? fresh.routes : routes, iterations: 0 };
}

function improved(part: CompiledRouting, routes: RouteLists, task: PartTask, stop: StopRule): Found {
  const { seed, iterations, hot, cold, keepsBest } = task;
  return improvePart(part, { routes, iterations, hot, cold, seed, stop, keepsBest });
}
