import type { ItineraryPlan } from '#domain/itinerary/problem';
import type { RoutePlan } from '#domain/routing/problem';
import type { PlacedRoute } from './visit-diff.ts';

/** Routes of a plan, of which those of one vehicle id are alike. */
export function placedRoutes({ routes }: Pick<RoutePlan, 'routes'>): PlacedRoute[] {
  return routes.map(({ vehicleId, vehicleIndex, visits }) => ({
    name: vehicleIndex > 0 ? `${vehicleId} #${vehicleIndex + 1}` : vehicleId,
    kind: vehicleId,
    visits: visits.map(({ stopId, startSeconds }, position) => ({ id: stopId, position, startSeconds })),
  }));
}

/** Days of a plan: none is like another. */
export function placedDays({ days }: Pick<ItineraryPlan, 'days'>): PlacedRoute[] {
  return days.map(({ date, visits }) => ({
    name: date,
    kind: date,
    visits: visits.map(({ placeId, startSeconds }, position) => ({ id: placeId, position, startSeconds })),
  }));
}
