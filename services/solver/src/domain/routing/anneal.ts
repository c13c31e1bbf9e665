import { GreedyRecreate } from './recreate.ts';
import { StringRemoval } from './ruin.ts';
import type { SearchState } from './search-state.ts';

/** Start and end temperature as shares of the mean cost of serving a stop; measured on Solomon and Gehring-Homberger instances at 5 s. */
const HOT = 1;
const COLD = 0.01;
/** Start temperature as a share of the mean prize of the stops that are left out. */
const PRIZE_HOT = 0.3;
/** Iterations a stop over which the temperature falls once, and the least for all. */
const CYCLE_PER_STOP = 1000;
const SHORTEST_CYCLE = 5000;

export interface AnnealOptions {
  /** Exactly so many iterations; `undefined` ends when a whole cooling brings nothing better. */
  readonly iterations: number | undefined;
  readonly progress?: (() => number) | undefined;
  /** Takes only what is hardly worse. */
  readonly isCold?: boolean | undefined;
  /** Called at every new best; the routes of the state are it. Must leave them as they are or better. */
  readonly onBest: (cost: number, iteration: number) => number;
  /** Puts the best routes back. */
  readonly restoreBest: () => void;
  /** Asked now and then, with how far the temperature has fallen; sets the routes to a better plan of somebody else and gives its cost. */
  readonly meet?: ((part: number, iteration: number) => number | undefined) | undefined;
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
  const cooling = new Cooling(state.problem.stops, options);
  let cost = state.cost();
  let best = cost;
  const { hot: start, cold } = temperatures(state, cost);
  const hot = options.isCold ? cold : start;
  let temperature = hot;

  for (let iteration = 1; ; iteration++) {
    if (iteration - 1 === options.iterations) return { iterations: iteration - 1, reason: 'iterations' };
    if (state.stop()) return { iterations: iteration - 1, reason: 'stopped' };
    if ((iteration & 63) === 1) {
      const part = cooling.part(iteration);
      if (part >= 1 && cooling.ended(iteration, best)) return { iterations: iteration - 1, reason: 'converged' };
      if (part >= 1) {
        options.restoreBest();
        cost = best;
      }
      temperature = hot * (cold / hot) ** Math.min(1, part);
      const met = options.meet?.(part, iteration);
      if (met !== undefined) {
        cost = met;
        best = met;
      }
    }

    journal.begin();
    absences.remember();
    const spread = state.spread.cost();
    ruin.ruin();
    const whole = recreate.recreate(absences.count);
    state.shiftLoose();
    const change = journal.change() + absences.priceChange() + state.spread.cost() - spread;
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
    }
  }
}

/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/**
 * How far the temperature has fallen. With an iteration budget it falls once
 * over it. Else it falls over a cycle, faster when time runs out before; a
 * cycle that found something better is followed by another from the best.
 */
class Cooling {
  readonly #options: AnnealOptions;
  readonly #length: number;
  #from = 0;
  #best = Number.POSITIVE_INFINITY;

  constructor(stops: number, options: AnnealOptions) {
    this.#options = options;
    this.#length = Math.max(SHORTEST_CYCLE, CYCLE_PER_STOP * stops);
  }

  /** 0 at the start, 1 when cold. */
  part(iteration: number): number {
    const { iterations, progress } = this.#options;
    if (iterations !== undefined) return Math.min(0.999, iteration / iterations);
    const part = (iteration - this.#from) / this.#length;
    return part >= 1 || !progress ? part : Math.max(part, Math.min(0.999, progress()));
  }

  /** At the end of a cycle: true when it brought nothing; else the next one begins. */
  ended(iteration: number, best: number): boolean {
    if (best >= this.#best - EPSILON) return true;
    this.#best = best;
    this.#from = iteration;
    return false;
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
    let sum = this.#state.removalCost();
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

/**
 * Start and end temperature from the mean cost of serving a stop. Where
 * optional stops compete for room, the start must also let their prizes change hands.
 */
function temperatures(state: SearchState, cost: number): { hot: number; cold: number } {
  const { problem, absent, absentCount } = state;
  const served = Math.max(1, problem.stops - absentCount);
  const scale = Math.max(1e-6, (cost - state.absentCost()) / served);
  let prizes = 0;
  let optional = 0;
  for (let i = 0; i < absentCount; i++) {
    const stop = absent[i] as number;
    if (problem.required[stop] === 1) continue;
    prizes += problem.prize[stop] as number;
    optional++;
  }
  const prize = optional === 0 ? 0 : prizes / optional;
  return { hot: Math.max(HOT * scale, PRIZE_HOT * prize), cold: COLD * scale };
}
