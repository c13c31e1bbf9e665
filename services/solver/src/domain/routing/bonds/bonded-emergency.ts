import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import type { Bonds } from './bonds.ts';

/** Vehicles tried for each unit before it is left out. */
const MOST_TRIED = 40;

/**
 * The answer that always exists where stops hang together: from the given
 * routes, or what is locked of them, on, whole units (shipments, one of a
 * group, bunches) go to the end of the first route that takes them. Shares no
 * search code with the engine.
 */
export function emergencyUnits(problem: CompiledRouting, bonds: Bonds): Int32Array[] {
  const walk = new RouteWalk(problem);
  const vehicleOf = new Int32Array(problem.stops).fill(-1);
  const routes: number[][] = Array.from({ length: problem.vehicles }, () => []);
  const set = (vehicle: number, stops: readonly number[]) => {
    routes[vehicle] = [...stops];
    for (const stop of stops) vehicleOf[stop] = vehicle;
  };
  const fits = (vehicle: number, stops: readonly number[]) =>
    walk.evaluate(vehicle, stops, stops.length) < Number.POSITIVE_INFINITY;
  const keeps = (vehicle: number, stops: readonly number[]) =>
    stops.every((stop) => mayBe(problem, bonds, vehicleOf, vehicle, stop, stops));

  for (let v = 0; v < problem.vehicles; v++) {
    const fixed = [...(bonds.fixed?.[v] ?? [])];
    if (fixed.length > 0 && fits(v, fixed)) set(v, fixed);
  }
  for (let v = 0; v < problem.vehicles; v++) {
    const given = [...(bonds.given?.[v] ?? [])];
    const whole = given.filter((stop) => isWhole(bonds, stop, given) && vehicleOf[stop] !== v);
    const route = [...given.filter((stop) => vehicleOf[stop] === v || whole.includes(stop))];
    const rest = (routes[v] as number[]).filter((stop) => !route.includes(stop));
    const all = [...route, ...rest];
    if (whole.length > 0 && keeps(v, whole) && fits(v, all)) set(v, all);
  }
  let next = 0;
  for (const unit of unitsInOrder(problem, bonds)) {
    for (const stops of waysOf(bonds, unit)) {
      if (isTaken(bonds, vehicleOf, unit)) break;
      for (let tried = 0; tried < Math.min(problem.vehicles, MOST_TRIED); tried++) {
        const v = homeOf(bonds, stops) ?? (next + tried) % problem.vehicles;
        if (!keeps(v, stops)) continue;
        const longer = [...(routes[v] as number[]), ...stops];
        if (!fits(v, longer)) continue;
        set(v, longer);
        next = v;
        break;
      }
    }
  }
  return routes.map((stops) => Int32Array.from(stops));
}

/** Whether the pair of the stop is in the list too, and no other of its group. */
function isWhole(bonds: Bonds, stop: number, stops: readonly number[]): boolean {
  const partner = bonds.partner[stop] as number;
  const group = bonds.group[stop] as number;
  const first = stops.find((other) => group >= 0 && bonds.group[other] === group);
  return (partner < 0 || stops.includes(partner)) && (first === undefined || first === stop);
}

/** Skills, homes and what must be together or apart, beside the stops that come with it. */
function mayBe(
  problem: CompiledRouting,
  bonds: Bonds,
  vehicleOf: Int32Array,
  vehicle: number,
  stop: number,
  with_: readonly number[],
): boolean {
  if (problem.allowed[(problem.type[vehicle] as number) * problem.stops + stop] === 0) return false;
  const home = bonds.home[stop] as number;
  if (home !== vehicle && (home >= 0 || bonds.closed[vehicle] === 1)) return false;
  for (const other of bonds.apart[stop] as Int32Array)
    if (vehicleOf[other] === vehicle || with_.includes(other)) return false;
  for (const other of bonds.together[stop] as Int32Array) {
    const there = vehicleOf[other] as number;
    if (there >= 0 && there !== vehicle) return false;
  }
  return true;
}

/** Leads, required and early ones first; a bunch once. */
function unitsInOrder(problem: CompiledRouting, bonds: Bonds): number[] {
  const close = (stop: number) => problem.windowClose[(problem.windowFrom[stop + 1] as number) - 1] ?? 0;
  const bunches = new Set<number>();
  return Array.from({ length: problem.stops }, (_, stop) => stop)
    .filter((stop) => bonds.lead[stop] === stop)
    .sort((a, b) => (problem.required[b] as number) - (problem.required[a] as number) || close(a) - close(b) || a - b)
    .filter((stop) => {
      const bunch = bonds.bunch[stop] as number;
      if (bunch < 0) return true;
      const isFirst = !bunches.has(bunch);
      bunches.add(bunch);
      return isFirst;
    });
}

/** The ways to serve a unit: its stops in order. */
function waysOf(bonds: Bonds, lead: number): number[][] {
  const bunch = bonds.bunch[lead] as number;
  const group = bonds.group[lead] as number;
  const partner = bonds.partner[lead] as number;
  if (bunch >= 0) {
    // Of each group, its first in the bunch.
    const groups = new Set<number>();
    return [
      Array.from(bonds.bunches[bunch] as Int32Array).filter((stop) => {
        const own = bonds.group[stop] as number;
        const isFirst = own < 0 || !groups.has(own);
        groups.add(own);
        return isFirst;
      }),
    ];
  }
  if (group >= 0) return Array.from(bonds.groups[group] as Int32Array, (stop) => [stop]);
  return [partner >= 0 ? [lead, partner] : [lead]];
}

function isTaken(bonds: Bonds, vehicleOf: Int32Array, lead: number): boolean {
  const bunch = bonds.bunch[lead] as number;
  const group = bonds.group[lead] as number;
  const members = bunch >= 0 ? bonds.bunches[bunch] : group >= 0 ? bonds.groups[group] : undefined;
  return members ? members.some((stop) => (vehicleOf[stop] as number) >= 0) : (vehicleOf[lead] as number) >= 0;
}

function homeOf(bonds: Bonds, stops: readonly number[]): number | undefined {
  const home = stops.map((stop) => bonds.home[stop] as number).find((vehicle) => vehicle >= 0);
  return home;
}
