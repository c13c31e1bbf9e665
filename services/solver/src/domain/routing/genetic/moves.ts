import type { PlanNodes } from './plan-nodes.ts';

/*
 * The moves of the granular local search (Vidal 2022, section 3.3). Names as in
 * the paper: U is moved, X follows it; V is near U, Y follows it. All legs are
 * read from the rows of U, X and their neighbours, which stay in the fastest
 * cache while V changes.
 */
export class Moves {
  /** A move is made when it adds less, overloads priced. */
  most = -1e-3;
  /** What the last move that was made added. */
  added = 0;
  readonly #nodes: PlanNodes;
  /** U and what is about it, by `focus`. */
  #u = 0;
  #x = 0;
  #before = 0;
  #rowU = 0;
  #rowX = 0;
  #rowBefore = 0;
  #rowAfter = 0;
  #placeX = 0;
  #placeBefore = 0;
  #routeU = 0;
  #legU = 0;
  /** What it adds to U's route that U leaves, or U and X, or that others come instead: less their own legs. */
  #gone = 0;
  #goneTwo = 0;
  #without = 0;
  #withoutTwo = 0;
  #loadU = 0;
  #loadTwo = 0;
  /** Whether X is a stop. */
  #hasTwo = false;

  constructor(nodes: PlanNodes) {
    this.#nodes = nodes;
  }

  /** U, of which moves are tried; again after every move that was made. */
  focus(u: number): void {
    const { next, prev, place, leg, load, route, problem } = this.#nodes;
    const { legs, width, stops } = problem;
    const x = next[u] as number;
    const before = prev[u] as number;
    this.#u = u;
    this.#x = x;
    this.#before = before;
    this.#placeX = place[x] as number;
    this.#placeBefore = place[before] as number;
    this.#rowU = u * width;
    this.#rowX = this.#placeX * width;
    this.#rowBefore = this.#placeBefore * width;
    this.#routeU = route[u] as number;
    this.#legU = leg[u] as number;
    this.#gone = -(leg[before] as number) - this.#legU;
    this.#without = (legs[this.#rowBefore + this.#placeX] as number) + this.#gone;
    this.#loadU = (load[u] as number) - (load[before] as number);
    this.#hasTwo = x < stops;
    if (!this.#hasTwo) return;
    const after = place[next[x] as number] as number;
    this.#rowAfter = after * width;
    this.#goneTwo = -(leg[before] as number) - (leg[x] as number);
    this.#withoutTwo = (legs[this.#rowBefore + after] as number) + this.#goneTwo;
    this.#loadTwo = (load[x] as number) - (load[before] as number);
  }

  /** Tries all moves that put U next to V, which is another stop or the start of a route; true when one was made. */
  tryAll(v: number): boolean {
    const { next, place, leg, route, penalty, problem } = this.#nodes;
    const { legs, into, stops } = problem;
    const u = this.#u;
    const y = next[v] as number;
    const placeV = place[v] as number;
    const placeY = place[y] as number;
    const same = route[v] === this.#routeU;
    // Overloads cost nothing at best.
    const least = same
      ? this.most
      : this.most + (penalty[this.#routeU] as number) + (penalty[route[v] as number] as number);
    const uy = legs[this.#rowU + placeY] as number;
    const vx = into[this.#rowX + placeV] as number;
    const xy = legs[this.#rowX + placeY] as number;
    if (y !== u) {
      const vu = (into[this.#rowU + placeV] as number) - (leg[v] as number);
      let change = this.#without + vu + uy;
      if (change < least && this.#pays(change, v, this.#loadU, same)) return this.#relocate(v);
      if (this.#hasTwo && v !== this.#x) {
        change = this.#withoutTwo + vu + xy;
        if (change < least && this.#pays(change, v, this.#loadTwo, same)) return this.#relocateTwo(u, this.#x, v);
        change =
          this.#withoutTwo +
          vx +
          uy -
          (leg[v] as number) -
          this.#legU +
          (into === legs ? this.#legU : (into[this.#rowU + this.#placeX] as number));
        if (change < least && this.#pays(change, v, this.#loadTwo, same)) return this.#relocateTwo(this.#x, u, v);
      }
      if (v < stops && v !== this.#x && this.#trySwaps(v, y, least, same, vx, uy, xy)) return true;
    }
    return same ? this.#tryTurn(v, xy) : this.#tryTails(v, least, vx, uy, xy);
  }

  /** One or two stops against one or two; they are not side by side. */
  #trySwaps(v: number, y: number, least: number, same: boolean, vx: number, uy: number, xy: number): boolean {
    const { next, prev, place, leg, load, problem } = this.#nodes;
    const { legs, into, stops } = problem;
    const beforeV = prev[v] as number;
    const ends =
      (legs[this.#rowBefore + v] as number) +
      (into[this.#rowU + (place[beforeV] as number)] as number) -
      (leg[beforeV] as number);
    const one = (load[v] as number) - (load[beforeV] as number);
    const legV = leg[v] as number;
    const isFirst = this.#u < v;
    if (isFirst) {
      const change = ends + this.#gone + vx + uy - legV;
      if (change < least && this.#pays(change, v, this.#loadU - one, same)) return this.#swap(v);
    }
    const x = this.#x;
    if (!this.#hasTwo || x === beforeV) return false;
    const twos = ends + this.#goneTwo + xy;
    const change = twos + (into[this.#rowAfter + v] as number) - legV;
    if (change < least && this.#pays(change, v, this.#loadTwo - one, same)) return this.#swapTwo(v, -1);
    if (!isFirst || y >= stops || y === this.#before) return false;
    const both =
      twos -
      xy +
      (into[this.#rowAfter + y] as number) +
      (legs[this.#rowX + (place[next[y] as number] as number)] as number) -
      (leg[y] as number);
    if (both >= least || !this.#pays(both, v, this.#loadTwo - (load[y] as number) + (load[beforeV] as number), same))
      return false;
    return this.#swapTwo(v, y);
  }

  /** The way from X to V turned round, in one route where U comes first. */
  #tryTurn(v: number, xy: number): boolean {
    const { place, leg, at, turned, problem } = this.#nodes;
    const u = this.#u;
    const x = this.#x;
    if ((at[u] as number) > (at[v] as number) || x === v) return false;
    const change =
      (problem.legs[this.#rowU + (place[v] as number)] as number) +
      xy -
      this.#legU -
      (leg[v] as number) +
      (turned[v] as number) -
      (turned[x] as number);
    if (change >= this.most) return false;
    this.#nodes.turnWay(x, v);
    return this.#made(change, this.#routeU);
  }

  /** Two routes exchange their ends, or one's head is joined to the other's, turned round. */
  #tryTails(v: number, least: number, vx: number, uy: number, xy: number): boolean {
    const nodes = this.#nodes;
    const { place, leg, route, turned, load, total, problem } = nodes;
    const u = this.#u;
    const a = this.#routeU;
    const b = route[v] as number;
    const gone = this.#legU + (leg[v] as number);
    const straight = uy + vx - gone;
    let joined = (problem.legs[this.#rowU + (place[v] as number)] as number) + xy - gone;
    if (!problem.symmetric) {
      joined += (turned[v] as number) + (turned[nodes.endOf(a)] as number) - (turned[this.#x] as number);
    }
    if (straight >= least && joined >= least) return false;
    const headU = load[u] as number;
    const headV = load[v] as number;
    const tailU = (total[a] as number) - headU;
    const tailV = (total[b] as number) - headV;
    if (this.#withLoads(joined, a, b, headU + headV, tailU + tailV) < this.most) {
      nodes.joinHeads(u, v);
      return this.#made(this.added, b);
    }
    if (this.#withLoads(straight, a, b, headU + tailV, headV + tailU) >= this.most) return false;
    nodes.exchangeTails(u, v);
    return this.#made(this.added, b);
  }

  /** Whether a change of length pays when so much load goes from U's route to V's; `added` is what it adds then. */
  #pays(change: number, v: number, load: number, same: boolean): boolean {
    this.added = change;
    if (same) return true;
    const { route, total } = this.#nodes;
    const a = this.#routeU;
    const b = route[v] as number;
    return this.#withLoads(change, a, b, (total[a] as number) - load, (total[b] as number) + load) < this.most;
  }

  #withLoads(change: number, a: number, b: number, loadA: number, loadB: number): number {
    const nodes = this.#nodes;
    const before = (nodes.penalty[a] as number) + (nodes.penalty[b] as number);
    this.added = change - before + nodes.penaltyOf(loadA) + nodes.penaltyOf(loadB);
    return this.added;
  }

  #relocate(v: number): boolean {
    const to = this.#nodes.route[v] as number;
    this.#nodes.move(this.#u, v);
    return this.#made(this.added, to);
  }

  #relocateTwo(first: number, second: number, v: number): boolean {
    const to = this.#nodes.route[v] as number;
    this.#nodes.move(first, v);
    this.#nodes.move(second, first);
    return this.#made(this.added, to);
  }

  #swap(v: number): boolean {
    const to = this.#nodes.route[v] as number;
    this.#nodes.exchange(this.#u, v);
    return this.#made(this.added, to);
  }

  /** U and X against V and, unless it is -1, Y. */
  #swapTwo(v: number, y: number): boolean {
    const nodes = this.#nodes;
    const to = nodes.route[v] as number;
    nodes.exchange(this.#u, v);
    if (y < 0) nodes.move(this.#x, this.#u);
    else nodes.exchange(this.#x, y);
    return this.#made(this.added, to);
  }

  #made(change: number, b: number): boolean {
    const nodes = this.#nodes;
    const a = this.#routeU;
    this.added = change;
    nodes.changes++;
    nodes.refresh(a);
    if (a !== b) nodes.refresh(b);
    this.focus(this.#u);
    return true;
  }
}
