import type { GeneticProblem } from './genetic-problem.ts';

const EPSILON = 1e-9;

/**
 * Cuts a giant tour into routes at the least cost, overloads priced, in linear
 * time by a queue of starts that no other dominates (Vidal 2016, "Split
 * algorithm in O(n) for the capacitated vehicle routing problem"). Where that
 * takes more vehicles than there may be, once for every vehicle.
 */
export class Split {
  /** Where routes end in the tour, after `cut`: route r is `ends[r - 1]` (or 0) up to `ends[r]`. */
  readonly ends: Int32Array;
  readonly #problem: GeneticProblem;
  /** By position, 1 to n: the sums of loads and of legs from the first stop on, legs from and to the depot. */
  readonly #load: Float64Array;
  readonly #length: Float64Array;
  readonly #out: Float64Array;
  readonly #back: Float64Array;
  /** Rows of `stops + 1` potentials and predecessors, one a vehicle once there are too few. */
  #potential: Float64Array;
  #before: Int32Array;
  readonly #queue: Int32Array;
  /** Row of the potentials that are gone on from. */
  #row = 0;
  #price = 0;

  constructor(problem: GeneticProblem) {
    const wide = problem.stops + 1;
    this.#problem = problem;
    this.ends = new Int32Array(problem.stops + 1);
    this.#load = new Float64Array(wide);
    this.#length = new Float64Array(wide);
    this.#out = new Float64Array(wide + 1);
    this.#back = new Float64Array(wide);
    this.#potential = new Float64Array(wide);
    this.#before = new Int32Array(wide);
    this.#queue = new Int32Array(wide);
  }

  /**
   * Cuts `tour[from]` up to `tour[from + stops - 1]`; gives how many routes there are.
   * @param price of a unit of load above the capacity
   * @param vehicles most routes; enough for all loads
   */
  cut(tour: Int32Array, from: number, price: number, vehicles: number): number {
    this.#price = price;
    this.#sum(tour, from);
    const { stops } = this.#problem;
    this.#row = 0;
    this.#potential[0] = 0;
    this.#sweep(0, 0);
    let routes = 0;
    for (let at = stops; at > 0; at = this.#before[at] as number) routes++;
    return routes <= vehicles ? this.#read(0, routes, false) : this.#cutWithFew(vehicles);
  }

  #sum(tour: Int32Array, from: number): void {
    const { stops, width, legs, demand } = this.#problem;
    let last = -1;
    for (let i = 1; i <= stops; i++) {
      const stop = tour[from + i - 1] as number;
      this.#load[i] = (this.#load[i - 1] as number) + (demand[stop] as number);
      this.#length[i] = last < 0 ? 0 : (this.#length[i - 1] as number) + (legs[last * width + stop] as number);
      this.#out[i] = legs[stops * width + stop] as number;
      this.#back[i] = legs[stop * width + stops] as number;
      last = stop;
    }
  }

  /** Fills potentials from row to row; both are the same where vehicles are not counted. */
  #sweep(row: number, first: number): void {
    const { stops } = this.#problem;
    const wide = stops + 1;
    const potential = this.#potential;
    const before = this.#before;
    const queue = this.#queue;
    const isSame = row === this.#row;
    let head = 0;
    let tail = 0;
    queue[tail++] = first;
    for (let i = first + 1; i <= stops && head < tail; i++) {
      const start = queue[head] as number;
      potential[row * wide + i] = this.#through(start, i);
      before[row * wide + i] = start;
      if (i === stops) break;
      if (isSame || (potential[this.#row * wide + i] as number) < Number.POSITIVE_INFINITY) {
        if (!this.#dominates(queue[tail - 1] as number, i)) {
          while (tail > head && this.#dominatesRight(queue[tail - 1] as number, i)) tail--;
          queue[tail++] = i;
        }
      }
      while (
        tail - head > 1 &&
        this.#through(queue[head] as number, i + 1) > this.#through(queue[head + 1] as number, i + 1) - EPSILON
      )
        head++;
    }
  }

  /** Every row has one vehicle more than the one before. */
  #cutWithFew(vehicles: number): number {
    const { stops } = this.#problem;
    const wide = stops + 1;
    if (this.#potential.length < (vehicles + 1) * wide) {
      this.#potential = new Float64Array((vehicles + 1) * wide);
      this.#before = new Int32Array((vehicles + 1) * wide);
    }
    this.#potential.fill(Number.POSITIVE_INFINITY);
    this.#potential[0] = 0;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 1; k <= vehicles && k <= stops; k++) {
      this.#row = k - 1;
      this.#sweep(k, k - 1);
      const cost = this.#potential[k * wide + stops] as number;
      if (cost >= least) continue;
      least = cost;
      best = k;
    }
    return this.#read(best, best, true);
  }

  #read(row: number, routes: number, isCounted: boolean): number {
    const wide = this.#problem.stops + 1;
    let at = this.#problem.stops;
    for (let r = routes - 1; r >= 0; r--) {
      this.ends[r] = at;
      at = this.#before[(isCounted ? row - (routes - 1 - r) : row) * wide + at] as number;
    }
    return routes;
  }

  /** Cost up to position `j` when the last route begins behind position `i`. */
  #through(i: number, j: number): number {
    const over = (this.#load[j] as number) - (this.#load[i] as number) - this.#problem.capacity;
    return (
      this.#begun(i) + (this.#length[j] as number) + (this.#back[j] as number) + (over > 0 ? this.#price * over : 0)
    );
  }

  /** What a route that begins behind position `i` has cost so far, less the way that came before. */
  #begun(i: number): number {
    const potential = this.#potential[this.#row * (this.#problem.stops + 1) + i] as number;
    return potential + (this.#out[i + 1] as number) - (this.#length[i + 1] as number);
  }

  /** Whether the earlier start `i` is never worse than `j`, even when it is overloaded by all that is between them. */
  #dominates(i: number, j: number): boolean {
    const more = (this.#load[j] as number) - (this.#load[i] as number);
    return this.#begun(j) > this.#begun(i) + this.#price * more;
  }

  /** Whether the later start `j` is never worse than `i`. */
  #dominatesRight(i: number, j: number): boolean {
    return this.#begun(j) < this.#begun(i) + EPSILON;
  }
}
