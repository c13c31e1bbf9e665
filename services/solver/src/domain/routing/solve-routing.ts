import { routingModel } from '#domain/explain/routing-model';
import type { SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import { bentRules } from './bent-rules.ts';
import { relaxRouting } from './bounds/relaxed-routing.ts';
import { compileRouting } from './compile-routing.ts';
import type { VisitStrategies } from './family-solve.ts';
import type { RoutePlan, RoutingProblem } from './problem.ts';
import { readPlan } from './read-plan.ts';
import { routingLadder } from './relax-routing.ts';
import { solveFamily } from './solve-family.ts';
import { verifyRouting } from './verify.ts';
import type { VisitFamily } from './visit-family.ts';

/** Solves a routing problem: see `solveFamily`. */
export function solveRouting(
  problem: RoutingProblem,
  context: SolveContext<RoutePlan>,
  strategies?: VisitStrategies,
): Promise<SolveOutcome<RoutePlan>> {
  return solveFamily(ROUTING_FAMILY, problem, context, strategies);
}

const ROUTING_FAMILY: VisitFamily<RoutingProblem, RoutePlan> = {
  compile: compileRouting,
  relax: relaxRouting,
  read: readPlan,
  verify: (problem, plan) => {
    const { violations, cost } = verifyRouting(problem, plan, { partial: true });
    return { wrong: violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`), cost };
  },
  costOf: (plan) => plan.cost,
  unserved: (plan) => plan.unserved,
  ids: ({ input }) => input.stops.map(({ id }) => id),
  // A mandatory stop has no prize; leaving it out is a rule bent, not a cost.
  lossOf: () => 0,
  policy: ({ input }) => input.relaxation,
  words: routingModel,
  dimension: ({ input }, index) => input.capacityDimensions[index] ?? `dimension ${index}`,
  ladder: routingLadder,
  restate: (_, plan) => plan,
  bentRules,
};
