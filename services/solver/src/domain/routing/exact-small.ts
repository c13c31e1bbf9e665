import type { StopRule } from '#domain/engine/engine';
import { type CompiledRouting, FAR, UNLIMITED } from './compiled.ts';
import { RouteWalk } from './route-walk.ts';
import type { RouteLists } from './search-state.ts';

/** Above these, proof by enumeration is not tried. */
const MOST_STOPS = 12;
const MOST_PARTITIONS = 20_000_000;
const MOST_LABELS = 100_000;

export interface ExactAnswer {
  readonly routes: RouteLists;
  /** Proved least cost, with the penalty of every required stop that cannot be served. */
  readonly cost: number;
}

/** Whether `solveExactly` may be asked at all. */
export function isSmall(problem: CompiledRouting): boolean {
  if (problem.stops === 0 || problem.stops > MOST_STOPS) return false;
  if (3 ** problem.stops * problem.vehicles > MOST_PARTITIONS) return false;
  return !problem.scan || !timed(problem);
}

/** Whether the time from leaving to coming back counts. */
function timed(problem: CompiledRouting): boolean {
  return problem.perSecond.some((cost) => cost > 0) || problem.maxDuration.some((limit) => limit < UNLIMITED);
}

/**
 * Proves the least cost of a small problem: the best route of every vehicle
 * type for every set of stops by label setting over (set, last stop), then the
 * best partition of the stops over the vehicles. Gives `undefined` when the stop
 * rule or the memory limit cut it short.
 */
export function solveExactly(problem: CompiledRouting, stop: StopRule): ExactAnswer | undefined {
  const tables: RouteTable[] = [];
  for (let v = 0; v < problem.vehicles; v++) {
    const type = problem.type[v] as number;
    if (tables[type]) continue;
    const table = bestRoutes(problem, v, stop);
    if (!table) return undefined;
    tables[type] = table;
  }
  return partition(problem, tables, stop);
}

/** A way to have served a set of stops, ending at one of them. */
interface Label {
  readonly cost: number;
  readonly meters: number;
  readonly walked: number;
  /** Earliest time to be ready to leave; when time counts, least duration and latest start of it. */
  readonly ready: number;
  readonly duration: number;
  readonly late: number;
  readonly stop: number;
  readonly before: Label | undefined;
}

interface RouteTable {
  /** By set of stops: cost of the best route, `Infinity` when there is none. */
  readonly cost: Float64Array;
  readonly last: (Label | undefined)[];
}

function bestRoutes(problem: CompiledRouting, vehicle: number, stop: StopRule): RouteTable | undefined {
  const { stops } = problem;
  const sets = 1 << stops;
  const cost = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  const last = new Array<Label | undefined>(sets);
  const labels: (Label[] | undefined)[] = new Array(sets * stops);
  const walk = new RouteWalk(problem);
  const order = new Int32Array(stops);
  const spare = spareWalking(problem, vehicle);
  let made = 0;
  cost[0] = 0;
  const extend = (from: Label | undefined, set: number) => {
    for (let next = 0; next < stops; next++) {
      if (set & (1 << next)) continue;
      const label = follow(problem, vehicle, from, next);
      const reached = set | (1 << next);
      if (label && keep(labels, reached * stops + next, label, spare[reached] as number)) made++;
    }
  };
  extend(undefined, 0);
  for (let set = 1; set < sets; set++) {
    if (made > MOST_LABELS || stop()) return undefined;
    for (let end = 0; end < stops; end++) {
      for (const label of labels[set * stops + end] ?? []) {
        extend(label, set);
        const total = walk.evaluate(vehicle, order, unwind(label, order));
        if (total < (cost[set] as number)) {
          cost[set] = total;
          last[set] = label;
        }
      }
    }
  }
  return { cost, last };
}

/** The label after going on to `next`, or nothing when a rule breaks that no later stop can mend. */
function follow(problem: CompiledRouting, vehicle: number, from: Label | undefined, next: number): Label | undefined {
  const p = problem;
  const cell = (p.type[vehicle] as number) * p.stops + next;
  if (p.allowed[cell] === 0) return undefined;
  const at = from ? (p.location[from.stop] as number) : (p.start[vehicle] as number);
  const leg = legOf(p, vehicle, at * p.size + (p.location[next] as number), from?.walked ?? 0);
  const meters = (from?.meters ?? 0) + leg.meters;
  if (leg.seconds >= FAR || meters > (p.maxDistance[vehicle] as number)) return undefined;
  const arrival = (from?.ready ?? (p.shiftStart[vehicle] as number)) + leg.seconds;
  let window = p.windowFrom[cell] as number;
  const end = p.windowFrom[cell + 1] as number;
  while (window < end && (p.windowClose[window] as number) < arrival) window++;
  if (window === end) return undefined;
  const open = p.windowOpen[window] as number;
  const shift = (from?.duration ?? 0) + leg.seconds;
  const lateBefore = from?.late ?? (p.shiftEnd[vehicle] as number);
  const wait = Math.max(open - shift - lateBefore, 0);
  const service = p.service[next] as number;
  return {
    cost:
      (from?.cost ?? 0) +
      (p.perMeter[vehicle] as number) * leg.meters +
      (p.perTravelSecond[vehicle] as number) * leg.seconds,
    meters,
    walked: (from?.walked ?? 0) + leg.walked,
    ready: Math.max(arrival, open) + service,
    // With several windows a stop, time does not count here (see isSmall).
    duration: p.scan ? 0 : shift + wait + service,
    late: p.scan ? 0 : Math.min((p.windowClose[window] as number) - shift, lateBefore),
    stop: next,
    before: from,
  };
}

function legOf(p: CompiledRouting, vehicle: number, cell: number, walked: number) {
  const onFoot = p.walking?.distances[cell] ?? FAR;
  if (p.walking && onFoot <= p.walking.legMeters && walked + onFoot <= (p.walkingBudget[vehicle] as number)) {
    return { meters: onFoot, seconds: p.walking.durations[cell] as number, walked: onFoot };
  }
  return { meters: p.distances[cell] as number, seconds: p.durations[cell] as number, walked: 0 };
}

/**
 * By set of stops served: metres that may have been walked so far without any later leg ever lacking budget, because not
 * even the longest walks to all other stops and to the end would use it up.
 */
function spareWalking(p: CompiledRouting, vehicle: number): Float64Array {
  const spare = new Float64Array(1 << p.stops).fill(Number.POSITIVE_INFINITY);
  if (!p.walking) return spare;
  const { distances, legMeters } = p.walking;
  const from = [p.start[vehicle] as number, ...p.location];
  const longestTo = (to: number) => {
    const walks = from.map((at) => distances[at * p.size + to] as number).filter((meters) => meters <= legMeters);
    return Math.max(0, ...walks);
  };
  const longest = Array.from(p.location.subarray(0, p.stops), longestTo);
  const toEnd = longestTo(p.end[vehicle] as number);
  for (let set = 0; set < spare.length; set++) {
    let ahead = toEnd;
    for (let stop = 0; stop < p.stops; stop++) if (!(set & (1 << stop))) ahead += longest[stop] as number;
    spare[set] = (p.walkingBudget[vehicle] as number) - ahead;
  }
  return spare;
}

/** Keeps the label unless one as good in everything is there; drops those that it beats. */
function keep(labels: (Label[] | undefined)[], cell: number, label: Label, spare: number): boolean {
  let list = labels[cell];
  if (!list) {
    list = [];
    labels[cell] = list;
  }
  for (const other of list) if (beats(other, label, spare)) return false;
  let kept = 0;
  for (const other of list) if (!beats(label, other, spare)) list[kept++] = other;
  list.length = kept;
  list.push(label);
  return true;
}

/**
 * As good for whatever comes after. What was walked decides how later legs are made, so it must be the same, or too little
 * for both to matter.
 */
function beats(a: Label, b: Label, spare: number): boolean {
  return (
    a.cost <= b.cost &&
    a.ready <= b.ready &&
    a.meters <= b.meters &&
    a.duration <= b.duration &&
    a.late >= b.late &&
    (a.walked === b.walked || (a.walked <= spare && b.walked <= spare))
  );
}

function unwind(label: Label, into: Int32Array): number {
  let length = 0;
  for (let at: Label | undefined = label; at; at = at.before) into[length++] = at.stop;
  into.subarray(0, length).reverse();
  return length;
}

function partition(problem: CompiledRouting, tables: readonly RouteTable[], stop: StopRule): ExactAnswer | undefined {
  const sets = 1 << problem.stops;
  const choice: Int32Array[] = [];
  let best = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  for (let v = 0; v < problem.vehicles; v++) {
    const route = (tables[problem.type[v] as number] as RouteTable).cost;
    const next = best.slice();
    const chosen = new Int32Array(sets);
    for (let set = 1; set < sets; set++) {
      if ((set & 255) === 0 && stop()) return undefined;
      for (let sub = set; sub > 0; sub = (sub - 1) & set) {
        const cost = (route[sub] as number) + (best[set ^ sub] as number);
        if (cost < (next[set] as number)) {
          next[set] = cost;
          chosen[set] = sub;
        }
      }
    }
    best = next;
    choice.push(chosen);
  }
  return readBack(problem, tables, choice, best);
}

function readBack(
  problem: CompiledRouting,
  tables: readonly RouteTable[],
  choice: readonly Int32Array[],
  best: Float64Array,
): ExactAnswer {
  let cost = Number.POSITIVE_INFINITY;
  let set = 0;
  for (let candidate = 0; candidate < best.length; candidate++) {
    let total = best[candidate] as number;
    for (let s = 0; s < problem.stops; s++) if (!(candidate & (1 << s))) total += problem.prize[s] as number;
    if (total < cost) {
      cost = total;
      set = candidate;
    }
  }
  const routes: Int32Array[] = [];
  const order = new Int32Array(problem.stops);
  for (let v = problem.vehicles - 1; v >= 0; v--) {
    const sub = choice[v]?.[set] as number;
    const label = sub > 0 ? tables[problem.type[v] as number]?.last[sub] : undefined;
    routes[v] = label ? order.slice(0, unwind(label, order)) : new Int32Array(0);
    set ^= sub;
  }
  return { routes, cost };
}
