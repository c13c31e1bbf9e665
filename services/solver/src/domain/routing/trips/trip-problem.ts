import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import { type SearchProblem, searchProblem } from '#domain/routing/search/search-problem';

/** A compiled problem as the search of trips reads it. Depots are their matrix locations. */
export interface TripProblem {
  readonly problem: CompiledRouting;
  /** Legs, loads and windows; limits on stops, which hold for routes and not for trips, are left out. */
  readonly search: SearchProblem;
  /** By stop: a vehicle leaves the place where it loads for it no sooner. */
  readonly release: Int32Array;
  /** By depot: seconds of loading at a reload, and when it may begin first and end last. */
  readonly loading: Int32Array;
  readonly depotOpen: Int32Array;
  readonly depotClose: Int32Array;
  /** By type of vehicle: where it may reload. */
  readonly depots: readonly Int32Array[];
  /** By vehicle: most reloads, first and last time to leave the start, last time to come to the end. */
  readonly maxReloads: Int32Array;
  readonly leaveFrom: Int32Array;
  readonly leaveUntil: Int32Array;
  readonly homeUntil: Int32Array;
  /** The one place where all trips begin and end; -1 where there are several. */
  readonly base: number;
}

/** Lays the problem out for the search of trips; `makesTrips` must hold. */
export function tripProblem(problem: CompiledRouting, rules: CompiledRules): TripProblem {
  const { vehicles, type, shiftStart, shiftEnd } = problem;
  const unlimited = new Int32Array(vehicles).fill(UNLIMITED);
  const byVehicle = (read: (rules: TypeRules, vehicle: number) => number) =>
    Int32Array.from({ length: vehicles }, (_, v) => read(rules.types[type[v] as number] as TypeRules, v));
  return {
    problem,
    search: searchProblem({ ...problem, maxStops: unlimited }),
    release: rules.release,
    loading: rules.loading,
    depotOpen: rules.depotOpen,
    depotClose: rules.depotClose,
    depots: rules.types.map(({ reloadDepots }) => reloadDepots),
    maxReloads: byVehicle(({ maxReloads, reloadDepots }) => (reloadDepots.length === 0 ? 0 : maxReloads)),
    leaveFrom: byVehicle(({ startOpen }, v) => Math.max(startOpen, shiftStart[v] as number)),
    leaveUntil: byVehicle(({ startClose }, v) => Math.min(startClose, shiftEnd[v] as number)),
    homeUntil: byVehicle(({ endClose }, v) => Math.min(endClose, shiftEnd[v] as number)),
    base: baseOf(problem, rules),
  };
}

function baseOf({ start, end }: CompiledRouting, { types }: CompiledRules): number {
  const places = new Set([...start, ...end, ...types.flatMap(({ reloadDepots }) => [...reloadDepots])]);
  return places.size === 1 ? ([...places][0] as number) : -1;
}
