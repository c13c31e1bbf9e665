import type { Location } from '#domain/geo/location';
import { PACE } from '#domain/geo/pace';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import { visitWindows } from '#domain/itinerary/opening-windows';
import {
  DEFAULT_WALKING_LEG_METERS,
  type ItineraryInput,
  itineraryLocations,
  modeOf,
  type Place,
} from '#domain/itinerary/problem';
import { areaSquareMeters, secondsWithin, spreadMeters, type VisitMeasures } from './visit-measures.ts';

/** Measures a valid itinerary: places by days. */
export function measureItinerary(input: ItineraryInput): VisitMeasures {
  const { places } = input;
  const windowed = places.filter(({ openingHours }) => openingHours.length > 0);
  const horizon = daysSeconds(input);
  const closed = windowed.reduce(
    (sum, place) => sum + 1 - (horizon === 0 ? 1 : openSeconds(place, input) / horizon),
    0,
  );
  const locations = itineraryLocations(input).locations as Location[];
  return {
    spreadKilometers: spreadMeters(locations) / 1000,
    windowedShare: places.length === 0 ? 0 : windowed.length / places.length,
    windowTightness: places.length === 0 ? 0 : closed / places.length,
    scarcestDimension: '',
    timeSlack: horizon === 0 ? undefined : Math.max(-1, 1 - neededSeconds(input) / horizon),
  };
}

/** Length of all days together, seconds. */
export function daysSeconds({ days }: ItineraryInput): number {
  return days.reduce((sum, { startSeconds, endSeconds }) => sum + Math.max(0, endSeconds - startSeconds), 0);
}

/** Seconds of the trip in which a visit to a place may start. */
function openSeconds(place: Place, { days }: ItineraryInput): number {
  return days.reduce((sum, day) => {
    const span = [day.startSeconds, day.endSeconds] as const;
    return sum + Math.min(span[1] - span[0], secondsWithin(visitWindows(place, day), span));
  }, 0);
}

/** Whether a visit to a place could start and end on some day, were it the only one. */
export function isEverOpen(place: Place, { days }: ItineraryInput): boolean {
  return days.some((day) =>
    visitWindows(place, day).some(([from]) => Math.max(from, day.startSeconds) + place.visitSeconds <= day.endSeconds),
  );
}

/** Visits and the way between them, roughly, of the places that are chosen. */
export function neededSeconds(input: ItineraryInput, of: (place: Place) => boolean = () => true): number {
  const places = input.places.filter(of);
  const visits = places.reduce((sum, { visitSeconds }) => sum + visitSeconds, 0);
  return visits + places.length * legSeconds(input, places);
}

/** Mean time from place to place on a tour of 0.7124 sqrt(n A) (Beardwood, Halton and Hammersley 1959). */
function legSeconds(input: ItineraryInput, places: readonly Place[]): number {
  if (places.length === 0) return 0;
  const area = areaSquareMeters(places.flatMap(({ location }) => (location ? [location] : [])));
  const straight = 0.7124 * Math.sqrt(area / places.length);
  const { speed, detour, waitSeconds } = paceFor(input, straight * PACE.walk.detour);
  return (straight * detour) / speed + waitSeconds;
}

function paceFor(input: ItineraryInput, legMeters: number) {
  switch (modeOf(input)) {
    case TRAVEL_MODE.walk:
      return PACE.walk;
    case TRAVEL_MODE.drive:
      return PACE.drive;
    case TRAVEL_MODE.bicycle:
      return PACE.bicycle;
    case TRAVEL_MODE.transit:
      return PACE.transit;
    default:
      return legMeters <= (input.maxWalkingLegMeters ?? DEFAULT_WALKING_LEG_METERS) ? PACE.walk : PACE.transit;
  }
}
