import { ROUTE_EVENT, type Route, type RouteEvent, type RouteVisit, type Stop, type Vehicle } from './problem.ts';
import type { TimeWindow } from './problem-rules.ts';
import { type CheckedRouting, ProblemIndex } from './verify/checked-problem.ts';
import { drivingNumbers } from './verify/driving.ts';
import { serviceOf, setupOf } from './verify/route-check.ts';
import { openStarts } from './verify/stop-times.ts';
import { type Leg, VehicleLegs } from './verify/vehicle-legs.ts';
import type { StatedPlan } from './verify.ts';

/**
 * The plan with times for the routes that give only the order of their stops
 * and events: every time 0. Each stop is served as early as can be, and the
 * vehicle leaves as late as that allows (with events on the route: as late as
 * it would otherwise wait for the first stop). Reloads, breaks and nights
 * happen where the events say, none is added; a break begins as soon as its
 * window opens, a night lasts until the next shift begins. Soft windows, limits
 * on driving and the price of waiting are not looked at. What cannot be kept is
 * left to the verifier: a stop whose windows are over is served on arrival.
 * Shares no code with the engines.
 */
export function timePlan(problem: CheckedRouting, plan: StatedPlan): StatedPlan {
  if (!plan.routes.some(isUntimed)) return plan;
  const index = new ProblemIndex(problem.input);
  const routes = plan.routes.map((route) => {
    const vehicle = index.vehicles.get(route.vehicleId);
    return vehicle && isUntimed(route) ? new RouteTimer(problem, index, vehicle, route).timed() : route;
  });
  return { ...plan, routes };
}

function isUntimed({ startSeconds, endSeconds, visits, events = [] }: Route): boolean {
  const hasNone = ({ arrivalSeconds, startSeconds: start, departureSeconds }: RouteVisit) =>
    arrivalSeconds === 0 && start === 0 && departureSeconds === 0;
  const isWithout = (event: RouteEvent) => event.startSeconds === 0 && event.endSeconds === 0;
  const isBare = startSeconds === 0 && endSeconds === 0;
  return visits.length > 0 && isBare && visits.every(hasNone) && events.every(isWithout);
}

class RouteTimer {
  readonly #index: ProblemIndex;
  readonly #vehicle: Vehicle;
  readonly #route: Route;
  readonly #legs: VehicleLegs;
  readonly #stops: readonly (Stop | undefined)[];
  /** Where it is, when it is free there, and which shift that is. */
  #at: number | undefined;
  #clock = 0;
  #shift = 0;
  #walkedMeters = 0;
  /** Breaks without a depot since the last place. */
  #breaks: RouteEvent[] = [];
  #visits: RouteVisit[] = [];
  #events: RouteEvent[] = [];

  constructor(problem: CheckedRouting, index: ProblemIndex, vehicle: Vehicle, route: Route) {
    this.#index = index;
    this.#vehicle = vehicle;
    this.#route = route;
    this.#legs = new VehicleLegs(problem, vehicle);
    this.#stops = route.visits.map(({ stopId }) => problem.input.stops[index.stops.get(stopId) ?? -1]);
  }

  timed(): Route {
    const { shift, shifts } = this.#vehicle;
    const opens = (shifts?.[0] ?? shift)?.startSeconds ?? 0;
    const depot = this.#index.input.depots[this.#index.startOf(this.#vehicle) ?? -1];
    const earliest = Math.max(opens, depot?.timeWindow?.startSeconds ?? 0, this.#release(0));
    const first = this.#from(earliest);
    return this.#from(Math.max(earliest, this.#latestDeparture(first)));
  }

  /** Leaves at `departure` and does everything as early as it can. */
  #from(departure: number): Route {
    this.#at = this.#index.startOf(this.#vehicle) ?? 0;
    this.#clock = departure;
    this.#shift = Math.max(
      0,
      (this.#vehicle.shifts ?? []).findIndex((one) => one.endSeconds >= departure),
    );
    this.#walkedMeters = 0;
    this.#breaks = [];
    this.#visits = [];
    this.#events = [];
    const { visits, events = [] } = this.#route;
    visits.forEach((visit, position) => {
      for (const event of events) if (event.visitsBefore === position) this.#event(event);
      this.#visit(visit, this.#stops[position]);
    });
    for (const event of events) if (event.visitsBefore === visits.length) this.#event(event);
    this.#travel(this.#index.endOf(this.#vehicle));
    const timed = { ...this.#route, visits: this.#visits, startSeconds: departure, endSeconds: this.#clock };
    return this.#route.events ? { ...timed, events: this.#events } : timed;
  }

  #visit(visit: RouteVisit, stop: Stop | undefined): void {
    const { arrivalSeconds, leg } = this.#travel(this.#index.placeOfStop(visit.stopId));
    const setup = stop && leg && isOnTheMove(leg) ? setupOf(stop, this.#vehicle) : 0;
    const startSeconds = nextOpen(stop ? startsOf(stop, this.#vehicle, this.#index, setup) : [], this.#clock + setup);
    this.#clock = startSeconds + (stop ? serviceOf(stop, this.#vehicle) : 0);
    const timed = { ...visit, arrivalSeconds, startSeconds, departureSeconds: this.#clock };
    this.#visits.push(this.#legs.mostWalked === undefined ? timed : { ...timed, walked: leg?.walked ?? false });
  }

  #event(event: RouteEvent): void {
    if (event.kind === ROUTE_EVENT.break && event.depotId === '') {
      this.#breaks.push(event);
      return;
    }
    const depotIndex = this.#index.depots.get(event.depotId);
    this.#travel(event.depotId === '' ? this.#at : depotIndex);
    const depot = this.#index.input.depots[depotIndex ?? -1];
    if (event.kind === ROUTE_EVENT.reload) {
      const startSeconds = Math.max(this.#clock, depot?.timeWindow?.startSeconds ?? 0);
      const endSeconds = Math.max(startSeconds + (depot?.loadingSeconds ?? 0), this.#release(event.visitsBefore));
      this.#add(event, startSeconds, endSeconds);
    } else if (event.kind === ROUTE_EVENT.night) {
      const rest = drivingNumbers(this.#vehicle.drivingRules).minRestSeconds ?? 0;
      this.#shift += 1;
      this.#walkedMeters = 0;
      const begins = this.#vehicle.shifts?.[this.#shift]?.startSeconds ?? 0;
      this.#add(event, this.#clock, Math.max(begins, this.#clock + rest));
    } else this.#pause(event, this.#clock);
  }

  /** A break from the first time on at which its window is open. */
  #pause(event: RouteEvent, from: number): void {
    const rule = this.#vehicle.breaks?.find(({ id }) => id === event.breakId);
    const { breakSeconds = 0, workBreakSeconds = 0 } = drivingNumbers(this.#vehicle.drivingRules);
    const length = rule?.durationSeconds ?? (event.breakId === 'work' ? workBreakSeconds : breakSeconds);
    const startSeconds = nextOpen(rule?.windows ?? [], from);
    this.#add(event, startSeconds, startSeconds + length);
  }

  #add(event: RouteEvent, startSeconds: number, endSeconds: number): void {
    this.#events.push({ ...event, startSeconds, endSeconds });
    this.#clock = endSeconds;
  }

  /** Goes to a place, with the breaks since the last one on the way as soon as they may begin, else after arrival; stays where there is no place. */
  #travel(to: number | undefined): { arrivalSeconds: number; leg: Leg | undefined } {
    const leg = to === undefined || this.#at === to ? undefined : this.#legTo(to);
    let left = leg?.seconds ?? 0;
    let arrivalSeconds: number | undefined;
    for (const event of this.#breaks) {
      const rule = this.#vehicle.breaks?.find(({ id }) => id === event.breakId);
      const ridden = nextOpen(rule?.windows ?? [], this.#clock) - this.#clock;
      if (arrivalSeconds === undefined && ridden >= left) {
        arrivalSeconds = this.#clock + left;
        this.#clock = arrivalSeconds;
      } else if (arrivalSeconds === undefined) left -= ridden;
      this.#pause(event, this.#clock);
    }
    this.#breaks = [];
    if (arrivalSeconds === undefined) {
      arrivalSeconds = this.#clock + left;
      this.#clock = arrivalSeconds;
    }
    // An open end is where the last stop was; a stop that does not exist is passed by.
    this.#at = to;
    return { arrivalSeconds, leg };
  }

  /** Undefined where there is no way: the verifier says so. */
  #legTo(to: number): Leg | undefined {
    if (this.#at === undefined) return undefined;
    const leg = this.#legs.byRule(this.#at, to, this.#legs.walkingBudget - this.#walkedMeters);
    if (leg?.walked) this.#walkedMeters += leg.meters;
    return leg;
  }

  /** When everything is ready that is loaded before the visit at `position`. */
  #release(position: number): number {
    const reloads = (this.#route.events ?? []).filter(({ kind }) => kind === ROUTE_EVENT.reload);
    const next = reloads.find(({ visitsBefore }) => visitsBefore > position)?.visitsBefore ?? this.#stops.length;
    let release = 0;
    for (const stop of this.#stops.slice(position, next)) release = Math.max(release, stop?.releaseSeconds ?? 0);
    return release;
  }

  /** The latest departure with which the last stop is served no later: from the end, each stop as late as the next allows. */
  #latestDeparture({ startSeconds, visits, events = [] }: Route): number {
    const first = visits[0];
    if (!first) return startSeconds;
    const setups = visits.map(({ arrivalSeconds, departureSeconds }, position) => {
      const stop = this.#stops[position];
      const leg = arrivalSeconds - (position === 0 ? startSeconds : (visits[position - 1]?.departureSeconds ?? 0));
      return stop && departureSeconds > 0 && leg > 0 ? setupOf(stop, this.#vehicle) : 0;
    });
    if (events.length > 0) {
      const waits = first.startSeconds - (setups[0] ?? 0) - first.arrivalSeconds;
      return events.some(({ visitsBefore }) => visitsBefore === 0) ? startSeconds : startSeconds + waits;
    }
    let latest = visits.at(-1)?.startSeconds ?? 0;
    for (let position = visits.length - 1; position > 0; position--) {
      const { arrivalSeconds } = visits[position] as RouteVisit;
      const before = visits[position - 1] as RouteVisit;
      const stop = this.#stops[position - 1];
      const leg = arrivalSeconds - before.departureSeconds;
      const service = before.departureSeconds - before.startSeconds;
      const limit = latest - (setups[position] ?? 0) - leg - service;
      const windows = stop ? startsOf(stop, this.#vehicle, this.#index, setups[position - 1] ?? 0) : [];
      latest = lastOpen(windows, limit, before.startSeconds);
    }
    return latest - (setups[0] ?? 0) - (first.arrivalSeconds - startSeconds);
  }
}

function isOnTheMove({ seconds, meters }: Leg): boolean {
  return seconds > 0 || meters > 0;
}

/** When service may start: in a window and, with all of it, in opening hours; none means any time. */
function startsOf(stop: Stop, vehicle: Vehicle, { input }: ProblemIndex, setup: number): readonly TimeWindow[] {
  const hours = stop.openingHours ?? [];
  if (hours.length === 0) return stop.timeWindows;
  const open = openStarts(hours, input.calendar, setup, serviceOf(stop, vehicle));
  if (stop.timeWindows.length === 0) return open;
  return open.flatMap((one) =>
    stop.timeWindows.flatMap((other) => {
      const startSeconds = Math.max(one.startSeconds, other.startSeconds);
      const endSeconds = Math.min(one.endSeconds, other.endSeconds);
      return startSeconds <= endSeconds ? [{ startSeconds, endSeconds }] : [];
    }),
  );
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
