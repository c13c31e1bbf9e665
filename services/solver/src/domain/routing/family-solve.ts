import type { SolveContext } from '#domain/strategy/solve-outcome';
import type { ChainResult, Strategy } from '#domain/strategy/strategy-chain';
import { lossesOf } from './bonds/cost-beside.ts';
import type { CompiledRouting } from './compiled.ts';
import { explainUnserved } from './explain.ts';
import type { RouteLists } from './search-state.ts';
import type { VisitOrder } from './visit-engine.ts';
import type { VisitFamily } from './visit-family.ts';
import { runVisitChain } from './visit-strategies.ts';

/** Left-out stops that get reasons, and the time for all of them. */
const MOST_EXPLAINED = 100;
const EXPLAIN_MS = 400;
/** What reasons get when the budget is used up. */
const LEAST_MS = 20;

export type VisitStrategies = readonly Strategy<CompiledRouting, VisitOrder>[];

/** One problem of a family under way: its compiled form, its time, the chain with every answer verified, reasons for what is left out. */
export class FamilySolve<P, S> {
  readonly compiled: CompiledRouting;
  readonly family: VisitFamily<P, S>;
  readonly problem: P;
  readonly context: SolveContext<S>;
  readonly #strategies: VisitStrategies | undefined;
  readonly #endMs: number;

  constructor(
    family: VisitFamily<P, S>,
    problem: P,
    context: SolveContext<S>,
    strategies: VisitStrategies | undefined,
  ) {
    this.family = family;
    this.problem = problem;
    this.context = context;
    this.#strategies = strategies;
    this.#endMs = context.now() + context.budgetMs;
    this.compiled = family.compile(problem);
  }

  /** What is left of the budget. */
  leftMs(): number {
    return Math.max(0, this.#endMs - this.context.now());
  }

  /** Runs the chain on this problem or a relaxed one. */
  chain(
    problem: P,
    compiled: CompiledRouting,
    context: SolveContext<S>,
    bound?: () => number,
  ): Promise<ChainResult<VisitOrder>> {
    const read = (order: VisitOrder) => this.family.read(problem, compiled, order.routes);
    return runVisitChain<S>(compiled, {
      context,
      bound,
      strategies: this.#strategies,
      read,
      verify: (order, value) => this.#wrongWith(problem, compiled, order, value),
    });
  }

  /** What the verifier says, and whether the engine's own value agrees with it. */
  #wrongWith(problem: P, compiled: CompiledRouting, order: VisitOrder, value: number): string[] {
    const { wrong, cost } = this.family.verify(problem, this.family.read(problem, compiled, order.routes));
    let claimed = value;
    for (const stop of missingStops(compiled, order.routes)) {
      claimed += this.family.lossOf(problem, stop) - compiled.missing;
    }
    // The penalty of missing stops costs digits.
    const tolerance = 1e-6 * Math.max(1, cost) + 1e-12 * value;
    if (Math.abs(claimed - cost) <= tolerance) return [...wrong];
    return [...wrong, `the engine claims a cost of ${claimed}, the plan costs ${cost}`];
  }

  /** The plan with reasons for what it leaves out. */
  explained(problem: P, compiled: CompiledRouting, order: VisitOrder): S {
    const { now } = this.context;
    const plan = this.family.read(problem, compiled, order.routes);
    const endMs = now() + Math.max(LEAST_MS, Math.min(EXPLAIN_MS, this.leftMs()));
    const isOver = () => now() > endMs;
    const numbers = numbersOf(this.family.ids(problem));
    const words = this.family.words(problem, compiled);
    for (const { id, reasons } of this.family.unserved(plan).slice(0, MOST_EXPLAINED)) {
      if (isOver()) break;
      reasons.push(...explainUnserved(compiled, order.routes, numbers.get(id) ?? 0, words, isOver));
    }
    return plan;
  }
}

/** Required stops that no route serves; of a shipment the pickup, of a group the first. */
export function missingStops(compiled: CompiledRouting, routes: RouteLists): readonly number[] {
  return lossesOf(compiled, routes).missing;
}

function numbersOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, index) => [id, index]));
}
