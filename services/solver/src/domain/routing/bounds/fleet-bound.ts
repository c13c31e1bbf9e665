import { FAR, UNLIMITED } from '#domain/routing/compiled';
import type { ArcPrices } from './arc-prices.ts';
import type { RelaxedFleet, RelaxedProblem } from './relaxed-problem.ts';

/** Above so many stops the windows are not compared in pairs. */
const MOST_COMPARED = 1500;

/** Vehicles that any plan uses at least, for the stops that must be served. */
export function vehiclesNeeded(problem: RelaxedProblem, prices: ArcPrices): number {
  const stops = mandatoryStops(problem);
  if (stops.length === 0) return 0;
  return Math.max(
    1,
    neededForLoads(problem, stops),
    neededForTime(problem, stops, prices),
    neededForStops(problem, stops),
    apartInTime(problem, stops, prices),
  );
}

/** Least cost of having that many vehicles, each with `extra` on top: the cheapest first, and enough of them for the loads. */
export function costOfVehicles(problem: RelaxedProblem, needed: number, extra: number): number {
  if (needed === 0) return 0;
  const stops = mandatoryStops(problem);
  let cost = cheapest(problem.fleets, needed, extra, () => 1);
  for (let d = 0; d < problem.dims; d++) {
    if (!isBinding(problem, d)) continue;
    for (const loads of [problem.deliveries, problem.pickups]) {
      const load = stops.reduce((sum, stop) => sum + (loads[stop * problem.dims + d] as number), 0);
      cost = Math.max(
        cost,
        cheapest(problem.fleets, load, extra, ({ capacity }) => capacity[d] as number),
      );
    }
  }
  return cost;
}

/** Cheapest way to gather an amount from vehicles that each give some, in parts: a continuous knapsack. */
function cheapest(
  fleets: readonly RelaxedFleet[],
  amount: number,
  extra: number,
  given: (fleet: RelaxedFleet) => number,
): number {
  const offers = fleets
    .filter((fleet) => given(fleet) > 0 && fleet.count > 0)
    .map((fleet) => ({ give: given(fleet), cost: Math.max(0, fleet.fixedCost + extra), count: fleet.count }))
    .sort((a, b) => a.cost * b.give - b.cost * a.give);
  let left = amount;
  let cost = 0;
  for (const offer of offers) {
    const taken = Math.min(offer.count, Math.max(0, left / offer.give));
    cost += taken * offer.cost;
    left -= taken * offer.give;
  }
  return cost;
}

function mandatoryStops({ stops, task, tasks, loss }: RelaxedProblem): number[] {
  // A stop among alternatives need not be served itself.
  const inTask = new Int32Array(tasks);
  for (const number of task) inTask[number] = (inTask[number] as number) + 1;
  return Array.from({ length: stops }, (_, stop) => stop).filter((stop) => {
    const number = task[stop] as number;
    return inTask[number] === 1 && loss[number] === Number.POSITIVE_INFINITY;
  });
}

/** Loads that cannot be on board twice bind only where nobody loads again. */
function isBinding({ fleets }: RelaxedProblem, d: number): boolean {
  return fleets.every(({ reloads, capacity }) => !reloads && (capacity[d] as number) < UNLIMITED);
}

/** Bins that the loads fill at least, by dimension: the bound L2 of Martello and Toth (1990). */
function neededForLoads(problem: RelaxedProblem, stops: readonly number[]): number {
  let most = 0;
  for (let d = 0; d < problem.dims; d++) {
    if (!isBinding(problem, d)) continue;
    const capacity = problem.fleets.reduce((largest, fleet) => Math.max(largest, fleet.capacity[d] as number), 0);
    for (const loads of [problem.deliveries, problem.pickups]) {
      most = Math.max(
        most,
        binsFor(
          stops.map((stop) => loads[stop * problem.dims + d] as number),
          capacity,
        ),
      );
    }
  }
  return most;
}

/** The bound L2: for each threshold, large items fill a bin each, middle ones share only what these leave. */
export function binsFor(items: readonly number[], capacity: number): number {
  const sizes = items.filter((size) => size > 0).sort((a, b) => b - a);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (capacity <= 0 || total <= capacity) return total > 0 ? 1 : 0;
  const sums = [0];
  for (const size of sizes) sums.push((sums.at(-1) as number) + size);
  const countAbove = (limit: number) => {
    let [low, high] = [0, sizes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sizes[middle] as number) > limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let bins = Math.ceil(total / capacity);
  for (const threshold of new Set([0, ...sizes])) {
    if (2 * threshold > capacity) continue;
    const large = countAbove(capacity - threshold);
    const overHalf = countAbove(capacity / 2);
    const counted = countAbove(threshold - 1e-9);
    const spare = (overHalf - large) * capacity - ((sums[overHalf] as number) - (sums[large] as number));
    const small = (sums[counted] as number) - (sums[overHalf] as number);
    bins = Math.max(bins, overHalf + Math.max(0, Math.ceil((small - spare) / capacity)));
  }
  return bins;
}

/** Each vehicle works no longer than its time; each stop takes its service and the shortest leg to it. */
function neededForTime(problem: RelaxedProblem, stops: readonly number[], { secondsIn }: ArcPrices): number {
  const longest = problem.fleets.reduce((most, fleet) => Math.max(most, fleet.maxSeconds), 0);
  if (longest <= 0 || longest >= FAR) return 0;
  let seconds = 0;
  for (const stop of stops) {
    if (!Number.isFinite(secondsIn[stop])) return 0;
    seconds += (secondsIn[stop] as number) + leastService(problem, stop);
  }
  return Math.ceil(seconds / longest);
}

function neededForStops(problem: RelaxedProblem, stops: readonly number[]): number {
  const most = problem.fleets.reduce((high, fleet) => Math.max(high, fleet.maxStops), 0);
  return most > 0 ? Math.ceil(stops.length / most) : 0;
}

/** Stops no two of which fit one route, whoever drives and whatever lies between: found greedily, the narrowest first. */
function apartInTime(problem: RelaxedProblem, stops: readonly number[], prices: ArcPrices): number {
  if (stops.length > MOST_COMPARED) return 1;
  const first = (stop: number) =>
    problem.fleets.reduce((low, { serves, open }) => (serves[stop] ? Math.min(low, open[stop] as number) : low), FAR);
  const last = (stop: number) =>
    problem.fleets.reduce(
      (high, { serves, close }) => (serves[stop] ? Math.max(high, close[stop] as number) : high),
      -1,
    );
  const spans = stops.map((stop) => ({
    stop,
    first: first(stop),
    last: last(stop),
    service: leastService(problem, stop),
  }));
  const follows = (a: (typeof spans)[number], b: (typeof spans)[number]) => {
    const way = Math.max(prices.secondsOut[a.stop] as number, prices.secondsIn[b.stop] as number);
    return a.first + a.service + (Number.isFinite(way) ? way : 0) <= b.last;
  };
  const chosen: typeof spans = [];
  for (const span of spans.sort((a, b) => a.last - a.first - (b.last - b.first))) {
    if (chosen.every((other) => !follows(span, other) && !follows(other, span))) chosen.push(span);
  }
  return chosen.length;
}

function leastService({ fleets }: RelaxedProblem, stop: number): number {
  const least = fleets.reduce(
    (low, { serves, service }) => (serves[stop] ? Math.min(low, service[stop] as number) : low),
    FAR,
  );
  return least < FAR ? least : 0;
}
