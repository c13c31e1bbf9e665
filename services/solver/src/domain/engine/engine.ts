/**
 * What every engine is: a pure function from a problem, a seed and a stop rule
 * to an outcome. It knows no clock and does no IO; time comes in only through
 * the stop rule. Same problem, same seed, same iteration budget: same answer.
 * Every objective is minimised; a family that maximises negates its value.
 */

/** Says that the engine must return now with the best it has. Cheap enough to be asked in inner loops. */
export type StopRule = () => boolean;

/** Why an engine ended. `stopped` means that the stop rule said so; the caller knows whether that was time or a person. */
export type EngineStopReason = 'optimal' | 'converged' | 'iterations' | 'gap' | 'infeasible' | 'unbounded' | 'stopped';

/** A better answer on the way. */
export interface EngineIncumbent<S> {
  readonly solution: S;
  readonly value: number;
  readonly bound?: number | undefined;
  readonly iterations: number;
}

/**
 * Others who search the same problem with seeds of their own. What passes
 * between them are numbers whose form the engine itself defines.
 */
export interface Mates {
  /** Number of this searcher: 0 for the one whose answer counts. */
  readonly index: number;
  /** Tells them of a new best; `flat` is only asked for when it is told. */
  offer(value: number, flat: () => Int32Array): void;
  /** Their best when it is lower than `below` and was not taken before. Cheap enough to be asked a thousand times a second. */
  take(below: number): { readonly value: number; readonly flat: Int32Array } | undefined;
  /** Sends words of the engine to all of them; what was said before and not heard yet is lost. */
  say(words: Int32Array): void;
  /** Newest words of one of them that were not heard before. As cheap as `take`, unless it is to wait: then it sleeps until there are some, so long at most. */
  hear(waitMs?: number): Int32Array | undefined;
}

export interface EngineOptions<S> {
  /** Any 32-bit integer. */
  readonly seed: number;
  readonly stop: StopRule;
  /** Iteration budget; none means until `stop` or convergence. */
  readonly iterations?: number | undefined;
  /** Part of the budget that is used up, 0 to 1; lets an annealing engine cool in time. Ignored when `iterations` is given. */
  readonly progress?: (() => number) | undefined;
  readonly onIncumbent?: ((incumbent: EngineIncumbent<S>) => void) | undefined;
  /** Never with an iteration budget: what they find depends on the clock. */
  readonly mates?: Mates | undefined;
}

export interface EngineOutcome<S> {
  /** Absent when there is none: then `cause` says why, or `stopReason` is `infeasible` or `unbounded`. */
  readonly solution?: S | undefined;
  /** Objective value of the solution, minimised. */
  readonly value?: number | undefined;
  /** No answer can have a lower value. */
  readonly bound?: number | undefined;
  /** Where the bound comes from, for example `branch_and_bound`. */
  readonly boundSource?: string | undefined;
  readonly stopReason: EngineStopReason;
  readonly iterations: number;
  /** In words, why there is no solution. */
  readonly cause?: string | undefined;
}

/** An engine may work in steps that wait (a solver in WebAssembly), hence the promise. */
export interface Engine<P, S> {
  readonly name: string;
  solve(problem: P, options: EngineOptions<S>): EngineOutcome<S> | Promise<EngineOutcome<S>>;
}

/** |value - bound| / max(1e-9, |value|), the gap that results carry. */
export function relativeGap(value: number, bound: number): number {
  return Math.abs(value - bound) / Math.max(1e-9, Math.abs(value));
}
