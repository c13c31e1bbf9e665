import type { StopRule } from '#domain/engine/engine';
import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import { completionCosts } from './completion.ts';
import { type ExactAnswer, partition } from './partition.ts';
import { plainRoutes } from './plain-routes.ts';
import { richRoutes } from './rich-routes.ts';
import type { RouteTable } from './route-table.ts';

/** Above these, proof by enumeration is not tried. */
const MOST_STOPS = 12;
const MOST_PARTITIONS = 20_000_000;
const MOST_LABELS = 150_000;

/** Whether `solveExactly` may be asked at all. */
export function isSmall(problem: CompiledRouting): boolean {
  if (problem.stops === 0 || problem.stops > MOST_STOPS) return false;
  if (3 ** problem.stops * problem.vehicles > MOST_PARTITIONS) return false;
  // Routes that are longer, or dearer, may differ less from the others.
  if (problem.bonds?.balance) return false;
  return problem.rules !== undefined || !problem.scan || !timed(problem);
}

/** Whether the time from leaving to coming back counts. */
function timed(problem: CompiledRouting): boolean {
  return problem.perSecond.some((cost) => cost > 0) || problem.maxDuration.some((limit) => limit < UNLIMITED);
}

/**
 * Proves the least cost of a small problem: the best route of every kind of
 * vehicle for every set of stops by label setting over (set, last stop), then the
 * best partition of the stops over the vehicles. Gives `undefined` when the stop
 * rule or the memory limit cut it short, or where times are decided by a heuristic.
 *
 * @param room labels that may be made for a kind of vehicle
 * @param known cost of a plan that is known: what cannot be better is not gone on with
 */
export function solveExactly(
  problem: CompiledRouting,
  stop: StopRule,
  known = Number.POSITIVE_INFINITY,
  room = MOST_LABELS,
): ExactAnswer | undefined {
  // Costs are added in another order elsewhere: rounding must not cut off the known plan.
  const limits = {
    stop,
    room,
    completion: completionCosts(problem),
    apart: apartOf(problem),
    known: known + 1e-9 * Math.max(1, Math.abs(known)),
  };
  const byKind = new Map<number, RouteTable>();
  const tables: RouteTable[] = [];
  for (let v = 0; v < problem.vehicles; v++) {
    const kind = (problem.bonds?.kind ?? problem.type)[v] as number;
    const make = problem.rules ? richRoutes : plainRoutes;
    const table = byKind.get(kind) ?? make(problem, v, limits);
    if (!table) return undefined;
    byKind.set(kind, table);
    tables.push(table);
  }
  return partition(problem, tables, stop);
}

/** By stop: those that may not be on its route, a bit each. */
function apartOf({ stops, bonds }: CompiledRouting): Int32Array {
  return Int32Array.from({ length: stops }, (_, stop) => {
    const others = bonds
      ? [...(bonds.apart[stop] as Int32Array), ...(bonds.groups[bonds.group[stop] as number] ?? [])]
      : [];
    return others.reduce((set, other) => (other === stop ? set : set | (1 << other)), 0);
  });
}
