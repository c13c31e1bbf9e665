import type { StopRule } from '#domain/engine/engine';
import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import type { Bonds } from './bonds.ts';
import { membersOfUnit } from './cost-beside.ts';

/** More units, or vehicles that differ, are not tried in every way. */
const MOST_UNITS = 3;
const MOST_KINDS = 12;

export interface UnitTrial {
  readonly isOver: StopRule;
  /** Routes that are timed by a heuristic prove nothing. */
  readonly isProof: boolean;
}

/**
 * Whether units (by their leads) cannot all be served even if nothing else is:
 * every order in every vehicle is walked. False when that is too much to try, or
 * time is over.
 */
export function cannotServeUnits(
  problem: CompiledRouting,
  bonds: Bonds,
  leads: readonly number[],
  { isOver, isProof }: UnitTrial,
): boolean {
  if (leads.length > MOST_UNITS) return false;
  const vehicles = differentVehicles(problem, bonds, leads.length);
  if (!vehicles) return false;
  const walk = new RouteWalk(problem);
  const routes = new Map<number, readonly number[]>(vehicles.map((vehicle) => [vehicle, []]));
  let isCut = false;
  const serves = (unit: number): boolean => {
    if (isOver()) isCut = true;
    if (isCut) return true;
    if (unit === leads.length)
      return areApart(bonds, routes) && areTogether(bonds, routes) && areFeasible(walk, routes);
    for (const way of waysOf(problem, bonds, leads[unit] as number)) {
      for (const vehicle of vehicles) {
        if (!mayServe(problem, bonds, vehicle, way)) continue;
        const before = routes.get(vehicle) ?? [];
        for (const longer of withStops(before, way)) {
          routes.set(vehicle, longer);
          if (serves(unit + 1)) return true;
        }
        routes.set(vehicle, before);
      }
    }
    return false;
  };
  return !serves(0) && !isCut && (walk.isExact || !isProof);
}

/** So many empty vehicles of each kind as units are of use. */
function differentVehicles(problem: CompiledRouting, bonds: Bonds, units: number): number[] | undefined {
  const seen = new Map<number, number>();
  const vehicles: number[] = [];
  for (let v = 0; v < problem.vehicles; v++) {
    const kind = bonds.kind[v] as number;
    const count = seen.get(kind) ?? 0;
    if (count >= units) continue;
    seen.set(kind, count + 1);
    vehicles.push(v);
  }
  return seen.size > MOST_KINDS ? undefined : vehicles;
}

/** A stop, both ends of a shipment, or one of each of a group. */
function waysOf(problem: CompiledRouting, bonds: Bonds, lead: number): number[][] {
  const members = membersOfUnit(problem, lead);
  return (bonds.group[lead] as number) >= 0 ? members.map((stop) => [stop]) : [members];
}

function mayServe(problem: CompiledRouting, bonds: Bonds, vehicle: number, stops: readonly number[]): boolean {
  const type = (problem.type[vehicle] as number) * problem.stops;
  return stops.every((stop) => {
    const home = bonds.home[stop] as number;
    return problem.allowed[type + stop] === 1 && (home === vehicle || (home < 0 && bonds.closed[vehicle] === 0));
  });
}

/** The route with the stops in it, in this order, in every way. */
function* withStops(route: readonly number[], stops: readonly number[], from = 0): Generator<readonly number[]> {
  const [first, ...rest] = stops;
  if (first === undefined) {
    yield route;
    return;
  }
  for (let place = from; place <= route.length; place++)
    yield* withStops(route.toSpliced(place, 0, first), rest, place + 1);
}

type Routes = ReadonlyMap<number, readonly number[]>;

function areApart({ apart }: Bonds, routes: Routes): boolean {
  return [...routes.values()].every((route) =>
    route.every((stop) => !(apart[stop] as Int32Array).some((other) => route.includes(other))),
  );
}

function areTogether({ together }: Bonds, routes: Routes): boolean {
  const all = [...routes.values()];
  const served = new Set(all.flat());
  return all.every((route) =>
    route.every((stop) => (together[stop] as Int32Array).every((other) => !served.has(other) || route.includes(other))),
  );
}

function areFeasible(walk: RouteWalk, routes: Routes): boolean {
  for (const [vehicle, route] of routes) {
    if (walk.evaluate(vehicle, route, route.length) === Number.POSITIVE_INFINITY) return false;
  }
  return true;
}
