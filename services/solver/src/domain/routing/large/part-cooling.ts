import type { EngineOptions } from '#domain/engine/engine';

/** Temperatures at the start and the end of it all, as shares of what a way to a near stop costs. */
const HOT = 2;
const COLD = 0.1;
/** From this part of the cooling on the best of a visit is kept instead of the last. */
const BESTS_FROM = 0.85;
/** Trials for each stop of a part in one visit: at least so many, and not more visits than this over all. */
const LEAST_EFFORT = 20;
const MOST_VISITS = 30;
/** Trials for each stop when neither a budget nor a clock says when it is cold, and before it is known how many there is time for. */
const USUAL_EFFORT = 200;

/** Trials of a visit and its temperatures. */
export interface Visit {
  readonly iterations: number;
  readonly hot: number;
  readonly cold: number;
  readonly keepsBest: boolean;
}

/**
 * One cooling for the whole plan, although its parts are annealed one after the
 * other: a part is as cold as it has had its share of the trials that each stop
 * will have had in the end. Where there is time for many visits all parts cool
 * down together, where it is short each does at once.
 */
export class PartCooling {
  /** Trials so far. */
  done = 0;
  /** By stop: trials of its part for each stop of that. */
  readonly effort: Float64Array;
  readonly #options: Pick<EngineOptions<unknown>, 'iterations' | 'progress'>;
  #begun: number | undefined;

  constructor(stops: number, options: Pick<EngineOptions<unknown>, 'iterations' | 'progress'>) {
    this.effort = new Float64Array(stops);
    this.#options = options;
  }

  /** The next visit of a part with these stops. */
  visit(stops: Int32Array): Visit {
    const { iterations: budget } = this.#options;
    const spent = this.effortOf(stops);
    const whole = this.wholeEffort();
    const usual = Math.max(LEAST_EFFORT, whole / MOST_VISITS);
    const step = Math.min(usual, Math.max(whole - spent, usual / 2));
    const iterations = Math.max(1, Math.round(step * stops.length));
    const from = Math.min(1, spent / whole);
    const to = Math.min(1, (spent + step) / whole);
    return {
      iterations: budget === undefined ? iterations : Math.min(iterations, budget - this.done),
      hot: HOT * (COLD / HOT) ** from,
      cold: HOT * (COLD / HOT) ** to,
      keepsBest: to >= BESTS_FROM,
    };
  }

  /** Notes what a visit did. */
  settle(stops: Int32Array, iterations: number): void {
    this.done += iterations;
    const each = iterations / Math.max(1, stops.length);
    for (const stop of stops) this.effort[stop] = (this.effort[stop] as number) + each;
  }

  /** Mean trials that some stops have had. */
  effortOf(stops: Int32Array): number {
    return stops.reduce((sum, stop) => sum + (this.effort[stop] as number), 0) / Math.max(1, stops.length);
  }

  /** Trials that each stop will have had in the end. */
  wholeEffort(): number {
    const { iterations } = this.#options;
    const stops = Math.max(1, this.effort.length);
    if (iterations !== undefined) return Math.max(1, iterations / stops);
    const left = this.trialsUntil(1);
    return Number.isFinite(left) ? Math.max(1, (this.done + left) / stops) : USUAL_EFFORT;
  }

  /** Trials of all workers until this part of the time is used up; infinite while nobody knows. */
  trialsUntil(part: number): number {
    const now = this.#options.progress?.();
    if (now === undefined) return Number.POSITIVE_INFINITY;
    this.#begun ??= now;
    if (this.done === 0 || now <= this.#begun) return Number.POSITIVE_INFINITY;
    return (this.done / (now - this.#begun)) * Math.max(0, part - now);
  }
}
