import { type CompiledRouting, FAR } from '#domain/routing/compiled';
import type { CompiledBreak, CompiledRules } from '#domain/routing/compiled-rules';
import { excuseBreaks } from './excuse-breaks.ts';
import {
  ARG,
  AT,
  BEGAN,
  BUSY,
  CLOSE,
  DEPARTED,
  DRIVEN,
  DUR,
  DUR_BEFORE,
  EARLY,
  KIND,
  LATE,
  type Labels,
  LOADS,
  METERS,
  MOVE,
  NIGHTS,
  OPEN,
  PRE_DUR,
  PRE_EARLY,
  RELOADS,
  SHIFT,
  STEP,
  STOPS,
  TAKEN,
  TRAVEL,
  TRIP_EARLY,
  WALKED,
  WORK,
} from './labels.ts';
import type { Legs } from './legs.ts';

/** Depots of a kind that are tried in a gap: those with the shortest way round. */
const MOST_DEPOTS = 4;
/** Labels of one gap that are followed up. */
const MOST_OPEN = 48;

/** Starts again with each shift. */
const OF_SHIFT = [METERS, TRAVEL, WALKED, STOPS, DRIVEN];

const NOT_WAITING = (ready: number) => ready;

/** What lies between two stops. */
export interface Gap {
  /** Location to go on to, and when there is something to do there. */
  readonly to: number;
  readonly opens: number;
  readonly closes: number;
  readonly mayReload: boolean;
  /** A stop has been made, so that a night there is possible. */
  readonly hasStopped: boolean;
  /** On board beyond what is collected, by dimension; offset into `aboard`. */
  readonly aboardFrom: number;
}

/** Reloads, nights and breaks at depots in the gap between two stops; one of each kind at most, breaks as many as there are. */
export class Detours {
  /** Labels from which the vehicle goes on to the next stop, the first `count` of them. */
  readonly ready = new Int32Array(2 * MOST_OPEN);
  count = 0;
  /** More depots or labels than are followed up were there. */
  hasLost = false;
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #labels: Labels;
  readonly #legs: Legs;
  readonly #near = { depots: new Int32Array(MOST_DEPOTS), round: new Float64Array(MOST_DEPOTS) };

  constructor(problem: CompiledRouting, rules: CompiledRules, labels: Labels, legs: Legs) {
    this.#problem = problem;
    this.#rules = rules;
    this.#labels = labels;
    this.#legs = legs;
  }

  /** Sets `ready`: the label itself and all that it can become before it goes on. `aboard` are shipments on board. */
  take(from: number, gap: Gap, aboard: Int32Array): void {
    const { ready } = this;
    ready[0] = from;
    this.count = 1;
    const { type, d } = this.#labels;
    const reloads = d[from + RELOADS] as number;
    const nights = d[from + NIGHTS] as number;
    for (let k = 0; k < this.count && this.count < MOST_OPEN; k++) {
      const o = ready[k] as number;
      if (gap.mayReload && this.#labels.d[o + RELOADS] === reloads && reloads < type.maxReloads)
        this.#reload(o, gap, aboard);
      if (type.shifts.length > 2 && this.#labels.d[o + NIGHTS] === nights) this.#night(o, gap, k === 0);
      this.#breaks(o, gap);
    }
    this.hasLost ||= this.count >= MOST_OPEN;
  }

  #add(o: number): void {
    if (this.count < this.ready.length) this.ready[this.count++] = o;
  }

  /** The depots with the shortest way round; all of them where they are few. */
  #nearest(depots: Int32Array, from: number, to: number): ArrayLike<number> {
    if (depots.length <= MOST_DEPOTS) return depots;
    this.hasLost = true;
    const { size } = this.#problem;
    const { durations } = this.#labels.type;
    const { depots: near, round } = this.#near;
    near.fill(0);
    round.fill(FAR);
    for (const depot of depots) {
      const way = (durations[from * size + depot] as number) + (durations[depot * size + to] as number);
      let place = MOST_DEPOTS;
      while (place > 0 && (round[place - 1] as number) > way) place--;
      if (place === MOST_DEPOTS) continue;
      near.copyWithin(place + 1, place, MOST_DEPOTS - 1);
      round.copyWithin(place + 1, place, MOST_DEPOTS - 1);
      near[place] = depot;
      round[place] = way;
    }
    let count = 0;
    while (count < MOST_DEPOTS && (round[count] as number) < FAR) count++;
    return near.subarray(0, count);
  }

  #reload(from: number, gap: Gap, aboard: Int32Array): void {
    const labels = this.#labels;
    const depots = this.#nearest(labels.type.reloadDepots, labels.d[from + AT] as number, gap.to);
    for (let n = 0; n < depots.length; n++) {
      const depot = depots[n] as number;
      const seconds = this.#rules.loading[depot] as number;
      const open = this.#rules.depotOpen[depot] as number;
      const close = (this.#rules.depotClose[depot] as number) - seconds;
      this.#legs.travel(from, depot, () => open, seconds);
      for (let i = 0; i < this.#legs.arrivals; i++) {
        const o = this.#legs.arrived[i] as number;
        if (!labels.join(o, open, close, seconds)) continue;
        const { d, dims } = labels;
        d[o + KIND] = STEP.reload;
        d[o + ARG] = depot;
        d[o + OPEN] = open;
        d[o + CLOSE] = close;
        d[o + BUSY] = seconds;
        (d[o + WORK] as number) += seconds;
        (d[o + RELOADS] as number) += 1;
        for (let k = 0; k < dims; k++) {
          const load = aboard[gap.aboardFrom + k] as number;
          d[o + LOADS + 2 * k] = load;
          d[o + LOADS + 2 * k + 1] = load;
        }
        if (labels.hasTrips) labels.beginTrip(o);
        this.#add(o);
      }
    }
  }

  #night(from: number, gap: Gap, isAtStop: boolean): void {
    const { type } = this.#labels;
    if (type.overnightDepots.length === 0) {
      if (gap.hasStopped && isAtStop) this.#sleepFrom(from, gap, -1);
      return;
    }
    const depots = this.#nearest(type.overnightDepots, this.#labels.d[from + AT] as number, gap.to);
    for (let n = 0; n < depots.length; n++) {
      const depot = depots[n] as number;
      this.#legs.travel(from, depot, NOT_WAITING, 0);
      for (let i = 0; i < this.#legs.arrivals; i++) this.#sleepFrom(this.#legs.arrived[i] as number, gap, depot);
    }
  }

  /** Wakes in the next shift, and in the first in which the next stop can be reached when that is a later one. */
  #sleepFrom(from: number, gap: Gap, depot: number): void {
    const { shifts } = this.#labels.type;
    const next = (this.#labels.d[from + SHIFT] as number) + 1;
    const count = shifts.length / 2;
    let useful = next;
    while (useful < count && (shifts[2 * useful + 1] as number) < gap.opens) useful++;
    this.#sleepUntil(from, next, depot);
    if (useful !== next) this.#sleepUntil(from, useful, depot);
  }

  /** A label at the last stop becomes another's parent; one that has just come to a depot is the night's own. */
  #sleepUntil(from: number, shift: number, depot: number): void {
    if (shift >= this.#labels.type.shifts.length / 2) return;
    const o = depot < 0 ? this.#labels.child(from) : this.#labels.copy(from);
    if (this.#wake(o, shift, depot)) this.#add(o);
  }

  #wake(o: number, shift: number, depot: number): boolean {
    const labels = this.#labels;
    const { d, type } = labels;
    const over = labels.ready(o);
    const from = Math.max(type.shifts[2 * shift] as number, over + (labels.driving?.minRest ?? 0));
    const begin = excuseBreaks(labels, o, from);
    if (begin < 0 || begin > (type.shifts[2 * shift + 1] as number)) return false;
    if (labels.hasTrips && (d[o + DEPARTED] as number) < 0) d[o + DEPARTED] = departureOf(labels, o);
    if (d[o + NIGHTS] === 0) d[o + BEGAN] = d[o + EARLY] as number;
    labels.rest(o, begin - labels.ready(o));
    d[o + KIND] = STEP.night;
    d[o + ARG] = depot;
    if (depot < 0) d[o + MOVE] = 0;
    d[o + OPEN] = type.shifts[2 * shift] as number;
    d[o + CLOSE] = type.shifts[2 * shift + 1] as number;
    d[o + BUSY] = 0;
    d[o + SHIFT] = shift;
    (d[o + NIGHTS] as number) += 1;
    d[o + EARLY] = begin;
    d[o + LATE] = type.shifts[2 * shift + 1] as number;
    (d[o + DUR_BEFORE] as number) += d[o + DUR] as number;
    d[o + DUR] = 0;
    for (const field of OF_SHIFT) d[o + field] = 0;
    return true;
  }

  #breaks(from: number, gap: Gap): void {
    const labels = this.#labels;
    const { breaks } = labels.type;
    for (let k = 0; k < breaks.length; k++) {
      const one = breaks[k] as CompiledBreak;
      if (one.depots.length === 0 || ((labels.d[from + TAKEN] as number) & (1 << k)) !== 0) continue;
      if (one.lastBegin < labels.ready(from)) continue;
      const depots = this.#nearest(one.depots, labels.d[from + AT] as number, gap.to);
      for (let n = 0; n < depots.length; n++) {
        const depot = depots[n] as number;
        this.#legs.travel(from, depot, (ready) => this.#waitsUntil(one, ready), 0);
        for (let i = 0; i < this.#legs.arrivals; i++) this.#breakAt(this.#legs.arrived[i] as number, k, one, depot);
      }
    }
  }

  #waitsUntil({ open, close }: CompiledBreak, ready: number): number {
    const last = open.length - 1;
    let window = this.#legs.isTimed ? last : 0;
    while (window < last && (close[window] as number) < ready) window++;
    return open[window] as number;
  }

  #breakAt(from: number, k: number, one: CompiledBreak, depot: number): void {
    const labels = this.#labels;
    for (let w = 0; w < one.open.length; w++) {
      if ((one.close[w] as number) < labels.ready(from)) continue;
      const o = labels.copy(from);
      const { d } = labels;
      if ((d[o + TAKEN] as number) & (1 << k)) return;
      if (!labels.join(o, one.open[w] as number, one.close[w] as number, one.duration)) continue;
      d[o + KIND] = STEP.pause;
      d[o + ARG] = k;
      d[o + OPEN] = one.open[w] as number;
      d[o + CLOSE] = one.close[w] as number;
      d[o + BUSY] = one.duration;
      d[o + TAKEN] = (d[o + TAKEN] as number) | (1 << k);
      d[o + AT] = depot;
      labels.rest(o, one.duration);
      this.#add(o);
      if (!this.#legs.isTimed) return;
    }
  }
}

/** When the load that is under way left, at the earliest. */
function departureOf({ d }: Labels, o: number): number {
  if (d[o + RELOADS] === 0) return d[o + EARLY] as number;
  return Math.max((d[o + PRE_EARLY] as number) + (d[o + PRE_DUR] as number), d[o + TRIP_EARLY] as number);
}
