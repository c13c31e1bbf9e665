import { type CompiledRouting, FAR, UNLIMITED } from './compiled.ts';
import { readTimes, type TimedRoute } from './timeline/read-times.ts';
import { RouteTimeline } from './timeline/route-timeline.ts';

/** Departures tried when several windows a stop make the least duration a search; each try passes a window. */
const MOST_DEPARTURES = 64;

/**
 * Evaluates a route by walking it from end to end: the general case (several
 * windows a stop, mixed legs), and the one that reads out times. A problem with
 * `rules` is left to `RouteTimeline`. The results of the last call lie in its fields.
 */
export class RouteWalk {
  /** Cost of the route, `Infinity` when it breaks a rule. */
  cost = 0;
  meters = 0;
  walkedMeters = 0;
  travelSeconds = 0;
  /** From leaving to coming back without nights, the least there is. */
  duration = 0;
  departure = 0;
  arrival = 0;
  /** By position in the sequence: when it arrives and when service starts. Set by `schedule`. */
  readonly arrivals: Float64Array;
  readonly starts: Float64Array;
  /** By leg (0 is from the start): seconds, metres, 1 when walked. */
  readonly legSeconds: Float64Array;
  readonly legMeters: Float64Array;
  readonly legWalked: Uint8Array;
  /** Everything that happens on the route, set by `schedule` when the problem has `rules`. */
  timed: TimedRoute | undefined;
  /** More departures than are tried were there. */
  #hasLost = false;
  readonly #problem: CompiledRouting;
  readonly #timeline: RouteTimeline | undefined;
  /** Window that the last forward walk used, by position. */
  readonly #windows: Int32Array;

  constructor(problem: CompiledRouting) {
    this.#problem = problem;
    this.#timeline = problem.rules && new RouteTimeline(problem, problem.rules);
    const longest = problem.stops + 1;
    this.arrivals = new Float64Array(longest);
    this.starts = new Float64Array(longest);
    this.legSeconds = new Float64Array(longest);
    this.legMeters = new Float64Array(longest);
    this.legWalked = new Uint8Array(longest);
    this.#windows = new Int32Array(longest);
  }

  /** Compares times that only seem alike: slower, more often exact. */
  beThorough(): void {
    this.#timeline?.beThorough();
  }

  /** Whether nothing was passed over so far that might have made a route better, or possible at all. */
  get isExact(): boolean {
    return !this.#hasLost && (this.#timeline?.isExact ?? true);
  }

  /** Cost of serving `stops` in this order with the vehicle, `Infinity` when that breaks a rule; 0 when there are none. */
  evaluate(vehicle: number, stops: ArrayLike<number>, length: number): number {
    const p = this.#problem;
    this.cost = Number.POSITIVE_INFINITY;
    if (length === 0) {
      this.cost = 0;
      this.duration = 0;
      this.meters = 0;
      this.travelSeconds = 0;
      return 0;
    }
    if (this.#timeline) return this.#evaluateByRules(this.#timeline, vehicle, stops, length);
    if (!this.#keepsLimits(vehicle, stops, length) || !this.#walkLegs(vehicle, stops, length)) return this.cost;
    const start = p.shiftStart[vehicle] as number;
    if (!this.#forward(vehicle, stops, length, start)) return this.cost;
    this.departure = start;
    this.duration = 0;
    const perSecond = p.perSecond[vehicle] as number;
    if (perSecond > 0 || (p.maxDuration[vehicle] as number) < UNLIMITED) {
      this.#shorten(vehicle, stops, length);
      if (this.duration > (p.maxDuration[vehicle] as number)) return this.cost;
    }
    this.cost =
      (p.fixedCost[vehicle] as number) +
      (p.perMeter[vehicle] as number) * this.meters +
      (p.perTravelSecond[vehicle] as number) * this.travelSeconds +
      perSecond * this.duration;
    return this.cost;
  }

  #evaluateByRules(timeline: RouteTimeline, vehicle: number, stops: ArrayLike<number>, length: number): number {
    this.cost = timeline.evaluate(vehicle, stops, length);
    this.meters = timeline.meters;
    this.travelSeconds = timeline.travelSeconds;
    this.duration = timeline.duration;
    return this.cost;
  }

  /** Waiting, overtime, and what soft windows and changes cost, of the route that `schedule` has timed by rules. */
  get parts(): { waiting: number; overtime: number; softCost: number; changeCost: number } {
    const { times, changeCost } = this.#timeline ?? { times: NO_PARTS, changeCost: 0 };
    return { waiting: times.waiting, overtime: times.overtime, softCost: times.softCost, changeCost };
  }

  /** Sets `starts`, `arrivals` and `arrival` for leaving as early as the shift allows, after `evaluate` of the same route. */
  leaveEarly(vehicle: number, stops: ArrayLike<number>, length: number): void {
    this.#forward(vehicle, stops, length, this.#problem.shiftStart[vehicle] as number);
  }

  /** Times of a route that keeps the rules: the shortest duration, and of those the earliest. */
  schedule(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    if (this.evaluate(vehicle, stops, length) === Number.POSITIVE_INFINITY) return false;
    if (this.#timeline) return this.#scheduleByRules(this.#timeline, vehicle, stops);
    this.#shorten(vehicle, stops, length);
    return this.#forward(vehicle, stops, length, this.departure);
  }

  #scheduleByRules(timeline: RouteTimeline, vehicle: number, stops: ArrayLike<number>): boolean {
    const cost = timeline.times.refine(vehicle, timeline.best, stops);
    if (cost === Number.POSITIVE_INFINITY) return false;
    this.cost = cost + timeline.changeCost;
    this.duration = timeline.times.duration;
    const timed = readTimes(timeline.labels, timeline.times);
    this.timed = timed;
    this.departure = timed.departure;
    this.arrival = timed.arrival;
    timed.visits.forEach((visit, i) => {
      this.arrivals[i] = visit.arrival;
      this.starts[i] = visit.start;
      this.legSeconds[i] = visit.seconds;
      this.legMeters[i] = visit.meters;
      this.legWalked[i] = visit.walked ? 1 : 0;
    });
    this.legSeconds[timed.visits.length] = timed.lastSeconds;
    this.legMeters[timed.visits.length] = timed.lastMeters;
    this.legWalked[timed.visits.length] = timed.lastWalked ? 1 : 0;
    return true;
  }

  #keepsLimits(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    const p = this.#problem;
    if (length > (p.maxStops[vehicle] as number)) return false;
    const base = (p.type[vehicle] as number) * p.stops;
    for (let i = 0; i < length; i++) if (p.allowed[base + (stops[i] as number)] === 0) return false;
    for (let d = 0; d < p.dims; d++) {
      let load = 0;
      for (let i = 0; i < length; i++) load += p.demand[(stops[i] as number) * p.dims + d] as number;
      if (load > (p.capacity[vehicle * p.dims + d] as number)) return false;
    }
    return true;
  }

  #walkLegs(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    const p = this.#problem;
    const walking = p.walking;
    let budget = p.walkingBudget[vehicle] as number;
    let from = p.start[vehicle] as number;
    let meters = 0;
    let seconds = 0;
    let walked = 0;
    for (let leg = 0; leg <= length; leg++) {
      const to = (leg < length ? p.location[stops[leg] as number] : p.end[vehicle]) as number;
      const cell = from * p.size + to;
      let legMeters = p.distances[cell] as number;
      let legSeconds = p.durations[cell] as number;
      this.legWalked[leg] = 0;
      if (walking) {
        const onFoot = walking.distances[cell] as number;
        if (onFoot <= walking.legMeters && onFoot <= budget) {
          legMeters = onFoot;
          legSeconds = walking.durations[cell] as number;
          budget -= onFoot;
          walked += onFoot;
          this.legWalked[leg] = 1;
        }
      }
      if (legMeters >= FAR || legSeconds >= FAR) return false;
      this.legMeters[leg] = legMeters;
      this.legSeconds[leg] = legSeconds;
      meters += legMeters;
      seconds += legSeconds;
      from = to;
    }
    this.meters = meters;
    this.travelSeconds = seconds;
    this.walkedMeters = walked;
    return meters <= (p.maxDistance[vehicle] as number);
  }

  /** Leaves at `departure` and starts every service as early as it can. False when a window or the shift is missed. */
  #forward(vehicle: number, stops: ArrayLike<number>, length: number, departure: number): boolean {
    const p = this.#problem;
    const base = (p.type[vehicle] as number) * p.stops;
    let time = departure;
    for (let i = 0; i < length; i++) {
      const stop = stops[i] as number;
      time += this.legSeconds[i] as number;
      this.arrivals[i] = time;
      let window = p.windowFrom[base + stop] as number;
      const last = p.windowFrom[base + stop + 1] as number;
      while (window < last && (p.windowClose[window] as number) < time) window++;
      if (window === last) return false;
      const open = p.windowOpen[window] as number;
      if (open > time) time = open;
      this.starts[i] = time;
      this.#windows[i] = window;
      time += p.service[stop] as number;
    }
    this.arrival = time + (this.legSeconds[length] as number);
    return this.arrival <= (p.shiftEnd[vehicle] as number);
  }

  /** The latest departure that still arrives at `arrival`. */
  #latestDeparture(vehicle: number, stops: ArrayLike<number>, length: number): number {
    const p = this.#problem;
    const base = (p.type[vehicle] as number) * p.stops;
    let time = this.arrival;
    for (let i = length - 1; i >= 0; i--) {
      const stop = stops[i] as number;
      time -= (this.legSeconds[i + 1] as number) + (p.service[stop] as number);
      const first = p.windowFrom[base + stop] as number;
      let window = (p.windowFrom[base + stop + 1] as number) - 1;
      while (window > first && (p.windowOpen[window] as number) > time) window--;
      time = Math.min(time, p.windowClose[window] as number);
    }
    return Math.min(time - (this.legSeconds[0] as number), p.shiftEnd[vehicle] as number);
  }

  /** The latest departure that starts every service in the window of the last forward walk. */
  #latestInTheseWindows(vehicle: number, stops: ArrayLike<number>, length: number): number {
    const p = this.#problem;
    let time = p.shiftEnd[vehicle] as number;
    for (let i = length - 1; i >= 0; i--) {
      time -= (this.legSeconds[i + 1] as number) + (p.service[stops[i] as number] as number);
      time = Math.min(time, p.windowClose[this.#windows[i] as number] as number);
    }
    return time - (this.legSeconds[0] as number);
  }

  /**
   * Finds the least duration after a forward walk. With the windows chosen,
   * leaving as late as the earliest arrival allows is best; a later departure
   * only pays when it passes into other windows, so those are tried in turn.
   */
  #shorten(vehicle: number, stops: ArrayLike<number>, length: number): void {
    let best = Number.POSITIVE_INFINITY;
    let departure = this.departure;
    let arrival = this.arrival;
    let busy = this.travelSeconds;
    for (let i = 0; i < length; i++) busy += this.#problem.service[stops[i] as number] as number;
    for (let tries = 0; tries < MOST_DEPARTURES; tries++) {
      const late = this.#latestDeparture(vehicle, stops, length);
      if (this.arrival - late < best) {
        best = this.arrival - late;
        departure = late;
        arrival = this.arrival;
      }
      // Without waiting it cannot be shorter.
      if (best <= busy || !this.#problem.scan || !this.#forward(vehicle, stops, length, late)) break;
      const next = this.#latestInTheseWindows(vehicle, stops, length) + 1;
      if (!this.#forward(vehicle, stops, length, next)) break;
      this.#hasLost ||= tries === MOST_DEPARTURES - 1;
    }
    this.departure = departure;
    this.arrival = arrival;
    this.duration = best;
  }
}

const NO_PARTS = { waiting: 0, overtime: 0, softCost: 0 };
