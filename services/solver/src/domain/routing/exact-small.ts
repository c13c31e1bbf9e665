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
 *
 * @param known cost of a plan that is known: what cannot be better is not gone on with
 */
export function solveExactly(
  problem: CompiledRouting,
  stop: StopRule,
  known = Number.POSITIVE_INFINITY,
): ExactAnswer | undefined {
  const tables: RouteTable[] = [];
  const rest = restCosts(problem);
  for (let v = 0; v < problem.vehicles; v++) {
    const type = problem.type[v] as number;
    if (tables[type]) continue;
    const table = bestRoutes(problem, v, { stop, rest, known });
    if (!table) return undefined;
    tables[type] = table;
  }
  return partition(problem, tables, stop);
}

/** A way to have served a set of stops, ending at one of them. */
interface Label {
  cost: number;
  /** 0 where no limit asks for them. */
  meters: number;
  walked: number;
  /** Earliest time to be ready to leave; when time counts, least duration and latest start of it. */
  ready: number;
  duration: number;
  late: number;
  stop: number;
  before: Label | undefined;
}

interface RouteTable {
  /** By set of stops: cost of the best route, `Infinity` when there is none. */
  readonly cost: Float64Array;
  readonly last: (Label | undefined)[];
}

interface Limits {
  readonly stop: StopRule;
  /** By set of stops: what all others cost at least. */
  readonly rest: Float64Array;
  readonly known: number;
}

function bestRoutes(problem: CompiledRouting, vehicle: number, { stop, rest, known }: Limits): RouteTable | undefined {
  const { stops } = problem;
  // Costs are added in another order elsewhere: rounding must not cut off the known plan.
  const most = known + 1e-9 * Math.max(1, Math.abs(known)) - (problem.fixedCost[vehicle] as number);
  const sets = 1 << stops;
  const cost = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  const last = new Array<Label | undefined>(sets);
  const labels: (Label[] | undefined)[] = new Array(sets * stops);
  const walk = new RouteWalk(problem);
  const order = new Int32Array(stops);
  const spare = spareWalking(problem, vehicle);
  let made = 0;
  cost[0] = 0;
  const draft: Label = { cost: 0, meters: 0, walked: 0, ready: 0, duration: 0, late: 0, stop: 0, before: undefined };
  const extend = (from: Label | undefined, set: number) => {
    for (let next = 0; next < stops; next++) {
      if (set & (1 << next)) continue;
      const reached = set | (1 << next);
      if (!follow(problem, vehicle, from, next, draft) || draft.cost + (rest[reached] as number) > most) continue;
      if (keep(labels, reached * stops + next, draft, spare[reached] as number)) made++;
    }
  };
  extend(undefined, 0);
  for (let set = 1; set < sets; set++) {
    if (made > MOST_LABELS || stop()) return undefined;
    for (let end = 0; end < stops; end++) {
      for (const label of labels[set * stops + end] ?? []) {
        extend(label, set);
        // What is known of the cost spares most ways the walk from end to end.
        if (leastCost(problem, vehicle, label) >= (cost[set] as number)) continue;
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

/** The cost of the route that ends with the label, without what its duration costs. */
function leastCost(p: CompiledRouting, vehicle: number, { cost, stop, walked }: Label): number {
  const cell = (p.location[stop] as number) * p.size + (p.end[vehicle] as number);
  const isWalked = walks(p, vehicle, cell, walked);
  const meters = (isWalked ? p.walking?.distances[cell] : p.distances[cell]) as number;
  const seconds = (isWalked ? p.walking?.durations[cell] : p.durations[cell]) as number;
  const legs = (p.perMeter[vehicle] as number) * meters + (p.perTravelSecond[vehicle] as number) * seconds;
  // The walk adds in another order: rounding must not hide a better route.
  return ((p.fixedCost[vehicle] as number) + cost + legs) * (1 - 1e-12);
}

/** Makes `into` the label after going on to `next`; false when a rule breaks that no later stop can mend. */
function follow(p: CompiledRouting, vehicle: number, from: Label | undefined, next: number, into: Label): boolean {
  const type = (p.type[vehicle] as number) * p.stops + next;
  if (p.allowed[type] === 0) return false;
  const at = from ? (p.location[from.stop] as number) : (p.start[vehicle] as number);
  const cell = at * p.size + (p.location[next] as number);
  const walked = from ? from.walked : 0;
  const isWalked = walks(p, vehicle, cell, walked);
  const legMeters = (isWalked ? p.walking?.distances[cell] : p.distances[cell]) as number;
  const legSeconds = (isWalked ? p.walking?.durations[cell] : p.durations[cell]) as number;
  if (legSeconds >= FAR || legMeters >= FAR) return false;
  const isLimited = (p.maxDistance[vehicle] as number) < UNLIMITED;
  const meters = isLimited ? (from ? from.meters : 0) + legMeters : 0;
  if (meters > (p.maxDistance[vehicle] as number)) return false;
  const arrival = (from ? from.ready : (p.shiftStart[vehicle] as number)) + legSeconds;
  let window = p.windowFrom[type] as number;
  const end = p.windowFrom[type + 1] as number;
  while (window < end && (p.windowClose[window] as number) < arrival) window++;
  if (window === end) return false;
  const open = p.windowOpen[window] as number;
  const service = p.service[next] as number;
  into.ready = Math.max(arrival, open) + service;
  if (into.ready > (p.shiftEnd[vehicle] as number)) return false;
  into.cost =
    (from ? from.cost : 0) +
    (p.perMeter[vehicle] as number) * legMeters +
    (p.perTravelSecond[vehicle] as number) * legSeconds;
  into.meters = meters;
  into.walked = walked + (isWalked ? legMeters : 0);
  into.stop = next;
  into.before = from;
  // With several windows a stop, time does not count here (see isSmall).
  if (p.scan) return true;
  const shift = (from ? from.duration : 0) + legSeconds;
  const lateBefore = from ? from.late : (p.shiftEnd[vehicle] as number);
  into.duration = shift + Math.max(open - shift - lateBefore, 0) + service;
  into.late = Math.min((p.windowClose[window] as number) - shift, lateBefore);
  return true;
}

/** Whether the leg is made on foot after having walked so far. */
function walks(p: CompiledRouting, vehicle: number, cell: number, walked: number): boolean {
  if (!p.walking) return false;
  const onFoot = p.walking.distances[cell] as number;
  return onFoot <= p.walking.legMeters && walked + onFoot <= (p.walkingBudget[vehicle] as number);
}

/**
 * By set of stops: what the others cost at least, whoever serves them. Each has a leg to it, which costs no less than the
 * cheapest there is, or its prize is lost.
 */
function restCosts(p: CompiledRouting): Float64Array {
  const sets = 1 << p.stops;
  const perMeter = p.perMeter.reduce((least, cost) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  const perSecond = p.perTravelSecond.reduce((least, cost) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  const from = [...p.start, ...p.location];
  const own = Array.from({ length: p.stops }, (_, stop) => {
    let least = p.prize[stop] as number;
    for (const at of from) {
      if (at === p.location[stop]) continue;
      const cell = at * p.size + (p.location[stop] as number);
      const ridden = perMeter * (p.distances[cell] as number) + perSecond * (p.durations[cell] as number);
      const { distances, durations } = p.walking ?? p;
      const walked = perMeter * (distances[cell] as number) + perSecond * (durations[cell] as number);
      least = Math.min(least, ridden, walked);
    }
    return least;
  });
  const rest = new Float64Array(sets);
  for (let set = sets - 2; set >= 0; set--) {
    const missing = ~set & (sets - 1);
    const first = 31 - Math.clz32(missing & -missing);
    rest[set] = (rest[set | (1 << first)] as number) + (own[first] as number);
  }
  return rest;
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
  if (kept < list.length) list.length = kept;
  list.push({ ...label });
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
