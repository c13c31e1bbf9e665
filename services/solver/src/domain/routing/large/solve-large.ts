import { bentRules } from '#domain/routing/bent-rules';
import { type RoutePlan, UNSERVED, type UnservedReason } from '#domain/routing/problem';
import { verifyRouting } from '#domain/routing/verify';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { mayLeaveOut } from '#domain/strategy/relaxation-policy';
import type { SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import { type ChainResult, runStrategyChain, type Strategy } from '#domain/strategy/strategy-chain';
import { DividedRouting, type MeasuredRouting } from './divide-routing.ts';
import { firstPlan } from './first-plan.ts';
import { type LargeProblem, MISSING_LOSS } from './large-problem.ts';
import { readParts } from './read-parts.ts';
import { searchParts } from './search-parts.ts';

/** Left-out stops that are listed with a reason. */
const MOST_EXPLAINED = 100;
/** Reading a plan back and checking it takes some 25 us a stop; on a busy machine twice as long. */
const READING_MS_A_STOP = 0.05;
/** At most this part of the budget is kept back for it. */
const MOST_READING = 0.4;

/** The chain for problems without a matrix, by the names of the strategies of the other one that can do without. */
export function largeStrategies(): Strategy<LargeProblem, VisitOrder>[] {
  return [
    { name: 'cluster_first', share: 0.95, run: searchParts },
    {
      name: 'construction',
      share: 0.8,
      run: (problem, { seed, stop }) => ({
        ...firstPlan(problem, seed, stop).incumbent(0),
        stopReason: 'converged',
      }),
    },
    {
      name: 'emergency',
      share: 1,
      immediate: true,
      run: (problem, { seed }) => ({ ...firstPlan(problem, seed, () => true).incumbent(0), stopReason: 'converged' }),
    },
  ];
}

/**
 * Solves a routing problem whose places are too many for a matrix: the chain of
 * strategies that work on parts, every answer verified as a whole. Stops that
 * find no room are left out where the client lets that be; rules are not bent
 * otherwise, and there is no bound.
 */
export async function solveLarge(
  problem: MeasuredRouting,
  context: SolveContext<RoutePlan>,
  strategies: readonly Strategy<LargeProblem, VisitOrder>[] = largeStrategies(),
): Promise<SolveOutcome<RoutePlan>> {
  const divided = new DividedRouting(problem);
  let last: { readonly order: VisitOrder; readonly plan: RoutePlan } | undefined;
  const read = (order: VisitOrder) => {
    if (last?.order !== order) last = { order, plan: readParts(divided, order) };
    return last.plan;
  };
  const result = await runStrategyChain<LargeProblem, VisitOrder>({
    problem: divided,
    // Who only helps has no plan that another strategy could better.
    strategies: context.isHelping ? strategies.slice(0, 1) : strategies,
    verify: (order, value) => wrongWith(problem, read(order), value, order.missing),
    now: context.now,
    budgetMs: context.budgetMs - Math.min(READING_MS_A_STOP * divided.stops, MOST_READING * context.budgetMs),
    seed: context.seed,
    iterations: context.iterations,
    stop: context.stop,
    goal: context.goal,
    mates: context.mates,
    isWhole: ({ missing }) => missing === 0,
    onIncumbent: ({ solution, value, iterations }, strategy) => {
      if (solution.missing > 0 || !context.onIncumbent) return;
      const lazy = {
        // Reading takes a second at 100,000 stops: only when somebody looks.
        get solution() {
          return read(solution);
        },
        value,
        iterations,
      };
      context.onIncumbent(lazy, strategy);
    },
  });
  return outcomeOf(problem, context, result, result.solution && read(result.solution));
}

function outcomeOf(
  problem: MeasuredRouting,
  context: SolveContext<RoutePlan>,
  result: ChainResult<VisitOrder>,
  plan: RoutePlan | undefined,
): SolveOutcome<RoutePlan> {
  const { strategy, attempts, degraded, iterations, firstAnswerSeconds } = result;
  const warnings: string[] = [];
  const shared = { strategy, attempts, degraded, iterations, firstAnswerSeconds, warnings, relaxations: [] };
  const stopReason =
    result.stopReason === 'iterations' || result.stopReason === 'converged'
      ? result.stopReason
      : (result.goal ?? (context.stop() ? 'stopped' : 'time'));
  if (!plan) {
    const explanation = { summary: result.cause ?? 'no strategy gave an answer', conflict: [] };
    return { ...shared, status: 'unknown', stopReason, explanation };
  }
  const missing = result.solution?.missing ?? 0;
  if (missing === 0) return { ...shared, status: 'feasible', solution: plan, value: plan.cost, stopReason };
  const ids = plan.unserved.slice(0, 5).map(({ id }) => id);
  const summary = `no plan was found that visits everything required; ${missing} are left out, among them ${ids.join(', ')}`;
  const explanation = { summary, conflict: [] };
  if (!mayLeaveOut(problem.input.relaxation, missing)) return { ...shared, status: 'unknown', stopReason, explanation };
  plan.unserved.slice(0, MOST_EXPLAINED).forEach(({ id, reasons }) => {
    reasons.push(noRoom(id));
  });
  return {
    ...shared,
    status: 'relaxed',
    solution: plan,
    value: plan.cost,
    stopReason,
    relaxations: bentRules(problem, plan, new Map()),
    explanation,
  };
}

/** Which rule stands in the way was not tried: that would take a matrix of all places. */
function noRoom(id: string): UnservedReason {
  const message = `no room was found for ${id} where the search looked; without a matrix no single rule is named`;
  return { code: UNSERVED.noRoom, message, closest: '' };
}

/** What the verifier says, and whether the engine's own value agrees with it. */
function wrongWith(problem: MeasuredRouting, plan: RoutePlan, value: number, missing: number): string[] {
  const { violations, cost } = verifyRouting(problem, plan, { partial: true });
  const wrong = violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`);
  const claimed = value - missing * MISSING_LOSS;
  // The loss of missing stops costs digits.
  if (Math.abs(claimed - cost) > 1e-6 * Math.max(1, cost) + 4 * Number.EPSILON * value) {
    wrong.push(`the engine claims a cost of ${claimed}, the plan costs ${cost}`);
  }
  return wrong;
}
