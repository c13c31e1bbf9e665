import { NO_WAY } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import {
  DEFAULT_WALKING_LEG_METERS,
  type ItineraryProblem,
  type ItineraryTravel,
  itineraryLocations,
  modeOf,
} from '#domain/itinerary/problem';
import { ridesOrWalks, shortestWays } from './shortest-ways.ts';

/**
 * The trip with these places alone, all required, with ways as short as any past
 * other places, walked or ridden, whichever is shorter: what cannot be visited
 * in it cannot be visited in any plan of the trip.
 */
export function loosenedItinerary({ input, travel }: ItineraryProblem, places: readonly number[]): ItineraryProblem {
  const count = input.places.length;
  const others = itineraryLocations(input).locations.length - count;
  const locations = [...places, ...Array.from({ length: others }, (_, index) => count + index)];
  const kept = new Set(places);
  const passing = Int32Array.from({ length: count + others }, (_, at) =>
    kept.has(at) ? NO_WAY : (input.places[at]?.visitSeconds ?? NO_WAY),
  );
  const { walk, ride } = looseTravel({ input, travel });
  return {
    input: {
      ...input,
      places: places.flatMap((place) => input.places[place] ?? []).map((place) => ({ ...place, required: true })),
    },
    travel: {
      walk: walk && shortestWays(walk, locations, passing),
      ride: ride && shortestWays(ride, locations, passing),
    },
  };
}

/** Of mixed trips one table for both: other places may use the walking limit up, and then legs are ridden. */
function looseTravel({ input, travel }: ItineraryProblem): ItineraryTravel {
  const { walk, ride } = travel;
  if (modeOf(input) !== TRAVEL_MODE.mixed || !walk || !ride) return travel;
  return { ride: ridesOrWalks(ride, walk, input.maxWalkingLegMeters ?? DEFAULT_WALKING_LEG_METERS) };
}
