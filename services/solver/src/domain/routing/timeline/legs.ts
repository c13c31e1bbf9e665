import { type CompiledRouting, FAR, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledBreak } from '#domain/routing/compiled-rules';
import {
  ALL_METERS,
  ALL_TRAVEL,
  ARG,
  AT,
  BUSY,
  CLOSE,
  COST,
  DRIVE,
  DRIVEN,
  DRIVING_PAUSE,
  DUR,
  FIRST,
  KIND,
  LATE,
  type Labels,
  LEFT,
  LEG_METERS,
  METERS,
  MOVE,
  MOVED,
  ON_FOOT,
  OPEN,
  STEP,
  TAKEN,
  TRAVEL,
  WALKED,
  WORK,
  WORK_PAUSE,
} from './labels.ts';

/** Until when a vehicle that comes to a place at some time may wait for what it does there. */
export type WaitsUntil = (ready: number) => number;

/** Ways to take breaks on one leg that are followed up. */
const MOST_ARRIVALS = 24;

/**
 * Takes a label over one leg, with every sensible choice of breaks on the way
 * and after arrival. Without driving rules it does not matter where on the leg
 * a break lies, so it is put after the leg with its window longer by the
 * leg: exact. With driving rules breaks lie as late as they can (at the limit,
 * at the end of their window, or after arrival, where waiting takes them in);
 * the latest is best for the rules, and for a given departure for the time.
 */
export class Legs {
  /** Labels that have arrived, the first `arrivals` of them; each still has to say what it does there. */
  readonly arrived = new Int32Array(2 * MOST_ARRIVALS);
  arrivals = 0;
  /** More ways than are followed up were there, or breaks on the way under driving rules. */
  hasLost = false;
  /** Later windows of breaks and stops are tried as well, because time has a price or a limit. */
  isTimed = true;
  readonly #problem: CompiledRouting;
  readonly #labels: Labels;
  readonly #open: number[] = [];
  /** When the work at the end of the leg can be over. */
  #idle = UNLIMITED;
  #vehicle = 0;
  #maxMeters = UNLIMITED;
  #maxTravel = UNLIMITED;
  #maxShiftDriving = UNLIMITED;

  constructor(problem: CompiledRouting, labels: Labels) {
    this.#problem = problem;
    this.#labels = labels;
  }

  use(vehicle: number): void {
    const { type, driving } = this.#labels;
    this.#vehicle = vehicle;
    this.#maxMeters = this.#problem.maxDistance[vehicle] as number;
    this.#maxTravel = type.maxTravel;
    this.#maxShiftDriving = driving?.maxShiftDriving ?? UNLIMITED;
  }

  /** Sets `arrived`. What follows there is waited for and is work of `need` seconds. */
  travel(from: number, to: number, waitsUntil: WaitsUntil, need: number): void {
    this.arrivals = 0;
    const o = this.#leave(from, to);
    if (o < 0) return;
    if (this.#labels.driving) {
      this.#drive(o, waitsUntil, need);
      return;
    }
    const { d, type } = this.#labels;
    const seconds = d[o + LEFT] as number;
    if (!this.#labels.advance(o, seconds)) return;
    d[o + MOVE] = seconds;
    this.arrived[this.arrivals++] = o;
    if (type.breaks.length === 0) return;
    // Unless time has a price, a break that begins after what is done here is better taken later.
    const ready = this.#labels.ready(o);
    this.#idle = this.isTimed ? UNLIMITED : Math.max(ready, waitsUntil(ready)) + need;
    this.#breakOnLeg(o, 0, 0);
  }

  #leave(from: number, to: number): number {
    const { type } = this.#labels;
    const { size } = this.#problem;
    const cell = (this.#labels.d[from + AT] as number) * size + to;
    let meters = type.distances[cell] as number;
    let seconds = type.durations[cell] as number;
    let onFoot = 0;
    if (type.walking) {
      const far = type.walking.distances[cell] as number;
      const walked = this.#labels.d[from + WALKED] as number;
      if (far <= type.walking.legMeters && walked + far <= type.walking.budget) {
        meters = far;
        seconds = type.walking.durations[cell] as number;
        onFoot = 1;
      }
    }
    if (meters >= FAR || seconds >= FAR) return -1;
    const { d } = this.#labels;
    const total = (d[from + METERS] as number) + meters;
    const travel = (d[from + TRAVEL] as number) + seconds;
    const driven = (d[from + DRIVEN] as number) + (onFoot ? 0 : seconds);
    if (total > this.#maxMeters || travel > this.#maxTravel || driven > this.#maxShiftDriving) return -1;
    const o = this.#labels.child(from);
    const e = this.#labels.d;
    e[o + AT] = to;
    e[o + METERS] = total;
    e[o + TRAVEL] = travel;
    e[o + DRIVEN] = driven;
    (e[o + ALL_METERS] as number) += meters;
    (e[o + ALL_TRAVEL] as number) += seconds;
    if (onFoot) (e[o + WALKED] as number) += meters;
    (e[o + COST] as number) +=
      (this.#problem.perMeter[this.#vehicle] as number) * meters +
      (this.#problem.perTravelSecond[this.#vehicle] as number) * seconds;
    e[o + LEFT] = seconds;
    e[o + MOVED] = seconds > 0 || meters > 0 ? 1 : 0;
    e[o + ON_FOOT] = onFoot;
    e[o + LEG_METERS] = meters;
    return o;
  }

  /** Breaks from `first` on after the leg, each with its window longer by the leg; the one before begins at `after` at the earliest, plus itself. */
  #breakOnLeg(o: number, first: number, after: number): void {
    const { breaks } = this.#labels.type;
    for (let k = first; k < breaks.length; k++) {
      const one = breaks[k] as CompiledBreak;
      if (((this.#labels.d[o + TAKEN] as number) & (1 << k)) !== 0 || one.depots.length > 0) continue;
      for (let w = 0; w < one.open.length; w++) {
        const open = one.open[w] as number;
        const close = one.close[w] as number;
        if (close < after || open >= this.#idle) continue;
        if (this.arrivals >= MOST_ARRIVALS) {
          this.hasLost = true;
          return;
        }
        const next = this.#pause(o, k, { open, close: close + (this.#labels.d[o + LEFT] as number) }, one.duration);
        if (next < 0) continue;
        this.arrived[this.arrivals++] = next;
        this.#breakOnLeg(next, k + 1, Math.max(after, open) + one.duration);
        if (!this.isTimed) break;
      }
    }
  }

  /** A label that has paused, ready for what follows on the leg or at its end; -1 when that is too late. */
  #pause(o: number, what: number, window: { open: number; close: number }, seconds: number): number {
    const labels = this.#labels;
    const paused = labels.copy(o);
    const { d } = labels;
    d[paused + KIND] = STEP.pause;
    d[paused + ARG] = what;
    d[paused + OPEN] = window.open;
    d[paused + CLOSE] = window.close;
    d[paused + BUSY] = seconds;
    if (!labels.join(paused, window.open, window.close, seconds)) return -1;
    if (what >= 0) d[paused + TAKEN] = (d[paused + TAKEN] as number) | (1 << what);
    labels.rest(paused, seconds);
    return labels.child(paused);
  }

  /** With driving rules: every way along the leg, deepest first. */
  #drive(from: number, waitsUntil: WaitsUntil, need: number): void {
    const { driving } = this.#labels;
    if (!driving) return;
    const open = this.#open;
    open.length = 0;
    open.push(from);
    this.hasLost ||= this.#labels.type.breaks.length > 0;
    for (let o = open.pop(); o !== undefined && this.arrivals < MOST_ARRIVALS; o = open.pop()) {
      const { d } = this.#labels;
      const left = d[o + LEFT] as number;
      const mayDrive = d[o + ON_FOOT] === 1 ? UNLIMITED : driving.maxDriving - (d[o + DRIVE] as number);
      const reach = Math.min(left, mayDrive, driving.maxWork - (d[o + WORK] as number));
      this.#breakWhileDriving(o, reach);
      if (reach < left) this.#restOnLeg(o, reach);
      else {
        const done = left === 0 ? o : this.#driveOn(o, left);
        if (done >= 0) this.#restAtEnd(done, waitsUntil, need);
      }
    }
    this.hasLost ||= this.arrivals >= MOST_ARRIVALS;
  }

  /** A copy, so many seconds further; -1 when that is too long. */
  #driveOn(from: number, seconds: number): number {
    const o = this.#labels.copy(from);
    const { d } = this.#labels;
    (d[o + LEFT] as number) -= seconds;
    (d[o + MOVE] as number) += seconds;
    (d[o + WORK] as number) += seconds;
    if (d[o + ON_FOOT] === 0) (d[o + DRIVE] as number) += seconds;
    return this.#labels.advance(o, seconds) ? o : -1;
  }

  /** Breaks of the vehicle on the leg, as late as their window and the rules allow. */
  #breakWhileDriving(o: number, reach: number): void {
    const labels = this.#labels;
    const { breaks } = labels.type;
    for (let k = 0; k < breaks.length; k++) {
      const one = breaks[k] as CompiledBreak;
      if (((labels.d[o + TAKEN] as number) & (1 << k)) !== 0 || one.depots.length > 0) continue;
      for (let w = 0; w < one.open.length; w++) {
        const open = one.open[w] as number;
        const close = one.close[w] as number;
        const now = labels.ready(o);
        if (close < now) continue;
        const seconds = Math.min(reach, close - now);
        const isOver = seconds === (labels.d[o + LEFT] as number);
        // On the way nobody waits for a break; leaving later may make it fit.
        if (!isOver && (labels.d[o + LATE] as number) + (labels.d[o + DUR] as number) + seconds < open) continue;
        const there = this.#driveOn(o, seconds);
        const next = there < 0 ? -1 : this.#pause(there, k, { open, close }, one.duration);
        if (next >= 0) this.#open.push(next);
        if (!this.isTimed) break;
      }
    }
  }

  /** The rules ask for a rest before the leg is over. */
  #restOnLeg(o: number, reach: number): void {
    const there = this.#driveOn(o, reach);
    if (there >= 0) this.#rests(there, true, (next) => this.#open.push(next));
  }

  /** After arrival: rests that the work there asks for, or that waiting gives for nothing. */
  #restAtEnd(o: number, waitsUntil: WaitsUntil, need: number): void {
    const labels = this.#labels;
    const { driving } = labels;
    if (!driving) return;
    const isTired = (labels.d[o + WORK] as number) + need > driving.maxWork;
    if (!isTired) this.arrived[this.arrivals++] = o;
    const ready = labels.ready(o);
    const waits = ready < waitsUntil(ready);
    if (!isTired && !waits) return;
    this.#rests(o, false, (next) => {
      if (need <= 0 || (labels.d[next + WORK] as number) + need <= driving.maxWork)
        this.arrived[this.arrivals++] = next;
    });
  }

  /** Every rest that helps. */
  #rests(o: number, mustGoOn: boolean, found: (label: number) => void): void {
    const labels = this.#labels;
    const { driving } = labels;
    if (!driving) return;
    const part = driving.firstPart;
    const isSplit = part > 0 && part < driving.breakSeconds;
    const rests = [driving.breakSeconds, driving.workBreak];
    if (isSplit) rests.push((labels.d[o + FIRST] as number) === 1 ? driving.breakSeconds - part : part);
    rests.forEach((seconds, index) => {
      if (seconds <= 0 || rests.indexOf(seconds) < index) return;
      const what = index === 1 ? WORK_PAUSE : DRIVING_PAUSE;
      const next = this.#pause(o, what, { open: 0, close: UNLIMITED }, seconds);
      if (next < 0) return;
      const { d } = labels;
      const isDriver = d[next + ON_FOOT] === 1 || (d[next + DRIVE] as number) < driving.maxDriving;
      if (mustGoOn && !(isDriver && (d[next + WORK] as number) < driving.maxWork)) return;
      const helps = (d[next + DRIVE] as number) < (d[o + DRIVE] as number) || d[next + FIRST] !== d[o + FIRST];
      if (helps || (d[next + WORK] as number) < (d[o + WORK] as number)) found(next);
    });
  }
}
