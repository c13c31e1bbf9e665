import type { SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Mates } from '#domain/engine/engine';
import type { LinearSolver } from '#domain/linear/linear-solver';
import type { Violation } from '#domain/linear/violation';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import type { IncumbentReporter } from './incumbent-reporter.ts';
import type { SolveOrder } from './messages.ts';

/** What a family is given to solve with. */
export interface SolveMeans {
  readonly solver: LinearSolver;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly stop: () => boolean;
  readonly reporter: IncumbentReporter;
  /** Other workers that search the same problem. */
  readonly mates?: Mates | undefined;
}

export type SolveAnswer = { readonly result: SolveResult } | { readonly violations: readonly Violation[] };

/** What the families that visit places need of an order, and to solve with: no engine is loaded for them. */
export type VisitingOrder = Pick<
  SolveOrder,
  'travel' | 'emergency' | 'strategies' | 'budgetMs' | 'seed' | 'iterations' | 'goal' | 'isHelping'
>;
export type VisitingMeans = Omit<SolveMeans, 'solver'>;

/** What the families have in common of a solve. */
export function contextOf<S>(order: VisitingOrder, means: VisitingMeans): Omit<SolveContext<S>, 'onIncumbent'> {
  const { seed, budgetMs, iterations, goal, isHelping } = order;
  const { now, stop, mates } = means;
  return { seed, budgetMs, iterations, goal, isHelping, now, stop, mates };
}
