import { mayLeaveOut } from '#domain/strategy/relaxation-policy';
import type { Explanation, SolveOutcome } from '#domain/strategy/solve-outcome';
import { membersOfUnit } from './bonds/cost-beside.ts';
import type { CompiledRouting } from './compiled.ts';
import { overloadedDimensions } from './conflict.ts';
import { type FamilySolve, missingStops } from './family-solve.ts';
import { RouteWalk } from './route-walk.ts';
import type { RouteLists } from './search-state.ts';
import type { VisitOrder } from './visit-engine.ts';
import type { Marginals } from './visit-family.ts';

/** What a step gets when the budget is used up. */
const LEAST_MS = 20;
/** Up to so many stops a step of the ladder is short enough to be taken without any time left. */
const QUICK_STOPS = 300;
/** A step of the ladder gets this part of the time that is left. */
const STEP_SHARE = 0.5;

/** The answer where not everything required fits: a plan that bends rules, or why there is none. */
export class OverfullAnswer<P, S> {
  readonly #solve: FamilySolve<P, S>;

  constructor(solve: FamilySolve<P, S>) {
    this.#solve = solve;
  }

  /** A relaxed plan; where nothing that may be bent makes room, the proof that there is none without. */
  async answer(
    best: VisitOrder,
  ): Promise<Pick<SolveOutcome<S>, 'status' | 'solution' | 'value' | 'stopReason' | 'relaxations' | 'explanation'>> {
    const { family, problem, compiled, context } = this.#solve;
    const missing = missingStops(compiled, best.routes);
    const partial = this.#solve.explained(problem, compiled, best);
    const explanation = this.#explain(missing);
    const reasons = new Map(family.unserved(partial).map((unserved) => [unserved.id, unserved.reasons]));
    const ended = context.stop() ? 'stopped' : this.#solve.leftMs() === 0 ? 'time' : 'converged';
    const policy = family.policy(problem);
    const relaxed = policy?.forbidden ? undefined : await this.#climb(missing);
    // At the worst, the partial plan: leaving out what does not fit is the last step of most ladders.
    if (!relaxed && !mayLeaveOut(policy, missing.length)) {
      const proved = explanation.conflict.length > 0;
      const ids = family.ids(problem);
      const why = missing.slice(0, 5).flatMap((stop) => {
        const first = reasons.get(ids[stop] ?? '')?.[0];
        return first ? [`${first.message}.`] : [];
      });
      return {
        status: proved ? 'infeasible' : 'unknown',
        stopReason: proved ? 'infeasible' : ended,
        relaxations: [],
        explanation: { ...explanation, summary: [explanation.summary, ...why].join(' ') },
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
    const solve = this.#solve;
    const { family, problem: original } = solve;
    const ids = family.ids(original);
    let unserved = this.#idsOf(solve.compiled, missing);
    let problem = original;
    for (const step of family.ladder(original)) {
      if (solve.leftMs() === 0 && solve.compiled.stops > QUICK_STOPS) return undefined;
      const relaxed = step(problem, original, unserved);
      if (!relaxed) continue;
      problem = relaxed;
      const compiled = family.compile(problem);
      const budgetMs = Math.max(LEAST_MS, solve.leftMs() * STEP_SHARE);
      const result = await solve.chain(problem, compiled, {
        ...solve.context,
        budgetMs,
        onIncumbent: undefined,
        mates: undefined,
      });
      if (!result.solution) continue;
      const left = missingStops(compiled, result.solution.routes);
      if (left.length === 0) {
        const plan = family.restate(original, solve.explained(problem, compiled, result.solution));
        return { plan, marginal: marginalsOf(compiled, result.solution.routes, missing, ids) };
      }
      unserved = this.#idsOf(compiled, left);
    }
    return undefined;
  }

  /** With the other ends of shipments and all stops of groups. */
  #idsOf(compiled: CompiledRouting, leads: readonly number[]): Set<string> {
    const ids = this.#solve.family.ids(this.#solve.problem);
    return new Set(leads.flatMap((lead) => membersOfUnit(compiled, lead)).map((stop) => ids[stop] ?? ''));
  }

  #explain(missing: readonly number[]): Explanation {
    const { family, problem, compiled, context } = this.#solve;
    const { now, stop } = context;
    const halfway = now() + this.#solve.leftMs() / 2;
    const overloaded = overloadedDimensions(compiled).map((d) => family.dimension(problem, d));
    if (overloaded.length > 0) {
      return {
        summary: `The required stops need more ${overloaded.join(' and ')} than all vehicles carry together.`,
        conflict: overloaded.map((name) => `capacity:${name}`),
      };
    }
    const ids = family.ids(problem);
    const names = (stops: readonly number[]) => stops.map((number) => ids[number] ?? '');
    const { conflict: model } = family.words(problem, compiled);
    const conflict = model.stopsOf(missing, () => now() > halfway || stop());
    if (!conflict) {
      const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
      const listed = `${names(missing.slice(0, 5)).join(', ')}${more}`;
      return { summary: `No plan was found that visits everything required; left out: ${listed}.`, conflict: [] };
    }
    const listed = names(conflict.stops);
    const summary =
      listed.length === 1
        ? `${listed[0]} cannot be visited at all, even if nothing else is.`
        : `These cannot all be visited, even if nothing else is: ${listed.join(', ')}.`;
    return { summary, conflict: listed };
  }
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
