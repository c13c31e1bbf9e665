import type { CompiledRouting } from '#domain/routing/compiled';
import { BALANCE } from '#domain/routing/problem-rules';
import type { RouteWalk } from '#domain/routing/route-walk';
import type { RouteLists } from '#domain/routing/search-state';
import type { BalancePrice } from './bonds.ts';

/** What a plan costs beside its routes, balance aside. */
export interface Losses {
  /** Prizes lost and prices of removals, without the penalty of what is missing. */
  readonly cost: number;
  /** Leads of what is left out; a group counts once. */
  readonly absent: readonly number[];
  /** Those of them that must be served. */
  readonly missing: readonly number[];
}

/** What routes leave out. */
export function lossesOf(problem: CompiledRouting, routes: RouteLists): Losses {
  const { bonds } = problem;
  const served = new Uint8Array(problem.stops);
  for (const route of routes) for (const stop of route) served[stop] = 1;
  const absent: number[] = [];
  let cost = 0;
  for (let stop = 0; stop < problem.stops; stop++) {
    if (served[stop] === 0 && bonds) cost += bonds.removal[stop] as number;
    if (bonds && bonds.lead[stop] !== stop) continue;
    const group = bonds?.groups[bonds.group[stop] as number];
    if (group ? group.some((other) => served[other] === 1) : served[stop] === 1) continue;
    absent.push(stop);
    cost += (problem.prize[stop] as number) - (problem.required[stop] === 1 ? problem.missing : 0);
  }
  return { cost, absent, missing: absent.filter((stop) => problem.required[stop] === 1) };
}

/** Stops to list as left out: both ends of a shipment, the first of a group. */
export function stopsOfUnit({ bonds }: CompiledRouting, lead: number): number[] {
  const partner = bonds ? (bonds.partner[lead] as number) : -1;
  return partner >= 0 ? [lead, partner] : [lead];
}

/** Every stop that is served together with the lead or instead. */
export function membersOfUnit(problem: CompiledRouting, lead: number): number[] {
  const group = problem.bonds?.groups[problem.bonds.group[lead] as number];
  return group ? [...group] : stopsOfUnit(problem, lead);
}

/** Price of the spread of routes of these sizes: of used vehicles by number. */
export function balanceCost(problem: CompiledRouting, sizes: ReadonlyMap<number, number>): number {
  const balance = problem.bonds?.balance;
  if (!balance) return 0;
  const all = [...sizes.values()];
  if (balance.includeUnused && (balance.alwaysIdle || sizes.size < problem.vehicles)) all.push(0);
  const most = all.reduce((a, b) => Math.max(a, b), 0);
  const least = all.reduce((a, b) => Math.min(a, b), most);
  return balance.perUnit * (most - least);
}

/** Size of a route by what is balanced. */
export function sizeBy(balance: BalancePrice, stops: number, meters: number, seconds: number): number {
  if (balance.measure === BALANCE.duration) return seconds;
  return balance.measure === BALANCE.distance ? meters : stops;
}

/** Sizes of the routes that are used, by vehicle. */
export function sizesOf(problem: CompiledRouting, walk: RouteWalk, routes: RouteLists): Map<number, number> {
  const sizes = new Map<number, number>();
  const balance = problem.bonds?.balance;
  if (!balance) return sizes;
  routes.forEach((route, vehicle) => {
    if (route.length === 0) return;
    walk.evaluate(vehicle, route, route.length);
    sizes.set(vehicle, sizeBy(balance, route.length, walk.meters, walk.duration));
  });
  return sizes;
}
