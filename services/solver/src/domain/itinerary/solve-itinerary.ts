import type { ExplainWords } from '#domain/routing/explain';
import { UNSERVED } from '#domain/routing/problem';
import { solveFamily, type VisitFamily, type VisitStrategies } from '#domain/routing/solve-family';
import { UNSERVED_WORDS } from '#domain/routing/unserved-words';
import type { SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import { compileItinerary, importanceOf } from './compile-itinerary.ts';
import { type ItineraryPlan, type ItineraryProblem, POINT_COST } from './problem.ts';
import { readItinerary } from './read-itinerary.ts';
import { bentItineraryRules, ITINERARY_LADDER, restateItinerary } from './relax-itinerary.ts';
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
  read: readItinerary,
  verify: (problem, plan) => {
    const { violations, cost } = verifyItinerary(problem, plan, { partial: true });
    return { wrong: violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`), cost };
  },
  costOf: (plan) => plan.cost,
  unserved: (plan) => plan.unvisited,
  ids: ({ input }) => input.places.map(({ id }) => id),
  lossOf: ({ input }, place) => POINT_COST * importanceOf(input.places[place]?.importance),
  isRelaxingForbidden: ({ input }) => input.relaxation?.forbidden ?? false,
  words: wordsFor,
  dimension: () => '',
  ladder: ITINERARY_LADDER,
  restate: restateItinerary,
  bentRules: bentItineraryRules,
};

function wordsFor({ input }: ItineraryProblem): ExplainWords {
  return {
    vehicleName: (day) => input.days[day]?.date ?? '',
    hasSkills: () => true,
    codes: [UNSERVED.timeWindow, UNSERVED.closed, UNSERVED.workingTime, UNSERVED.walkingLimit, UNSERVED.distanceLimit],
    message: (code, place, price, closest) => {
      const hours =
        price === undefined
          ? ''
          : `; without that it would take ${(price * 60).toFixed(0)} min more on the way, on ${closest}`;
      return `${UNSERVED_WORDS[code].replace('%', input.places[place]?.id ?? '')}${hours}`;
    },
  };
}
