import type { CompiledRouting } from '#domain/routing/compiled';
import { UNLIMITED } from '#domain/routing/compiled';
import type { CompiledBreak, CompiledRules } from '#domain/routing/compiled-rules';
import { ARG, AT, BEGAN, BUSY, CLOSE, KIND, type Labels, MOVE, OPEN, PARENT, SHIFT, STEP, TAKEN } from './labels.ts';

/** A ride: nodes of pickup and delivery, and the longest time between their starts. */
export interface Ride {
  readonly pickup: number;
  readonly delivery: number;
  readonly most: number;
}

/**
 * The decisions behind a label as a chain of nodes: leaving, stops, reloads,
 * breaks, nights, the end. Node i starts in [open, close], takes `busy`
 * seconds, and starts at least `lag` after node i - 1.
 */
export class Chain {
  count = 0;
  /** Offsets of labels. */
  node = new Int32Array(64);
  open = new Float64Array(64);
  close = new Float64Array(64);
  lag = new Float64Array(64);
  /** Of the start of service behind the start of the node. */
  setup = new Float64Array(64);
  /** By node: the stop, -1 for others. */
  stop = new Int32Array(64);
  readonly rides: Ride[] = [];
  /** First node of each shift, and one behind the last node. */
  readonly shifts: number[] = [];
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #labels: Labels;
  readonly #nodeOf: Int32Array;

  constructor(problem: CompiledRouting, rules: CompiledRules, labels: Labels) {
    this.#problem = problem;
    this.#rules = rules;
    this.#labels = labels;
    this.#nodeOf = new Int32Array(problem.stops);
  }

  /** Reads the chain that ends with the label. */
  read(vehicle: number, end: number, stops: ArrayLike<number>): void {
    const { d, type, driving } = this.#labels;
    this.count = 0;
    for (let o = end; o >= 0; o = d[o + PARENT] as number) this.count++;
    this.#makeRoom();
    for (let o = end, i = this.count - 1; o >= 0; o = d[o + PARENT] as number, i--) this.node[i] = o;
    this.rides.length = 0;
    this.shifts.length = 0;
    this.shifts.push(0);
    let position = 0;
    for (let i = 0; i < this.count; i++) {
      const o = this.node[i] as number;
      this.open[i] = d[o + OPEN] as number;
      this.close[i] = d[o + CLOSE] as number;
      this.setup[i] = 0;
      this.stop[i] = -1;
      this.lag[i] = i === 0 ? 0 : (d[(this.node[i - 1] as number) + BUSY] as number) + (d[o + MOVE] as number);
      const kind = d[o + KIND];
      if (kind === STEP.night) {
        this.#closeShift(i, type.shifts[2 * (d[(this.node[i - 1] as number) + SHIFT] as number) + 1] as number);
        (this.lag[i] as number) += driving?.minRest ?? 0;
        this.shifts.push(i);
      } else if (kind === STEP.stop) this.#addStop(i, vehicle, stops[position++] as number);
    }
    this.shifts.push(this.count);
    this.#leaveAfterReleases();
    this.#holdExcuses();
    this.#comeWhenOpen();
  }

  /** Work of a shift ends with it: before a night at `i`. */
  #closeShift(i: number, shiftEnd: number): void {
    this.close[i - 1] = Math.min(this.close[i - 1] as number, shiftEnd - (this.lag[i] as number));
  }

  #addStop(i: number, vehicle: number, stop: number): void {
    const { stops, type } = this.#problem;
    const { shipments, service } = this.#rules;
    const busy = this.#labels.d[(this.node[i] as number) + BUSY] as number;
    this.stop[i] = stop;
    this.setup[i] = busy - (service[(type[vehicle] as number) * stops + stop] as number);
    this.#nodeOf[stop] = i;
    const limit = shipments?.maxRide[stop] ?? UNLIMITED;
    if (!shipments || limit >= UNLIMITED) return;
    const pickup = this.#nodeOf[shipments.partner[stop] as number] as number;
    const pickupBusy = this.#labels.d[(this.node[pickup] as number) + BUSY] as number;
    this.rides.push({ pickup, delivery: i, most: pickupBusy + limit - (this.setup[i] as number) });
  }

  /** A vehicle leaves the place where it loads when everything for the trip is ready. */
  #leaveAfterReleases(): void {
    const { d } = this.#labels;
    let release = 0;
    for (let i = this.count - 1; i >= 0; i--) {
      const stop = this.stop[i] as number;
      if (stop >= 0) release = Math.max(release, this.#rules.release[stop] as number);
      const o = this.node[i] as number;
      if (d[o + KIND] !== STEP.reload) continue;
      this.open[i] = Math.max(this.open[i] as number, release - (d[o + BUSY] as number));
      release = 0;
    }
    this.open[0] = Math.max(this.open[0] as number, release);
  }

  /** The vehicle does not wait at its end: the last stop is left so late that it is open. */
  #comeWhenOpen(): void {
    const end = this.count - 1;
    const leave = (this.open[end] as number) - (this.lag[end] as number);
    if (leave > (this.open[end - 1] as number)) this.open[end - 1] = leave;
  }

  /** Breaks that only an early end or a late beginning excuses hold the end and the beginning. */
  #holdExcuses(): void {
    const { d, type } = this.#labels;
    if (type.breaks.length === 0) return;
    const end = this.node[this.count - 1] as number;
    if (this.shifts.length > 2) this.open[0] = Math.max(this.open[0] as number, d[end + BEGAN] as number);
    type.breaks.forEach(({ firstEnd, lastBegin }: CompiledBreak, k) => {
      if (((d[end + TAKEN] as number) & (1 << k)) !== 0) return;
      if (this.#labels.ready(end) > lastBegin) this.open[0] = Math.max(this.open[0] as number, firstEnd);
      else this.close[this.count - 1] = Math.min(this.close[this.count - 1] as number, lastBegin);
    });
  }

  /** Whether a node is the way to, or in, a depot: the depot's location, -1 for others. */
  depotAt(i: number): number {
    const { d, type } = this.#labels;
    const o = this.node[i] as number;
    const kind = d[o + KIND];
    const what = d[o + ARG] as number;
    if (kind === STEP.reload || kind === STEP.night) return what;
    const isAtDepot = kind === STEP.pause && what >= 0 && (type.breaks[what] as CompiledBreak).depots.length > 0;
    return isAtDepot ? (d[o + AT] as number) : -1;
  }

  #makeRoom(): void {
    if (this.count <= this.node.length) return;
    const size = 2 * this.count;
    this.node = new Int32Array(size);
    this.stop = new Int32Array(size);
    this.open = new Float64Array(size);
    this.close = new Float64Array(size);
    this.lag = new Float64Array(size);
    this.setup = new Float64Array(size);
  }
}
