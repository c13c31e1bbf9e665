import type { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { RoutePlan as RoutePlanMessage } from '@solveig/proto/gen/solveig/model/v1/routing';
import type { ItineraryPlan } from '#domain/itinerary/problem';
import type { RoutePlan } from '#domain/routing/problem';

/** A plan as the contract has it: what only rich problems have is 0 or empty for the others. */
export function toRoutingSolution(plan: RoutePlan): Solution {
  return { kind: { $case: 'routing', value: RoutePlanMessage.fromPartial(plan) } };
}

export function toItinerarySolution(plan: ItineraryPlan): Solution {
  const days = plan.days.map((day) => ({
    ...day,
    meals: day.meals ?? [],
    legs: day.legs.map((leg) => ({ ...leg, mode: leg.mode as TravelMode })),
  }));
  return { kind: { $case: 'itinerary', value: { ...plan, days } } };
}
