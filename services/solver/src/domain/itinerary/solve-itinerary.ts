import { itineraryModel } from '#domain/explain/itinerary-model';
import { relaxCompiled } from '#domain/routing/bounds/relaxed-compiled';
import type { VisitStrategies } from '#domain/routing/family-solve';
import { solveFamily } from '#domain/routing/solve-family';
import type { VisitFamily } from '#domain/routing/visit-family';
import type { SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import { bentItineraryRules } from './bent-itinerary-rules.ts';
import { compileItinerary, importanceOf } from './compile-itinerary.ts';
import { type ItineraryPlan, type ItineraryProblem, POINT_COST } from './problem.ts';
import { readItinerary } from './read-itinerary.ts';
import { itineraryLadder, restateItinerary } from './relax-itinerary.ts';
import { verifyItinerary } from './verify.ts';

/** Solves an itinerary: see `solveFamily`. */
export function solveItinerary(
  problem: ItineraryProblem,
  context: SolveContext<ItineraryPlan>,
  strategies?: VisitStrategies,
): Promise<SolveOutcome<ItineraryPlan>> {
  return solveFamily(ITINERARY_FAMILY, problem, context, strategies);
}

const ITINERARY_FAMILY: VisitFamily<ItineraryProblem, ItineraryPlan> = {
  compile: compileItinerary,
  relax: (_, compiled) => relaxCompiled(compiled),
  read: readItinerary,
  verify: (problem, plan) => {
    const { violations, cost } = verifyItinerary(problem, plan, { partial: true });
    return { wrong: violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`), cost };
  },
  costOf: (plan) => plan.cost,
  unserved: (plan) => plan.unvisited,
  ids: ({ input }) => input.places.map(({ id }) => id),
  lossOf: ({ input }, place) => POINT_COST * importanceOf(input.places[place]?.importance),
  policy: ({ input }) => input.relaxation,
  words: itineraryModel,
  dimension: () => '',
  ladder: itineraryLadder,
  restate: restateItinerary,
  bentRules: bentItineraryRules,
};
