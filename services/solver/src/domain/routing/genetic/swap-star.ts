import type { PlanNodes } from './plan-nodes.ts';

/** Places kept for each stop and route: of three, one at least is not beside a stop that leaves. */
const KEPT = 3;

/**
 * SWAP* (Vidal 2022, section 3.4): the best exchange of two stops between two
 * routes, each put where it is cheapest there and not where the other was, or
 * the best move of one of them. The three cheapest places of every stop in
 * every route are kept until the route changes.
 */
export class SwapStar {
  /** An exchange is made when it adds less. */
  most = -1e-3;
  /** What the last exchange that was made added. */
  added = 0;
  readonly #nodes: PlanNodes;
  /** By route and stop, `KEPT` each: nodes behind which the stop is put, and what that adds. */
  readonly #places: Int32Array;
  readonly #prices: Float64Array;
  /** By route and stop: the changes there had been when the places were found. */
  readonly #foundAt: Int32Array;
  /** By stop: what is added when it leaves its route, below 0. */
  readonly #leaving: Float64Array;
  /** By route: the changes there had been when its stops' leaving was measured. */
  readonly #measuredAt: Int32Array;
  /** Stops of the two routes that may be exchanged. */
  readonly #listA: Int32Array;
  readonly #listB: Int32Array;
  #countA = 0;
  #countB = 0;
  #least = 0;
  #bestU = -1;
  #bestV = -1;
  #behindU = -1;
  #behindV = -1;
  /** Where the last `#cheapest` is. */
  #place = -1;

  constructor(nodes: PlanNodes) {
    const { stops, vehicles } = nodes.problem;
    this.#nodes = nodes;
    this.#places = new Int32Array(vehicles * stops * KEPT);
    this.#prices = new Float64Array(vehicles * stops * KEPT);
    this.#foundAt = new Int32Array(vehicles * stops).fill(-1);
    this.#listA = new Int32Array(stops);
    this.#listB = new Int32Array(stops);
    this.#measuredAt = new Int32Array(vehicles).fill(-1);
    this.#leaving = new Float64Array(stops);
  }

  /** Makes the best exchange between two routes that are used; true when one was made. */
  improve(a: number, b: number): boolean {
    this.#countA = this.#readNear(a, b, this.#listA);
    this.#countB = this.#readNear(b, a, this.#listB);
    this.#findPlaces(a, b, this.#listA, this.#countA);
    this.#findPlaces(b, a, this.#listB, this.#countB);
    this.#least = this.most;
    this.#bestU = -1;
    this.#bestV = -1;
    this.#tryExchanges(a, b);
    this.#tryMoves(a, b, true, this.#listA, this.#countA);
    this.#tryMoves(b, a, false, this.#listB, this.#countB);
    if (this.#bestU < 0 && this.#bestV < 0) return false;
    const nodes = this.#nodes;
    if (this.#bestU >= 0) nodes.move(this.#bestU, this.#behindU);
    if (this.#bestV >= 0) nodes.move(this.#bestV, this.#behindV);
    this.added = this.#least;
    nodes.changes++;
    nodes.refresh(a);
    nodes.refresh(b);
    return true;
  }

  #tryExchanges(a: number, b: number): void {
    const nodes = this.#nodes;
    const { total, penalty, price, problem } = nodes;
    const { demand, capacity } = problem;
    const leaving = this.#leaving;
    const listA = this.#listA;
    const listB = this.#listB;
    const countB = this.#countB;
    const roomA = capacity - (total[a] as number);
    const roomB = capacity - (total[b] as number);
    const before = (penalty[a] as number) + (penalty[b] as number);
    for (let i = 0; i < this.#countA; i++) {
      const u = listA[i] as number;
      const own = demand[u] as number;
      const begun = (leaving[u] as number) - before;
      for (let j = 0; j < countB; j++) {
        const v = listB[j] as number;
        const more = (demand[v] as number) - own;
        let change = begun + (leaving[v] as number);
        if (more > roomA) change += (more - roomA) * price;
        if (-more > roomB) change += (-more - roomB) * price;
        if (change >= this.#least) continue;
        change += this.#cheapest(u, v, b);
        if (change >= this.#least) continue;
        const behindU = this.#place;
        change += this.#cheapest(v, u, a);
        if (change >= this.#least) continue;
        this.#least = change;
        this.#bestU = u;
        this.#bestV = v;
        this.#behindU = behindU;
        this.#behindV = this.#place;
      }
    }
  }

  /** Moves of a stop of one route to the other, nothing coming back. */
  #tryMoves(from: number, to: number, isU: boolean, list: Int32Array, count: number): void {
    const nodes = this.#nodes;
    const { total, penalty, problem } = nodes;
    const { stops, demand } = problem;
    const before = (penalty[from] as number) + (penalty[to] as number);
    for (let i = 0; i < count; i++) {
      const u = list[i] as number;
      const cell = (to * stops + u) * KEPT;
      let change = (this.#leaving[u] as number) + (this.#prices[cell] as number) - before;
      if (change >= this.#least) continue;
      const own = demand[u] as number;
      change += nodes.penaltyOf((total[from] as number) - own) + nodes.penaltyOf((total[to] as number) + own);
      if (change >= this.#least) continue;
      this.#least = change;
      this.#bestU = isU ? u : -1;
      this.#bestV = isU ? -1 : u;
      if (isU) this.#behindU = this.#places[cell] as number;
      else this.#behindV = this.#places[cell] as number;
    }
  }

  /** What it adds to put a stop into a route that another stop leaves; where, is in `#place`. */
  #cheapest(stop: number, leaver: number, route: number): number {
    const { next, prev, place, leg, problem } = this.#nodes;
    const { legs, into, width, stops } = problem;
    const before = prev[leaver] as number;
    const after = place[next[leaver] as number] as number;
    const row = stop * width;
    const bridge = (this.#leaving[leaver] as number) + (leg[before] as number) + (leg[leaver] as number);
    let least = (into[row + (place[before] as number)] as number) + (legs[row + after] as number) - bridge;
    this.#place = before;
    const from = (route * stops + stop) * KEPT;
    for (let cell = from; cell < from + KEPT; cell++) {
      const behind = this.#places[cell] as number;
      if (behind < 0) break;
      if (behind === leaver || behind === before) continue;
      if ((this.#prices[cell] as number) < least) {
        least = this.#prices[cell] as number;
        this.#place = behind;
      }
      break;
    }
    return least;
  }

  /** Reads the stops of a route that have near stops in the other; gives how many. Others would only go far out of their way. */
  #readNear(route: number, other: number, list: Int32Array): number {
    const nodes = this.#nodes;
    const { next, route: routeOf, problem } = nodes;
    const { stops, near, nearCount } = problem;
    let count = 0;
    for (let u = next[nodes.startOf(route)] as number; u < stops; u = next[u] as number) {
      const from = u * nearCount;
      for (let k = from; k < from + nearCount; k++) {
        if (routeOf[near[k] as number] !== other) continue;
        list[count++] = u;
        break;
      }
    }
    return count;
  }

  /** Makes sure that the cheapest places in `to` are known of the stops of `from` in the list. */
  #findPlaces(from: number, to: number, list: Int32Array, count: number): void {
    const nodes = this.#nodes;
    const { changed, problem } = nodes;
    const { stops } = problem;
    const since = changed[to] as number;
    if ((this.#measuredAt[from] as number) < (changed[from] as number)) this.#measure(from);
    for (let i = 0; i < count; i++) {
      const u = list[i] as number;
      const cell = to * stops + u;
      if ((this.#foundAt[cell] as number) >= since) continue;
      this.#foundAt[cell] = nodes.changes;
      this.#findPlacesOf(u, to, cell * KEPT);
    }
  }

  /** Makes `#leaving` right for all stops of a route. */
  #measure(route: number): void {
    const nodes = this.#nodes;
    const { next, prev, place, leg, problem } = nodes;
    const { legs, width, stops } = problem;
    this.#measuredAt[route] = nodes.changes;
    for (let u = next[nodes.startOf(route)] as number; u < stops; u = next[u] as number) {
      const before = prev[u] as number;
      this.#leaving[u] =
        (legs[(place[before] as number) * width + (place[next[u] as number] as number)] as number) -
        (leg[before] as number) -
        (leg[u] as number);
    }
  }

  #findPlacesOf(u: number, to: number, cell: number): void {
    const nodes = this.#nodes;
    const { next, place, leg, problem } = nodes;
    const { legs, into, width } = problem;
    const places = this.#places;
    const prices = this.#prices;
    const end = nodes.endOf(to);
    const rowU = u * width;
    let first = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    let third = Number.POSITIVE_INFINITY;
    let firstAt = -1;
    let secondAt = -1;
    let thirdAt = -1;
    for (let node = nodes.startOf(to); node !== end; node = next[node] as number) {
      const price =
        (into[rowU + (place[node] as number)] as number) +
        (legs[rowU + (place[next[node] as number] as number)] as number) -
        (leg[node] as number);
      if (price >= third) continue;
      if (price < second) {
        third = second;
        thirdAt = secondAt;
        if (price < first) {
          second = first;
          secondAt = firstAt;
          first = price;
          firstAt = node;
        } else {
          second = price;
          secondAt = node;
        }
      } else {
        third = price;
        thirdAt = node;
      }
    }
    prices[cell] = first;
    prices[cell + 1] = second;
    prices[cell + 2] = third;
    places[cell] = firstAt;
    places[cell + 1] = secondAt;
    places[cell + 2] = thirdAt;
  }
}
