import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import { TripListCost } from './trip-list-cost.ts';
import type { TripRoutes } from './trip-routes.ts';

/*
 * For tests: what the search of trips must agree with, found by trying everything.
 */

/** By vehicle: its stops and reloads. */
export function listsOf(routes: TripRoutes): Int32Array[] {
  return Array.from({ length: routes.problem.vehicles }, (_, v) => {
    const list = new Int32Array(2 * routes.stops + 2);
    return list.slice(0, routes.read(v, list, 0));
  });
}

/** The reference: the stop at every place of every list, alone and with a reload before or behind it. */
export function leastByWalking(routes: TripRoutes, stop: number, limit: number): number {
  const { problem, trips } = routes;
  const listCost = new TripListCost(trips);
  let least = limit;
  listsOf(routes).forEach((list, v) => {
    const depots = trips.depots[problem.type[v] as number] as Int32Array;
    for (let at = 0; at <= list.length; at++) {
      const ahead = [...list.subarray(0, at)];
      const rest = [...list.subarray(at)];
      const offer = (...items: number[]) => {
        const longer = Int32Array.from([...ahead, ...items, ...rest]);
        least = Math.min(least, listCost.of(v, longer, longer.length) - (routes.cost[v] as number));
      };
      offer(stop);
      const isBehindStop = (ahead.at(-1) ?? -1) >= 0;
      const isBeforeStop = (rest[0] ?? -1) >= 0;
      for (const depot of depots) {
        if (isBehindStop && (isBeforeStop || rest.length === 0)) offer(-1 - depot, stop);
        if (isBeforeStop) offer(stop, -1 - depot);
      }
    }
  });
  return least;
}

/** The reference: the list driven from every second of leaving that brings it home as early as can be. */
export function leastDuration({ trips, problem, search }: TripRoutes, vehicle: number, list: Int32Array): number {
  const base = (problem.type[vehicle] as number) * problem.stops;
  const ripeFrom = (index: number) => {
    const rest = [...list.subarray(index)];
    const end = rest.findIndex((item) => item < 0);
    const trip = end < 0 ? rest : rest.slice(0, end);
    return Math.max(0, ...trip.map((stop) => trips.release[stop] as number));
  };
  const home = (leave: number): number => {
    let at = problem.start[vehicle] as number;
    let time = leave;
    for (const [i, item] of list.entries()) {
      const to = item < 0 ? -1 - item : (problem.location[item] as number);
      time += search.seconds[at * search.size + to] as number;
      if (item < 0) {
        time = Math.max(time, trips.depotOpen[to] as number) + (trips.loading[to] as number);
        time = Math.max(time, ripeFrom(i + 1));
        if (time > (trips.depotClose[to] as number)) return Number.POSITIVE_INFINITY;
      } else {
        if (time > (search.close[base + item] as number)) return Number.POSITIVE_INFINITY;
        time = Math.max(time, search.open[base + item] as number) + (problem.service[item] as number);
      }
      at = to;
    }
    time += search.seconds[at * search.size + (problem.end[vehicle] as number)] as number;
    return time > (trips.homeUntil[vehicle] as number) ? Number.POSITIVE_INFINITY : time;
  };
  const first = Math.max(trips.leaveFrom[vehicle] as number, ripeFrom(0));
  let low = first;
  let high = trips.leaveUntil[vehicle] as number;
  // Home is never earlier when leaving is later.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (home(middle) === home(first)) low = middle;
    else high = middle - 1;
  }
  return home(first) - low;
}

/** The cheapest of all orders on the first vehicle, with optional stops left out where that pays. */
export function leastByOrders(problem: CompiledRouting): number {
  const walk = new RouteWalk(problem);
  let least = Number.POSITIVE_INFINITY;
  const extend = (order: number[], left: number[]) => {
    const lost = left.reduce((sum, stop) => sum + (problem.prize[stop] as number), 0);
    least = Math.min(least, lost + walk.evaluate(0, order, order.length));
    for (const stop of left)
      extend(
        [...order, stop],
        left.filter((other) => other !== stop),
      );
  };
  extend(
    [],
    Array.from({ length: problem.stops }, (_, stop) => stop),
  );
  return least;
}
