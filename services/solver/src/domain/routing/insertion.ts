import { type CompiledRouting, FAR, UNLIMITED } from './compiled.ts';
import type { Routes } from './routes.ts';

/** No place found. */
export const NOWHERE = -1;

/** What inserting one stop costs, and where that is least. */
export class Insertion {
  /** Node behind which the last search wants the stop, or `NOWHERE`; the vehicle is that node's. */
  after = NOWHERE;
  /** Extra cost there. */
  cost = Number.POSITIVE_INFINITY;
  readonly #routes: Routes;
  readonly #problem: CompiledRouting;
  readonly #trial: Int32Array;

  constructor(routes: Routes) {
    this.#routes = routes;
    this.#problem = routes.problem;
    this.#trial = new Int32Array(routes.problem.stops + 8);
  }

  reset(): void {
    this.after = NOWHERE;
    this.cost = Number.POSITIVE_INFINITY;
  }

  /** Tries the place behind `after`; keeps it when it is the cheapest so far. */
  offer(stop: number, after: number): void {
    const cost = this.costOf(stop, after, this.cost);
    if (cost < this.cost) {
      this.cost = cost;
      this.after = after;
    }
  }

  /** Tries every place of one route. */
  offerRoute(stop: number, vehicle: number): void {
    if (!this.fits(stop, vehicle)) return;
    const { next } = this.#routes;
    const end = this.#routes.endOf(vehicle);
    for (let node = this.#routes.startOf(vehicle); node !== end; node = next[node] as number) this.offer(stop, node);
  }

  /** Skills, windows at all, number of stops and loads: what does not depend on the place in the route. */
  fits(stop: number, vehicle: number): boolean {
    const p = this.#problem;
    if (p.allowed[(p.type[vehicle] as number) * p.stops + stop] === 0) return false;
    if ((this.#routes.count[vehicle] as number) >= (p.maxStops[vehicle] as number)) return false;
    const end = this.#routes.endOf(vehicle);
    for (let d = 0; d < p.dims; d++) {
      const load = (this.#routes.load[end * p.dims + d] as number) + (p.demand[stop * p.dims + d] as number);
      if (load > (p.capacity[vehicle * p.dims + d] as number)) return false;
    }
    return true;
  }

  /**
   * Extra cost of the stop behind node `after`, `Infinity` when a rule would
   * break. May give up with `Infinity` as soon as the cost of the legs alone
   * reaches `limit`. Assumes that `fits` holds.
   */
  costOf(stop: number, after: number, limit: number): number {
    const p = this.#problem;
    if (p.scan) return this.#walked(stop, after, limit);
    const r = this.#routes;
    const v = r.route[after] as number;
    const before = r.next[after] as number;
    const size = p.size;
    const a = (r.location[after] as number) * size;
    const s = p.location[stop] as number;
    const b = r.location[before] as number;
    const legIn = a + s;
    const legOut = s * size + b;
    const legNow = a + b;
    const empty = r.count[v] === 0;
    const secondsIn = p.durations[legIn] as number;
    const secondsOut = p.durations[legOut] as number;
    const seconds = secondsIn + secondsOut - (empty ? 0 : (p.durations[legNow] as number));
    const meters =
      (p.distances[legIn] as number) + (p.distances[legOut] as number) - (empty ? 0 : (p.distances[legNow] as number));
    const legs =
      (p.perMeter[v] as number) * meters +
      (p.perTravelSecond[v] as number) * seconds +
      (empty ? (p.fixedCost[v] as number) : 0);
    if (legs >= limit) return Number.POSITIVE_INFINITY;
    const total = empty ? meters : (r.meters[r.endOf(v)] as number) + meters;
    if (total > (p.maxDistance[v] as number)) return Number.POSITIVE_INFINITY;

    // Head + stop, then + tail; see the segments in Routes.
    const window = p.windowFrom[(p.type[v] as number) * p.stops + stop] as number;
    const open = p.windowOpen[window] as number;
    const close = p.windowClose[window] as number;
    const shift = (r.headDuration[after] as number) + secondsIn;
    const headEarly = r.headEarly[after] as number;
    if (headEarly + shift > close) return Number.POSITIVE_INFINITY;
    const headLate = r.headLate[after] as number;
    const wait = Math.max(open - shift - headLate, 0);
    const early = Math.max(open - shift, headEarly) - wait;
    const late = Math.min(close - shift, headLate);
    const shift2 = shift + wait + (p.service[stop] as number) + secondsOut;
    if (early + shift2 > (r.tailLate[before] as number)) return Number.POSITIVE_INFINITY;
    const wait2 = Math.max((r.tailEarly[before] as number) - shift2 - late, 0);
    const duration = shift2 + wait2 + (r.tailDuration[before] as number);
    if (duration > (p.maxDuration[v] as number)) return Number.POSITIVE_INFINITY;
    return legs + (p.perSecond[v] as number) * (duration - (r.duration[v] as number));
  }

  /** Walks from `after` on only: what comes before does not change. */
  #walked(stop: number, after: number, limit: number): number {
    const p = this.#problem;
    const r = this.#routes;
    const v = r.route[after] as number;
    const end = r.endOf(v);
    const base = (p.type[v] as number) * p.stops;
    const walking = p.walking;
    let budget = (p.walkingBudget[v] as number) - (r.headDuration[after] as number);
    let time = r.headEarly[after] as number;
    let meters = r.meters[after] as number;
    let seconds = r.travel[after] as number;
    let from = r.location[after] as number;
    for (let node = stop; ; node = node === stop ? (r.next[after] as number) : (r.next[node] as number)) {
      const to = r.location[node] as number;
      const cell = from * p.size + to;
      let legMeters = p.distances[cell] as number;
      let legSeconds = p.durations[cell] as number;
      if (walking) {
        const onFoot = walking.distances[cell] as number;
        if (onFoot <= walking.legMeters && onFoot <= budget) {
          budget -= onFoot;
          legMeters = onFoot;
          legSeconds = walking.durations[cell] as number;
        }
      }
      if (legMeters >= FAR) return Number.POSITIVE_INFINITY;
      meters += legMeters;
      seconds += legSeconds;
      time += legSeconds;
      if (node === end) break;
      const last = p.windowFrom[base + node + 1] as number;
      let window = p.windowFrom[base + node] as number;
      while (window < last && (p.windowClose[window] as number) < time) window++;
      if (window === last) return Number.POSITIVE_INFINITY;
      const open = p.windowOpen[window] as number;
      time = Math.max(open, time) + (p.service[node] as number);
      if (!walking && node !== stop && time === r.headEarly[node]) {
        // Waiting has swallowed the detour: the rest stays as it is.
        meters += (r.meters[end] as number) - (r.meters[node] as number);
        seconds += (r.travel[end] as number) - (r.travel[node] as number);
        time = r.headEarly[end] as number;
        break;
      }
      from = to;
    }
    if (time > (p.shiftEnd[v] as number) || meters > (p.maxDistance[v] as number)) return Number.POSITIVE_INFINITY;
    const legs =
      (p.fixedCost[v] as number) + (p.perMeter[v] as number) * meters + (p.perTravelSecond[v] as number) * seconds;
    const timed = (p.perSecond[v] as number) > 0 || (p.maxDuration[v] as number) < UNLIMITED;
    if (!timed) return legs - (r.cost[v] as number);
    const idle = (p.perSecond[v] as number) * (r.duration[v] as number);
    if (legs + idle - (r.cost[v] as number) >= limit) return Number.POSITIVE_INFINITY;
    return this.#timed(stop, after, v) - (r.cost[v] as number);
  }

  /** Evaluates the whole route with the stop, for vehicles whose time from leaving to coming back counts. */
  #timed(stop: number, after: number, vehicle: number): number {
    const r = this.#routes;
    const end = r.endOf(vehicle);
    let length = 0;
    for (let node = r.startOf(vehicle); node !== end; node = r.next[node] as number) {
      if (node !== r.startOf(vehicle)) this.#trial[length++] = node;
      if (node === after) this.#trial[length++] = stop;
    }
    return r.walk.evaluate(vehicle, this.#trial, length);
  }
}
