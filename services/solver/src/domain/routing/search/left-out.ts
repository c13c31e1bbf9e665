import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/**
 * What is lost with the stops that are left out. A required stop that stays
 * out for long weighs more and more, so that others make room for it.
 */
export class LeftOut {
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #weight: Float64Array;
  #prize = 0;
  #heavy = 0;

  constructor(routes: SearchRoutes, trial: Trial) {
    this.#routes = routes;
    this.#trial = trial;
    this.#weight = new Float64Array(routes.stops).fill(1);
  }

  /** Prizes of what is left out; for required stops the penalty above any plan. */
  prizes(): number {
    const { absent, absentCount } = this.#trial;
    let sum = 0;
    for (let i = 0; i < absentCount; i++) sum += this.#routes.problem.prize[absent[i] as number] as number;
    return sum;
  }

  /** Number of required stops that are left out. */
  missing(): number {
    const { absent, absentCount } = this.#trial;
    let count = 0;
    for (let i = 0; i < absentCount; i++) count += this.#routes.problem.required[absent[i] as number] as number;
    return count;
  }

  remember(): void {
    this.#prize = this.prizes();
    this.#heavy = this.#weightOfRequired();
  }

  /** Change of the prizes lost since `remember`. */
  change(): number {
    return this.prizes() - this.#prize;
  }

  /** Fewer or lighter required stops left out always win, more or heavier ones never; else cost decides. */
  accepts(byCost: boolean): boolean {
    const heavy = this.#weightOfRequired();
    return heavy < this.#heavy || (heavy === this.#heavy && byCost);
  }

  /** What a refused trial left out gains weight. */
  blame(): void {
    const { absent, absentCount } = this.#trial;
    for (let i = 0; i < absentCount; i++) {
      const stop = absent[i] as number;
      if (this.#routes.problem.required[stop] === 1) this.#weight[stop] = (this.#weight[stop] as number) + 1;
    }
  }

  #weightOfRequired(): number {
    const { absent, absentCount } = this.#trial;
    let sum = 0;
    for (let i = 0; i < absentCount; i++) {
      const stop = absent[i] as number;
      if (this.#routes.problem.required[stop] === 1) sum += this.#weight[stop] as number;
    }
    return sum;
  }
}
