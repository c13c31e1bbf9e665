import { type CompiledRouting, FAR, HORIZON } from './compiled.ts';

/** Name of the bound in results. */
export const ARC_RELAXATION = 'arc_relaxation';

/**
 * A cost that no plan can go below when every required stop is served. Each
 * served stop has a leg in and a leg out, so it costs at least half the
 * cheapest of each; at least so many vehicles are used as the loads need; and
 * what is served takes at least its service and shortest way there, out of the
 * working time of the whole fleet (a continuous knapsack decides which
 * optional stops are left out).
 */
export function lowerBound(problem: CompiledRouting): number {
  const legs = cheapestLegs(problem);
  const { stops } = problem;
  let cost = fleetCost(problem, legs);
  let room = workingTime(problem);
  const gains: { gain: number; seconds: number }[] = [];
  const perSecond = least(problem.perSecond);
  for (let s = 0; s < stops; s++) {
    const reachable = (legs.in[s] as number) < FAR && (legs.out[s] as number) < FAR;
    const own = reachable
      ? ((legs.in[s] as number) + (legs.out[s] as number)) / 2 + perSecond * (problem.service[s] as number)
      : 0;
    const seconds = (problem.service[s] as number) + (reachable ? (legs.seconds[s] as number) : 0);
    if (problem.required[s] === 1) {
      cost += own;
      room -= seconds;
      continue;
    }
    cost += problem.prize[s] as number;
    const gain = (problem.prize[s] as number) - own;
    if (reachable && gain > 0) gains.push({ gain, seconds });
  }
  gains.sort((a, b) => b.gain * (a.seconds + 1e-9) - a.gain * (b.seconds + 1e-9));
  for (const { gain, seconds } of gains) {
    const part = seconds <= 0 ? 1 : Math.max(0, Math.min(1, room / seconds));
    cost -= gain * part;
    room -= seconds * part;
  }
  // Rounding must not lift the bound above the value.
  return cost - 1e-9 * Math.max(1, Math.abs(cost));
}

interface CheapestLegs {
  /** By stop: cost of the cheapest leg to it and from it, seconds of the shortest leg to it. */
  readonly in: Float64Array;
  readonly out: Float64Array;
  readonly seconds: Float64Array;
  /** Cheapest leg from any start and to any end. */
  readonly fromStart: number;
  readonly toEnd: number;
}

function cheapestLegs(problem: CompiledRouting): CheapestLegs {
  const { stops, location, size } = problem;
  const perMeter = least(problem.perMeter);
  const perSecond = least(problem.perTravelSecond) + least(problem.perSecond);
  const inward = new Float64Array(stops).fill(FAR);
  const outward = new Float64Array(stops).fill(FAR);
  const shortest = new Float64Array(stops).fill(FAR);
  const spans = lastAndFirst(problem);
  let fromStart = FAR;
  let toEnd = FAR;
  const price = (cell: number) => {
    const ride = leg(problem.distances[cell] as number, problem.durations[cell] as number, perMeter, perSecond);
    if (!problem.walking) return ride;
    return Math.min(
      ride,
      leg(problem.walking.distances[cell] as number, problem.walking.durations[cell] as number, perMeter, perSecond),
    );
  };
  const time = (cell: number) => Math.min(problem.durations[cell] as number, problem.walking?.durations[cell] ?? FAR);
  const depots = (column: Int32Array) => [...new Set(column)];
  const starts = depots(problem.start);
  const ends = depots(problem.end);
  for (let a = 0; a < stops; a++) {
    const row = location[a] as number;
    for (const start of starts) {
      const cell = start * size + row;
      inward[a] = Math.min(inward[a] as number, price(cell));
      shortest[a] = Math.min(shortest[a] as number, time(cell));
      fromStart = Math.min(fromStart, price(cell));
    }
    for (const end of ends) {
      outward[a] = Math.min(outward[a] as number, price(row * size + end));
      toEnd = Math.min(toEnd, price(row * size + end));
    }
    for (let b = 0; b < stops; b++) {
      if (a === b) continue;
      const cell = row * size + (location[b] as number);
      const seconds = time(cell);
      if ((spans.first[a] as number) + (problem.service[a] as number) + seconds > (spans.last[b] as number)) continue;
      const cost = price(cell);
      outward[a] = Math.min(outward[a] as number, cost);
      inward[b] = Math.min(inward[b] as number, cost);
      shortest[b] = Math.min(shortest[b] as number, seconds);
    }
  }
  return { in: inward, out: outward, seconds: shortest, fromStart, toEnd };
}

function leg(meters: number, seconds: number, perMeter: number, perSecond: number): number {
  return meters >= FAR || seconds >= FAR ? FAR : perMeter * meters + perSecond * seconds;
}

/** Earliest and latest start of service by stop, over all types of vehicle. */
function lastAndFirst(problem: CompiledRouting) {
  const first = new Float64Array(problem.stops).fill(HORIZON);
  const last = new Float64Array(problem.stops).fill(-1);
  for (let cell = 0; cell < problem.types * problem.stops; cell++) {
    if (problem.allowed[cell] === 0) continue;
    const stop = cell % problem.stops;
    const from = problem.windowFrom[cell] as number;
    const to = problem.windowFrom[cell + 1] as number;
    first[stop] = Math.min(first[stop] as number, problem.windowOpen[from] as number);
    last[stop] = Math.max(last[stop] as number, problem.windowClose[to - 1] as number);
  }
  return { first, last };
}

/** Vehicles that the loads of the required stops need, with their fixed cost and their share of first and last legs. */
function fleetCost(problem: CompiledRouting, legs: CheapestLegs): number {
  if (!problem.required.includes(1)) return 0;
  let vehicles = 1;
  for (let d = 0; d < problem.dims; d++) {
    let load = 0;
    let capacity = 1;
    for (let s = 0; s < problem.stops; s++)
      load += problem.required[s] === 1 ? (problem.demand[s * problem.dims + d] as number) : 0;
    for (let v = 0; v < problem.vehicles; v++)
      capacity = Math.max(capacity, problem.capacity[v * problem.dims + d] as number);
    vehicles = Math.max(vehicles, Math.ceil(load / capacity));
  }
  const ends = legs.fromStart < FAR && legs.toEnd < FAR ? (legs.fromStart + legs.toEnd) / 2 : 0;
  return vehicles * (least(problem.fixedCost) + ends);
}

function workingTime(problem: CompiledRouting): number {
  let sum = 0;
  for (let v = 0; v < problem.vehicles; v++) {
    const shift = (problem.shiftEnd[v] as number) - (problem.shiftStart[v] as number);
    sum += Math.min(shift, problem.maxDuration[v] as number);
  }
  return sum;
}

function least(column: Float64Array): number {
  let value = Number.POSITIVE_INFINITY;
  for (const cell of column) value = Math.min(value, cell);
  return Number.isFinite(value) ? value : 0;
}
