import type { StopRule } from '#domain/engine/engine';
import { FAR } from '#domain/routing/compiled';
import { type NearTasks, nearTasks } from './near-tasks.ts';
import type { SearchProblem } from './search-problem.ts';

/** A stop may come right behind its near stop, right before it. */
export const BEHIND = 1;
export const BEFORE = 2;

/** Weight of a second of waiting against a second on the way (Vidal et al. 2013), and of a unit of length. */
const WAITING_WEIGHT = 0.2;
const LENGTH_WEIGHT = 0.1;

/** A stop from which or to which there is no way seems so many times as far: it has a place for this one on one side only, and seldom. */
const ONE_WAY = 2;

/** Near tasks of a task, where stops are alternatives. */
const MOST_TASKS = 40;

/** Near stops of every stop, nearest first: stops x count, row-major, with the sides on which the windows let the stop be visited. */
export interface NearStops {
  readonly count: number;
  readonly rows: Int32Array;
  readonly sides: Uint8Array;
  /** Beside the rows: length and seconds from the near stop to the stop, and from the stop to the near stop. */
  readonly into: Int32Array;
  readonly out: Int32Array;
  readonly intoSeconds: Int32Array;
  readonly outSeconds: Int32Array;
  /** Where stops are alternatives. */
  readonly tasks?: NearTasks | undefined;
}

/** No near stops at all: for a first plan, before they are known. */
export const NO_NEAR: NearStops = emptyRows(0, 0, false);

/**
 * The `count` stops that each stop is best visited next to, or all when there
 * are fewer. Near means short in the better direction, with the waiting that
 * the windows force; pairs that no vehicle can visit in a row come last.
 */
export function nearStops(search: SearchProblem, count: number, stop: StopRule): NearStops {
  const { stops } = search.problem;
  const most = Math.min(count, Math.max(0, stops - search.tasks.largest));
  const near = emptyRows(stops, most, search.seconds !== search.legs);
  const finder = new NearFinder(search, near);
  for (let s = 0; s < stops; s++) {
    // Rows that are not filled when time is over name stop 0 on no side: they are passed over.
    if (stop()) break;
    finder.fill(s);
  }
  if (search.tasks.hasGroups) return { ...near, tasks: nearTasks(search, near, MOST_TASKS) };
  return near;
}

function emptyRows(stops: number, count: number, timesDiffer: boolean): NearStops {
  const length = stops * count;
  const into = new Int32Array(length);
  const out = new Int32Array(length);
  return {
    count,
    rows: new Int32Array(length),
    sides: new Uint8Array(length),
    into,
    out,
    intoSeconds: timesDiffer ? new Int32Array(length) : into,
    outSeconds: timesDiffer ? new Int32Array(length) : out,
  };
}

class NearFinder {
  readonly #search: SearchProblem;
  readonly #near: NearStops;
  /** First opening and last closing over all types of vehicles. */
  readonly #open: Float64Array;
  readonly #close: Float64Array;
  readonly #scores: Float64Array;

  constructor(search: SearchProblem, near: NearStops) {
    const { stops, types, windowFrom } = search.problem;
    this.#search = search;
    this.#near = near;
    this.#open = new Float64Array(stops).fill(Number.POSITIVE_INFINITY);
    this.#close = new Float64Array(stops).fill(Number.NEGATIVE_INFINITY);
    this.#scores = new Float64Array(near.count);
    for (let cell = 0; cell < types * stops; cell++) {
      if (windowFrom[cell] === windowFrom[cell + 1]) continue;
      const s = cell % stops;
      this.#open[s] = Math.min(this.#open[s] as number, search.open[cell] as number);
      this.#close[s] = Math.max(this.#close[s] as number, search.close[cell] as number);
    }
  }

  /** Fills the row of stop `a`. */
  fill(a: number): void {
    const { problem, size, legs, legsInto, seconds, secondsInto, tasks } = this.#search;
    const { stops, location } = problem;
    const scores = this.#scores;
    const { count, rows } = this.#near;
    const own = (location[a] as number) * size;
    const row = a * count;
    let kept = 0;
    for (let b = 0; b < stops; b++) {
      // Only one of a group is ever served.
      if (tasks.lead[b] === tasks.lead[a]) continue;
      const cell = own + (location[b] as number);
      const there = (seconds[cell] as number) + LENGTH_WEIGHT * (legs[cell] as number);
      const back = (secondsInto[cell] as number) + LENGTH_WEIGHT * (legsInto[cell] as number);
      const worst = kept < count ? Number.POSITIVE_INFINITY : (scores[count - 1] as number);
      // Windows only make it worse.
      if (there >= worst && back >= worst) continue;
      const isOneWay = there >= FAR || back >= FAR;
      const score =
        (isOneWay ? ONE_WAY : 1) *
        Math.min(
          there + this.#price(a, b, seconds[cell] as number),
          back + this.#price(b, a, secondsInto[cell] as number),
        );
      if (score >= worst) continue;
      let at = kept < count ? kept++ : count - 1;
      for (; at > 0 && (scores[at - 1] as number) > score; at--) {
        scores[at] = scores[at - 1] as number;
        rows[row + at] = rows[row + at - 1] as number;
      }
      scores[at] = score;
      rows[row + at] = b;
    }
    this.#describe(a, own);
  }

  /** All that stands beside the row. */
  #describe(a: number, own: number): void {
    const { problem, legs, legsInto, seconds, secondsInto } = this.#search;
    const { count, rows, sides, into, out, intoSeconds, outSeconds } = this.#near;
    for (let at = a * count; at < (a + 1) * count; at++) {
      const b = rows[at] as number;
      const cell = own + (problem.location[b] as number);
      const behind = this.#price(b, a, secondsInto[cell] as number) < FAR;
      const before = this.#price(a, b, seconds[cell] as number) < FAR;
      sides[at] = (behind ? BEHIND : 0) | (before ? BEFORE : 0);
      into[at] = legsInto[cell] as number;
      out[at] = legs[cell] as number;
      intoSeconds[at] = secondsInto[cell] as number;
      outSeconds[at] = seconds[cell] as number;
    }
  }

  /** What the windows add to going from `a` right on to `b`; `FAR` or more when `b` is closed by then. */
  #price(a: number, b: number, drive: number): number {
    const ready = (this.#search.problem.service[a] as number) + drive;
    if (drive >= FAR || (this.#open[a] as number) + ready > (this.#close[b] as number)) return FAR;
    return WAITING_WEIGHT * Math.max((this.#open[b] as number) - ready - (this.#close[a] as number), 0);
  }
}

/** Mean cell of a matrix, metres or seconds, from stops to their first `most` near stops. */
export function meanNear(search: SearchProblem, near: NearStops, cells: Int32Array, most: number): number {
  const { stops, location } = search.problem;
  let sum = 0;
  let found = 0;
  for (let stop = 0; stop < stops; stop++) {
    const row = (location[stop] as number) * search.size;
    for (let k = 0; k < Math.min(most, near.count); k++) {
      const cell = cells[row + (location[near.rows[stop * near.count + k] as number] as number)] as number;
      if (cell >= FAR) continue;
      sum += cell;
      found++;
    }
  }
  return found === 0 ? 0 : sum / found;
}
