import type { RelaxationPolicy } from '#domain/strategy/relaxation-policy';
import type { Relaxation } from '#domain/strategy/solve-outcome';
import type { RelaxedProblem } from './bounds/relaxed-problem.ts';
import type { CompiledRouting } from './compiled.ts';
import type { ExplainWords } from './explain.ts';
import type { Unserved } from './problem.ts';
import type { RouteLists } from './search-state.ts';

/** What a kind of problem adds to the common way of solving: its words, its verifier, its ladder. */
export interface VisitFamily<P, S> {
  readonly compile: (problem: P) => CompiledRouting;
  /** What every plan must at least do and pay, for bounds. */
  readonly relax: (problem: P, compiled: CompiledRouting) => RelaxedProblem;
  readonly read: (problem: P, compiled: CompiledRouting, routes: RouteLists) => S;
  /** Violations in words, and the objective recomputed. */
  readonly verify: (problem: P, plan: S) => { wrong: readonly string[]; cost: number };
  readonly costOf: (plan: S) => number;
  readonly unserved: (plan: S) => readonly Unserved[];
  /** Ids by stop number. */
  readonly ids: (problem: P) => readonly string[];
  /** What the objective says to a required stop that is left out; the engine's penalty is taken out. */
  readonly lossOf: (problem: P, stop: number) => number;
  readonly policy: (problem: P) => RelaxationPolicy | undefined;
  readonly words: (problem: P, compiled: CompiledRouting) => ExplainWords;
  /** Name of a capacity dimension. */
  readonly dimension: (problem: P, index: number) => string;
  /** Rungs in order, as the policy says; one that changes nothing gives `undefined`. */
  readonly ladder: (
    problem: P,
  ) => readonly ((problem: P, original: P, unserved: ReadonlySet<string>) => P | undefined)[];
  /** The plan of a relaxed problem with its totals in the terms of the original. */
  readonly restate: (original: P, plan: S) => S;
  /** What a plan bends of the original problem; `marginal` is what each stop costs that only fits since. */
  readonly bentRules: (problem: P, plan: S, marginal: Marginals) => Relaxation[];
}

/** Cost of serving a stop where the plan does, by id. */
export type Marginals = ReadonlyMap<string, number>;
