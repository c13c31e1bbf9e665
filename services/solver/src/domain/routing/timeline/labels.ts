import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledDriving, TypeRules } from '#domain/routing/compiled-rules';

/*
 * A label is what a route's beginning leaves for its rest: one row of numbers.
 * The time of a shift is a segment (Vidal et al. 2013): its least duration
 * DUR, and the earliest and latest departure that give it; leaving at t in
 * [EARLY, LATE], the vehicle is ready at t + DUR. For fixed decisions this is
 * exact, waiting included, because waiting never pays unless a stop has a soft
 * window or a ride is limited (see refine-times.ts).
 */

/** Offset of the label before, -1 for the first. */
export const PARENT = 0;
/** What was done last: one of `STEP`, and its depot, break, or shift. */
export const KIND = 1;
export const ARG = 2;
/** Matrix location. */
export const AT = 3;
/** Cost so far. Soft windows count what is certain. */
export const COST = 4;
/** Of the shift. */
export const DUR = 5;
export const EARLY = 6;
export const LATE = 7;
export const METERS = 8;
export const TRAVEL = 9;
export const WALKED = 10;
export const STOPS = 11;
export const DRIVEN = 12;
/** Of the route. */
export const ALL_METERS = 13;
export const ALL_TRAVEL = 14;
export const SHIFT = 15;
export const NIGHTS = 16;
export const RELOADS = 17;
/** Breaks that are taken or excused, a bit each. */
export const TAKEN = 18;
/** Driving and work since the last break; 1 when the first part of a break was taken. */
export const DRIVE = 19;
export const WORK = 20;
export const FIRST = 21;
/** What was done last, for reading back: seconds on the way before it, its window, its seconds. */
export const MOVE = 22;
export const OPEN = 23;
export const CLOSE = 24;
export const BUSY = 25;
/** The leg that is under way: seconds left, whether it takes time or distance, whether it is walked, its metres. */
export const LEFT = 26;
export const MOVED = 27;
export const ON_FOOT = 28;
export const LEG_METERS = 29;
/** When the trip's load left in an earlier shift; -1 in this one. */
export const DEPARTED = 30;
/** Segments before and since the last reload, where release times ask for them. */
export const PRE_DUR = 31;
export const PRE_EARLY = 32;
export const PRE_LATE = 33;
export const TRIP_DUR = 34;
export const TRIP_EARLY = 35;
export const TRIP_LATE = 36;
/** Earliest departure of the first shift, fixed since the first night. */
export const BEGAN = 37;
/** Seconds of the shifts before. */
export const DUR_BEFORE = 38;
/** From here on, two for each dimension: what is collected or carried, and the peak since the last load. */
export const LOADS = 39;

export const STEP = { start: 0, stop: 1, reload: 2, night: 3, pause: 4, end: 5 } as const;

/** `ARG` of pauses of the driving rules; others are numbers of breaks. */
export const DRIVING_PAUSE = -1;
export const WORK_PAUSE = -2;

const FOREVER = 1e15;

/** Labels of one evaluation, and what can happen to one of them in time. Offsets stay valid until `release`. */
export class Labels {
  d = new Float64Array(1 << 15);
  readonly stride: number;
  readonly dims: number;
  /** Rules of the vehicle under way. */
  type!: TypeRules;
  driving: CompiledDriving | undefined;
  perSecond = 0;
  maxDuration = 0;
  /** Release times concern later trips: segments of trips are kept. */
  hasTrips = false;
  #top = 0;

  constructor(dims: number) {
    this.dims = dims;
    this.stride = LOADS + 2 * dims;
  }

  use(problem: CompiledRouting, type: TypeRules, vehicle: number): void {
    this.type = type;
    this.driving = type.driving;
    this.perSecond = problem.perSecond[vehicle] as number;
    this.maxDuration = problem.maxDuration[vehicle] as number;
  }

  get top(): number {
    return this.#top;
  }

  /** Forgets every label from an offset on. */
  release(top: number): void {
    this.#top = top;
  }

  blank(): number {
    const o = this.#room();
    this.d.fill(0, o, o + this.stride);
    this.d[o + PARENT] = -1;
    this.d[o + DEPARTED] = -1;
    return o;
  }

  copy(from: number): number {
    const o = this.#room();
    this.d.copyWithin(o, from, from + this.stride);
    return o;
  }

  /** A copy that comes after it. */
  child(from: number): number {
    const o = this.copy(from);
    this.d[o + PARENT] = from;
    this.d[o + MOVE] = 0;
    return o;
  }

  #room(): number {
    const o = this.#top;
    this.#top += this.stride;
    if (this.#top > this.d.length) {
      const wide = new Float64Array(2 * this.d.length + this.stride);
      wide.set(this.d);
      this.d = wide;
    }
    return o;
  }

  /** When it is ready at the earliest. */
  ready(o: number): number {
    return (this.d[o + EARLY] as number) + (this.d[o + DUR] as number);
  }

  shiftEnd(o: number): number {
    return this.type.shifts[2 * (this.d[o + SHIFT] as number) + 1] as number;
  }

  /** Does what takes `seconds` and starts in [open, close]; false when that is too late or too long. */
  join(o: number, open: number, close: number, seconds: number): boolean {
    const { d } = this;
    const before = d[o + DUR] as number;
    let early = d[o + EARLY] as number;
    if (early + before > close) return false;
    const late = d[o + LATE] as number;
    let total = before;
    if (late + before < open) {
      total = open - late;
      early = late;
      d[o + EARLY] = late;
    } else if (early + before < open) {
      early = open - before;
      d[o + EARLY] = early;
    }
    if (close - total < late) d[o + LATE] = close - total;
    if (this.hasTrips) this.#joinTrip(o, open, close, seconds);
    return this.#lengthen(o, total - before, seconds, early);
  }

  /** Goes on for `seconds` without a window. */
  advance(o: number, seconds: number): boolean {
    if (this.hasTrips) (this.d[o + TRIP_DUR] as number) += seconds;
    return this.#lengthen(o, 0, seconds, this.d[o + EARLY] as number);
  }

  #lengthen(o: number, waiting: number, seconds: number, early: number): boolean {
    const { d, type } = this;
    const before = d[o + DUR] as number;
    const total = before + waiting + seconds;
    if (total > this.maxDuration || early + total > this.shiftEnd(o)) return false;
    d[o + DUR] = total;
    let cost = this.perSecond * (total - before) + type.perWaitingSecond * waiting;
    const regular = type.regularSeconds;
    if (total > regular) cost += type.perOvertimeSecond * (total - Math.max(before, regular));
    (d[o + COST] as number) += cost;
    return true;
  }

  #joinTrip(o: number, open: number, close: number, seconds: number): void {
    const { d } = this;
    const length = d[o + TRIP_DUR] as number;
    const late = d[o + TRIP_LATE] as number;
    let total = length;
    if (late + length < open) {
      total = open - late;
      d[o + TRIP_EARLY] = late;
    } else if ((d[o + TRIP_EARLY] as number) + length < open) d[o + TRIP_EARLY] = open - length;
    d[o + TRIP_LATE] = Math.min(late, close - total);
    d[o + TRIP_DUR] = total + seconds;
  }

  /** A trip begins: the vehicle is loaded and about to leave. */
  beginTrip(o: number): void {
    const { d } = this;
    d[o + DEPARTED] = -1;
    d[o + PRE_DUR] = d[o + DUR] as number;
    d[o + PRE_EARLY] = d[o + EARLY] as number;
    d[o + PRE_LATE] = d[o + LATE] as number;
    d[o + TRIP_DUR] = 0;
    d[o + TRIP_EARLY] = -FOREVER;
    d[o + TRIP_LATE] = FOREVER;
  }

  /** The load of this trip is ready at `time` only; false when it left before, or must be gone by then. */
  loadAt(o: number, time: number): boolean {
    const { d } = this;
    const departed = d[o + DEPARTED] as number;
    if (departed >= 0) return time <= departed;
    if ((d[o + RELOADS] as number) === 0) {
      if (time > (d[o + LATE] as number)) return false;
      if (time > (d[o + EARLY] as number)) d[o + EARLY] = time;
      return this.ready(o) <= this.shiftEnd(o);
    }
    if (time <= (d[o + TRIP_EARLY] as number)) return true;
    if (time > (d[o + TRIP_LATE] as number)) return false;
    d[o + TRIP_EARLY] = time;
    return this.#mergeTrip(o);
  }

  /** The shift's segment again, from what was before the trip and the trip. */
  #mergeTrip(o: number): boolean {
    const { d } = this;
    const open = d[o + TRIP_EARLY] as number;
    const close = d[o + TRIP_LATE] as number;
    const before = d[o + PRE_DUR] as number;
    let early = d[o + PRE_EARLY] as number;
    const late = d[o + PRE_LATE] as number;
    if (early + before > close) return false;
    let total = before;
    if (late + before < open) {
      total = open - late;
      early = late;
    } else if (early + before < open) early = open - before;
    d[o + EARLY] = early;
    d[o + LATE] = Math.min(late, close - total);
    const waiting = total + (d[o + TRIP_DUR] as number) - (d[o + DUR] as number);
    return this.#lengthen(o, waiting, 0, early);
  }

  /** A pause of so many seconds: what it means for driving and work since the last. */
  rest(o: number, seconds: number): void {
    const rules = this.driving;
    if (!rules) return;
    const { d } = this;
    if (seconds >= rules.workBreak) d[o + WORK] = 0;
    const isSecond = d[o + FIRST] === 1 && seconds >= rules.breakSeconds - rules.firstPart;
    if (seconds >= rules.breakSeconds || isSecond) {
      d[o + DRIVE] = 0;
      d[o + FIRST] = 0;
    } else if (rules.firstPart > 0 && seconds >= rules.firstPart) d[o + FIRST] = 1;
  }
}
