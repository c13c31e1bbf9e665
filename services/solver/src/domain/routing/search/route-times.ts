import type { NodeArrays, NodeLog } from './node-log.ts';
import type { SearchProblem } from './search-problem.ts';

/** No time at all: differs from every time. */
export const NEVER = -2_147_483_648;

/**
 * Times along routes, kept from both ends: how early the vehicle can be done
 * and how late it may come, and where durations count the segments of Vidal et
 * al. (2013) for routes without time warp. After a change they are carried on
 * only as far as they differ.
 */
export class RouteTimes {
  readonly #search: SearchProblem;
  readonly #nodes: NodeArrays;
  readonly #log: NodeLog;
  readonly #stops: number;

  constructor(search: SearchProblem, nodes: NodeArrays, log: NodeLog) {
    this.#search = search;
    this.#nodes = nodes;
    this.#log = log;
    this.#stops = search.problem.stops;
  }

  /** Times of a whole route, whose order has changed. */
  refresh(vehicle: number, start: number, end: number): void {
    const { problem, timed } = this.#search;
    const { ready, latest, headDuration, headLate, tailDuration, tailEarly, next } = this.#nodes;
    this.#log.save(start);
    this.#log.save(end);
    ready[start] = problem.shiftStart[vehicle] as number;
    latest[end] = problem.shiftEnd[vehicle] as number;
    if (timed) {
      headDuration[start] = 0;
      headLate[start] = problem.shiftEnd[vehicle] as number;
      tailDuration[end] = 0;
      tailEarly[end] = problem.shiftStart[vehicle] as number;
    }
    for (let node = start; node !== end; node = next[node] as number) {
      this.#log.save(node);
      if (node !== start) ready[node] = NEVER;
      latest[node] = NEVER;
    }
    ready[end] = NEVER;
    this.carry(vehicle, start, end);
  }

  /** Carries times on from `after` forward and from `before` backward until nothing changes any more. */
  carry(vehicle: number, after: number, before: number): void {
    this.#forward(vehicle, after);
    this.#backward(vehicle, before);
  }

  #forward(vehicle: number, after: number): void {
    const { ready, next, drive } = this.#nodes;
    const { open, problem, timed } = this.#search;
    const { service } = problem;
    const log = this.#log;
    const stops = this.#stops;
    const base = (problem.type[vehicle] as number) * stops;
    const end = stops + 2 * vehicle + 1;
    let time = ready[after] as number;
    for (let before = after; before !== end; ) {
      const node = next[before] as number;
      const isEnd = node === end;
      const from = isEnd ? 0 : (open[base + node] as number);
      time += drive[before] as number;
      if (time < from) time = from;
      if (!isEnd) time += service[node] as number;
      const isSame = time === ready[node];
      if (isSame && !timed) return;
      log.save(node);
      if (timed && !this.#extendHead(base, before, node) && isSame) return;
      ready[node] = time;
      before = node;
    }
  }

  #backward(vehicle: number, before: number): void {
    const { latest, prev, drive } = this.#nodes;
    const { close, problem, timed } = this.#search;
    const { service } = problem;
    const log = this.#log;
    const stops = this.#stops;
    const base = (problem.type[vehicle] as number) * stops;
    const start = stops + 2 * vehicle;
    let time = latest[before] as number;
    for (let behind = before; behind !== start; ) {
      const node = prev[behind] as number;
      const isStart = node === start;
      const until = isStart ? (problem.shiftEnd[vehicle] as number) : (close[base + node] as number);
      time -= drive[node] as number;
      if (!isStart) time -= service[node] as number;
      if (time > until) time = until;
      const isSame = time === latest[node];
      if (isSame && !timed) return;
      log.save(node);
      if (timed && !this.#extendTail(vehicle, node, behind) && isSame) return;
      latest[node] = time;
      behind = node;
    }
  }

  /** Head of `node` from that of the node before it; gives whether it changed. */
  #extendHead(base: number, before: number, node: number): boolean {
    const { drive, headDuration, headLate, latest } = this.#nodes;
    const { open, close, problem } = this.#search;
    const isEnd = node >= this.#stops;
    const shift = (headDuration[before] as number) + (drive[before] as number);
    const lateBefore = headLate[before] as number;
    const from = isEnd ? 0 : (open[base + node] as number);
    const until = isEnd ? (latest[node] as number) : (close[base + node] as number);
    const wait = Math.max(from - shift - lateBefore, 0);
    const duration = shift + wait + (isEnd ? 0 : (problem.service[node] as number));
    const late = Math.min(until - shift, lateBefore);
    const changed = duration !== headDuration[node] || late !== headLate[node];
    headDuration[node] = duration;
    headLate[node] = late;
    return changed;
  }

  /** Tail of `node` from that of the node behind it; gives whether it changed. */
  #extendTail(vehicle: number, node: number, behind: number): boolean {
    const { drive, tailDuration, tailEarly } = this.#nodes;
    const { open, close, problem } = this.#search;
    const cell = (problem.type[vehicle] as number) * this.#stops + node;
    const isStart = node >= this.#stops;
    const shift = (isStart ? 0 : (problem.service[node] as number)) + (drive[node] as number);
    const from = isStart ? (problem.shiftStart[vehicle] as number) : (open[cell] as number);
    const until = isStart ? (problem.shiftEnd[vehicle] as number) : (close[cell] as number);
    const earlyBehind = tailEarly[behind] as number;
    const wait = Math.max(earlyBehind - shift - until, 0);
    const duration = shift + wait + (tailDuration[behind] as number);
    const early = Math.max(earlyBehind - shift, from) - wait;
    const changed = duration !== tailDuration[node] || early !== tailEarly[node];
    tailDuration[node] = duration;
    tailEarly[node] = early;
    return changed;
  }
}
