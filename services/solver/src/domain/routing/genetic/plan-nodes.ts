import type { GeneticProblem } from './genetic-problem.ts';

/**
 * Routes as linked nodes, overloads allowed at a price. Nodes are the stops
 * 0..n-1, then for route r its start n + 2r and its end n + 2r + 1. What is
 * cumulated along a route is made anew whenever it changes.
 */
export class PlanNodes {
  readonly problem: GeneticProblem;
  readonly next: Int32Array;
  readonly prev: Int32Array;
  readonly route: Int32Array;
  /** Row of the matrix by node. */
  readonly place: Int32Array;
  /** Length of the leg to the next node. */
  readonly leg: Int32Array;
  /** Number of the node in its route, the start's is 0. */
  readonly at: Int32Array;
  /** Load up to and including the node. */
  readonly load: Float64Array;
  /** What the way from the start to the node gains in length when it is turned round; 0 when symmetric. */
  readonly turned: Float64Array;
  /** By route: load, its price above the capacity, stops, and the number of changes when it last changed. */
  readonly total: Float64Array;
  readonly penalty: Float64Array;
  readonly count: Int32Array;
  readonly changed: Int32Array;
  /** By route: parents, as bits, that have it just so: what concerns only routes of one parent was tried when that one was educated. */
  readonly origin: Uint8Array;
  /** Price of a unit of load above the capacity. */
  price = 0;
  /** Changes so far, of this plan and those before it. */
  changes = 0;
  readonly #scratch: Int32Array;

  constructor(problem: GeneticProblem) {
    const { stops, vehicles } = problem;
    const nodes = stops + 2 * vehicles;
    this.problem = problem;
    this.next = new Int32Array(nodes);
    this.prev = new Int32Array(nodes);
    this.route = new Int32Array(nodes).fill(-1);
    this.place = Int32Array.from({ length: nodes }, (_, node) => Math.min(node, stops));
    this.leg = new Int32Array(nodes);
    this.at = new Int32Array(nodes);
    this.load = new Float64Array(nodes);
    this.turned = new Float64Array(nodes);
    this.total = new Float64Array(vehicles);
    this.penalty = new Float64Array(vehicles);
    this.count = new Int32Array(vehicles);
    this.changed = new Int32Array(vehicles);
    this.origin = new Uint8Array(vehicles);
    this.#scratch = new Int32Array(2 * stops);
  }

  startOf(route: number): number {
    return this.problem.stops + 2 * route;
  }

  endOf(route: number): number {
    return this.problem.stops + 2 * route + 1;
  }

  /** Price of a load. */
  penaltyOf(load: number): number {
    const over = load - this.problem.capacity;
    return over > 0 ? over * this.price : 0;
  }

  /** Makes overloads dearer; routes that have none have been tried with each other. */
  raisePrice(factor: number): void {
    this.price *= factor;
    for (let r = 0; r < this.problem.vehicles; r++) {
      this.penalty[r] = this.penaltyOf(this.total[r] as number);
      this.origin[r] = this.penalty[r] === 0 ? 1 : 0;
    }
  }

  /** Sets all routes: route r is `tour[ends[r - 1]]` (or `tour[0]`) up to `tour[ends[r] - 1]`, for the first `routes`; the others are empty. */
  setPlan(tour: Int32Array, ends: Int32Array, routes: number): void {
    this.changes++;
    let at = 0;
    for (let r = 0; r < this.problem.vehicles; r++) {
      const to = r < routes ? (ends[r] as number) : at;
      this.setRoute(r, tour, at, to);
      at = to;
    }
  }

  /** Sets a route to the stops `list[from]` up to `list[to - 1]`. */
  setRoute(route: number, list: Int32Array, from: number, to: number): void {
    let last = this.startOf(route);
    for (let i = from; i < to; i++) {
      const stop = list[i] as number;
      this.next[last] = stop;
      this.prev[stop] = last;
      last = stop;
    }
    const end = this.endOf(route);
    this.next[last] = end;
    this.prev[end] = last;
    this.refresh(route);
  }

  /** Makes right what is cumulated along a route, after its links were changed. */
  refresh(route: number): void {
    const { stops, width, legs, demand, symmetric } = this.problem;
    const { next, prev, place, leg, at, load, turned } = this;
    let node = this.startOf(route);
    const end = this.endOf(route);
    let sum = 0;
    let count = 0;
    let gain = 0;
    this.route[node] = route;
    at[node] = 0;
    load[node] = 0;
    turned[node] = 0;
    while (node !== end) {
      const after = next[node] as number;
      const from = place[node] as number;
      const to = place[after] as number;
      const way = legs[from * width + to] as number;
      leg[node] = way;
      prev[after] = node;
      if (!symmetric) gain += (legs[to * width + from] as number) - way;
      if (after < stops) sum += demand[after] as number;
      at[after] = ++count;
      load[after] = sum;
      turned[after] = gain;
      this.route[after] = route;
      node = after;
    }
    this.total[route] = sum;
    this.penalty[route] = this.penaltyOf(sum);
    this.count[route] = count - 1;
    this.changed[route] = this.changes;
    this.origin[route] = 0;
  }

  /** Puts a node behind another one; both routes must be refreshed. */
  move(node: number, behind: number): void {
    const { next, prev } = this;
    const before = prev[node] as number;
    const after = next[node] as number;
    next[before] = after;
    prev[after] = before;
    const then = next[behind] as number;
    next[behind] = node;
    prev[node] = behind;
    next[node] = then;
    prev[then] = node;
  }

  /** Exchanges two nodes that are not side by side; both routes must be refreshed. */
  exchange(a: number, b: number): void {
    const { next, prev } = this;
    const beforeA = prev[a] as number;
    const afterA = next[a] as number;
    const beforeB = prev[b] as number;
    const afterB = next[b] as number;
    next[beforeA] = b;
    prev[afterA] = b;
    next[beforeB] = a;
    prev[afterB] = a;
    prev[a] = beforeB;
    next[a] = afterB;
    prev[b] = beforeA;
    next[b] = afterA;
  }

  /** Turns the way from a node to a later one of its route round. */
  turnWay(first: number, last: number): void {
    const length = this.#readWay(first, last, 0);
    const scratch = this.#scratch;
    let at = this.prev[first] as number;
    const after = this.next[last] as number;
    for (let i = length - 1; i >= 0; i--) {
      const node = scratch[i] as number;
      this.next[at] = node;
      at = node;
    }
    this.next[at] = after;
  }

  /** `u` goes on with what came after `v`, and `v` with what came after `u`, in two routes. */
  exchangeTails(u: number, v: number): void {
    const { next, route } = this;
    const endU = this.endOf(route[u] as number);
    const endV = this.endOf(route[v] as number);
    const tailU = next[u] as number;
    const tailV = next[v] as number;
    const lastU = this.prev[endU] as number;
    const lastV = this.prev[endV] as number;
    next[u] = tailV === endV ? endU : tailV;
    next[v] = tailU === endU ? endV : tailU;
    if (tailV !== endV) next[lastV] = endU;
    if (tailU !== endU) next[lastU] = endV;
  }

  /** `u` goes on with the way from `v` back to its start; that route begins with the turned way from the end to behind `u`. */
  joinHeads(u: number, v: number): void {
    const { next, route, problem } = this;
    const routeU = route[u] as number;
    const routeV = route[v] as number;
    const head = v < problem.stops ? this.#readWay(next[this.startOf(routeV)] as number, v, 0) : 0;
    const tailU = next[u] as number;
    const tail = tailU < problem.stops ? this.#readWay(tailU, this.prev[this.endOf(routeU)] as number, head) : head;
    const rest = next[v] as number;
    let at = u;
    for (let i = head - 1; i >= 0; i--) {
      next[at] = this.#scratch[i] as number;
      at = next[at] as number;
    }
    next[at] = this.endOf(routeU);
    at = this.startOf(routeV);
    for (let i = tail - 1; i >= head; i--) {
      next[at] = this.#scratch[i] as number;
      at = next[at] as number;
    }
    next[at] = rest;
  }

  /** Length of all routes. */
  length(): number {
    let sum = 0;
    for (let r = 0; r < this.problem.vehicles; r++) {
      for (let node = this.startOf(r); node !== this.endOf(r); node = this.next[node] as number) {
        sum += this.leg[node] as number;
      }
    }
    return sum;
  }

  /** Load above the capacities. */
  excess(): number {
    let sum = 0;
    for (const load of this.total) sum += Math.max(0, load - this.problem.capacity);
    return sum;
  }

  /** Copies the nodes from one to a later one of its route; gives the index behind the last. */
  #readWay(first: number, last: number, at: number): number {
    let length = at;
    for (let node = first; ; node = this.next[node] as number) {
      this.#scratch[length++] = node;
      if (node === last) return length;
    }
  }
}
