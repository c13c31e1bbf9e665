import type { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { ItineraryPlan } from '#domain/itinerary/problem';
import type { RoutePlan } from '#domain/routing/problem';

/** Plans of the domain have the contract's shape; only the numbers of travel modes need their type. */
export function toRoutingSolution(plan: RoutePlan): Solution {
  return { kind: { $case: 'routing', value: plan } };
}

export function toItinerarySolution(plan: ItineraryPlan): Solution {
  const days = plan.days.map((day) => ({
    ...day,
    legs: day.legs.map((leg) => ({ ...leg, mode: leg.mode as TravelMode })),
  }));
  return { kind: { $case: 'itinerary', value: { ...plan, days } } };
}
