import type { CompiledRouting } from '#domain/routing/compiled';
import { IdleVehicles } from './idle-vehicles.ts';
import { NodeLog } from './node-log.ts';
import { OwnPart } from './own-part.ts';
import { NEVER, RouteTimes } from './route-times.ts';
import type { SearchProblem } from './search-problem.ts';

/**
 * Routes under fast change. Nodes are the stops 0..N-1, then for vehicle v its
 * start N + 2v and its end N + 2v + 1; a stop that no route serves has route
 * -1. Routes always keep their windows. Totals are changed by differences of
 * integers, times are carried on from a change only as far as they differ, so
 * that a change costs the same in short and in long routes.
 */
export class SearchRoutes {
  readonly search: SearchProblem;
  readonly problem: CompiledRouting;
  readonly stops: number;
  readonly next: Int32Array;
  readonly prev: Int32Array;
  /** Vehicle by node; -1 for a stop that is not served. */
  readonly route: Int32Array;
  /** Row of the matrix by node. */
  readonly place: Int32Array;
  /** Length of the leg from a node to the next. */
  readonly leg: Int32Array;
  /** Seconds to the next; the same array where they are the lengths. */
  readonly drive: Int32Array;
  /** Earliest time at which the vehicle is done at the node and may leave. */
  readonly ready: Int32Array;
  /** Latest time at which service at the node (at the end: arrival) may start. */
  readonly latest: Int32Array;
  /** Least duration up to and including the node with the latest start that gives it, and from the node on with the earliest; only kept when durations count. */
  readonly headDuration: Int32Array;
  readonly headLate: Int32Array;
  readonly tailDuration: Int32Array;
  readonly tailEarly: Int32Array;
  /** By vehicle: stops, length, metres (kept when limited), seconds (kept when durations count), room that is left (vehicles x dims). */
  readonly count: Int32Array;
  readonly length: Float64Array;
  readonly meters: Float64Array;
  readonly duration: Int32Array;
  readonly room: Int32Array;
  readonly idle: IdleVehicles;
  /** What of it all may be changed. */
  readonly own: OwnPart;
  /** What nodes were when the trial began. */
  readonly log: NodeLog;
  readonly #times: RouteTimes;

  constructor(search: SearchProblem) {
    const { problem } = search;
    const { stops, vehicles } = problem;
    const nodes = stops + 2 * vehicles;
    this.search = search;
    this.problem = problem;
    this.stops = stops;
    this.next = new Int32Array(nodes);
    this.prev = new Int32Array(nodes);
    this.route = new Int32Array(nodes).fill(-1);
    this.place = new Int32Array(nodes);
    this.leg = new Int32Array(nodes);
    this.drive = search.seconds === search.legs ? this.leg : new Int32Array(nodes);
    this.ready = new Int32Array(nodes);
    this.latest = new Int32Array(nodes);
    const timed = search.timed ? nodes : 0;
    this.headDuration = new Int32Array(timed);
    this.headLate = new Int32Array(timed);
    this.tailDuration = new Int32Array(timed);
    this.tailEarly = new Int32Array(timed);
    this.count = new Int32Array(vehicles);
    this.length = new Float64Array(vehicles);
    this.meters = new Float64Array(vehicles);
    this.duration = new Int32Array(vehicles);
    this.room = search.capacity.slice();
    this.idle = new IdleVehicles(problem);
    this.own = new OwnPart(this);
    this.log = new NodeLog(this);
    this.#times = new RouteTimes(search, this, this.log);
    this.place.set(problem.location);
    for (let v = 0; v < vehicles; v++) {
      this.place[this.startOf(v)] = problem.start[v] as number;
      this.place[this.endOf(v)] = problem.end[v] as number;
      this.route[this.startOf(v)] = v;
      this.route[this.endOf(v)] = v;
      this.#connect(this.startOf(v), this.endOf(v));
      this.length[v] = this.leg[this.startOf(v)] as number;
      this.refresh(v);
    }
  }

  startOf(vehicle: number): number {
    return this.stops + 2 * vehicle;
  }

  endOf(vehicle: number): number {
    return this.stops + 2 * vehicle + 1;
  }

  /** Cost of a vehicle's route; 0 when it is not used. */
  costOf(vehicle: number): number {
    if (this.count[vehicle] === 0) return 0;
    const { problem, search } = this;
    return (
      (problem.fixedCost[vehicle] as number) +
      (search.rate[vehicle] as number) * (this.length[vehicle] as number) +
      (problem.perSecond[vehicle] as number) * (this.duration[vehicle] as number)
    );
  }

  /** Cost of all routes. */
  cost(): number {
    let cost = 0;
    for (let v = 0; v < this.problem.vehicles; v++) cost += this.costOf(v);
    return cost;
  }

  /** Puts a stop behind a node; the caller knows that it fits. */
  insert(stop: number, after: number): void {
    const { dims, demand } = this.search;
    const vehicle = this.route[after] as number;
    const before = this.next[after] as number;
    const now = this.leg[after] as number;
    if (this.search.limited) this.#addMeters(vehicle, stop, after, before, 1);
    this.#connect(after, stop);
    this.#connect(stop, before);
    this.route[stop] = vehicle;
    if (this.count[vehicle] === 0) this.idle.setBusy(vehicle);
    this.count[vehicle] = (this.count[vehicle] as number) + 1;
    this.length[vehicle] =
      (this.length[vehicle] as number) + (this.leg[after] as number) + (this.leg[stop] as number) - now;
    for (let d = 0; d < dims; d++) {
      const cell = vehicle * dims + d;
      this.room[cell] = (this.room[cell] as number) - (demand[stop * dims + d] as number);
    }
    this.ready[stop] = NEVER;
    this.latest[stop] = NEVER;
    this.#carry(vehicle, after, before);
  }

  /** Takes a stop out. Times are wrong until `mend` or `refresh`. */
  unlink(stop: number): void {
    const { dims, demand } = this.search;
    const vehicle = this.route[stop] as number;
    const after = this.prev[stop] as number;
    const before = this.next[stop] as number;
    const gone = (this.leg[after] as number) + (this.leg[stop] as number);
    this.log.save(stop);
    this.#connect(after, before);
    this.route[stop] = -1;
    this.count[vehicle] = (this.count[vehicle] as number) - 1;
    if (this.search.limited) this.#addMeters(vehicle, stop, after, before, -1);
    if (this.count[vehicle] === 0) this.idle.setIdle(vehicle);
    this.length[vehicle] = (this.length[vehicle] as number) + (this.leg[after] as number) - gone;
    for (let d = 0; d < dims; d++) {
      const cell = vehicle * dims + d;
      this.room[cell] = (this.room[cell] as number) + (demand[stop * dims + d] as number);
    }
  }

  /** Makes times right where stops were taken out behind a node. */
  mend(vehicle: number, after: number): void {
    this.#carry(vehicle, after, this.next[after] as number);
  }

  /** Replaces a route by the stops `list[from]` up to `list[to - 1]`. Those that it served before must have been taken by others or are marked as not served by the caller. */
  setRoute(vehicle: number, list: Int32Array, from: number, to: number): void {
    const { dims, demand, capacity } = this.search;
    const was = this.count[vehicle] as number;
    for (let cell = vehicle * dims; cell < (vehicle + 1) * dims; cell++) this.room[cell] = capacity[cell] as number;
    let last = this.startOf(vehicle);
    let length = 0;
    for (let i = from; i < to; i++) {
      const stop = list[i] as number;
      this.#connect(last, stop);
      length += this.leg[last] as number;
      this.route[stop] = vehicle;
      for (let d = 0; d < dims; d++) {
        const cell = vehicle * dims + d;
        this.room[cell] = (this.room[cell] as number) - (demand[stop * dims + d] as number);
      }
      last = stop;
    }
    this.#connect(last, this.endOf(vehicle));
    this.count[vehicle] = to - from;
    this.length[vehicle] = length + (this.leg[last] as number);
    if (was === 0 && to > from) this.idle.setBusy(vehicle);
    if (was > 0 && to === from) this.idle.setIdle(vehicle);
    this.refresh(vehicle);
  }

  /** Takes every stop out. */
  clear(): void {
    this.route.fill(-1, 0, this.stops);
    for (let v = 0; v < this.problem.vehicles; v++) if (this.count[v] !== 0) this.setRoute(v, this.next, 0, 0);
  }

  /** Copies the stops of a route to `into` from index `at`; gives the index behind the last. */
  read(vehicle: number, into: Int32Array, at: number): number {
    const { next, stops } = this;
    let to = at;
    for (let node = next[this.startOf(vehicle)] as number; node < stops; node = next[node] as number) into[to++] = node;
    return to;
  }

  /** Recomputes times, metres and duration of a route from its order. */
  refresh(vehicle: number): void {
    const { search } = this;
    if (search.limited) this.#measure(vehicle);
    if (!search.clocked && !search.timed) return;
    this.#times.refresh(vehicle, this.startOf(vehicle), this.endOf(vehicle));
    this.#setDuration(vehicle);
  }

  #carry(vehicle: number, after: number, before: number): void {
    const { search } = this;
    if (!search.clocked && !search.timed) return;
    this.#times.carry(vehicle, after, before);
    this.#setDuration(vehicle);
  }

  #setDuration(vehicle: number): void {
    if (!this.search.timed) return;
    this.duration[vehicle] =
      (this.count[vehicle] as number) > 0 ? (this.headDuration[this.endOf(vehicle)] as number) : 0;
  }

  #measure(vehicle: number): void {
    const { next, place, problem } = this;
    const end = this.endOf(vehicle);
    let meters = 0;
    for (let node = this.startOf(vehicle); node !== end; node = next[node] as number) {
      meters += problem.distances[
        (place[node] as number) * problem.size + (place[next[node] as number] as number)
      ] as number;
    }
    this.meters[vehicle] = this.count[vehicle] === 0 ? 0 : meters;
  }

  /** Metres of a stop that is put between two nodes (`sign` 1, the vehicle's count is that before) or taken out (-1, that after). */
  #addMeters(vehicle: number, stop: number, after: number, before: number, sign: number): void {
    const { place, problem, count } = this;
    const { distances, size } = problem;
    const from = place[after] as number;
    const own = place[stop] as number;
    const to = place[before] as number;
    const direct = count[vehicle] === 0 ? 0 : (distances[from * size + to] as number);
    const extra = (distances[from * size + own] as number) + (distances[own * size + to] as number) - direct;
    this.meters[vehicle] = (this.meters[vehicle] as number) + sign * extra;
  }

  #connect(a: number, b: number): void {
    const { search, place } = this;
    this.log.save(a);
    this.log.save(b);
    this.next[a] = b;
    this.prev[b] = a;
    const cell = (place[a] as number) * search.size + (place[b] as number);
    this.leg[a] = search.legs[cell] as number;
    if (this.drive !== this.leg) this.drive[a] = search.seconds[cell] as number;
  }
}
