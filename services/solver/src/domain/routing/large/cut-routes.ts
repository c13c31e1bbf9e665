import { middleOf } from './first-plan.ts';
import { type HilbertSquare, orderBy } from './hilbert.ts';
import type { LargePlan } from './large-plan.ts';
import { Ties } from './ties.ts';

/** Routes that are improved together, and stops without a route that lie there. */
export interface Cut {
  readonly routes: Int32Array;
  readonly absent: Int32Array;
}

/**
 * Cuts all routes, in the order of their middles along the curve, into parts of
 * some `size` stops. Routes whose stops are tied to each other stay together.
 */
export function cutRoutes(plan: LargePlan, square: HilbertSquare, size: number): Cut[] {
  const used = Int32Array.from(plan.lists.keys()).filter((vehicle) => !plan.isIdle(vehicle));
  const keys = keysOf(plan, used, square);
  const order = orderBy(keys);
  const absent = absentOf(plan, square);
  const cuts: Cut[] = [];
  let from = 0;
  let absentFrom = 0;
  do {
    let to = from;
    let count = 0;
    while (to < order.length && (count < size || keys[order[to] as number] === keys[order[to - 1] as number])) {
      count += (plan.lists[used[order[to++] as number] as number] as Int32Array).length;
    }
    const border = to === order.length ? Number.POSITIVE_INFINITY : (keys[order[to] as number] as number);
    let absentTo = absentFrom;
    while (absentTo < absent.stops.length && (absent.keys[absentTo] as number) < border) absentTo++;
    const routes = Int32Array.from(order.subarray(from, to), (index) => used[index] as number);
    cuts.push({ routes, absent: absent.stops.slice(absentFrom, absentTo) });
    from = to;
    absentFrom = absentTo;
  } while (from < order.length);
  return cuts;
}

/** Place of each route's middle on the curve; that of the first for routes that are tied. */
function keysOf(plan: LargePlan, used: Int32Array, square: HilbertSquare): Float64Array {
  const { problem, lists } = plan;
  const keys = Float64Array.from(used, (vehicle) => {
    const { x, y } = middleOf(problem, lists[vehicle] as Int32Array);
    return square.index(x, y);
  });
  const ties = new Ties(used.length);
  const routeOfBunch = new Map<number, number>();
  used.forEach((vehicle, route) => {
    for (const stop of lists[vehicle] as Int32Array) {
      const bunch = problem.bunch[stop] as number;
      ties.tie(routeOfBunch.get(bunch) ?? route, route);
      routeOfBunch.set(bunch, route);
    }
  });
  return keys.map((_, route) => keys[ties.firstOf(route)] as number);
}

/** Stops without a route none of whose bunch has one, along the curve; a bunch lies where its first stop is. */
function absentOf({ problem, routeOf }: LargePlan, square: HilbertSquare): { stops: Int32Array; keys: Float64Array } {
  const { bunch, x, y } = problem;
  const isServed = new Uint8Array(problem.stops);
  routeOf.forEach((vehicle, stop) => {
    if (vehicle >= 0) isServed[bunch[stop] as number] = 1;
  });
  const absent = Int32Array.from(routeOf.keys()).filter((stop) => isServed[bunch[stop] as number] === 0);
  const keys = Float64Array.from(absent, (stop) => {
    const first = bunch[stop] as number;
    return square.index(x[first] as number, y[first] as number);
  });
  const order = orderBy(keys);
  return { stops: order.map((index) => absent[index] as number), keys: keys.slice().sort() };
}
