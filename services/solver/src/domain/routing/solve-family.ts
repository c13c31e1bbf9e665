import { mayLeaveOut, type RelaxationPolicy } from '#domain/strategy/relaxation-policy';
import type { Explanation, Relaxation, SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import type { ChainResult, Strategy } from '#domain/strategy/strategy-chain';
import { lossesOf, membersOfUnit } from './bonds/cost-beside.ts';
import { arcRelaxation } from './bounds/arc-relaxation.ts';
import { provePlan, provingMs } from './bounds/prove-plan.ts';
import type { RelaxedProblem } from './bounds/relaxed-problem.ts';
import { COLUMN_GENERATION } from './bounds.ts';
import type { CompiledRouting } from './compiled.ts';
import { overloadedDimensions } from './conflict.ts';
import { type ExplainWords, explainUnserved } from './explain.ts';
import type { Unserved } from './problem.ts';
import { RouteWalk } from './route-walk.ts';
import type { RouteLists } from './search-state.ts';
import type { VisitOrder } from './visit-engine.ts';
import { boundOf, runVisitChain, stopReasonOf } from './visit-strategies.ts';

/** Left-out stops that get reasons, and the time for all of them. */
const MOST_EXPLAINED = 100;
const EXPLAIN_MS = 400;
/** What a step gets when the budget is used up. */
const LEAST_MS = 20;
/** Up to so many stops a step of the ladder is short enough to be taken without any time left. */
const QUICK_STOPS = 300;
/** A step of the ladder gets this part of the time that is left. */
const STEP_SHARE = 0.5;

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

export type VisitStrategies = readonly Strategy<CompiledRouting, VisitOrder>[];

/**
 * Solves a problem of the family: the strategy chain with every answer
 * verified, then reasons for what is left out; when required stops do not fit,
 * the relaxation ladder, or with relaxing forbidden the conflict set.
 */
export async function solveFamily<P, S>(
  family: VisitFamily<P, S>,
  problem: P,
  context: SolveContext<S>,
  strategies?: VisitStrategies,
): Promise<SolveOutcome<S>> {
  const beganMs = context.now();
  const solve = new FamilySolve(family, problem, context, strategies);
  const { compiled } = solve;
  const relaxation = family.relax(problem, compiled);
  const relaxed = once(() => arcRelaxation(relaxation));
  // Compiling a large problem takes seconds of the budget.
  const budgetMs = solve.leftMs() - provingMs(relaxation, context);
  const chainSeconds = (context.now() - beganMs) / 1000;
  const result = await solve.chain(problem, compiled, { ...context, budgetMs }, relaxed);
  const { strategy, attempts, degraded, iterations } = result;
  // Whoever waits for a first plan waits for compiling too.
  const firstAnswerSeconds =
    result.firstAnswerSeconds === undefined ? undefined : chainSeconds + result.firstAnswerSeconds;
  const shared = { strategy, attempts, degraded, iterations, firstAnswerSeconds, warnings: [], relaxations: [] };
  if (!result.solution) {
    const explanation = { summary: result.cause ?? 'no strategy gave an answer', conflict: [] };
    return { ...shared, status: 'unknown', stopReason: stopReasonOf(result, context), explanation };
  }
  if (context.isHelping) return { ...shared, status: 'feasible', stopReason: stopReasonOf(result, context) };
  if (result.solution.missing > 0) return { ...shared, ...(await solve.infeasible(result.solution)) };
  const plan = solve.explained(problem, compiled, result.solution);
  const value = family.costOf(plan);
  const { bound, boundSource } = solve.provedBound(relaxation, boundOf(relaxed(), result), result, value);
  const proved = isProved(bound, value);
  return {
    ...shared,
    status: proved ? 'optimal' : 'feasible',
    solution: plan,
    value,
    bound: proved ? value : bound,
    boundSource,
    stopReason: proved ? 'optimal' : stopReasonOf(result, context),
  };
}

/** Computed when it is first asked for: after the first plan, which somebody waits for. */
function once(compute: () => number): () => number {
  let known: number | undefined;
  return () => {
    known ??= compute();
    return known;
  };
}

/** Whether no plan can be better, up to rounding. */
function isProved(bound: number, value: number): boolean {
  return bound >= value - 1e-6 * Math.max(1, Math.abs(value));
}

class FamilySolve<P, S> {
  readonly compiled: CompiledRouting;
  readonly #family: VisitFamily<P, S>;
  readonly #problem: P;
  readonly #context: SolveContext<S>;
  readonly #strategies: VisitStrategies | undefined;
  readonly #endMs: number;

  constructor(
    family: VisitFamily<P, S>,
    problem: P,
    context: SolveContext<S>,
    strategies: VisitStrategies | undefined,
  ) {
    this.#family = family;
    this.#problem = problem;
    this.#context = context;
    this.#strategies = strategies;
    this.#endMs = context.now() + context.budgetMs;
    this.compiled = family.compile(problem);
  }

  /** What is left of the budget. */
  leftMs(): number {
    return Math.max(0, this.#endMs - this.#context.now());
  }

  chain(
    problem: P,
    compiled: CompiledRouting,
    context: SolveContext<S>,
    bound?: () => number,
  ): Promise<ChainResult<VisitOrder>> {
    const read = (order: VisitOrder) => this.#family.read(problem, compiled, order.routes);
    return runVisitChain<S>(compiled, {
      context,
      bound,
      strategies: this.#strategies,
      read,
      verify: (order, value) => this.#wrongWith(problem, compiled, order, value),
    });
  }

  /** The bound, raised by column generation where an engine ran its course and time is left. */
  provedBound(
    relaxation: RelaxedProblem,
    known: { bound: number; boundSource: string },
    { solution, degraded, goal }: ChainResult<VisitOrder>,
    value: number,
  ): { bound: number; boundSource: string } {
    if (!solution || degraded || goal || isProved(known.bound, value)) return known;
    const { routes } = solution;
    const proof = { compiled: this.compiled, routes, value, bound: known.bound, leftMs: this.leftMs() };
    const bound = provePlan(relaxation, proof, this.#context);
    return bound === undefined ? known : { bound, boundSource: COLUMN_GENERATION };
  }

  /** What the verifier says, and whether the engine's own value agrees with it. */
  #wrongWith(problem: P, compiled: CompiledRouting, order: VisitOrder, value: number): string[] {
    const { wrong, cost } = this.#family.verify(problem, this.#family.read(problem, compiled, order.routes));
    let claimed = value;
    for (const stop of missingStops(compiled, order.routes)) {
      claimed += this.#family.lossOf(problem, stop) - compiled.missing;
    }
    // The penalty of missing stops costs digits.
    const tolerance = 1e-6 * Math.max(1, cost) + 1e-12 * value;
    if (Math.abs(claimed - cost) <= tolerance) return [...wrong];
    return [...wrong, `the engine claims a cost of ${claimed}, the plan costs ${cost}`];
  }

  /** The plan with reasons for what it leaves out. */
  explained(problem: P, compiled: CompiledRouting, order: VisitOrder): S {
    const { now } = this.#context;
    const plan = this.#family.read(problem, compiled, order.routes);
    const endMs = now() + Math.max(LEAST_MS, Math.min(EXPLAIN_MS, this.leftMs()));
    const isOver = () => now() > endMs;
    const numbers = numbersOf(this.#family.ids(problem));
    const words = this.#family.words(problem, compiled);
    for (const { id, reasons } of this.#family.unserved(plan).slice(0, MOST_EXPLAINED)) {
      if (isOver()) break;
      reasons.push(...explainUnserved(compiled, order.routes, numbers.get(id) ?? 0, words, isOver));
    }
    return plan;
  }

  /** A relaxed plan; where nothing that may be bent makes room, the proof that there is none without. */
  async infeasible(
    best: VisitOrder,
  ): Promise<Pick<SolveOutcome<S>, 'status' | 'solution' | 'value' | 'stopReason' | 'relaxations' | 'explanation'>> {
    const family = this.#family;
    const problem = this.#problem;
    const missing = missingStops(this.compiled, best.routes);
    const partial = this.explained(problem, this.compiled, best);
    const explanation = this.#explain(missing);
    const reasons = new Map(family.unserved(partial).map((unserved) => [unserved.id, unserved.reasons]));
    const ended = this.#context.stop() ? 'stopped' : this.#context.now() >= this.#endMs ? 'time' : 'converged';
    const policy = family.policy(problem);
    const relaxed = policy?.forbidden ? undefined : await this.#climb(missing);
    // At the worst, the partial plan: leaving out what does not fit is the last step of most ladders.
    if (!relaxed && !mayLeaveOut(policy, missing.length)) {
      const proved = explanation.conflict.length > 0;
      const ids = family.ids(problem);
      const why = missing.slice(0, 5).flatMap((stop) => {
        const first = reasons.get(ids[stop] ?? '')?.[0];
        return first ? [first.message] : [];
      });
      return {
        status: proved ? 'infeasible' : 'unknown',
        stopReason: proved ? 'infeasible' : ended,
        relaxations: [],
        explanation: { ...explanation, summary: [explanation.summary, ...why].join('; ') },
      };
    }
    const plan = relaxed?.plan ?? partial;
    for (const unserved of family.unserved(plan)) {
      if (unserved.reasons.length === 0) unserved.reasons.push(...(reasons.get(unserved.id) ?? []));
    }
    const relaxations = family.bentRules(problem, plan, relaxed?.marginal ?? new Map());
    return {
      status: 'relaxed',
      solution: plan,
      value: family.costOf(plan),
      stopReason: ended,
      relaxations,
      explanation,
    };
  }

  /** Goes up the ladder until everything required fits. */
  async #climb(missing: readonly number[]): Promise<{ plan: S; marginal: Marginals } | undefined> {
    const family = this.#family;
    const ids = family.ids(this.#problem);
    let unserved = this.#idsOf(this.compiled, missing);
    let problem = this.#problem;
    for (const step of family.ladder(this.#problem)) {
      if (this.leftMs() === 0 && this.compiled.stops > QUICK_STOPS) return undefined;
      const relaxed = step(problem, this.#problem, unserved);
      if (!relaxed) continue;
      problem = relaxed;
      const compiled = family.compile(problem);
      const budgetMs = Math.max(LEAST_MS, this.leftMs() * STEP_SHARE);
      const result = await this.chain(problem, compiled, {
        ...this.#context,
        budgetMs,
        onIncumbent: undefined,
        mates: undefined,
      });
      if (!result.solution) continue;
      const left = missingStops(compiled, result.solution.routes);
      if (left.length === 0) {
        const plan = family.restate(this.#problem, this.explained(problem, compiled, result.solution));
        return { plan, marginal: marginalsOf(compiled, result.solution.routes, missing, ids) };
      }
      unserved = this.#idsOf(compiled, left);
    }
    return undefined;
  }

  /** With the other ends of shipments and all stops of groups. */
  #idsOf(compiled: CompiledRouting, leads: readonly number[]): Set<string> {
    const ids = this.#family.ids(this.#problem);
    return new Set(leads.flatMap((lead) => membersOfUnit(compiled, lead)).map((stop) => ids[stop] ?? ''));
  }

  #explain(missing: readonly number[]): Explanation {
    const { now, stop } = this.#context;
    const halfway = now() + this.leftMs() / 2;
    const overloaded = overloadedDimensions(this.compiled).map((d) => this.#family.dimension(this.#problem, d));
    if (overloaded.length > 0) {
      return {
        summary: `the required stops need more ${overloaded.join(' and ')} than all vehicles carry together`,
        conflict: overloaded.map((name) => `capacity:${name}`),
      };
    }
    const ids = this.#family.ids(this.#problem);
    const names = (stops: readonly number[]) => stops.map((number) => ids[number] ?? '');
    const { conflict: model } = this.#family.words(this.#problem, this.compiled);
    const conflict = model.stopsOf(missing, () => now() > halfway || stop());
    if (!conflict) {
      const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
      const listed = `${names(missing.slice(0, 5)).join(', ')}${more}`;
      return { summary: `no plan was found that visits everything required; left out: ${listed}`, conflict: [] };
    }
    const listed = names(conflict.stops);
    const summary =
      listed.length === 1
        ? `${listed[0]} cannot be visited at all, even if nothing else is`
        : `these cannot all be visited, even if nothing else is: ${listed.join(', ')}`;
    return { summary, conflict: listed };
  }
}

/** Required stops that no route serves; of a shipment the pickup, of a group the first. */
export function missingStops(compiled: CompiledRouting, routes: RouteLists): readonly number[] {
  return lossesOf(compiled, routes).missing;
}

function marginalsOf(
  compiled: CompiledRouting,
  routes: RouteLists,
  stops: readonly number[],
  ids: readonly string[],
): Marginals {
  const walk = new RouteWalk(compiled);
  const marginals = new Map<string, number>();
  routes.forEach((route, vehicle) => {
    for (const stop of stops) {
      if (!route.includes(stop)) continue;
      const without = route.filter((other) => other !== stop);
      const cost = walk.evaluate(vehicle, route, route.length) - walk.evaluate(vehicle, without, without.length);
      // Without the stop the route may break a rule, where ways are no metric.
      if (Number.isFinite(cost)) marginals.set(ids[stop] ?? '', cost);
    }
  });
  return marginals;
}

function numbersOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, index) => [id, index]));
}
