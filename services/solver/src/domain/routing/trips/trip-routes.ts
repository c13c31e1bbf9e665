import type { CompiledRouting } from '#domain/routing/compiled';
import { IdleVehicles } from '#domain/routing/search/idle-vehicles';
import type { SearchProblem } from '#domain/routing/search/search-problem';
import type { TripProblem } from './trip-problem.ts';

/** How a list of stops says that the vehicle reloads at a depot; the same back. */
export function reloadAt(depot: number): number {
  return -1 - depot;
}

/**
 * Routes of several trips under fast change. Nodes are the stops 0..N-1, for
 * vehicle v its start N + 2v and its end N + 2v + 1, then the reloads in use. A
 * trip is what lies between its head, the start or a reload, and the next
 * reload or the end; loads and releases are kept by head. No trip is empty,
 * apart from that of a vehicle without stops.
 */
export class TripRoutes {
  readonly trips: TripProblem;
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
  /** Head of the node's trip; of a head itself. */
  readonly head: Int32Array;
  /** Earliest time at which the vehicle is done at the node and may leave. */
  readonly ready: Int32Array;
  /** Latest time at which service or loading at the node (at the start: leaving, at the end: arrival) may start. */
  readonly latest: Int32Array;
  /** Seconds of legs and service from leaving the head to being done at the node, without waiting. */
  readonly since: Int32Array;
  /** By head: earliest time at which it could leave if all were released, latest release of the trip, room that is left (nodes x dims). */
  readonly loaded: Int32Array;
  readonly ripe: Int32Array;
  readonly room: Int32Array;
  /** By vehicle: stops, reloads, length, seconds (kept when durations count), and the cost of all. */
  readonly count: Int32Array;
  readonly reloads: Int32Array;
  readonly length: Float64Array;
  readonly duration: Int32Array;
  readonly cost: Float64Array;
  readonly idle: IdleVehicles;
  /** First node of a reload. */
  readonly reloadsFrom: number;
  /** Nodes of reloads that are not in use: the first `#freeCount`. */
  readonly #free: Int32Array;
  #freeCount: number;

  constructor(trips: TripProblem) {
    const { problem, search } = trips;
    const { stops, vehicles } = problem;
    // No trip is empty, but for one of each vehicle.
    const most = stops + vehicles;
    const nodes = stops + 2 * vehicles + most;
    this.trips = trips;
    this.search = search;
    this.problem = problem;
    this.stops = stops;
    this.next = new Int32Array(nodes);
    this.prev = new Int32Array(nodes);
    this.route = new Int32Array(nodes).fill(-1);
    this.place = new Int32Array(nodes);
    this.leg = new Int32Array(nodes);
    this.head = new Int32Array(nodes);
    this.ready = new Int32Array(nodes);
    this.latest = new Int32Array(nodes);
    this.since = new Int32Array(nodes);
    this.loaded = new Int32Array(nodes);
    this.ripe = new Int32Array(nodes);
    this.room = new Int32Array(nodes * search.dims);
    this.count = new Int32Array(vehicles);
    this.reloads = new Int32Array(vehicles);
    this.length = new Float64Array(vehicles);
    this.duration = new Int32Array(vehicles);
    this.cost = new Float64Array(vehicles);
    this.idle = new IdleVehicles(problem);
    this.reloadsFrom = stops + 2 * vehicles;
    this.#free = Int32Array.from({ length: most }, (_, k) => this.reloadsFrom + k);
    this.#freeCount = most;
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

  /** Cost of all routes. */
  total(): number {
    let cost = 0;
    for (const one of this.cost) cost += one;
    return cost;
  }

  /** Puts a stop behind a node, with a reload at a depot before it, behind it, or both (-1: none); the caller knows that it fits. */
  insert(stop: number, after: number, before: number, behind: number): void {
    const vehicle = this.route[after] as number;
    const last = this.next[after] as number;
    let node = after;
    if (before >= 0) node = this.#append(node, this.#reload(before, vehicle));
    node = this.#append(node, stop);
    this.route[stop] = vehicle;
    if (behind >= 0) node = this.#append(node, this.#reload(behind, vehicle));
    this.#connect(node, last);
    if (this.count[vehicle] === 0) this.idle.setBusy(vehicle);
    this.refresh(vehicle);
  }

  /** Takes a stop out. All else is wrong until `refresh`. */
  unlink(stop: number): void {
    this.#connect(this.prev[stop] as number, this.next[stop] as number);
    const vehicle = this.route[stop] as number;
    this.route[stop] = -1;
    this.count[vehicle] = (this.count[vehicle] as number) - 1;
    if (this.count[vehicle] === 0) this.idle.setIdle(vehicle);
  }

  /** Takes all stops out of a route. What it keeps is wrong until `setRoute` or `refresh`. */
  clear(vehicle: number): void {
    const end = this.endOf(vehicle);
    for (let node = this.next[this.startOf(vehicle)] as number; node !== end; node = this.next[node] as number) {
      if (node >= this.reloadsFrom) this.#free[this.#freeCount++] = node;
      this.route[node] = -1;
    }
    this.#connect(this.startOf(vehicle), end);
    if (this.count[vehicle] !== 0) this.idle.setIdle(vehicle);
    this.count[vehicle] = 0;
  }

  /** Gives a cleared route the stops and reloads `list[from]` up to `list[to - 1]`; tells whether its times hold. */
  setRoute(vehicle: number, list: Int32Array, from: number, to: number): boolean {
    let last = this.startOf(vehicle);
    for (let i = from; i < to; i++) {
      const item = list[i] as number;
      const node = item < 0 ? this.#reload(reloadAt(item), vehicle) : item;
      this.route[node] = vehicle;
      last = this.#append(last, node);
    }
    this.#connect(last, this.endOf(vehicle));
    if (to > from) this.idle.setBusy(vehicle);
    return this.refresh(vehicle);
  }

  /** Copies the stops and reloads of a route to `into` from index `at`; gives the index behind the last. */
  read(vehicle: number, into: Int32Array, at: number): number {
    const { next, reloadsFrom, place } = this;
    const end = this.endOf(vehicle);
    let to = at;
    for (let node = next[this.startOf(vehicle)] as number; node !== end; node = next[node] as number) {
      into[to++] = node < reloadsFrom ? node : reloadAt(place[node] as number);
    }
    return to;
  }

  /** Recomputes all that is kept of a route from its order, without reloads that have become useless. Gives whether its times hold. */
  refresh(vehicle: number): boolean {
    this.#dropEmpty(vehicle);
    this.#load(vehicle);
    const isInTime = this.#forward(vehicle);
    this.#backward(vehicle);
    if (this.search.timed) this.#measureTime(vehicle);
    this.#price(vehicle);
    return isInTime;
  }

  /** Drops reloads before the first stop, right before another, and behind the last stop. */
  #dropEmpty(vehicle: number): void {
    const { next, prev, stops, reloadsFrom } = this;
    const end = this.endOf(vehicle);
    const start = this.startOf(vehicle);
    for (let node = next[start] as number; node !== end; ) {
      const behind = next[node] as number;
      // The later reload stays: what is released for its trip may not be in time from elsewhere.
      if (node >= reloadsFrom && (behind >= stops || prev[node] === start)) this.#drop(node);
      node = behind;
    }
  }

  #drop(reload: number): void {
    this.#connect(this.prev[reload] as number, this.next[reload] as number);
    this.route[reload] = -1;
    this.#free[this.#freeCount++] = reload;
  }

  /** Counts, lengths, loads and releases. */
  #load(vehicle: number): void {
    const { next, stops, reloadsFrom, head, room, ripe, leg } = this;
    const { dims, demand, capacity } = this.search;
    const { release } = this.trips;
    const end = this.endOf(vehicle);
    let at = this.startOf(vehicle);
    let length = 0;
    let count = 0;
    let reloads = 0;
    for (let node = at; node !== end; node = next[node] as number) {
      length += leg[node] as number;
      if (node >= stops) {
        at = node;
        if (node >= reloadsFrom) reloads++;
        ripe[node] = 0;
        for (let d = 0; d < dims; d++) room[node * dims + d] = capacity[vehicle * dims + d] as number;
      } else {
        count++;
        for (let d = 0; d < dims; d++) {
          room[at * dims + d] = (room[at * dims + d] as number) - (demand[node * dims + d] as number);
        }
        if ((release[node] as number) > (ripe[at] as number)) ripe[at] = release[node] as number;
      }
      head[node] = at;
    }
    head[end] = at;
    this.count[vehicle] = count;
    this.reloads[vehicle] = reloads;
    this.length[vehicle] = length;
  }

  #forward(vehicle: number): boolean {
    const { next, place, ready, since, stops, ripe, loaded, trips, search, problem } = this;
    const { seconds, size, open, close } = search;
    const base = (problem.type[vehicle] as number) * stops;
    const end = this.endOf(vehicle);
    const start = this.startOf(vehicle);
    loaded[start] = trips.leaveFrom[vehicle] as number;
    let time = Math.max(loaded[start] as number, ripe[start] as number);
    let isInTime = time <= (trips.leaveUntil[vehicle] as number);
    let span = 0;
    ready[start] = time;
    since[start] = 0;
    let row = (place[start] as number) * size;
    for (let node = next[start] as number; node !== end; node = next[node] as number) {
      const at = place[node] as number;
      const drive = seconds[row + at] as number;
      time += drive;
      if (node < stops) {
        if (time > (close[base + node] as number)) isInTime = false;
        if (time < (open[base + node] as number)) time = open[base + node] as number;
        time += problem.service[node] as number;
        span += drive + (problem.service[node] as number);
      } else {
        time = Math.max(time, trips.depotOpen[at] as number) + (trips.loading[at] as number);
        loaded[node] = time;
        if (time < (ripe[node] as number)) time = ripe[node] as number;
        if (time > (trips.depotClose[at] as number)) isInTime = false;
        span = 0;
      }
      ready[node] = time;
      since[node] = span;
      row = at * size;
    }
    time += seconds[row + (place[end] as number)] as number;
    ready[end] = time;
    return isInTime && time <= (trips.homeUntil[vehicle] as number);
  }

  #backward(vehicle: number): void {
    const { prev, place, latest, stops, trips, search, problem } = this;
    const { secondsInto, size, close } = search;
    const base = (problem.type[vehicle] as number) * stops;
    const end = this.endOf(vehicle);
    const start = this.startOf(vehicle);
    let time = trips.homeUntil[vehicle] as number;
    latest[end] = time;
    let row = (place[end] as number) * size;
    for (let node = prev[end] as number; ; node = prev[node] as number) {
      const at = place[node] as number;
      time -= secondsInto[row + at] as number;
      if (node === start) break;
      if (node < stops) time = Math.min(time - (problem.service[node] as number), close[base + node] as number);
      else time = Math.min(time, trips.depotClose[at] as number) - (trips.loading[at] as number);
      latest[node] = time;
      row = at * size;
    }
    latest[start] = Math.min(time, trips.leaveUntil[vehicle] as number);
  }

  /** The least time from leaving to coming back, by segments (Vidal et al. 2013): a release opens the loading later. */
  #measureTime(vehicle: number): void {
    const { next, place, stops, ripe, trips, search, problem } = this;
    const { seconds, size, open, close } = search;
    const base = (problem.type[vehicle] as number) * stops;
    const end = this.endOf(vehicle);
    const start = this.startOf(vehicle);
    let duration = 0;
    let late = trips.leaveUntil[vehicle] as number;
    let row = (place[start] as number) * size;
    for (let node = next[start] as number; ; node = next[node] as number) {
      const at = place[node] as number;
      duration += seconds[row + at] as number;
      if (node === end) break;
      const isStop = node < stops;
      const busy = (isStop ? problem.service[node] : trips.loading[at]) as number;
      const from = isStop
        ? (open[base + node] as number)
        : Math.max(trips.depotOpen[at] as number, (ripe[node] as number) - busy);
      const until = isStop ? (close[base + node] as number) : (trips.depotClose[at] as number) - busy;
      const wait = Math.max(from - duration - late, 0);
      late = Math.min(until - duration, late);
      duration += wait + busy;
      row = at * size;
    }
    this.duration[vehicle] = this.count[vehicle] === 0 ? 0 : duration;
  }

  #price(vehicle: number): void {
    const { problem, search } = this;
    this.cost[vehicle] =
      this.count[vehicle] === 0
        ? 0
        : (problem.fixedCost[vehicle] as number) +
          (search.rate[vehicle] as number) * (this.length[vehicle] as number) +
          (problem.perSecond[vehicle] as number) * (this.duration[vehicle] as number);
  }

  /** A node for a reload at a depot. */
  #reload(depot: number, vehicle: number): number {
    const node = this.#free[--this.#freeCount] as number;
    this.place[node] = depot;
    this.route[node] = vehicle;
    return node;
  }

  #append(last: number, node: number): number {
    this.#connect(last, node);
    return node;
  }

  #connect(a: number, b: number): void {
    this.next[a] = b;
    this.prev[b] = a;
    this.leg[a] = this.search.legs[(this.place[a] as number) * this.search.size + (this.place[b] as number)] as number;
  }
}
