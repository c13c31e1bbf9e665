import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import {
  DEFAULT_WALKING_METERS,
  type ItineraryInput,
  type ItineraryProblem,
  modeOf,
  type Place,
} from '#domain/itinerary/problem';
import { UNSERVED, type UnservedCode } from '#domain/routing/problem';
import type { Lift } from './lift.ts';

const DAY = 86_400;
const HOUR = 3600;
const MINUTE = 60;
/** No limit on metres of a day. */
const FAR_METERS = 1_000_000_000;

/** Every class of rules of an itinerary, in the order in which reasons are looked for. */
export const ITINERARY_LIFTS: readonly Lift<ItineraryProblem>[] = [
  lift('OPENING_HOURS', UNSERVED.timeWindow, (input, places) =>
    changePlaces(input, places, (place) => ({ ...place, openingHours: [] })),
  ),
  lift('DAY_LENGTH', UNSERVED.workingTime, (input) => ({ days: longerDays(input, DAY) })),
  lift('WALKING_LIMIT', UNSERVED.walkingLimit, (input) =>
    isOnFoot(input) ? { maxWalkingDistanceMeters: FAR_METERS } : undefined,
  ),
  lift('DISTANCE_LIMIT', UNSERVED.distanceLimit, (input) =>
    input.maxDailyDistanceMeters === undefined ? undefined : { maxDailyDistanceMeters: undefined },
  ),
];

/** What a traveller can change, mildest first: each is tried alone. */
export const ITINERARY_REMEDIES: readonly Lift<ItineraryProblem>[] = [
  ...[15, 30, 60].map((minutes) =>
    lift(`extend_opening_hours_${minutes}_min`, UNSERVED.timeWindow, (input, places) =>
      changePlaces(input, places, (place) => ({ ...place, openingHours: wider(place, minutes * MINUTE) })),
    ),
  ),
  lift('extend_days_1_h', UNSERVED.workingTime, (input) => ({ days: longerDays(input, HOUR) })),
  lift('walk_2_km_more', UNSERVED.walkingLimit, (input) =>
    isOnFoot(input)
      ? { maxWalkingDistanceMeters: (input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS) + 2000 }
      : undefined,
  ),
];

function lift(
  rule: string,
  code: UnservedCode,
  change: (input: ItineraryInput, places: ReadonlySet<number>) => Partial<ItineraryInput> | undefined,
): Lift<ItineraryProblem> {
  const apply = (problem: ItineraryProblem, places: ReadonlySet<number>) => {
    const changed = change(problem.input, places);
    return changed && { ...problem, input: { ...problem.input, ...changed } };
  };
  return { rule, code, perStop: rule === 'OPENING_HOURS' || rule.startsWith('extend_opening_hours'), apply };
}

function isOnFoot(input: ItineraryInput): boolean {
  const mode = modeOf(input);
  return mode === TRAVEL_MODE.walk || mode === TRAVEL_MODE.mixed;
}

function changePlaces(
  input: ItineraryInput,
  places: ReadonlySet<number>,
  change: (place: Place) => Place,
): Partial<ItineraryInput> | undefined {
  const has = (place: Place, index: number) => places.has(index) && place.openingHours.length > 0;
  if (!input.places.some(has)) return undefined;
  return { places: input.places.map((place, index) => (has(place, index) ? change(place) : place)) };
}

function wider({ openingHours }: Place, seconds: number): Place['openingHours'] {
  return openingHours.map((hours) => ({
    ...hours,
    openSeconds: hours.openSeconds - seconds,
    closeSeconds: hours.closeSeconds + seconds,
  }));
}

function longerDays({ days }: ItineraryInput, seconds: number): ItineraryInput['days'] {
  return days.map((day) => ({ ...day, endSeconds: day.endSeconds + seconds }));
}
