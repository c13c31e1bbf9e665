import { type CompiledRouting, HORIZON } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';

/** Ranges are told to the minute, inwards: what is promised can be kept. */
const MINUTE = 60;

/** Whether the stop can be served at any time by every vehicle. */
export function isAlwaysOpen(compiled: CompiledRouting, stop: number): boolean {
  for (let type = 0; type < compiled.types; type++) {
    const cell = type * compiled.stops + stop;
    const w = compiled.windowFrom[cell] as number;
    if (compiled.windowFrom[cell + 1] !== w + 1) return false;
    if ((compiled.windowOpen[w] as number) > 0 || (compiled.windowClose[w] as number) < HORIZON) return false;
  }
  return true;
}

/** The problem with one window, as wide as can be, for one stop: the matrices are shared. */
export function openAlways(compiled: CompiledRouting, stop: number): CompiledRouting {
  const cells = compiled.types * compiled.stops;
  const windowFrom = new Int32Array(cells + 1);
  const open: number[] = [];
  const close: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const [from, until] = [compiled.windowFrom[cell] as number, compiled.windowFrom[cell + 1] as number];
    if (cell % compiled.stops === stop) {
      open.push(0);
      close.push(HORIZON);
    } else {
      for (let w = from; w < until; w++) {
        open.push(compiled.windowOpen[w] as number);
        close.push(compiled.windowClose[w] as number);
      }
    }
    windowFrom[cell + 1] = open.length;
  }
  return { ...compiled, windowFrom, windowOpen: Int32Array.from(open), windowClose: Int32Array.from(close) };
}

/** When the service of one stop could start on a route in a given order. Seconds; both ends included. */
export interface StartRange {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * Finds when a stop that has no window of its own could be served at its place
 * in a route, whatever other rules hold there: by asking with the window from
 * `x` on, and with the window up to `x`. Both can only become harder as the
 * window becomes smaller, so bisection finds the ends.
 */
export class StartRanges {
  readonly #walk: RouteWalk;
  readonly #compiled: CompiledRouting;
  readonly #stop: number;
  /** Cells of the stop's windows, one for each type that may serve it. */
  readonly #cells: readonly number[];

  /** @param compiled the problem; windows of `stop` do not count */
  constructor(compiled: CompiledRouting, stop: number) {
    const anytime = openAlways(compiled, stop);
    this.#stop = stop;
    this.#compiled = anytime;
    this.#cells = Array.from({ length: anytime.types }, (_, type) => type * anytime.stops + stop).flatMap((cell) =>
      Array.from(
        { length: (anytime.windowFrom[cell + 1] as number) - (anytime.windowFrom[cell] as number) },
        (_, index) => (anytime.windowFrom[cell] as number) + index,
      ),
    );
    this.#walk = new RouteWalk(this.#compiled);
  }

  /**
   * Undefined when the route cannot be had at all, or not for a whole minute;
   * also when all of its range lies in one of those that are `known`.
   */
  of(vehicle: number, route: Int32Array, known: readonly StartRange[] = []): StartRange | undefined {
    this.#setWindow(0, HORIZON);
    if (!this.#isPossible(vehicle, route)) return undefined;
    const place = route.indexOf(this.#stop);
    this.#walk.leaveEarly(vehicle, route, route.length);
    const soonest = this.#walk.starts[place] as number;
    const around = known.find(({ earliest, latest }) => earliest <= soonest && soonest <= latest);
    if (around && !this.#isPossibleFrom(vehicle, route, around.latest + MINUTE)) return undefined;
    const earliest = Math.ceil(this.#earliest(vehicle, route, soonest) / MINUTE) * MINUTE;
    const latest = this.#latest(vehicle, route, earliest);
    return latest === undefined ? undefined : { earliest, latest };
  }

  /** Leaving as early as can be is the soonest, unless the route becomes too long by waiting then. */
  #earliest(vehicle: number, route: Int32Array, soonest: number): number {
    const isPossibleBy = (until: number) => {
      this.#setWindow(0, until);
      return this.#isPossible(vehicle, route);
    };
    if (isPossibleBy(soonest)) return soonest;
    let [no, yes] = [soonest, this.#end(vehicle)];
    while (yes - no > 1) {
      const middle = Math.floor((no + yes) / 2);
      if (isPossibleBy(middle)) yes = middle;
      else no = middle;
    }
    return yes;
  }

  #latest(vehicle: number, route: Int32Array, earliest: number): number | undefined {
    if (!this.#isPossibleFrom(vehicle, route, earliest)) return undefined;
    let yes = 0;
    let no = Math.ceil((this.#end(vehicle) - earliest) / MINUTE) + 1;
    while (no - yes > 1) {
      const middle = Math.floor((yes + no) / 2);
      if (this.#isPossibleFrom(vehicle, route, earliest + middle * MINUTE)) yes = middle;
      else no = middle;
    }
    return earliest + yes * MINUTE;
  }

  /** No service starts later: the end of the shift, and without one two weeks. */
  #end(vehicle: number): number {
    return Math.min(this.#compiled.shiftEnd[vehicle] as number, FORTNIGHT);
  }

  #isPossibleFrom(vehicle: number, route: Int32Array, from: number): boolean {
    this.#setWindow(from, HORIZON);
    return this.#isPossible(vehicle, route);
  }

  #isPossible(vehicle: number, route: Int32Array): boolean {
    return this.#walk.evaluate(vehicle, route, route.length) < Number.POSITIVE_INFINITY;
  }

  #setWindow(open: number, close: number): void {
    for (const cell of this.#cells) {
      this.#compiled.windowOpen[cell] = open;
      this.#compiled.windowClose[cell] = close;
    }
  }
}

const FORTNIGHT = 14 * 86_400;
