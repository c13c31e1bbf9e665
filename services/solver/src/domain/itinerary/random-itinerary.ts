import { Random } from '#domain/engine/random';
import { greatCircleMeters, type Location } from '#domain/geo/location';
import { travelMatrix } from '#domain/geo/travel-matrix';
import { type ItineraryInput, type ItineraryProblem, itineraryLocations, type Place } from './problem.ts';

/** Seeded trips for tests and benchmarks. */
export interface TripShape {
  readonly seed: number;
  readonly places: number;
  readonly days: number;
  /** Share of places that must be visited, 0 to 1. */
  readonly required?: number;
  /** Overrides of the request. */
  readonly input?: Partial<ItineraryInput>;
}

const CENTRE: Location = { latitude: -33.437, longitude: -70.65 };

/** Days from 9 to 19 h in December 2026 from a hotel in the centre; half of the places are closed at noon and on Mondays. */
export function randomItinerary(shape: TripShape): ItineraryProblem {
  const random = new Random(shape.seed);
  const places = Array.from({ length: shape.places }, (_, index) => randomPlace(random, index, shape.required ?? 0));
  const days = Array.from({ length: shape.days }, (_, index) => ({
    date: `2026-12-${String(4 + index).padStart(2, '0')}`,
    startSeconds: 9 * 3600,
    endSeconds: 19 * 3600,
    start: CENTRE,
  }));
  return withTravel({ places, days, travelMode: 0, ...shape.input });
}

/** Walks at 1.3 m/s and rides at 5 m/s after five minutes of waiting, along streets 1.3 times the straight line. */
export function withTravel(input: ItineraryInput): ItineraryProblem {
  const { locations } = itineraryLocations(input);
  const meters = locations.flatMap((a) =>
    locations.map((b) => Math.round(1.3 * greatCircleMeters(a ?? CENTRE, b ?? CENTRE))),
  );
  const walk = meters.map((m) => Math.round(m / 1.3));
  const ride = meters.map((m) => (m === 0 ? 0 : Math.round(300 + m / 5)));
  return { input, travel: { walk: travelMatrix(walk, meters), ride: travelMatrix(ride, meters) } };
}

function randomPlace(random: Random, index: number, required: number): Place {
  const latitude = CENTRE.latitude + (random.unit() - 0.5) * 0.06;
  const longitude = CENTRE.longitude + (random.unit() - 0.5) * 0.08;
  const closesAtNoon = random.unit() < 0.5;
  return {
    id: `p${index}`,
    name: '',
    location: { latitude, longitude },
    visitSeconds: 1800 + random.below(4) * 1800,
    importance: 1 + random.below(10),
    required: random.unit() < required,
    openingHours: closesAtNoon
      ? [
          { weekdays: [2, 3, 4, 5, 6, 7], openSeconds: 10 * 3600, closeSeconds: 13 * 3600 },
          { weekdays: [2, 3, 4, 5, 6, 7], openSeconds: 15 * 3600, closeSeconds: 18 * 3600 },
        ]
      : [],
  };
}
