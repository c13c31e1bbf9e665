import type { CompiledRouting } from './compiled.ts';
import { RouteWalk } from './route-walk.ts';

/**
 * Routes under change: linked lists over nodes with what O(1) evaluation needs
 * at every node. Nodes are the stops 0..N-1, then for vehicle v its start
 * N + 2v and its end N + 2v + 1. A stop that no route serves has route -1.
 *
 * The time of a piece of a route is a segment (Vidal et al. 2013): its least
 * duration, and the earliest and latest start that give it. Routes always keep
 * their windows, so segments carry no time warp; a merge that would need one
 * is refused. With several windows a stop, or mixed legs, segments do not
 * apply and `RouteWalk` evaluates instead.
 */
export class Routes {
  readonly problem: CompiledRouting;
  readonly next: Int32Array;
  readonly prev: Int32Array;
  /** Vehicle by node; -1 for a stop that is not served. */
  readonly route: Int32Array;
  /** Place in the route; the start has 0. */
  readonly position: Int32Array;
  /** Matrix location by node. */
  readonly location: Int32Array;
  /** From the start up to and including the node: metres, seconds on the way, loads (nodes x dims). */
  readonly meters: Float64Array;
  readonly travel: Float64Array;
  readonly load: Int32Array;
  /** Segment from the start up to and including the node. */
  readonly headDuration: Float64Array;
  readonly headEarly: Float64Array;
  readonly headLate: Float64Array;
  /** Segment from the node up to and including the end. */
  readonly tailDuration: Float64Array;
  readonly tailEarly: Float64Array;
  readonly tailLate: Float64Array;
  /** Where shipments are carried and segments apply, nodes x dims: what is aboard when the vehicle leaves the node, and the most since the start. */
  readonly aboard: Int32Array;
  readonly headPeak: Int32Array;
  /** By vehicle: number of stops, cost (0 when not used). */
  readonly count: Int32Array;
  readonly cost: Float64Array;
  /** By vehicle: seconds from leaving to coming back; 0 when not used. */
  readonly duration: Float64Array;
  /** Evaluates whole routes; also where times are read from. */
  readonly walk: RouteWalk;
  /** Room for the stops of one route. */
  readonly sequence: Int32Array;

  constructor(problem: CompiledRouting) {
    const { stops, vehicles, dims } = problem;
    const nodes = stops + 2 * vehicles;
    this.problem = problem;
    this.next = new Int32Array(nodes);
    this.prev = new Int32Array(nodes);
    this.route = new Int32Array(nodes).fill(-1);
    this.position = new Int32Array(nodes);
    this.location = new Int32Array(nodes);
    this.meters = new Float64Array(nodes);
    this.travel = new Float64Array(nodes);
    this.load = new Int32Array(nodes * dims);
    this.headDuration = new Float64Array(nodes);
    this.headEarly = new Float64Array(nodes);
    this.headLate = new Float64Array(nodes);
    this.tailDuration = new Float64Array(nodes);
    this.tailEarly = new Float64Array(nodes);
    this.tailLate = new Float64Array(nodes);
    const carried = problem.bonds?.isSwift ? nodes * dims : 0;
    this.aboard = new Int32Array(carried);
    this.headPeak = new Int32Array(carried);
    this.count = new Int32Array(vehicles);
    this.cost = new Float64Array(vehicles);
    this.duration = new Float64Array(vehicles);
    this.walk = new RouteWalk(problem);
    this.sequence = new Int32Array(stops + 8);
    this.location.set(problem.location);
    for (let v = 0; v < vehicles; v++) {
      this.location[this.startOf(v)] = problem.start[v] as number;
      this.location[this.endOf(v)] = problem.end[v] as number;
      this.setRoute(v, EMPTY, 0);
    }
  }

  startOf(vehicle: number): number {
    return this.problem.stops + 2 * vehicle;
  }

  endOf(vehicle: number): number {
    return this.problem.stops + 2 * vehicle + 1;
  }

  /** Replaces the route of a vehicle by the first `length` stops; those that it served before and does no longer are not touched. */
  setRoute(vehicle: number, stops: ArrayLike<number>, length: number): void {
    const { next, prev, route } = this;
    const start = this.startOf(vehicle);
    const end = this.endOf(vehicle);
    let last = start;
    for (let i = 0; i < length; i++) {
      const stop = stops[i] as number;
      next[last] = stop;
      prev[stop] = last;
      route[stop] = vehicle;
      last = stop;
    }
    next[last] = end;
    prev[end] = last;
    route[start] = vehicle;
    route[end] = vehicle;
    this.refresh(vehicle);
  }

  /** Links a stop behind a node; the caller refreshes the route. */
  link(stop: number, after: number): void {
    const before = this.next[after] as number;
    this.next[after] = stop;
    this.prev[stop] = after;
    this.next[stop] = before;
    this.prev[before] = stop;
    this.route[stop] = this.route[after] as number;
  }

  /** Takes a stop out of its route; the caller refreshes the route. */
  unlink(stop: number): void {
    const before = this.prev[stop] as number;
    const after = this.next[stop] as number;
    this.next[before] = after;
    this.prev[after] = before;
    this.route[stop] = -1;
  }

  /** Copies the stops of a route; gives their number. */
  read(vehicle: number, into: Int32Array): number {
    const end = this.endOf(vehicle);
    let length = 0;
    for (let node = this.next[this.startOf(vehicle)] as number; node !== end; node = this.next[node] as number) {
      into[length++] = node;
    }
    return length;
  }

  /** Recomputes everything that hangs on a route's order. */
  refresh(vehicle: number): void {
    const { problem, next, position, meters, travel, load, location } = this;
    const { size, distances, durations, dims, demand } = problem;
    const start = this.startOf(vehicle);
    const end = this.endOf(vehicle);
    position[start] = 0;
    meters[start] = 0;
    travel[start] = 0;
    for (let d = 0; d < dims; d++) load[start * dims + d] = 0;
    let last = start;
    for (;;) {
      const node = next[last] as number;
      const leg = (location[last] as number) * size + (location[node] as number);
      position[node] = (position[last] as number) + 1;
      meters[node] = (meters[last] as number) + (distances[leg] as number);
      travel[node] = (travel[last] as number) + (durations[leg] as number);
      for (let d = 0; d < dims; d++) {
        load[node * dims + d] =
          (load[last * dims + d] as number) + (node === end ? 0 : (demand[node * dims + d] as number));
      }
      if (node === end) break;
      last = node;
    }
    this.count[vehicle] = (position[end] as number) - 1;
    if (problem.scan) this.#refreshWalked(vehicle, end);
    else this.#refreshSegments(vehicle, start, end);
    if (problem.bonds?.isSwift) this.#refreshAboard(problem.bonds.shipped, start, end);
  }

  /** Deliveries are aboard from the start on, shipments from their pickup. */
  #refreshAboard(shipped: Int32Array, start: number, end: number): void {
    const { problem, next, load, aboard, headPeak } = this;
    const { dims, demand } = problem;
    for (let d = 0; d < dims; d++) {
      let carried = load[end * dims + d] as number;
      let peak = carried;
      for (let node = start; node !== end; node = next[node] as number) {
        if (node !== start) carried += (shipped[node * dims + d] as number) - (demand[node * dims + d] as number);
        if (carried > peak) peak = carried;
        aboard[node * dims + d] = carried;
        headPeak[node * dims + d] = peak;
      }
    }
  }

  /** For walked routes a head holds: when the vehicle is ready to leave the node, metres walked so far. */
  #refreshWalked(vehicle: number, end: number): void {
    const { problem, walk, sequence, meters, travel, next } = this;
    const length = this.read(vehicle, sequence);
    this.cost[vehicle] = walk.evaluate(vehicle, sequence, length);
    this.duration[vehicle] = walk.duration;
    if (problem.bonds) {
      // Such routes are evaluated wholly: no heads are read.
      meters[end] = walk.meters;
      return;
    }
    let node = this.startOf(vehicle);
    this.headEarly[node] = problem.shiftStart[vehicle] as number;
    this.headDuration[node] = 0;
    if (length === 0) return;
    walk.leaveEarly(vehicle, sequence, length);
    for (let leg = 0; leg <= length; leg++) {
      const after = next[node] as number;
      const legMeters = walk.legMeters[leg] as number;
      meters[after] = (meters[node] as number) + legMeters;
      travel[after] = (travel[node] as number) + (walk.legSeconds[leg] as number);
      this.headDuration[after] = (this.headDuration[node] as number) + (walk.legWalked[leg] === 1 ? legMeters : 0);
      this.headEarly[after] =
        after === end ? walk.arrival : (walk.starts[leg] as number) + (problem.service[after] as number);
      node = after;
    }
  }

  #refreshSegments(vehicle: number, start: number, end: number): void {
    const { problem, next, prev, location } = this;
    const { size, durations, stops, service, windowFrom, windowOpen, windowClose } = problem;
    const base = (problem.type[vehicle] as number) * stops;
    const from = problem.shiftStart[vehicle] as number;
    const to = problem.shiftEnd[vehicle] as number;
    this.headDuration[start] = 0;
    this.headEarly[start] = from;
    this.headLate[start] = to;
    let missed = false;
    for (let node = start; node !== end; ) {
      const after = next[node] as number;
      const isEnd = after === end;
      const window = isEnd ? 0 : (windowFrom[base + after] as number);
      const open = isEnd ? from : (windowOpen[window] as number);
      const close = isEnd ? to : (windowClose[window] as number);
      const leg = durations[(location[node] as number) * size + (location[after] as number)] as number;
      const shift = (this.headDuration[node] as number) + leg;
      const late = this.headLate[node] as number;
      if ((this.headEarly[node] as number) + shift > close) missed = true;
      const wait = Math.max(open - shift - late, 0);
      this.headDuration[after] = shift + wait + (isEnd ? 0 : (service[after] as number));
      this.headEarly[after] = Math.max(open - shift, this.headEarly[node] as number) - wait;
      this.headLate[after] = Math.min(close - shift, late);
      node = after;
    }
    this.tailDuration[end] = 0;
    this.tailEarly[end] = from;
    this.tailLate[end] = to;
    for (let node = end; node !== start; ) {
      const before = prev[node] as number;
      const isStart = before === start;
      const window = isStart ? 0 : (windowFrom[base + before] as number);
      const open = isStart ? from : (windowOpen[window] as number);
      const close = isStart ? to : (windowClose[window] as number);
      const own = isStart ? 0 : (service[before] as number);
      const leg = durations[(location[before] as number) * size + (location[node] as number)] as number;
      const shift = own + leg;
      const early = this.tailEarly[node] as number;
      const wait = Math.max(early - shift - close, 0);
      this.tailDuration[before] = shift + wait + (this.tailDuration[node] as number);
      this.tailEarly[before] = Math.max(early - shift, open) - wait;
      this.tailLate[before] = Math.min((this.tailLate[node] as number) - shift, close);
      node = before;
    }
    this.#priceSegments(vehicle, end);
    // Where ways are no metric, a stop less can make a route late: with bonds, what is taken out may be many stops apart.
    if (missed && this.problem.bonds && (this.count[vehicle] as number) > 0)
      this.cost[vehicle] = Number.POSITIVE_INFINITY;
  }

  #priceSegments(vehicle: number, end: number): void {
    const { problem } = this;
    const used = (this.count[vehicle] as number) > 0;
    const duration = used ? (this.headDuration[end] as number) : 0;
    this.duration[vehicle] = duration;
    this.cost[vehicle] = used
      ? (problem.fixedCost[vehicle] as number) +
        (problem.perMeter[vehicle] as number) * (this.meters[end] as number) +
        (problem.perTravelSecond[vehicle] as number) * (this.travel[end] as number) +
        (problem.perSecond[vehicle] as number) * duration
      : 0;
  }
}

const EMPTY: readonly number[] = [];
