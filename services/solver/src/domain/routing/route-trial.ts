import type { CompiledRouting } from './compiled.ts';
import type { Routes } from './routes.ts';

/**
 * Prices a route that does not exist yet, built from pieces of those that do:
 * `begin` takes the head of a route, `add` stops one by one, `finish` the tail
 * of a route. Heads and tails cost O(1) (except where routes are walked).
 * Every move of the local search is priced by it.
 */
export class RouteTrial {
  readonly #routes: Routes;
  readonly #problem: CompiledRouting;
  readonly #load: Int32Array;
  readonly #walked: Int32Array;
  #vehicle = 0;
  #length = 0;
  #fits = true;
  #at = 0;
  #meters = 0;
  #travel = 0;
  #duration = 0;
  #early = 0;
  #late = 0;

  constructor(routes: Routes) {
    this.#routes = routes;
    this.#problem = routes.problem;
    this.#load = new Int32Array(routes.problem.dims);
    this.#walked = new Int32Array(2 * routes.problem.stops + 8);
  }

  /** Starts with the head of a route, up to and including node `last`. */
  begin(last: number): this {
    const { load, location, meters, travel, position, headDuration, headEarly, headLate, route, next } = this.#routes;
    const dims = this.#problem.dims;
    this.#vehicle = route[last] as number;
    this.#length = position[last] as number;
    this.#fits = true;
    if (this.#problem.scan) {
      let node = this.#routes.startOf(this.#vehicle);
      for (let i = 0; i < this.#length; i++) {
        node = next[node] as number;
        this.#walked[i] = node;
      }
      return this;
    }
    for (let d = 0; d < dims; d++) this.#load[d] = load[last * dims + d] as number;
    this.#at = location[last] as number;
    this.#meters = meters[last] as number;
    this.#travel = travel[last] as number;
    this.#duration = headDuration[last] as number;
    this.#early = headEarly[last] as number;
    this.#late = headLate[last] as number;
    return this;
  }

  /** Goes on to a stop. */
  add(stop: number): this {
    const p = this.#problem;
    if (p.scan) {
      this.#walked[this.#length++] = stop;
      return this;
    }
    const cell = (p.type[this.#vehicle] as number) * p.stops + stop;
    if (!this.#fits || p.allowed[cell] === 0) {
      this.#fits = false;
      return this;
    }
    const window = p.windowFrom[cell] as number;
    this.#go(p.location[stop] as number);
    this.#join(p.windowOpen[window] as number, p.windowClose[window] as number, p.service[stop] as number);
    for (let d = 0; d < p.dims; d++)
      this.#load[d] = (this.#load[d] as number) + (p.demand[stop * p.dims + d] as number);
    this.#length++;
    return this;
  }

  /** Ends with the tail of a route from node `first` on (an end node is no stop at all); gives the cost, `Infinity` when a rule breaks. */
  finish(first: number): number {
    const p = this.#problem;
    const r = this.#routes;
    const other = r.route[first] as number;
    const tailEnd = r.endOf(other);
    if (p.scan || p.type[other] !== p.type[this.#vehicle]) {
      for (let node = first; node !== tailEnd; node = r.next[node] as number) this.add(node);
      if (p.scan) return r.walk.evaluate(this.#vehicle, this.#walked, this.#length);
      return this.#close(r.endOf(this.#vehicle), r.endOf(this.#vehicle));
    }
    return this.#close(first, tailEnd);
  }

  #close(first: number, end: number): number {
    const p = this.#problem;
    const r = this.#routes;
    const v = this.#vehicle;
    const length = this.#length + (r.position[end] as number) - (r.position[first] as number);
    if (length === 0) return 0;
    if (!this.#fits || length > (p.maxStops[v] as number)) return Number.POSITIVE_INFINITY;
    const before = r.prev[first] as number;
    for (let d = 0; d < p.dims; d++) {
      const tail = first === end ? 0 : (r.load[end * p.dims + d] as number) - (r.load[before * p.dims + d] as number);
      if ((this.#load[d] as number) + tail > (p.capacity[v * p.dims + d] as number)) return Number.POSITIVE_INFINITY;
    }
    this.#go(r.location[first] as number);
    this.#join(r.tailEarly[first] as number, r.tailLate[first] as number, r.tailDuration[first] as number);
    const meters = this.#meters + (r.meters[end] as number) - (r.meters[first] as number);
    const travel = this.#travel + (r.travel[end] as number) - (r.travel[first] as number);
    if (!this.#fits || meters > (p.maxDistance[v] as number) || this.#duration > (p.maxDuration[v] as number)) {
      return Number.POSITIVE_INFINITY;
    }
    return (
      (p.fixedCost[v] as number) +
      (p.perMeter[v] as number) * meters +
      (p.perTravelSecond[v] as number) * travel +
      (p.perSecond[v] as number) * this.#duration
    );
  }

  #go(to: number): void {
    const p = this.#problem;
    const leg = this.#at * p.size + to;
    this.#meters += p.distances[leg] as number;
    const seconds = p.durations[leg] as number;
    this.#travel += seconds;
    this.#duration += seconds;
    this.#at = to;
  }

  /** Merges the segment (duration, early, late); refuses what would come too late. */
  #join(early: number, late: number, duration: number): void {
    const shift = this.#duration;
    if (this.#early + shift > late) this.#fits = false;
    const wait = Math.max(early - shift - this.#late, 0);
    this.#early = Math.max(early - shift, this.#early) - wait;
    this.#late = Math.min(late - shift, this.#late);
    this.#duration = shift + wait + duration;
  }
}
