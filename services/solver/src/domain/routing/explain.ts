import type { StopRule } from '#domain/engine/engine';
import { type CompiledRouting, FAR, HORIZON, UNLIMITED } from './compiled.ts';
import { UNSERVED, type UnservedCode, type UnservedReason } from './problem.ts';
import { RouteWalk } from './route-walk.ts';
import type { RouteLists } from './search-state.ts';

/** What reasons are written with. */
export interface ExplainWords {
  readonly vehicleName: (vehicle: number) => string;
  /** Whether the vehicle has the skills for the stop, whatever its windows. */
  readonly hasSkills: (vehicle: number, stop: number) => boolean;
  readonly message: (code: UnservedCode, stop: number, price: number | undefined, closest: string) => string;
  /** Codes that make no sense for this kind of problem are not tried. */
  readonly codes: readonly UnservedCode[];
}

/**
 * Why a stop is left out of these routes: each class of rules is lifted alone,
 * for this stop or for the limits of the vehicles, and the stop is inserted
 * again where that costs least. A reason without a price does not help alone.
 */
export function explainUnserved(
  problem: CompiledRouting,
  routes: RouteLists,
  stop: number,
  words: ExplainWords,
  isOver: StopRule,
): UnservedReason[] {
  const reason = (code: UnservedCode, price?: number, vehicle = -1): UnservedReason => {
    const closest = vehicle < 0 ? '' : words.vehicleName(vehicle);
    const message = words.message(code, stop, price, closest);
    return price === undefined ? { code, message, closest } : { code, message, price, closest };
  };
  if (!isReachable(problem, stop)) return [reason(UNSERVED.unreachable)];
  const plain = cheapest(problem, routes, stop, isOver);
  if (plain.vehicle >= 0) {
    const code = problem.required[stop] === 1 ? UNSERVED.noRoom : UNSERVED.prizeTooLow;
    return [reason(code, plain.cost, plain.vehicle)];
  }
  const closed = problem.windowFrom.every(
    (from, cell) =>
      cell === problem.types * problem.stops || cell % problem.stops !== stop || from === problem.windowFrom[cell + 1],
  );
  const reasons: UnservedReason[] = [];
  for (const code of words.codes) {
    if (isOver()) break;
    if (code === UNSERVED.timeWindow && closed) continue;
    if (code === UNSERVED.closed && !closed) continue;
    const lifted = lift(problem, stop, code, words);
    if (!lifted) continue;
    const found = cheapest(lifted, routes, stop, isOver);
    if (found.vehicle >= 0) reasons.push(reason(code, found.cost, found.vehicle));
  }
  if (reasons.length > 0) return reasons;
  if (closed && words.codes.includes(UNSERVED.closed)) return [reason(UNSERVED.closed)];
  const skilled = Array.from({ length: problem.vehicles }, (_, v) => v).some((v) => words.hasSkills(v, stop));
  return [reason(skilled ? UNSERVED.noRoom : UNSERVED.skill)];
}

function isReachable(problem: CompiledRouting, stop: number): boolean {
  const at = problem.location[stop] as number;
  for (let v = 0; v < problem.vehicles; v++) {
    const out = (problem.start[v] as number) * problem.size + at;
    const home = at * problem.size + (problem.end[v] as number);
    const there = Math.min(problem.durations[out] as number, problem.walking?.durations[out] ?? FAR);
    const back = Math.min(problem.durations[home] as number, problem.walking?.durations[home] ?? FAR);
    if (there < FAR && back < FAR) return true;
  }
  return false;
}

/** The problem without one class of rules; nothing when that would change nothing. */
function lift(
  problem: CompiledRouting,
  stop: number,
  code: UnservedCode,
  words: ExplainWords,
): CompiledRouting | undefined {
  const all = (column: Int32Array, value: number) => new Int32Array(column.length).fill(value);
  const limited = (column: Int32Array) => column.some((limit) => limit < UNLIMITED);
  switch (code) {
    case UNSERVED.timeWindow:
    case UNSERVED.closed:
      return openAlways(problem, stop, words);
    case UNSERVED.capacity: {
      if (!limited(problem.capacity)) return undefined;
      const demand = problem.demand.slice();
      demand.fill(0, stop * problem.dims, (stop + 1) * problem.dims);
      return { ...problem, demand };
    }
    case UNSERVED.skill: {
      const allowed = problem.allowed.slice();
      for (let t = 0; t < problem.types; t++) {
        const cell = t * problem.stops + stop;
        allowed[cell] = problem.windowFrom[cell] === problem.windowFrom[cell + 1] ? 0 : 1;
      }
      return { ...problem, allowed };
    }
    case UNSERVED.workingTime:
      return { ...problem, shiftEnd: all(problem.shiftEnd, HORIZON), maxDuration: all(problem.maxDuration, UNLIMITED) };
    case UNSERVED.distanceLimit:
      return limited(problem.maxDistance)
        ? { ...problem, maxDistance: all(problem.maxDistance, UNLIMITED) }
        : undefined;
    case UNSERVED.stopLimit:
      return limited(problem.maxStops) ? { ...problem, maxStops: all(problem.maxStops, UNLIMITED) } : undefined;
    case UNSERVED.walkingLimit:
      return problem.walking && limited(problem.walkingBudget)
        ? { ...problem, walkingBudget: all(problem.walkingBudget, UNLIMITED) }
        : undefined;
    default:
      return undefined;
  }
}

function openAlways(problem: CompiledRouting, stop: number, words: ExplainWords): CompiledRouting {
  const cells = problem.types * problem.stops;
  const windowFrom = new Int32Array(cells + 1);
  const allowed = problem.allowed.slice();
  const open: number[] = [];
  const close: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    if (cell % problem.stops === stop) {
      open.push(0);
      close.push(HORIZON);
    } else {
      for (let w = problem.windowFrom[cell] as number; w < (problem.windowFrom[cell + 1] as number); w++) {
        open.push(problem.windowOpen[w] as number);
        close.push(problem.windowClose[w] as number);
      }
    }
    windowFrom[cell + 1] = open.length;
  }
  for (let v = 0; v < problem.vehicles; v++) {
    if (words.hasSkills(v, stop)) allowed[(problem.type[v] as number) * problem.stops + stop] = 1;
  }
  return {
    ...problem,
    windowFrom,
    allowed,
    windowOpen: Int32Array.from(open),
    windowClose: Int32Array.from(close),
    scan: true,
  };
}

/** Cheapest insertion into the given routes; vehicle -1 when there is none. */
function cheapest(
  problem: CompiledRouting,
  routes: RouteLists,
  stop: number,
  isOver: StopRule,
): { cost: number; vehicle: number } {
  const walk = new RouteWalk(problem);
  let best = Number.POSITIVE_INFINITY;
  let vehicle = -1;
  let emptyType = -1;
  for (let v = 0; v < problem.vehicles && !isOver(); v++) {
    if (problem.allowed[(problem.type[v] as number) * problem.stops + stop] === 0) continue;
    const route = routes[v] ?? new Int32Array(0);
    if (route.length === 0) {
      if (emptyType === problem.type[v]) continue;
      emptyType = problem.type[v] as number;
    }
    const now = walk.evaluate(v, route, route.length);
    const longer = new Int32Array(route.length + 1);
    for (let at = 0; at <= route.length; at++) {
      longer.set(route.subarray(0, at));
      longer[at] = stop;
      longer.set(route.subarray(at), at + 1);
      const cost = walk.evaluate(v, longer, longer.length) - now;
      if (cost < best) {
        best = cost;
        vehicle = v;
      }
    }
  }
  return { cost: best, vehicle };
}
