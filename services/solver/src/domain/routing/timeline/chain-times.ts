import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledRules } from '#domain/routing/compiled-rules';
import { Chain } from './chain.ts';
import { ALL_METERS, ALL_TRAVEL, BUSY, DUR, DUR_BEFORE, type Labels, MOVE } from './labels.ts';
import { SoftTimes } from './soft-times.ts';

/** A price of a second that makes any wait too dear. */
const DEAR = 1e9;

/**
 * Times for the decisions behind a label. Without soft windows: every shift as
 * short as its earliest end allows, which no other end makes shorter, rides
 * included (all limits are differences of times, and these are the least and
 * greatest solutions). With soft windows: the times of least cost at the price of time
 * (SoftTimes), tried without and with overtime and at the least duration; the
 * best that keeps limits is kept. Where rides or a longest duration
 * and soft windows pull against each other that is a heuristic.
 */
export class ChainTimes {
  readonly chain: Chain;
  /** When each node of the chain starts. */
  start = new Float64Array(64);
  /** Of the last route. */
  cost = 0;
  duration = 0;
  waiting = 0;
  overtime = 0;
  softCost = 0;
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #labels: Labels;
  readonly #soft = new SoftTimes();
  /** Lower bounds at work, cumulated lags, and the best times so far. */
  #low = new Float64Array(64);
  #shift = new Float64Array(64);
  #best = new Float64Array(64);
  #vehicle = 0;
  #refined = -1;

  constructor(problem: CompiledRouting, rules: CompiledRules, labels: Labels) {
    this.#problem = problem;
    this.#rules = rules;
    this.#labels = labels;
    this.chain = new Chain(problem, rules, labels);
  }

  /** Least cost of the decisions that end with the label, without the price of changes; `Infinity` when no times keep them. */
  refine(vehicle: number, end: number, stops: ArrayLike<number>): number {
    this.#vehicle = vehicle;
    this.#refined = -1;
    this.chain.read(vehicle, end, stops);
    this.#makeRoom();
    let best = Number.POSITIVE_INFINITY;
    const type = this.#labels.type;
    const price = (this.#problem.perSecond[vehicle] as number) + type.perWaitingSecond;
    const prices = this.#rules.soft ? [price, price + type.perOvertimeSecond, DEAR] : [-1];
    prices.forEach((one, index) => {
      if (prices.indexOf(one) < index) return;
      const isTimed = one < 0 ? this.#shortest() : this.#cheapest(one);
      const cost = isTimed ? this.#price(end) : Number.POSITIVE_INFINITY;
      if (cost >= best) return;
      best = cost;
      this.#best.set(this.start.subarray(0, this.chain.count));
    });
    if (best === Number.POSITIVE_INFINITY) return best;
    this.start.set(this.#best.subarray(0, this.chain.count));
    this.#refined = end;
    return this.#price(end);
  }

  /** Seconds from leaving to coming back without nights, of the label's segments, or as they were refined. */
  durationOf(end: number): number {
    if (this.#refined === end) return this.duration;
    const { d } = this.#labels;
    return (d[end + DUR] as number) + (d[end + DUR_BEFORE] as number);
  }

  /** No later than it must, each shift as short as that allows. */
  #shortest(): boolean {
    const { chain } = this;
    for (let i = 0; i < chain.count; i++) this.#low[i] = chain.open[i] as number;
    if (!this.#early()) return false;
    for (let k = 0; k + 1 < chain.shifts.length; k++) {
      const first = chain.shifts[k] as number;
      this.#low[first] = this.#latest(first, (chain.shifts[k + 1] as number) - 1);
    }
    return this.#early();
  }

  /** The least times above the lower bounds; false when there are none. */
  #early(): boolean {
    const { chain, start } = this;
    const low = this.#low;
    for (let round = 0; round <= chain.rides.length; round++) {
      for (let i = 0; i < chain.count; i++) {
        let time = low[i] as number;
        if (i > 0) time = Math.max(time, (start[i - 1] as number) + (chain.lag[i] as number));
        if (time > (chain.close[i] as number)) return false;
        start[i] = time;
      }
      let isKept = true;
      for (const { pickup, delivery, most } of chain.rides) {
        const needed = (start[delivery] as number) - most;
        if (needed <= (start[pickup] as number)) continue;
        low[pickup] = needed;
        isKept = false;
      }
      if (isKept) return true;
    }
    return false;
  }

  /** The latest beginning of a shift that leaves its end where it is. */
  #latest(first: number, last: number): number {
    const { chain, start } = this;
    const high = this.#shift;
    for (let i = first; i < last; i++) high[i] = chain.close[i] as number;
    high[last] = start[last] as number;
    for (let round = 0; round <= chain.rides.length; round++) {
      for (let i = last - 1; i >= first; i--) {
        high[i] = Math.min(high[i] as number, (high[i + 1] as number) - (chain.lag[i + 1] as number));
      }
      let isKept = true;
      for (const { pickup, delivery, most } of chain.rides) {
        if (delivery < first || delivery > last) continue;
        const limit = (pickup >= first ? (high[pickup] as number) : (start[pickup] as number)) + most;
        if (limit >= (high[delivery] as number)) continue;
        high[delivery] = limit;
        isKept = false;
      }
      if (isKept) break;
    }
    return Math.max(high[first] as number, start[first] as number);
  }

  /** Times of least cost when a second between leaving and coming back costs `price`; then rides are kept by later pickups. */
  #cheapest(price: number): boolean {
    const { chain, start } = this;
    const shift = this.#shift;
    const least = this.#low;
    const { soft } = this.#rules;
    if (!soft) return false;
    this.#soft.begin();
    let first = 0;
    for (let i = 0; i < chain.count; i++) {
      shift[i] = i === 0 ? 0 : (shift[i - 1] as number) + (chain.lag[i] as number);
      const off = shift[i] as number;
      if (!this.#soft.within((chain.open[i] as number) - off, (chain.close[i] as number) - off)) return false;
      const begins = i === chain.shifts[first];
      if (begins) {
        first++;
        this.#soft.early((chain.close[i] as number) - off, price);
      }
      const stop = chain.stop[i] as number;
      if (stop >= 0) {
        const service = off + (chain.setup[i] as number);
        this.#soft.early((soft.from[stop] as number) - service, soft.early[stop] as number);
        this.#soft.late((soft.to[stop] as number) - service, soft.late[stop] as number);
      }
      // The last of a shift: from here on time is free.
      if (i + 1 === chain.shifts[first]) this.#soft.late(Number.NEGATIVE_INFINITY, price);
      least[i] = this.#soft.least();
    }
    for (let i = chain.count - 1; i >= 0; i--) {
      const after = i + 1 < chain.count ? (start[i + 1] as number) - (shift[i + 1] as number) : UNLIMITED;
      start[i] = Math.min(least[i] as number, after) + (shift[i] as number);
    }
    for (let i = 0; i < chain.count; i++) least[i] = start[i] as number;
    return this.#early();
  }

  /** What the times cost; `Infinity` when a shift is too long. */
  #price(end: number): number {
    const { d, type } = this.#labels;
    const { chain, start } = this;
    const vehicle = this.#vehicle;
    this.duration = 0;
    this.waiting = 0;
    this.overtime = 0;
    for (let k = 0; k + 1 < chain.shifts.length; k++) {
      const first = chain.shifts[k] as number;
      const last = (chain.shifts[k + 1] as number) - 1;
      const seconds = this.overAt(last) - (start[first] as number);
      if (seconds > (this.#problem.maxDuration[vehicle] as number)) return Number.POSITIVE_INFINITY;
      this.duration += seconds;
      this.overtime += Math.max(0, seconds - type.regularSeconds);
      this.waiting += seconds - this.#busyIn(first, last);
    }
    this.softCost = this.#softCost();
    this.cost =
      (this.#problem.fixedCost[vehicle] as number) +
      (this.#problem.perMeter[vehicle] as number) * (d[end + ALL_METERS] as number) +
      (this.#problem.perTravelSecond[vehicle] as number) * (d[end + ALL_TRAVEL] as number) +
      (this.#problem.perSecond[vehicle] as number) * this.duration +
      type.perOvertimeSecond * this.overtime +
      type.perWaitingSecond * this.waiting +
      this.softCost;
    return this.cost;
  }

  /** When the work of a shift ends whose last node is `last`: there, or at the depot of the night behind it. */
  overAt(last: number): number {
    const { d } = this.#labels;
    const { chain } = this;
    const done = (this.start[last] as number) + (d[(chain.node[last] as number) + BUSY] as number);
    return last + 1 < chain.count ? done + (d[(chain.node[last + 1] as number) + MOVE] as number) : done;
  }

  /** Seconds of all that is no waiting. */
  #busyIn(first: number, last: number): number {
    const { d } = this.#labels;
    const { chain } = this;
    let seconds = 0;
    for (let i = first; i <= last; i++) {
      const o = chain.node[i] as number;
      seconds += (d[o + BUSY] as number) + (i > first ? (d[o + MOVE] as number) : 0);
    }
    return last + 1 < chain.count ? seconds + (d[(chain.node[last + 1] as number) + MOVE] as number) : seconds;
  }

  #softCost(): number {
    const { soft } = this.#rules;
    if (!soft) return 0;
    const { chain, start } = this;
    let cost = 0;
    for (let i = 0; i < chain.count; i++) {
      const stop = chain.stop[i] as number;
      if (stop < 0) continue;
      const time = (start[i] as number) + (chain.setup[i] as number);
      const early = (soft.from[stop] as number) - time;
      const late = time - (soft.to[stop] as number);
      cost += (soft.early[stop] as number) * Math.max(0, early) + (soft.late[stop] as number) * Math.max(0, late);
    }
    return cost;
  }

  #makeRoom(): void {
    const { count } = this.chain;
    if (count <= this.start.length) return;
    this.start = new Float64Array(2 * count);
    this.#low = new Float64Array(2 * count);
    this.#shift = new Float64Array(2 * count);
    this.#best = new Float64Array(2 * count);
  }
}
