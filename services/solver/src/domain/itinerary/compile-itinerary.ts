import type { TravelMatrix } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import { compileArrays, type VehicleSpec } from '#domain/routing/compile-builder';
import type { CompiledRouting, WalkingLegs } from '#domain/routing/compiled';
import { mealRules } from './meal-rules.ts';
import { visitWindows } from './opening-windows.ts';
import {
  DEFAULT_IMPORTANCE,
  DEFAULT_WALKING_LEG_METERS,
  DEFAULT_WALKING_METERS,
  type ItineraryInput,
  type ItineraryProblem,
  itineraryLocations,
  modeOf,
  PACE,
  POINT_COST,
  VISITS_A_DAY,
} from './problem.ts';

/**
 * An itinerary as a routing problem: a day is a vehicle, a place a stop whose
 * windows depend on the day, importance is its prize, and a second on the way costs.
 */
export function compileItinerary({ input, travel }: ItineraryProblem): CompiledRouting {
  const { starts, ends, locations } = itineraryLocations(input);
  const mode = modeOf(input);
  const mixed = mode === TRAVEL_MODE.mixed;
  const base = matrixFor(mode === TRAVEL_MODE.walk ? travel.walk : (travel.ride ?? travel.walk), locations.length);
  const walking: WalkingLegs | undefined =
    mixed && travel.walk
      ? {
          durations: travel.walk.durations,
          distances: travel.walk.distances,
          legMeters: input.maxWalkingLegMeters ?? DEFAULT_WALKING_LEG_METERS,
        }
      : undefined;
  const vehicleTypes = input.days.map((day, index): VehicleSpec => {
    const windows = input.places.map((place) => visitWindows(place, day));
    return {
      count: 1,
      start: starts[index] ?? -1,
      end: ends[index] ?? -1,
      shift: [day.startSeconds, day.endSeconds],
      maxDistance: longestDay(input, mode),
      maxStops: VISITS_A_DAY[input.pace ?? PACE.unspecified],
      walkingBudget: input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS,
      fixedCost: 0,
      perMeter: 0,
      perTravelSecond: 1 / 3600,
      perSecond: 0,
      windows: (place) => windows[place] ?? [],
      serves: () => true,
    };
  });
  const compiled = compileArrays({
    size: base.size,
    durations: base.durations,
    distances: base.distances,
    walking,
    dims: 0,
    stops: input.places.map((place, index) => ({
      location: index,
      serviceSeconds: place.visitSeconds,
      demand: [],
      required: place.required,
      prize: importanceOf(place.importance) * POINT_COST,
    })),
    vehicleTypes,
  });
  if ((input.meals?.length ?? 0) === 0) return compiled;
  return { ...compiled, rules: mealRules(input, compiled), scan: true };
}

export function importanceOf(importance: number | undefined): number {
  return importance ?? DEFAULT_IMPORTANCE;
}

/** Most metres in a day; on a walking trip the walking limit holds for all of it. */
function longestDay(input: ItineraryInput, mode: number): number | undefined {
  if (mode !== TRAVEL_MODE.walk) return input.maxDailyDistanceMeters;
  const walking = input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS;
  return Math.min(walking, input.maxDailyDistanceMeters ?? walking);
}

function matrixFor(matrix: TravelMatrix | undefined, size: number): TravelMatrix {
  if (!matrix) throw new Error('the travel matrix of the itinerary is missing');
  if (matrix.size !== size)
    throw new Error(`the travel matrix covers ${matrix.size} locations, the itinerary has ${size}`);
  return matrix;
}
