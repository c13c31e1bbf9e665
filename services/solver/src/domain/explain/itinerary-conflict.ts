import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import {
  DEFAULT_WALKING_METERS,
  type ItineraryInput,
  type ItineraryProblem,
  itineraryLocations,
} from '#domain/itinerary/problem';
import type { CompiledRouting } from '#domain/routing/compiled';
import { type ConflictModel, conflictModel } from './conflict-rules.ts';
import { ITINERARY_LIFTS } from './itinerary-lifts.ts';
import { loosenedItinerary } from './loosen-itinerary.ts';
import { clockWords, distanceWords, listWords } from './measure-words.ts';
import { subMatrix } from './sub-matrix.ts';

/** Conflicts between places of an itinerary. */
export function itineraryConflict(problem: ItineraryProblem, compiled: CompiledRouting): ConflictModel {
  const { input } = problem;
  return conflictModel({
    compiled,
    lifts: ITINERARY_LIFTS,
    only: (places) => onlyPlaces(problem, places),
    loosened: (places) => loosenedItinerary(problem, places),
    compile: compileItinerary,
    idOf: (place) => input.places[place]?.id ?? '',
    nameOf: (place) => input.places[place]?.name || input.places[place]?.id || '',
    dimensionOf: () => '',
    ruleWords: (rule, place) => ruleWords(input, rule, place),
  });
}

/** The trip with these places alone, all required. */
function onlyPlaces({ input, travel }: ItineraryProblem, places: readonly number[]): ItineraryProblem {
  const count = input.places.length;
  const others = itineraryLocations(input).locations.length - count;
  const locations = [...places, ...Array.from({ length: others }, (_, index) => count + index)];
  return {
    input: {
      ...input,
      places: places.flatMap((place) => input.places[place] ?? []).map((place) => ({ ...place, required: true })),
    },
    travel: {
      walk: travel.walk && subMatrix(travel.walk, locations),
      ride: travel.ride && subMatrix(travel.ride, locations),
    },
  };
}

function ruleWords(input: ItineraryInput, rule: string, place: number | undefined): string {
  const raw = place === undefined ? undefined : input.places[place];
  switch (rule) {
    case 'OPENING_HOURS': {
      const hours = raw?.openingHours.map((h) => `${clockWords(h.openSeconds)}-${clockWords(h.closeSeconds)}`) ?? [];
      return `${raw?.name || raw?.id} is open ${listWords([...new Set(hours)])} only`;
    }
    case 'DAY_LENGTH': {
      const days = input.days.map((day) => `${day.date} ${clockWords(day.startSeconds)}-${clockWords(day.endSeconds)}`);
      return `the days are ${listWords(days, 3)}`;
    }
    case 'WALKING_LIMIT':
      return `at most ${distanceWords(input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS)} are walked in a day`;
    default:
      return `at most ${distanceWords(input.maxDailyDistanceMeters ?? 0)} are travelled in a day`;
  }
}
