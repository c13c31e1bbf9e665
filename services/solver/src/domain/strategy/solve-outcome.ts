import type { EngineIncumbent, Mates, StopRule } from '#domain/engine/engine';
import type { SolveGoal } from './solve-goal.ts';
import type { StrategyAttempt } from './strategy-chain.ts';

/** What is known about an answer; the words of `SolveStatus` in the contract. */
export type SolveStatus = 'optimal' | 'feasible' | 'relaxed' | 'infeasible' | 'unbounded' | 'unknown';

/** Why the solve ended; the words of `StopReason` in the contract. */
export type StopReason = 'optimal' | 'converged' | 'iterations' | 'time' | 'gap' | 'quality' | 'stopped' | 'infeasible';

/** One rule that was bent. */
export interface Relaxation {
  /** Which step of the ladder, for example `widen_time_windows_1h`. */
  readonly step: string;
  /** Id of the stop, place, day or vehicle. */
  readonly subjectId: string;
  /** What the rule was and what it became, in words with units. */
  readonly from: string;
  readonly to: string;
  /** Change of the objective. */
  readonly price: number;
  /** The whole step in one sentence. */
  readonly message: string;
}

/** Why there is no answer. */
export interface Explanation {
  readonly summary: string;
  /** Ids of stops or rules that cannot hold together; solved again before it was written here. */
  readonly conflict: readonly string[];
}

/** What a family's solve function is given besides the problem. */
export interface SolveContext<S> {
  readonly seed: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly budgetMs: number;
  /** Iteration budget; same seed and same iterations give the same answer. */
  readonly iterations?: number | undefined;
  /** A person or the service says stop and keep the incumbent. */
  readonly stop: StopRule;
  /** What is good enough: the search ends then, before its time. */
  readonly goal?: SolveGoal | undefined;
  readonly onIncumbent?: ((incumbent: EngineIncumbent<S>, strategy: string) => void) | undefined;
  /** Others who search the same problem. */
  readonly mates?: Mates | undefined;
  /** The search is all that is wanted, for mates: nobody reads the outcome. */
  readonly isHelping?: boolean | undefined;
}

/** A whole answer of a family. */
export interface SolveOutcome<S> {
  readonly status: SolveStatus;
  /** Absent for infeasible, unbounded and unknown. */
  readonly solution?: S | undefined;
  readonly value?: number | undefined;
  readonly bound?: number | undefined;
  readonly boundSource?: string | undefined;
  readonly stopReason: StopReason;
  readonly strategy: string;
  readonly attempts: readonly StrategyAttempt[];
  readonly degraded: boolean;
  readonly relaxations: readonly Relaxation[];
  readonly explanation?: Explanation | undefined;
  readonly iterations: number;
  readonly firstAnswerSeconds?: number | undefined;
  readonly warnings: readonly string[];
}
