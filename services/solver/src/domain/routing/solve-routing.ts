import type { Explanation, Relaxation, SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import type { Strategy } from '#domain/strategy/strategy-chain';
import { compileRouting } from './compile-routing.ts';
import type { CompiledRouting } from './compiled.ts';
import { findConflict, overloadedDimensions } from './conflict.ts';
import { type ExplainWords, explainUnserved } from './explain.ts';
import { type RoutePlan, type RoutingProblem, UNSERVED, type UnservedCode } from './problem.ts';
import { readPlan } from './read-plan.ts';
import { bentRules, ROUTING_LADDER } from './relax-routing.ts';
import { verifyRouting } from './verify.ts';
import type { VisitOrder } from './visit-engine.ts';
import { boundOf, runVisitChain, stopReasonOf } from './visit-strategies.ts';

/** Unserved stops that get reasons; the time for all of them. */
const MOST_EXPLAINED = 100;
const EXPLAIN_MS = 400;
/** A step of the ladder gets this part of what is left. */
const STEP_SHARE = 0.5;

/** Problem and what was compiled from it. */
interface Case {
  readonly problem: RoutingProblem;
  readonly compiled: CompiledRouting;
}

/**
 * Solves a routing problem: the strategy chain with every answer verified, then
 * reasons for what is left out; when mandatory stops do not fit, the relaxation
 * ladder, or with relaxing forbidden the conflict set.
 */
export async function solveRouting(
  problem: RoutingProblem,
  context: SolveContext<RoutePlan>,
  strategies?: readonly Strategy<CompiledRouting, VisitOrder>[],
): Promise<SolveOutcome<RoutePlan>> {
  const endMs = context.now() + context.budgetMs;
  const routing: Case = { problem, compiled: compileRouting(problem) };
  const result = await chain(routing, context, strategies);
  const { strategy, attempts, degraded, iterations, firstAnswerSeconds } = result;
  const shared = { strategy, attempts, degraded, iterations, firstAnswerSeconds, warnings: [], relaxations: [] };
  if (!result.solution) {
    return {
      ...shared,
      status: 'unknown',
      stopReason: stopReasonOf(result, context),
      explanation: { summary: result.cause ?? '', conflict: [] },
    };
  }
  if (result.solution.missing > 0) {
    return { ...shared, ...(await answerInfeasible(routing, result.solution, context, endMs)), firstAnswerSeconds };
  }
  const plan = explained(routing, result.solution, context.now);
  const { bound, boundSource } = boundOf(routing.compiled, result);
  const proved = bound >= plan.cost - 1e-6 * Math.max(1, Math.abs(plan.cost));
  return {
    ...shared,
    status: proved ? 'optimal' : 'feasible',
    solution: plan,
    value: plan.cost,
    bound: proved ? plan.cost : bound,
    boundSource,
    stopReason: proved ? 'optimal' : stopReasonOf(result, context),
  };
}

function chain(
  routing: Case,
  context: SolveContext<RoutePlan>,
  strategies?: readonly Strategy<CompiledRouting, VisitOrder>[],
) {
  const { problem, compiled } = routing;
  const read = (order: VisitOrder) => readPlan(problem, compiled, order.routes);
  return runVisitChain<RoutePlan>(compiled, {
    context,
    strategies,
    read,
    verify: (order, value) => wrongWith(routing, read(order), order, value),
  });
}

/** What the verifier says, and whether the engine's own value agrees with it. */
function wrongWith({ problem, compiled }: Case, plan: RoutePlan, order: VisitOrder, value: number): string[] {
  const { violations, cost } = verifyRouting(problem, plan, { partial: true });
  const wrong = violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`);
  const claimed = value - order.missing * compiled.missing;
  // The penalty of missing stops costs digits.
  const tolerance = 1e-6 * Math.max(1, cost) + 1e-12 * value;
  if (!(Math.abs(claimed - cost) <= tolerance))
    wrong.push(`the engine claims a cost of ${claimed}, the plan costs ${cost}`);
  return wrong;
}

/** The plan with reasons for every stop that it leaves out. */
function explained({ problem, compiled }: Case, order: VisitOrder, now: () => number): RoutePlan {
  const plan = readPlan(problem, compiled, order.routes);
  const endMs = now() + EXPLAIN_MS;
  const numbers = new Map(problem.input.stops.map((stop, index) => [stop.id, index]));
  const words = wordsFor(problem, compiled);
  plan.unserved.slice(0, MOST_EXPLAINED).forEach(({ id, reasons }) => {
    if (now() > endMs) return;
    reasons.push(...explainUnserved(compiled, order.routes, numbers.get(id) as number, words, () => now() > endMs));
  });
  return plan;
}

/** A relaxed plan, or the proof that there is none when relaxing is forbidden. */
async function answerInfeasible(
  routing: Case,
  best: VisitOrder,
  context: SolveContext<RoutePlan>,
  endMs: number,
): Promise<
  Pick<SolveOutcome<RoutePlan>, 'status' | 'solution' | 'value' | 'stopReason' | 'relaxations' | 'explanation'>
> {
  const { problem } = routing;
  const partial = explained(routing, best, context.now);
  const mandatory = new Set(problem.input.stops.filter((stop) => !stop.optional).map(({ id }) => id));
  const left = partial.unserved.filter(({ id }) => mandatory.has(id));
  const explanation = explain(
    routing,
    left.map(({ id }) => id),
    context,
    endMs,
  );
  if (problem.input.relaxation?.forbidden) {
    const status = explanation.conflict.length > 0 ? 'infeasible' : 'unknown';
    const stopReason = status === 'infeasible' ? 'infeasible' : context.stop() ? 'stopped' : 'time';
    return {
      status,
      stopReason,
      relaxations: [],
      explanation: { ...explanation, summary: withReasons(explanation.summary, left) },
    };
  }
  const relaxed = await climbLadder(problem, new Set(left.map(({ id }) => id)), context, endMs);
  // The drop at the end of the ladder always gives an answer: at the worst, the partial plan.
  const plan = relaxed ?? partial;
  const known = new Map(partial.unserved.map((unserved) => [unserved.id, unserved.reasons]));
  for (const unserved of plan.unserved)
    if (unserved.reasons.length === 0) unserved.reasons.push(...(known.get(unserved.id) ?? []));
  const relaxations: Relaxation[] = bentRules(problem, plan);
  return {
    status: 'relaxed',
    solution: plan,
    value: plan.cost,
    stopReason: context.stop() ? 'stopped' : 'converged',
    relaxations,
    explanation,
  };
}

async function climbLadder(
  problem: RoutingProblem,
  missing: Set<string>,
  context: SolveContext<RoutePlan>,
  endMs: number,
): Promise<RoutePlan | undefined> {
  let input = problem.input;
  let unserved = missing;
  let last: RoutePlan | undefined;
  for (const step of ROUTING_LADDER) {
    const changed = step.apply(input, problem.input, unserved);
    if (JSON.stringify(changed) === JSON.stringify(input)) continue;
    input = changed;
    const relaxed: Case = {
      problem: { input, travel: problem.travel },
      compiled: compileRouting({ input, travel: problem.travel }),
    };
    const budgetMs = Math.max(20, (endMs - context.now()) * STEP_SHARE);
    const result = await chain(relaxed, { ...context, budgetMs, onIncumbent: undefined });
    if (!result.solution) continue;
    const plan = explained(relaxed, result.solution, context.now);
    if (result.solution.missing === 0) return plan;
    last = plan;
    const mandatory = new Set(input.stops.filter((stop) => !stop.optional).map(({ id }) => id));
    unserved = new Set(plan.unserved.map(({ id }) => id).filter((id) => mandatory.has(id)));
  }
  return last;
}

function explain(
  { problem, compiled }: Case,
  missing: readonly string[],
  context: SolveContext<RoutePlan>,
  endMs: number,
): Explanation {
  const halfway = context.now() + (endMs - context.now()) / 2;
  const isOver = () => context.now() > halfway || context.stop();
  const overloaded = overloadedDimensions(compiled);
  if (overloaded.length > 0) {
    const names = overloaded.map((d) => problem.input.capacityDimensions[d] ?? `dimension ${d}`);
    return {
      summary: `the mandatory stops need more ${names.join(' and ')} than all vehicles carry together`,
      conflict: names.map((name) => `capacity:${name}`),
    };
  }
  const numbers = new Map(problem.input.stops.map((stop, index) => [stop.id, index]));
  const conflict = findConflict(
    compiled,
    missing.map((id) => numbers.get(id) as number),
    isOver,
  );
  const listed = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
  if (!conflict)
    return { summary: `no plan was found that serves every mandatory stop; left out: ${listed}`, conflict: [] };
  const ids = conflict.stops.map((stop) => problem.input.stops[stop]?.id ?? '');
  const summary =
    ids.length === 1
      ? `stop ${ids[0]} cannot be served by any vehicle, even alone`
      : `these stops cannot all be served, even if nothing else is: ${ids.join(', ')}`;
  return { summary, conflict: ids };
}

function withReasons(summary: string, unserved: RoutePlan['unserved']): string {
  const reasons = unserved
    .slice(0, 5)
    .flatMap(({ id, reasons }) => reasons.slice(0, 2).map((reason) => `${id}: ${reason.message}`));
  return reasons.length === 0 ? summary : `${summary}; ${reasons.join('; ')}`;
}

const ROUTING_CODES: readonly UnservedCode[] = [
  UNSERVED.timeWindow,
  UNSERVED.capacity,
  UNSERVED.skill,
  UNSERVED.workingTime,
  UNSERVED.distanceLimit,
  UNSERVED.stopLimit,
];

function wordsFor({ input }: RoutingProblem, compiled: CompiledRouting): ExplainWords {
  const vehicleOf = (vehicle: number) => input.vehicles[compiled.type[vehicle] as number];
  return {
    vehicleName: (vehicle) => vehicleOf(vehicle)?.id ?? '',
    hasSkills: (vehicle, stop) =>
      input.stops[stop]?.skills.every((skill) => vehicleOf(vehicle)?.skills.includes(skill)) ?? true,
    codes: ROUTING_CODES,
    message: (code, stop, price, closest) => {
      const id = input.stops[stop]?.id ?? '';
      const cost = price === undefined ? '' : ` (then ${price.toFixed(2)} more by ${closest})`;
      return `${MESSAGES[code].replace('%', id)}${cost}`;
    },
  };
}

const MESSAGES: Record<UnservedCode, string> = {
  [UNSERVED.timeWindow]: 'no vehicle reaches % within its time windows',
  [UNSERVED.capacity]: 'no vehicle that could go to % has capacity left',
  [UNSERVED.skill]: 'no vehicle has all the skills that % asks for',
  [UNSERVED.workingTime]: 'no vehicle has working time left for %',
  [UNSERVED.distanceLimit]: '% is beyond the distance that vehicles may still drive',
  [UNSERVED.stopLimit]: 'no vehicle may serve one more stop than it does, and % would be one',
  [UNSERVED.closed]: '% is never open',
  [UNSERVED.walkingLimit]: '% is beyond what may be walked',
  [UNSERVED.unreachable]: 'there is no way from a depot to % and back',
  [UNSERVED.prizeTooLow]: 'serving % costs more than its prize',
  [UNSERVED.noRoom]: '% does not fit: lifting one rule alone does not help',
};
