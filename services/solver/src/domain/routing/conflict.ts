import type { StopRule } from '#domain/engine/engine';
import { membersOfUnit } from './bonds/cost-beside.ts';
import { cannotServeUnits } from './bonds/try-units.ts';
import { chosenVehicles } from './chosen-vehicles.ts';
import type { CompiledRouting } from './compiled.ts';
import { isSmall, solveExactly } from './exact/solve-exactly.ts';

/** Largest set that is tried at once. */
const LARGEST = 10;

/** Required stops that cannot all be served, and no smaller set among them cannot. */
export interface StopConflict {
  readonly stops: readonly number[];
}

/** Capacity dimensions whose required load is more than the whole fleet carries. */
export function overloadedDimensions(problem: CompiledRouting): number[] {
  // Vehicles that load again carry more than fits; of a group it is not known which stop is served.
  if (problem.rules?.types.some(({ reloadDepots }) => reloadDepots.length > 0)) return [];
  const isSure = (stop: number) => problem.required[stop] === 1 && (problem.bonds?.group[stop] ?? -1) < 0;
  return Array.from({ length: problem.dims }, (_, d) => d).filter((d) => {
    let load = 0;
    let room = 0;
    for (let s = 0; s < problem.stops; s++) load += isSure(s) ? (problem.demand[s * problem.dims + d] as number) : 0;
    for (let v = 0; v < problem.vehicles; v++) room += problem.capacity[v * problem.dims + d] as number;
    return load > room;
  });
}

/** What is asked for a proof. */
export interface ConflictSearch {
  readonly isOver: StopRule;
  /**
   * The problem with these stops alone, with everything loosened that others could help with: that a stop cannot be served
   * alone proves nothing where another makes its way shorter.
   */
  readonly loosened: (stops: readonly number[]) => CompiledRouting;
}

/**
 * Looks for a small set of required stops that no plan can serve together, whatever
 * else it serves: each missing stop alone, with one other, then with its
 * neighbours. Every set found is proved by enumeration, shrunk one by one, and
 * proved again. With bonds or rules, units (named by their leads) are tried up to three at once. Gives nothing when there is no proof in the time.
 */
export function findConflict(
  problem: CompiledRouting,
  missing: readonly number[],
  { isOver, loosened }: ConflictSearch,
): StopConflict | undefined {
  const required = Array.from({ length: problem.stops }, (_, s) => s).filter((s) => problem.required[s] === 1);
  const isProved = (stops: readonly number[]) => {
    const members = stops.flatMap((stop) => membersOfUnit(problem, stop));
    return cannotServeAll(loosened(members), isOver);
  };
  const fails = (stops: readonly number[]) => cannotServe(problem, stops, isOver) && isProved(stops);
  for (const stop of missing) if (fails([stop])) return { stops: [stop] };
  for (const stop of missing) {
    for (const other of required) if (other !== stop && fails([stop, other])) return inOrder([stop, other]);
  }
  if (required.length <= LARGEST) return fails(required) ? shrink(required, fails) : undefined;
  for (const stop of missing) {
    const near = nearestRequired(problem, required, stop, LARGEST - 1);
    if (fails([stop, ...near])) return shrink([stop, ...near], fails);
  }
  return undefined;
}

/** Deletion filter: drops every stop without which the rest still cannot be served. */
function shrink(stops: readonly number[], fails: (stops: readonly number[]) => boolean): StopConflict | undefined {
  let left = [...stops];
  for (const stop of stops) {
    const without = left.filter((other) => other !== stop);
    if (without.length > 0 && fails(without)) left = without;
  }
  return fails(left) ? inOrder(left) : undefined;
}

function inOrder(stops: readonly number[]): StopConflict {
  return { stops: stops.toSorted((a, b) => a - b) };
}

/** Whether not all stops of a problem can be served. True only when every way was tried. */
export function cannotServeAll(problem: CompiledRouting, isOver: StopRule): boolean {
  if (isOver()) return false;
  const { bonds } = problem;
  if (bonds) return cannotServeUnits(problem, bonds, [...new Set(bonds.lead)], { isOver, isProof: true });
  if (!isSmall(problem)) return false;
  const answer = solveExactly(problem, isOver);
  return answer !== undefined && answer.routes.reduce((sum, route) => sum + route.length, 0) < problem.stops;
}

/** Whether these stops cannot all be served when nothing else is. */
function cannotServe(problem: CompiledRouting, stops: readonly number[], isOver: StopRule): boolean {
  if (!problem.bonds) return cannotServeAll(restrict(problem, stops), isOver);
  return !isOver() && cannotServeUnits(problem, problem.bonds, stops, { isOver, isProof: false });
}

/** The same fleet with only these stops. */
function restrict(problem: CompiledRouting, stops: readonly number[]): CompiledRouting {
  const { dims, types } = problem;
  const windowFrom = new Int32Array(types * stops.length + 1);
  const open: number[] = [];
  const close: number[] = [];
  const allowed: number[] = [];
  for (let t = 0; t < types; t++) {
    stops.forEach((stop, index) => {
      const cell = t * problem.stops + stop;
      allowed.push(problem.allowed[cell] as number);
      for (let w = problem.windowFrom[cell] as number; w < (problem.windowFrom[cell + 1] as number); w++) {
        open.push(problem.windowOpen[w] as number);
        close.push(problem.windowClose[w] as number);
      }
      windowFrom[t * stops.length + index + 1] = open.length;
    });
  }
  return {
    ...problem,
    ...fewerVehicles(problem, stops.length),
    stops: stops.length,
    location: Int32Array.from(stops, (s) => problem.location[s] as number),
    service: Int32Array.from(stops, (s) => problem.service[s] as number),
    required: new Uint8Array(stops.length).fill(1),
    prize: new Float64Array(stops.length).fill(problem.missing),
    demand: Int32Array.from(stops.flatMap((s) => [...problem.demand.subarray(s * dims, (s + 1) * dims)])),
    allowed: Uint8Array.from(allowed),
    windowFrom,
    windowOpen: Int32Array.from(open),
    windowClose: Int32Array.from(close),
  };
}

/** No more vehicles of a type than stops are of use. */
function fewerVehicles(problem: CompiledRouting, most: number): Partial<CompiledRouting> {
  const kept: number[] = [];
  const used = new Int32Array(problem.types);
  for (let v = 0; v < problem.vehicles; v++) {
    const type = problem.type[v] as number;
    if ((used[type] as number) >= most) continue;
    used[type] = (used[type] as number) + 1;
    kept.push(v);
  }
  return chosenVehicles(problem, kept);
}

function nearestRequired(problem: CompiledRouting, required: readonly number[], stop: number, count: number): number[] {
  const row = (problem.location[stop] as number) * problem.size;
  const seconds = (other: number) => problem.durations[row + (problem.location[other] as number)] as number;
  return required
    .filter((other) => other !== stop)
    .sort((a, b) => seconds(a) - seconds(b) || a - b)
    .slice(0, count);
}
