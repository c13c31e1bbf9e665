import { GreedyRecreate } from './recreate.ts';
import { StringRemoval } from './ruin.ts';
import type { SearchState } from './search-state.ts';

/** Start and end temperature as shares of the mean cost of serving a stop. */
const HOT = 0.1;
const COLD = 0.001;
/** Without a known budget the temperature falls over a cycle of so many iterations, then over twice as many from the best, and so on. */
const FIRST_CYCLE = 4000;

export interface AnnealOptions {
  /** Iterations left, `Infinity` for no limit. */
  readonly iterations: number;
  readonly progress?: (() => number) | undefined;
  /** Ends after so many iterations without a better answer. */
  readonly patience: number;
  /** Called at every new best; the routes of the state are it. Must leave them as they are or better. */
  readonly onBest: (cost: number, iteration: number) => number;
  /** Puts the best routes back. */
  readonly restoreBest: () => void;
}

export interface AnnealResult {
  readonly iterations: number;
  readonly reason: 'iterations' | 'converged' | 'stopped';
}

/** Ruin and recreate under simulated annealing (Christiaens & Vanden Berghe 2020). */
export function anneal(state: SearchState, options: AnnealOptions): AnnealResult {
  const { journal, random } = state;
  const ruin = new StringRemoval(state);
  const recreate = new GreedyRecreate(state);
  const absences = new Absences(state);
  const cycle = new Cycle();
  let cost = state.cost();
  let best = cost;
  let bestAt = 0;
  const hot = HOT * scaleOf(state, cost);
  let temperature = hot;

  for (let iteration = 1; ; iteration++) {
    if (iteration > options.iterations) return { iterations: iteration - 1, reason: 'iterations' };
    if (iteration - bestAt > options.patience) return { iterations: iteration - 1, reason: 'converged' };
    if (state.stop()) return { iterations: iteration - 1, reason: 'stopped' };
    if ((iteration & 63) === 1) {
      const part = cycle.part(iteration, options);
      if (part < 0) {
        options.restoreBest();
        cost = best;
      }
      temperature = hot * (COLD / HOT) ** Math.max(0, part);
    }

    journal.begin();
    absences.remember();
    ruin.ruin();
    const whole = recreate.recreate(absences.count);
    const change = journal.change() + absences.priceChange();
    const threshold = -temperature * Math.log(random.unit() || 1e-12);
    if (!whole || !absences.accepts(cost + change < best - EPSILON || change < threshold)) {
      journal.undo();
      absences.undo(whole);
      continue;
    }
    cost += change;
    if (cost < best - EPSILON) {
      best = options.onBest(cost, iteration);
      cost = best;
      bestAt = iteration;
    }
  }
}

/** Improvements below this are rounding. */
const EPSILON = 1e-7;

class Cycle {
  #from = 0;
  #length = FIRST_CYCLE;

  /** How far the cooling is, 0 to 1; negative once when a cycle ended and a new one begins. */
  part(iteration: number, options: AnnealOptions): number {
    if (Number.isFinite(options.iterations)) return iteration / options.iterations;
    if (options.progress) return options.progress();
    const part = (iteration - this.#from) / this.#length;
    if (part < 1) return part;
    this.#from = iteration;
    this.#length *= 2;
    return -1;
  }
}

/**
 * The stops that are left out, before and after a trial. A required stop that
 * stays out for long weighs more and more, so that others make room for it.
 */
class Absences {
  /** Number before the trial. */
  count = 0;
  readonly #state: SearchState;
  readonly #before: Int32Array;
  readonly #weight: Float64Array;
  #price = 0;
  #weightBefore = 0;

  constructor(state: SearchState) {
    this.#state = state;
    this.#before = new Int32Array(state.problem.stops);
    this.#weight = new Float64Array(state.problem.stops).fill(1);
  }

  remember(): void {
    this.count = this.#state.absentCount;
    for (let i = 0; i < this.count; i++) this.#before[i] = this.#state.absent[i] as number;
    this.#price = this.#prizes();
    this.#weightBefore = this.#requiredWeight();
  }

  /** Change of the prizes lost since `remember`. */
  priceChange(): number {
    return this.#prizes() - this.#price;
  }

  /** Fewer or lighter required stops left out always win, more or heavier ones never; else cost decides. */
  accepts(byCost: boolean): boolean {
    const weight = this.#requiredWeight();
    return weight < this.#weightBefore || (weight === this.#weightBefore && byCost);
  }

  /** Puts the list back; what a whole but refused trial left out gains weight. */
  undo(whole: boolean): void {
    const { absent, absentCount, problem } = this.#state;
    if (whole) {
      for (let i = 0; i < absentCount; i++) {
        const stop = absent[i] as number;
        if (problem.required[stop] === 1) this.#weight[stop] = (this.#weight[stop] as number) + 1;
      }
    }
    for (let i = 0; i < this.count; i++) absent[i] = this.#before[i] as number;
    this.#state.absentCount = this.count;
  }

  #prizes(): number {
    let sum = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      sum += this.#state.problem.prize[this.#state.absent[i] as number] as number;
    }
    return sum;
  }

  #requiredWeight(): number {
    let sum = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      const stop = this.#state.absent[i] as number;
      if (this.#state.problem.required[stop] === 1) sum += this.#weight[stop] as number;
    }
    return sum;
  }
}

/** Mean cost of serving a stop, without the penalty of those that are missing. */
function scaleOf(state: SearchState, cost: number): number {
  const served = Math.max(1, state.problem.stops - state.absentCount);
  return Math.max(1e-6, (cost - state.absentCost()) / served);
}

