/** Iterations over which the temperature falls once, and the least for all. */
const CYCLE_PER_SQUARE = 50;
const SHORTEST_CYCLE = 5000;

export interface CoolingOptions {
  /** Exactly so many iterations; `undefined` ends when a whole cooling brings nothing better. */
  readonly iterations?: number | undefined;
  /** Part of the time that is used up. */
  readonly progress?: (() => number) | undefined;
}

/**
 * How far the temperature has fallen. With an iteration budget it falls once
 * over it. Else it falls over a cycle, faster when time runs out before; a
 * cycle that found something better is followed by another from the best.
 */
export class Cooling {
  readonly #options: CoolingOptions;
  readonly #length: number;
  #from = 0;
  #fromProgress = 0;
  #best = Number.POSITIVE_INFINITY;

  constructor(stops: number, options: CoolingOptions) {
    this.#options = options;
    this.#length = Math.max(SHORTEST_CYCLE, CYCLE_PER_SQUARE * stops * stops);
  }

  /** 0 at the start, 1 when cold. */
  part(iteration: number): number {
    const { iterations, progress } = this.#options;
    if (iterations !== undefined) return Math.min(0.999, iteration / iterations);
    const part = (iteration - this.#from) / this.#length;
    if (part >= 1 || !progress) return part;
    const timed = (progress() - this.#fromProgress) / Math.max(1e-9, 1 - this.#fromProgress);
    return Math.max(part, Math.min(0.999, timed));
  }

  /** Whether time cuts the cycle short, to half its iterations or less. */
  isPressed(iteration: number): boolean {
    const { progress } = this.#options;
    return progress !== undefined && 2 * (iteration - this.#from) < this.#length * (progress() - this.#fromProgress);
  }

  /** At the end of a cycle: true when it brought nothing; else the next one begins. */
  ended(iteration: number, best: number): boolean {
    if (best >= this.#best) return true;
    this.#best = best;
    this.#from = iteration;
    this.#fromProgress = this.#options.progress?.() ?? 0;
    return false;
  }
}
