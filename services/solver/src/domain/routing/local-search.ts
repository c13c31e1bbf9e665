import { detourGain, endOfString, joinPieces, legCost, linkBehind, stringFrom } from './route-pieces.ts';
import type { SearchState } from './search-state.ts';

/** A move must gain more than rounding. */
const EPSILON = 1e-6;
/** Longest string that is relocated or swapped. */
const LONGEST = 3;

/**
 * First-improvement descent over relocate (strings of 1 to 3, also reversed),
 * swap (strings of 1 and 2), 2-opt within a route, 2-opt* between routes, and
 * insertion, removal and exchange of optional stops; only moves that bring a
 * stop beside one of its near stops are looked at (Toth & Vigo 2003). Ends in
 * a local optimum, or when the stop rule says so.
 */
export class LocalSearch {
  readonly #state: SearchState;
  readonly #buffer: Int32Array;
  readonly #other: Int32Array;
  readonly #order: Int32Array;
  /** When each route changed last, and when each stop was looked at last. */
  readonly #changed: Int32Array;
  readonly #looked: Int32Array;
  #clock = 0;
  /** Joining routes saves nothing but legs: no fixed costs, one type of vehicle. */
  readonly #isPlain: boolean;

  constructor(state: SearchState) {
    const { stops, vehicles } = state.problem;
    this.#state = state;
    this.#isPlain = state.problem.types === 1 && state.problem.fixedCost.every((cost) => cost === 0);
    this.#buffer = new Int32Array(2 * stops + 8);
    this.#other = new Int32Array(2 * stops + 8);
    this.#order = Int32Array.from({ length: stops }, (_, stop) => stop);
    this.#changed = new Int32Array(vehicles);
    this.#looked = new Int32Array(stops);
  }

  /** Gives false when the stop rule ended it before the local optimum. */
  run(): boolean {
    const state = this.#state;
    const order = this.#order;
    this.#looked.fill(-1);
    state.random.shuffle(order, order.length);
    for (let improved = true; improved; ) {
      improved = false;
      for (const stop of order) {
        if (state.stop()) {
          state.findAbsent();
          return false;
        }
        if (this.#improveAt(stop)) improved = true;
      }
    }
    state.findAbsent();
    return true;
  }

  #improveAt(stop: number): boolean {
    const { routes, problem, neighbours, neighbourCount } = this.#state;
    if ((routes.route[stop] as number) < 0) return this.#tryInsert(stop);
    const looked = this.#looked[stop] as number;
    this.#looked[stop] = ++this.#clock;
    if (problem.required[stop] === 0 && this.#tryRemove(stop)) return true;
    for (let k = 0; k < neighbourCount; k++) {
      const near = neighbours[stop * neighbourCount + k] as number;
      const there = routes.route[near] as number;
      if (there < 0) continue;
      const here = routes.route[stop] as number;
      // Nothing changed on either side since this stop was looked at: the moves would fail again.
      if ((this.#changed[here] as number) <= looked && (this.#changed[there] as number) <= looked) continue;
      if (here === there ? this.#withinRoute(stop, near) : this.#betweenRoutes(stop, near)) return true;
    }
    return false;
  }

  #betweenRoutes(stop: number, near: number): boolean {
    const { routes } = this.#state;
    const { prev } = routes;
    if (this.#exchangeTails(stop, near)) return true;
    if (this.#exchangeTails(near, stop)) return true;
    for (let length = 1; length <= LONGEST; length++) {
      // The string begins at the stop and goes behind the near one, or before it.
      if (this.#relocate(stop, length, near)) return true;
      if (this.#relocate(stop, length, prev[near] as number)) return true;
    }
    for (let length = 1; length <= 2; length++) {
      for (let back = 1; back <= 2; back++) if (this.#swapBehind(stop, length, near, back)) return true;
    }
    return false;
  }

  /** Moves a string of stops from its route to behind `after` in another, as it is or reversed. */
  #relocate(first: number, length: number, after: number): boolean {
    const { routes, trial } = this.#state;
    const last = endOfString(this.#state.routes, first, length);
    if (last < 0) return false;
    const here = routes.route[first] as number;
    const there = routes.route[after] as number;
    const without = trial.begin(routes.prev[first] as number).finish(routes.next[last] as number);
    const behind = routes.next[after] as number;
    const freed = (routes.cost[here] as number) - without;
    if (freed + detourGain(this.#state, there, after, first, last, behind) <= EPSILON) return false;
    const before = freed + (routes.cost[there] as number);
    trial.begin(after);
    for (let node = first, i = 0; i < length; i++, node = routes.next[node] as number) trial.add(node);
    const straight = before - trial.finish(behind);
    let reversed = Number.NEGATIVE_INFINITY;
    if (length > 1) {
      trial.begin(after);
      for (let node = last, i = 0; i < length; i++, node = routes.prev[node] as number) trial.add(node);
      reversed = before - trial.finish(behind);
    }
    if (Math.max(straight, reversed) <= EPSILON) return false;
    const string = stringFrom(routes, first, length);
    for (const node of string) routes.unlink(node);
    linkBehind(routes, reversed > straight ? string.reverse() : string, after);
    this.#touch(here, there);
    return true;
  }

  /** Swaps the string from `stop` on with the one that follows `near`, so that `stop` comes to lie behind `near`. */
  #swapBehind(stop: number, length: number, near: number, back: number): boolean {
    const { routes, trial } = this.#state;
    const { next, prev, route } = routes;
    const here = route[stop] as number;
    const there = route[near] as number;
    const other = next[near] as number;
    if (other === routes.endOf(there)) return false;
    const last = endOfString(this.#state.routes, stop, length);
    const otherLast = endOfString(this.#state.routes, other, back);
    if (last < 0 || otherLast < 0) return false;
    const before = prev[stop] as number;
    const after = next[last] as number;
    const gap = next[otherLast] as number;
    const saved =
      legCost(this.#state, here, before, stop) +
      legCost(this.#state, here, last, after) +
      legCost(this.#state, there, near, other) +
      legCost(this.#state, there, otherLast, gap);
    const added =
      legCost(this.#state, here, before, other) +
      legCost(this.#state, here, otherLast, after) +
      legCost(this.#state, there, near, stop) +
      legCost(this.#state, there, last, gap);
    if (saved - added <= EPSILON) return false;
    const now = (routes.cost[here] as number) + (routes.cost[there] as number);
    trial.begin(near);
    for (let node = stop, i = 0; i < length; i++, node = next[node] as number) trial.add(node);
    const theirs = trial.finish(gap);
    if (now - theirs <= EPSILON) return false;
    trial.begin(prev[stop] as number);
    for (let node = other, i = 0; i < back; i++, node = next[node] as number) trial.add(node);
    if (now - theirs - trial.finish(after) <= EPSILON) return false;
    const mine = stringFrom(this.#state.routes, stop, length);
    const others = stringFrom(this.#state.routes, other, back);
    for (const node of [...mine, ...others]) routes.unlink(node);
    linkBehind(this.#state.routes, mine, near);
    linkBehind(this.#state.routes, others, before);
    this.#touch(here, there);
    return true;
  }

  /** 2-opt*: the head up to `last` goes on with the tail from `first` of another route, and the other way round. */
  #exchangeTails(last: number, first: number): boolean {
    const { routes, trial } = this.#state;
    const { next, prev, route } = routes;
    const here = route[last] as number;
    const there = route[first] as number;
    const before = prev[first] as number;
    const behind = next[last] as number;
    const saved = legCost(this.#state, here, last, behind) + legCost(this.#state, there, before, first);
    if (
      this.#isPlain &&
      saved - legCost(this.#state, here, last, first) - legCost(this.#state, there, before, behind) <= EPSILON
    )
      return false;
    const now = (routes.cost[here] as number) + (routes.cost[there] as number);
    const joined = trial.begin(last).finish(first);
    if (now - joined <= EPSILON) return false;
    const rest = trial.begin(before).finish(behind);
    if (now - joined - rest <= EPSILON) return false;
    const mine = joinPieces(this.#state.routes, this.#buffer, routes.startOf(here), last, first, routes.endOf(there));
    const theirs = joinPieces(
      this.#state.routes,
      this.#other,
      routes.startOf(there),
      prev[first] as number,
      next[last] as number,
      routes.endOf(here),
    );
    routes.setRoute(here, this.#buffer, mine);
    routes.setRoute(there, this.#other, theirs);
    this.#touch(here, there, false);
    return true;
  }

  /** Or-opt (strings of 1 to 3, also reversed) and 2-opt within one route, priced stop by stop. */
  #withinRoute(stop: number, near: number): boolean {
    const { routes } = this.#state;
    const vehicle = routes.route[stop] as number;
    const count = routes.read(vehicle, routes.sequence);
    const from = (routes.position[stop] as number) - 1;
    const to = (routes.position[near] as number) - 1;
    for (let length = 1; length <= LONGEST && from + length <= count; length++) {
      if (to >= from && to < from + length) break;
      for (let flip = 0; flip < (length > 1 ? 2 : 1); flip++) {
        if (this.#tryOrder(vehicle, this.#shifted(count, from, length, to, flip === 1), count)) return true;
      }
    }
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    // Reversing what lies between makes the two neighbours.
    return high - low > 1 && this.#tryOrder(vehicle, this.#reversed(count, low + 1, high), count);
  }

  /** The sequence with `length` stops from `from` taken out and put behind the stop at `to`. */
  #shifted(count: number, from: number, length: number, to: number, flip: boolean): Int32Array {
    const { sequence } = this.#state.routes;
    const out = this.#buffer;
    let at = 0;
    const strip = () => {
      for (let i = 0; i < length; i++) out[at++] = sequence[flip ? from + length - 1 - i : from + i] as number;
    };
    for (let i = 0; i < count; i++) {
      if (i < from || i >= from + length) out[at++] = sequence[i] as number;
      if (i === to) strip();
    }
    return out;
  }

  #reversed(count: number, low: number, high: number): Int32Array {
    const { sequence } = this.#state.routes;
    for (let i = 0; i < count; i++) this.#buffer[i] = sequence[i >= low && i <= high ? low + high - i : i] as number;
    return this.#buffer;
  }

  #tryOrder(vehicle: number, order: Int32Array, count: number): boolean {
    const { routes, trial } = this.#state;
    trial.begin(routes.startOf(vehicle));
    for (let i = 0; i < count; i++) trial.add(order[i] as number);
    const cost = trial.finish(routes.endOf(vehicle));
    if ((routes.cost[vehicle] as number) - cost <= EPSILON) return false;
    routes.setRoute(vehicle, order, count);
    this.#touch(vehicle, vehicle, false);
    return true;
  }

  #tryInsert(stop: number): boolean {
    const { routes } = this.#state;
    this.#state.journal.begin();
    if (!this.#state.insert(stop, 0)) return false;
    const vehicle = routes.route[stop] as number;
    this.#touch(vehicle, vehicle, false);
    return true;
  }

  #tryRemove(stop: number): boolean {
    const { routes, trial, problem } = this.#state;
    const vehicle = routes.route[stop] as number;
    const without = trial.begin(routes.prev[stop] as number).finish(routes.next[stop] as number);
    if ((routes.cost[vehicle] as number) - without - (problem.prize[stop] as number) <= EPSILON) return false;
    routes.unlink(stop);
    this.#touch(vehicle, vehicle);
    return true;
  }

  #touch(here: number, there: number, refresh = true): void {
    if (refresh) {
      this.#state.routes.refresh(here);
      if (there !== here) this.#state.routes.refresh(there);
    }
    this.#changed[here] = ++this.#clock;
    this.#changed[there] = this.#clock;
  }
}
