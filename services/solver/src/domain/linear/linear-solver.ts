import type { StopRule } from '#domain/engine/engine';
import type { LinearPoint, LinearProblem } from './problem.ts';

/**
 * The port to a linear and mixed-integer solver. Its promise: one call at a
 * time, never asynchronous; it looks at `stop` at least every 50 ms while it
 * can, and returns then with the best point so far; every call stands alone.
 * A call that threw may leave it broken: then `renew` mends it.
 */
export interface LinearSolver {
  readonly name: string;
  solve(problem: LinearProblem, options: LinearSolverOptions): LinearSolverOutcome;
  /** Rows and columns (numbers) of an irreducible conflict of an infeasible pure LP, not checked; undefined when it has none to give. */
  conflict(problem: LinearProblem, options: LinearSolverOptions): { rows: number[]; columns: number[] } | undefined;
  /** Makes it usable again after a throw; does nothing otherwise. */
  renew(): Promise<void>;
}

export interface LinearSolverOptions {
  readonly stop: StopRule;
  readonly timeLimitMs: number;
  readonly seed: number;
  /** Relative gap at which a mixed-integer search ends. */
  readonly gap: number;
  /** Branch-and-bound nodes at most. */
  readonly nodes?: number | undefined;
  /** End at the first point that keeps every rule. */
  readonly firstOnly?: boolean | undefined;
  /** Called with every better point of a mixed-integer search; objective and bound in the problem's own sense. */
  readonly onIncumbent?: ((incumbent: LinearIncumbent) => void) | undefined;
}

export interface LinearIncumbent {
  readonly values: Float64Array;
  readonly objective: number;
  /** Absent while nothing is proved. */
  readonly bound?: number | undefined;
  readonly nodes: number;
}

export interface LinearSolverOutcome {
  readonly status: 'solved' | 'infeasible' | 'unbounded' | 'infeasible_or_unbounded' | 'nodes' | 'stopped' | 'failed';
  /** Best point, when there is one. */
  readonly point?: LinearPoint | undefined;
  /** In the problem's own sense. */
  readonly objective?: number | undefined;
  readonly bound?: number | undefined;
  /** Branch-and-bound nodes, or simplex iterations of a pure LP. */
  readonly iterations: number;
  /** In words, when it failed. */
  readonly cause?: string | undefined;
}
