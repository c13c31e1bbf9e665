import { Route, RoutePlan, type Routing, type Stop, type Vehicle } from '@solveig/proto/gen/solveig/model/v1/routing';
import { FormatError } from './format-error.ts';

/** One route by ids, in the order of its visits. */
export interface RouteOfIds {
  readonly vehicleId: string;
  readonly vehicleIndex: number;
  readonly stopIds: readonly string[];
}

/**
 * A whole plan from the order of visits alone: each stop is served as early as its windows let it, and the vehicle leaves as late as that
 * order of service lets it, so that it waits as little as possible. Rules may be broken: the plan says what the routes mean,
 * a verifier what is wrong with it. Throws `FormatError` for ids that the problem has not.
 */
export function planOfRoutes(problem: Routing, routes: readonly RouteOfIds[]): RoutePlan {
  const clock = new Clock(problem);
  const planned = routes.filter(({ stopIds }) => stopIds.length > 0).map((route) => clock.route(route));
  const served = new Set(routes.flatMap(({ stopIds }) => stopIds));
  const left = problem.stops.filter(({ id }) => !served.has(id));
  const lost = left.reduce((sum, { prize }) => sum + prize, 0);
  const total = (of: (route: Route) => number) => planned.reduce((sum, route) => sum + of(route), 0);
  return RoutePlan.fromPartial({
    routes: planned,
    unserved: left.map(({ id }) => ({ id })),
    cost: total(({ cost }) => cost) + lost,
    distanceMeters: total(({ distanceMeters }) => distanceMeters),
    durationSeconds: total(({ startSeconds, endSeconds }) => endSeconds - startSeconds),
  });
}

interface Leg {
  readonly seconds: number;
  readonly meters: number;
}

class Clock {
  readonly #problem: Routing;
  readonly #stops: ReadonlyMap<string, number>;
  readonly #vehicles: ReadonlyMap<string, Vehicle>;
  readonly #depots: ReadonlyMap<string, number>;

  constructor(problem: Routing) {
    this.#problem = problem;
    this.#stops = new Map(problem.stops.map(({ id }, index) => [id, index]));
    this.#vehicles = new Map(problem.vehicles.map((vehicle) => [vehicle.id, vehicle]));
    this.#depots = new Map(problem.depots.map(({ id }, index) => [id, index]));
  }

  route({ vehicleId, vehicleIndex, stopIds }: RouteOfIds): Route {
    const vehicle = this.#vehicles.get(vehicleId);
    if (!vehicle) throw new FormatError(`there is no vehicle ${vehicleId}`);
    const numbers = stopIds.map((id) => {
      const number = this.#stops.get(id);
      if (number === undefined) throw new FormatError(`there is no stop ${id}`);
      return number;
    });
    const stops = numbers.map((number) => this.#problem.stops[number] as Stop);
    const { legs, last } = this.#legs(vehicle, numbers);
    const leaveSeconds = this.#latestLeaving(vehicle, stops, legs);
    let at = leaveSeconds;
    const visits = stops.map((stop, index) => {
      const { seconds, meters } = legs[index] as Leg;
      const arrivalSeconds = at + seconds;
      const startSeconds = serviceStart(stop, arrivalSeconds);
      at = startSeconds + stop.serviceSeconds;
      return { stopId: stop.id, arrivalSeconds, startSeconds, departureSeconds: at, distanceMeters: meters };
    });
    const endSeconds = at + last.seconds;
    const distanceMeters = [...legs, last].reduce((sum, { meters }) => sum + meters, 0);
    const cost = costOf(vehicle, distanceMeters, endSeconds - leaveSeconds);
    return Route.fromPartial({
      vehicleId,
      vehicleIndex,
      visits,
      startSeconds: leaveSeconds,
      endSeconds,
      distanceMeters,
      cost,
    });
  }

  #legs(vehicle: Vehicle, numbers: readonly number[]): { legs: Leg[]; last: Leg } {
    const { depots } = this.#problem;
    const start = vehicle.startDepotId === '' ? 0 : this.#depot(vehicle.startDepotId);
    const end = vehicle.endDepotId === '' ? start : this.#depot(vehicle.endDepotId);
    let at = start;
    const legs = numbers.map((number) => {
      const from = at;
      at = depots.length + number;
      return this.#leg(from, at);
    });
    return { legs, last: vehicle.openEnd ? { seconds: 0, meters: 0 } : this.#leg(at, end) };
  }

  #depot(id: string): number {
    const depot = this.#depots.get(id);
    if (depot === undefined) throw new FormatError(`there is no depot ${id}`);
    return depot;
  }

  #leg(from: number, to: number): Leg {
    const { matrix, depots, stops } = this.#problem;
    if (!matrix) throw new FormatError('the problem has no matrix, so nobody knows its times');
    const cell = from * (depots.length + stops.length) + to;
    return { seconds: matrix.durationsSeconds[cell] as number, meters: matrix.distancesMeters[cell] as number };
  }

  /** With every service as early as when leaving at the shift's start: how late the vehicle can leave and still serve so. */
  #latestLeaving(vehicle: Vehicle, stops: readonly Stop[], legs: readonly Leg[]): number {
    const opens = vehicle.shift?.startSeconds ?? 0;
    const waits: number[] = [];
    const starts: number[] = [];
    let at = opens;
    stops.forEach((stop, index) => {
      const arrival = at + (legs[index] as Leg).seconds;
      const start = serviceStart(stop, arrival);
      waits.push(start - arrival);
      starts.push(start);
      at = start + stop.serviceSeconds;
    });
    // Leaving later by d takes d off the waiting before each stop, as far as there is any, and moves the rest of the services.
    let moved = Number.POSITIVE_INFINITY;
    for (let index = stops.length - 1; index >= 0; index--) {
      const stop = stops[index] as Stop;
      const closes = windowOf(stop, starts[index] as number)?.endSeconds ?? Number.POSITIVE_INFINITY;
      const slack = Math.max(0, Math.min(moved, closes - (starts[index] as number)));
      moved = (waits[index] as number) + slack;
    }
    const total = waits.reduce((sum, wait) => sum + wait, 0);
    return opens + Math.max(0, Math.min(moved, total));
  }
}

/** The window in which service at this time lies; undefined when in none. */
function windowOf(stop: Stop, seconds: number) {
  return stop.timeWindows.find(({ startSeconds, endSeconds }) => seconds >= startSeconds && seconds <= endSeconds);
}

/** The first time from arrival on that lies in a window; arrival itself when all are over. */
function serviceStart({ timeWindows }: Stop, arrival: number): number {
  const open = timeWindows.filter(({ endSeconds }) => endSeconds >= arrival).map(({ startSeconds }) => startSeconds);
  return open.length === 0 ? arrival : Math.max(arrival, Math.min(...open));
}

/** As the contract has it: with no cost given at all a kilometre costs 1. */
function costOf({ fixedCost, costPerKm, costPerHour }: Vehicle, meters: number, seconds: number): number {
  const isFree = fixedCost === 0 && costPerKm === undefined && costPerHour === undefined;
  return fixedCost + ((costPerKm ?? (isFree ? 1 : 0)) * meters) / 1000 + ((costPerHour ?? 0) * seconds) / 3600;
}
