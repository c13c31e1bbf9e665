import type { StopRule } from '#domain/engine/engine';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RouteLists } from '#domain/routing/search-state';
import type { RouteTable } from './route-table.ts';

/** A plan that nothing is cheaper than. */
export interface ExactAnswer {
  readonly routes: RouteLists;
  /** Least cost, with the penalty of every required stop that cannot be served. */
  readonly cost: number;
}

/**
 * The cheapest way to share the stops out over the vehicles, each with the best route for its share; what is shared out to
 * nobody is left out. `undefined` when the stop rule cut it short.
 *
 * @param tables by vehicle
 */
export function partition(
  problem: CompiledRouting,
  tables: readonly RouteTable[],
  stop: StopRule,
): ExactAnswer | undefined {
  const sets = 1 << problem.stops;
  const strangers = strangersOf(problem);
  const choice: Int32Array[] = [];
  let best = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  for (const { cost: route } of tables) {
    const next = best.slice();
    const chosen = new Int32Array(sets);
    for (let set = 1; set < sets; set++) {
      if ((set & 255) === 0 && stop()) return undefined;
      for (let sub = set; sub > 0; sub = (sub - 1) & set) {
        const cost = (route[sub] as number) + (best[set ^ sub] as number);
        if (cost >= (next[set] as number) || ((strangers[sub] as number) & (set ^ sub)) !== 0) continue;
        next[set] = cost;
        chosen[set] = sub;
      }
    }
    best = next;
    choice.push(chosen);
  }
  return readBack(problem, tables, choice, best);
}

/** By set of stops: those that no other route may serve when one route serves the set. */
function strangersOf({ stops, bonds }: CompiledRouting): Int32Array {
  const strangers = new Int32Array(1 << stops);
  if (!bonds) return strangers;
  for (let set = 1; set < strangers.length; set++) {
    const first = 31 - Math.clz32(set & -set);
    const group = bonds.groups[bonds.group[first] as number] ?? [];
    let own = 0;
    for (const other of [...(bonds.together[first] as Int32Array), ...group]) own |= 1 << other;
    strangers[set] = ((strangers[set & (set - 1)] as number) | own) & ~set;
  }
  return strangers;
}

/** By set of stops that are served: what it costs to leave the others out. */
function lossOf({ stops, bonds, prize }: CompiledRouting, served: number): number {
  let loss = 0;
  for (let stop = 0; stop < stops; stop++) {
    const isServed = (served & (1 << stop)) !== 0;
    if (bonds && !isServed) loss += bonds.removal[stop] as number;
    if (isServed || (bonds && bonds.lead[stop] !== stop)) continue;
    const group = bonds?.groups[bonds.group[stop] as number] ?? [];
    if (!group.some((other) => (served & (1 << other)) !== 0)) loss += prize[stop] as number;
  }
  return loss;
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
    const total = (best[candidate] as number) + lossOf(problem, candidate);
    if (total >= cost) continue;
    cost = total;
    set = candidate;
  }
  const routes: Int32Array[] = [];
  const order = new Int32Array(problem.stops);
  for (let v = problem.vehicles - 1; v >= 0; v--) {
    const sub = choice[v]?.[set] as number;
    routes[v] = sub > 0 ? order.slice(0, tables[v]?.orderOf(sub, order)) : new Int32Array(0);
    set ^= sub;
  }
  return { routes, cost };
}
