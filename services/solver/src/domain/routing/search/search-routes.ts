import type { CompiledRouting } from '#domain/routing/compiled';
import { IdleVehicles } from './idle-vehicles.ts';
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
    this.place.set(problem.location);
    for (let v = 0; v < vehicles; v++) {
      this.place[this.startOf(v)] = problem.start[v] as number;
      this.place[this.endOf(v)] = problem.end[v] as number;
      this.route[this.startOf(v)] = v;
      this.route[this.endOf(v)] = v;
      this.#connect(this.startOf(v), this.endOf(v));
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
    if (this.search.limited) this.#measure(vehicle);
    if (this.search.clocked || this.search.timed) this.#carry(vehicle, after, before);
  }

  /** Takes a stop out. Times are wrong until `refresh`. */
  unlink(stop: number): void {
    const { dims, demand } = this.search;
    const vehicle = this.route[stop] as number;
    const after = this.prev[stop] as number;
    const gone = (this.leg[after] as number) + (this.leg[stop] as number);
    this.#connect(after, this.next[stop] as number);
    this.route[stop] = -1;
    this.count[vehicle] = (this.count[vehicle] as number) - 1;
    if (this.count[vehicle] === 0) this.idle.setIdle(vehicle);
    this.length[vehicle] = (this.length[vehicle] as number) + (this.leg[after] as number) - gone;
    for (let d = 0; d < dims; d++) {
      const cell = vehicle * dims + d;
      this.room[cell] = (this.room[cell] as number) + (demand[stop * dims + d] as number);
    }
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
    const { search, problem, next } = this;
    if (search.limited) this.#measure(vehicle);
    if (!search.clocked && !search.timed) return;
    const start = this.startOf(vehicle);
    const end = this.endOf(vehicle);
    this.ready[start] = problem.shiftStart[vehicle] as number;
    this.latest[end] = problem.shiftEnd[vehicle] as number;
    if (search.timed) {
      this.headDuration[start] = 0;
      this.headLate[start] = problem.shiftEnd[vehicle] as number;
      this.tailDuration[end] = 0;
      this.tailEarly[end] = problem.shiftStart[vehicle] as number;
    }
    const base = (problem.type[vehicle] as number) * this.stops;
    for (let node = start; node !== end; node = next[node] as number) this.#forward(base, node, next[node] as number);
    for (let node = end; node !== start; node = this.prev[node] as number) {
      this.#backward(vehicle, base, this.prev[node] as number, node);
    }
    this.duration[vehicle] =
      search.timed && (this.count[vehicle] as number) > 0 ? (this.headDuration[end] as number) : 0;
  }

  /** After an insertion between two nodes: forward and backward until nothing changes any more. */
  #carry(vehicle: number, after: number, before: number): void {
    const { next, prev, stops } = this;
    const base = (this.problem.type[vehicle] as number) * stops;
    const end = this.endOf(vehicle);
    const start = this.startOf(vehicle);
    let node = next[after] as number;
    this.#forward(base, after, node);
    while (node !== end) {
      const to = next[node] as number;
      if (!this.#forward(base, node, to)) break;
      node = to;
    }
    node = prev[before] as number;
    this.#backward(vehicle, base, node, before);
    while (node !== start) {
      const to = prev[node] as number;
      if (!this.#backward(vehicle, base, to, node)) break;
      node = to;
    }
    if (this.search.timed) this.duration[vehicle] = this.headDuration[end] as number;
  }

  /** Head of `node` from that of the node before it; gives whether it changed. The segments are those of Vidal et al. (2013) for routes without time warp. */
  #forward(base: number, before: number, node: number): boolean {
    const { search, ready, stops, place } = this;
    const drive = search.seconds[(place[before] as number) * search.size + (place[node] as number)] as number;
    const isEnd = node >= stops;
    const arrival = (ready[before] as number) + drive;
    const open = isEnd ? 0 : (search.open[base + node] as number);
    const service = isEnd ? 0 : (this.problem.service[node] as number);
    const done = Math.max(arrival, open) + service;
    let changed = done !== ready[node];
    ready[node] = done;
    if (!search.timed) return changed;
    const shift = (this.headDuration[before] as number) + drive;
    const lateBefore = this.headLate[before] as number;
    const close = isEnd ? (this.latest[node] as number) : (search.close[base + node] as number);
    const wait = Math.max(open - shift - lateBefore, 0);
    const duration = shift + wait + service;
    const late = Math.min(close - shift, lateBefore);
    changed ||= duration !== this.headDuration[node] || late !== this.headLate[node];
    this.headDuration[node] = duration;
    this.headLate[node] = late;
    return changed;
  }

  /** Tail of `node` from that of the node behind it; gives whether it changed. */
  #backward(vehicle: number, base: number, node: number, behind: number): boolean {
    const { search, latest, stops, place, problem } = this;
    const drive = search.seconds[(place[node] as number) * search.size + (place[behind] as number)] as number;
    const isStart = node >= stops;
    const service = isStart ? 0 : (problem.service[node] as number);
    const shift = service + drive;
    const close = isStart ? (problem.shiftEnd[vehicle] as number) : (search.close[base + node] as number);
    const must = (latest[behind] as number) - shift;
    const late = Math.min(must, close);
    let changed = late !== latest[node];
    latest[node] = late;
    if (!search.timed) return changed;
    const open = isStart ? (problem.shiftStart[vehicle] as number) : (search.open[base + node] as number);
    const earlyBehind = this.tailEarly[behind] as number;
    const wait = Math.max(earlyBehind - shift - close, 0);
    const duration = shift + wait + (this.tailDuration[behind] as number);
    const early = Math.max(earlyBehind - shift, open) - wait;
    changed ||= duration !== this.tailDuration[node] || early !== this.tailEarly[node];
    this.tailDuration[node] = duration;
    this.tailEarly[node] = early;
    return changed;
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

  #connect(a: number, b: number): void {
    this.next[a] = b;
    this.prev[b] = a;
    this.leg[a] = this.search.legs[(this.place[a] as number) * this.search.size + (this.place[b] as number)] as number;
  }
}
