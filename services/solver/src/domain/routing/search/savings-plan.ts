import { UNLIMITED } from '#domain/routing/compiled';
import { BEFORE, type NearStops } from './near-stops.ts';
import type { SearchRoutes } from './search-routes.ts';

/**
 * Fills routes that are all empty by savings (Clarke & Wright 1964) over pairs
 * of near stops: every stop begins as a chain of its own, and the pair that
 * saves most is joined first while loads and windows of the first type of
 * vehicle hold. The longest chains get the vehicles; the rest stays unserved.
 */
export function planBySavings(routes: SearchRoutes, near: NearStops): void {
  const chains = new Chains(routes);
  const pairs = pairsOf(routes, near);
  for (const pair of pairs) chains.join(Math.floor(pair / routes.stops), pair % routes.stops);
  const heads = chains.heads();
  const list = new Int32Array(routes.stops);
  let vehicle = 0;
  for (const head of heads) {
    if (vehicle === routes.problem.vehicles || routes.problem.type[vehicle] !== routes.problem.type[0]) break;
    routes.setRoute(vehicle, list, 0, chains.read(head, list));
    if (keepsLimits(routes, vehicle)) vehicle++;
    else {
      for (let i = 0; routes.count[vehicle] !== 0; i++) routes.unlink(list[i] as number);
      routes.refresh(vehicle);
    }
  }
}

/** Numbers first * stops + second, largest saving first. */
function pairsOf(routes: SearchRoutes, near: NearStops): Float64Array {
  const { place, search, stops, problem } = routes;
  const { legs, size } = search;
  const start = (problem.start[0] as number) * size;
  const end = problem.end[0] as number;
  const numbers: number[] = [];
  const savings: number[] = [];
  const offer = (a: number, b: number) => {
    const row = (place[a] as number) * size;
    const saving =
      (legs[row + end] as number) +
      (legs[start + (place[b] as number)] as number) -
      (legs[row + (place[b] as number)] as number);
    if (saving <= 0) return;
    numbers.push(a * stops + b);
    savings.push(saving);
  };
  for (let k = 0; k < near.rows.length; k++) {
    const stop = Math.floor(k / near.count);
    const other = near.rows[k] as number;
    if (((near.sides[k] as number) & BEFORE) !== 0) offer(stop, other);
  }
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => (savings[b] as number) - (savings[a] as number));
  return Float64Array.from(order, (index) => numbers[index] as number);
}

function keepsLimits({ problem, meters, duration, search }: SearchRoutes, vehicle: number): boolean {
  const far = problem.maxDistance[vehicle] as number;
  const long = problem.maxDuration[vehicle] as number;
  if (search.limited && far < UNLIMITED && (meters[vehicle] as number) > far) return false;
  return !search.timed || (duration[vehicle] as number) <= long;
}

/** Chains of stops that one vehicle of the first type can serve. */
class Chains {
  readonly #routes: SearchRoutes;
  readonly #next: Int32Array;
  readonly #prev: Int32Array;
  /** First stop of the chain, by its last, and the other way round. */
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  readonly #size: Int32Array;
  /** Loads by chain, at its first stop. */
  readonly #load: Int32Array;
  readonly #ready: Float64Array;
  readonly #latest: Float64Array;

  constructor(routes: SearchRoutes) {
    const { stops, search } = routes;
    this.#routes = routes;
    this.#next = new Int32Array(stops).fill(-1);
    this.#prev = new Int32Array(stops).fill(-1);
    this.#head = Int32Array.from({ length: stops }, (_, stop) => stop);
    this.#tail = this.#head.slice();
    this.#size = new Int32Array(stops).fill(1);
    this.#load = search.demand.slice();
    this.#ready = new Float64Array(stops);
    this.#latest = new Float64Array(stops);
    for (let s = 0; s < stops; s++) {
      this.#setReady(s);
      this.#setLatest(s);
    }
  }

  /** Joins the chain that ends with `a` and the one that begins with `b`, when that is allowed. */
  join(a: number, b: number): void {
    const { search, problem, stops } = this.#routes;
    const head = this.#head[a] as number;
    if (this.#next[a] !== -1 || this.#prev[b] !== -1 || head === b) return;
    if (problem.allowed[a] === 0 || problem.allowed[b] === 0 || stops === 0) return;
    const { dims, capacity } = search;
    for (let d = 0; d < dims; d++) {
      const load = (this.#load[head * dims + d] as number) + (this.#load[b * dims + d] as number);
      if (load > (capacity[d] as number)) return;
    }
    if ((this.#ready[a] as number) + this.#drive(a, b) > (this.#latest[b] as number)) return;
    for (let d = 0; d < dims; d++) {
      this.#load[head * dims + d] = (this.#load[head * dims + d] as number) + (this.#load[b * dims + d] as number);
    }
    const tail = this.#tail[b] as number;
    this.#next[a] = b;
    this.#prev[b] = a;
    this.#head[tail] = head;
    this.#tail[head] = tail;
    this.#size[head] = (this.#size[head] as number) + (this.#size[b] as number);
    for (let s = b; s !== -1; s = this.#next[s] as number) this.#setReady(s);
    for (let s = a; s !== -1; s = this.#prev[s] as number) this.#setLatest(s);
  }

  /** First stops of the chains that can be served at all, longest chain first. */
  heads(): number[] {
    const { problem, stops, search } = this.#routes;
    const fits = (stop: number) => {
      for (let d = 0; d < search.dims; d++) {
        if ((this.#load[stop * search.dims + d] as number) > (search.capacity[d] as number)) return false;
      }
      return (this.#ready[this.#tail[stop] as number] as number) < Number.POSITIVE_INFINITY;
    };
    return Array.from({ length: stops }, (_, stop) => stop)
      .filter((stop) => this.#prev[stop] === -1 && problem.allowed[stop] === 1 && fits(stop))
      .sort((a, b) => (this.#size[b] as number) - (this.#size[a] as number));
  }

  /** Copies a chain; gives its length. */
  read(head: number, into: Int32Array): number {
    let length = 0;
    for (let s = head; s !== -1; s = this.#next[s] as number) into[length++] = s;
    return length;
  }

  #drive(a: number, b: number): number {
    const { search, place } = this.#routes;
    return search.seconds[(place[a] as number) * search.size + (place[b] as number)] as number;
  }

  /** Earliest end of service; infinite when the vehicle comes too late or cannot be back in time. */
  #setReady(stop: number): void {
    const { search, problem, place } = this.#routes;
    const before = this.#prev[stop] as number;
    const arrival =
      before === -1
        ? (problem.shiftStart[0] as number) +
          (search.seconds[(problem.start[0] as number) * search.size + (place[stop] as number)] as number)
        : (this.#ready[before] as number) + this.#drive(before, stop);
    const ready = Math.max(arrival, search.open[stop] as number) + (problem.service[stop] as number);
    const back = search.seconds[(place[stop] as number) * search.size + (problem.end[0] as number)] as number;
    const late = arrival > (search.close[stop] as number) || ready + back > (problem.shiftEnd[0] as number);
    this.#ready[stop] = late ? Number.POSITIVE_INFINITY : ready;
  }

  /** Latest start of service that lets what follows keep its time. */
  #setLatest(stop: number): void {
    const { search, problem, place } = this.#routes;
    const after = this.#next[stop] as number;
    const must =
      after === -1
        ? (problem.shiftEnd[0] as number) -
          (search.seconds[(place[stop] as number) * search.size + (problem.end[0] as number)] as number)
        : (this.#latest[after] as number) - this.#drive(stop, after);
    this.#latest[stop] = Math.min(must - (problem.service[stop] as number), search.close[stop] as number);
  }
}
