import { NO_WAY } from '#domain/geo/travel-matrix';
import type { Route, RouteVisit, Stop, TimeWindow, Vehicle } from './problem.ts';
import type { CheckedRouting, StatedPlan } from './verify.ts';

/**
 * The plan with times for the routes that give only the order of their stops:
 * every time 0. Each stop is served as early as can be, and the vehicle leaves
 * as late as that allows. What cannot be kept is left to the verifier: a stop
 * whose windows are over is served on arrival. Shares no code with the engines.
 */
export function timePlan(problem: CheckedRouting, plan: StatedPlan): StatedPlan {
  if (!plan.routes.some(isUntimed)) return plan;
  const { input } = problem;
  const stops = new Map(input.stops.map((stop, index) => [stop.id, input.depots.length + index]));
  const depots = new Map(input.depots.map((depot, index) => [depot.id, index]));
  const vehicles = new Map(input.vehicles.map((vehicle) => [vehicle.id, vehicle]));
  const routes = plan.routes.map((route) => {
    const vehicle = vehicles.get(route.vehicleId);
    return vehicle && isUntimed(route) ? timeRoute(problem, route, vehicle, { stops, depots }) : route;
  });
  return { ...plan, routes };
}

function isUntimed({ startSeconds, endSeconds, visits }: Route): boolean {
  const hasNone = ({ arrivalSeconds, startSeconds: start, departureSeconds }: RouteVisit) =>
    arrivalSeconds === 0 && start === 0 && departureSeconds === 0;
  return visits.length > 0 && startSeconds === 0 && endSeconds === 0 && visits.every(hasNone);
}

/** Rows and columns of the matrix by id. */
interface Places {
  readonly stops: ReadonlyMap<string, number>;
  readonly depots: ReadonlyMap<string, number>;
}

function timeRoute(problem: CheckedRouting, route: Route, vehicle: Vehicle, { stops, depots }: Places): Route {
  const { input } = problem;
  const start = vehicle.startDepotId === '' ? 0 : (depots.get(vehicle.startDepotId) ?? 0);
  const end = vehicle.openEnd ? undefined : vehicle.endDepotId === '' ? start : depots.get(vehicle.endDepotId);
  const places = [start, ...route.visits.map(({ stopId }) => stops.get(stopId))];
  const served = places
    .slice(1)
    .map((place) => (place === undefined ? undefined : input.stops[place - input.depots.length]));
  const legs = served.map((_, index) => secondsBetween(problem, places[index], places[index + 1]));
  const opens = vehicle.shift?.startSeconds ?? 0;
  const startSeconds = latestDeparture(served, legs, opens, startsFrom(served, legs, opens));
  const starts = startsFrom(served, legs, startSeconds);
  let clock = startSeconds;
  const visits = route.visits.map((visit, index) => {
    const arrivalSeconds = clock + (legs[index] as number);
    const begin = starts[index] as number;
    clock = begin + (served[index]?.serviceSeconds ?? 0);
    return { ...visit, arrivalSeconds, startSeconds: begin, departureSeconds: clock };
  });
  const back = end === undefined ? 0 : secondsBetween(problem, places.at(-1), end);
  return { ...route, visits, startSeconds, endSeconds: clock + back };
}

/** When service starts at each stop, leaving at a given time. */
function startsFrom(served: readonly (Stop | undefined)[], legs: readonly number[], leave: number): number[] {
  let clock = leave;
  return served.map((stop, index) => {
    const start = nextOpen(stop?.timeWindows ?? [], clock + (legs[index] as number));
    clock = start + (stop?.serviceSeconds ?? 0);
    return start;
  });
}

/** The latest departure with which the last stop is served no later: from the end, each stop as late as the next allows. */
function latestDeparture(
  served: readonly (Stop | undefined)[],
  legs: readonly number[],
  earliest: number,
  starts: readonly number[],
): number {
  let latest = starts.at(-1) as number;
  for (let index = served.length - 1; index > 0; index--) {
    const before = served[index - 1];
    const limit = latest - (legs[index] as number) - (before?.serviceSeconds ?? 0);
    latest = lastOpen(before?.timeWindows ?? [], limit, starts[index - 1] as number);
  }
  return Math.max(earliest, latest - (legs[0] as number));
}

/** The first time from `from` on at which a window is open; `from` when all are over. */
function nextOpen(windows: readonly TimeWindow[], from: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (const { startSeconds, endSeconds } of windows) {
    if (endSeconds >= from) best = Math.min(best, Math.max(startSeconds, from));
  }
  return Number.isFinite(best) ? best : from;
}

/** The last time up to `until` at which a window is open; `fallback`, which is a time at which service can start, when none is. */
function lastOpen(windows: readonly TimeWindow[], until: number, fallback: number): number {
  if (windows.length === 0) return Math.max(until, fallback);
  let best = fallback;
  for (const { startSeconds, endSeconds } of windows) {
    if (startSeconds <= until) best = Math.max(best, Math.min(endSeconds, until));
  }
  return best;
}

/** 0 where there is no way: the verifier says so. */
function secondsBetween({ travel }: CheckedRouting, from: number | undefined, to: number | undefined): number {
  if (from === undefined || to === undefined) return 0;
  const seconds = travel.durations[from * travel.size + to] ?? NO_WAY;
  return seconds === NO_WAY ? 0 : seconds;
}
