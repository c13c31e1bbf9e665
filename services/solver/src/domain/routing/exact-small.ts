import type { StopRule } from '#domain/engine/engine';
import { type CompiledRouting, UNLIMITED } from './compiled.ts';
import { follow, keep, type Label, leastCost, spareWalking, unwind } from './exact-labels.ts';
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
  // Labels know neither what concerns several routes nor what the timeline decides.
  if (problem.bonds || problem.rules) return false;
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
