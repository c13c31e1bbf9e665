import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { Moves } from './moves.ts';
import type { PlanNodes } from './plan-nodes.ts';
import { SwapStar } from './swap-star.ts';

/** Near stops, at most, by which routes lie side by side for SWAP*. */
const BESIDE = 10;

/** The local search by which offspring are educated (Vidal 2022, section 3.3): first improvement over granular moves, then SWAP* on routes that lie side by side, until nothing improves. */
export class Education {
  readonly #nodes: PlanNodes;
  readonly #random: Random;
  readonly #stop: StopRule;
  readonly #moves: Moves;
  readonly #swapStar: SwapStar;
  readonly #order: Int32Array;
  readonly #routeOrder: Int32Array;
  /** Changes there had been when a stop, or for SWAP* a route, was last tried. */
  readonly #tried: Int32Array;
  readonly #triedRoute: Int32Array;
  /** Routes beside the one that is tried have its number. */
  readonly #beside: Int32Array;
  #mark = 0;
  /** A route without stops, -1 when there is none. */
  #empty = -1;

  constructor(nodes: PlanNodes, random: Random, stop: StopRule) {
    const { stops, vehicles } = nodes.problem;
    this.#nodes = nodes;
    this.#random = random;
    this.#stop = stop;
    this.#moves = new Moves(nodes);
    this.#swapStar = new SwapStar(nodes);
    this.#order = Int32Array.from({ length: stops }, (_, stop) => stop);
    this.#routeOrder = Int32Array.from({ length: vehicles }, (_, route) => route);
    this.#tried = new Int32Array(stops);
    this.#triedRoute = new Int32Array(vehicles);
    this.#beside = new Int32Array(vehicles);
  }

  /** Improves the plan in the nodes; false when it was stopped before nothing improves. */
  run(): boolean {
    const { stops, vehicles } = this.#nodes.problem;
    this.#random.shuffle(this.#order, stops);
    this.#random.shuffle(this.#routeOrder, vehicles);
    this.#findEmpty();
    // Empty routes are only tried from the second round on.
    for (let round = 0; ; round++) {
      let found = false;
      for (let i = 0; i < stops; i++) {
        if ((i & 7) === 0 && this.#stop()) return false;
        if (this.#tryStop(this.#order[i] as number, round)) found = true;
      }
      for (let i = 0; i < vehicles; i++) {
        const route = this.#routeOrder[i] as number;
        if (this.#nodes.count[route] === 0) continue;
        if (this.#stop()) return false;
        if (this.#tryRoute(route, round === 0)) found = true;
      }
      if (round > 0 && !found) return true;
    }
  }

  #tryStop(u: number, round: number): boolean {
    const { problem, route, changed, prev, origin } = this.#nodes;
    const { near, nearCount, stops } = problem;
    const moves = this.#moves;
    const tried = round === 0 ? -1 : (this.#tried[u] as number);
    const isOld = (changed[route[u] as number] as number) <= tried;
    this.#tried[u] = this.#nodes.changes;
    let found = false;
    moves.focus(u);
    for (let k = u * nearCount; k < (u + 1) * nearCount; k++) {
      const v = near[k] as number;
      const a = route[u] as number;
      const b = route[v] as number;
      if (((origin[a] as number) & (origin[b] as number)) !== 0) continue;
      if ((changed[a] as number) <= tried && (changed[b] as number) <= tried) continue;
      if (moves.tryAll(v)) found = true;
      else if ((prev[v] as number) >= stops && moves.tryAll(prev[v] as number)) found = true;
    }
    if (found) this.#findEmpty();
    if (round === 0 || (round > 1 && isOld && !found) || this.#empty < 0 || (origin[route[u] as number] as number) > 0)
      return found;
    if (!moves.tryAll(this.#nodes.startOf(this.#empty))) return found;
    this.#findEmpty();
    return true;
  }

  #tryRoute(route: number, isFirst: boolean): boolean {
    const nodes = this.#nodes;
    const { vehicles } = nodes.problem;
    const { changed, count } = nodes;
    const tried = this.#triedRoute[route] as number;
    this.#triedRoute[route] = nodes.changes;
    this.#markBeside(route);
    let found = false;
    for (let other = 0; other < vehicles; other++) {
      if (this.#beside[other] !== this.#mark || count[other] === 0 || count[route] === 0) continue;
      if (((nodes.origin[route] as number) & (nodes.origin[other] as number)) !== 0) continue;
      if (!isFirst && (changed[route] as number) <= tried && (changed[other] as number) <= tried) continue;
      if (this.#stop()) return found;
      if (this.#swapStar.improve(route, other)) found = true;
    }
    if (found) this.#findEmpty();
    return found;
  }

  /** Marks the routes of a higher number that have near stops of this one's. */
  #markBeside(route: number): void {
    const { next, problem, route: routeOf } = this.#nodes;
    const { stops, near, nearCount } = problem;
    const most = Math.min(BESIDE, nearCount);
    const mark = ++this.#mark;
    for (let u = next[this.#nodes.startOf(route)] as number; u < stops; u = next[u] as number) {
      for (let k = u * nearCount; k < u * nearCount + most; k++) {
        const other = routeOf[near[k] as number] as number;
        if (other > route) this.#beside[other] = mark;
      }
    }
  }

  #findEmpty(): void {
    this.#empty = this.#nodes.count.indexOf(0);
  }
}
