import type { Location } from '#domain/geo/location';
import type { TravelMatrix } from '#domain/geo/travel-matrix';
import { type MatrixMode, TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { Unserved } from '#domain/routing/problem';
import type { OpeningHours } from '#domain/routing/problem-rules';
import { RELAXATION, type RelaxationPolicy, stepsOf } from '#domain/strategy/relaxation-policy';

/*
 * An itinerary and its plan as the contract has them: the messages `Itinerary`
 * and `ItineraryPlan` of solveig.model.v1, field by field.
 */

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly location?: Location | undefined;
  readonly visitSeconds: number;
  /** 1 to 10; 5 when absent. */
  readonly importance?: number | undefined;
  /** None means always open. */
  readonly openingHours: readonly OpeningHours[];
  readonly required: boolean;
}

export interface Day {
  /** ISO 8601, for example `2026-12-04`. */
  readonly date: string;
  /** Seconds since midnight, local time. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Absent: the hotel; without one the day begins at its first place. */
  readonly start?: Location | undefined;
  /** Absent: where it began; without a start, at its last place. */
  readonly end?: Location | undefined;
}

export interface ItineraryInput {
  readonly places: readonly Place[];
  readonly days: readonly Day[];
  /** Number of `TravelMode`; MIXED when unspecified. */
  readonly travelMode: number;
  readonly maxWalkingDistanceMeters?: number | undefined;
  readonly maxDailyDistanceMeters?: number | undefined;
  readonly maxWalkingLegMeters?: number | undefined;
  readonly relaxation?: RelaxationPolicy | undefined;
  /** Days begin and end here unless they say otherwise. */
  readonly hotel?: Location | undefined;
  /** Number of `PACE`. */
  readonly pace?: number | undefined;
  readonly meals?: readonly Meal[] | undefined;
}

/** Time off every day, wherever the traveller is: as `Break` of a routing problem. */
export interface Meal {
  readonly id: string;
  /** It begins between these, seconds since midnight. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly durationSeconds: number;
}

/** Numbers of `Pace` in the contract. */
export const PACE = { unspecified: 0, relaxed: 1, moderate: 2, packed: 3 } as const;

/** Most visits a day, by number of the pace. */
export const VISITS_A_DAY: readonly (number | undefined)[] = [undefined, 3, 5, 8];

/** Matrices over `itineraryLocations`. `ride` is the mode that is not walking. */
export interface ItineraryTravel {
  readonly walk?: TravelMatrix | undefined;
  readonly ride?: TravelMatrix | undefined;
}

export interface ItineraryProblem {
  readonly input: ItineraryInput;
  readonly travel: ItineraryTravel;
}

export interface PlannedVisit {
  readonly placeId: string;
  readonly arrivalSeconds: number;
  readonly startSeconds: number;
  readonly departureSeconds: number;
}

export interface Leg {
  /** Empty at the day's start or end. */
  readonly fromPlaceId: string;
  readonly toPlaceId: string;
  /** Number of `TravelMode`, never MIXED. */
  readonly mode: number;
  readonly distanceMeters: number;
  readonly durationSeconds: number;
}

export interface PlannedMeal {
  readonly mealId: string;
  /** Visits before it. */
  readonly visitsBefore: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface PlannedDay {
  readonly date: string;
  readonly visits: PlannedVisit[];
  readonly legs: Leg[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly walkingMeters: number;
  readonly distanceMeters: number;
  /** In order. */
  readonly meals?: PlannedMeal[];
  /** Neither on the way nor on a visit nor at a meal, between the given start and end of the day. */
  readonly freeSeconds: number;
}

export interface ItineraryPlan {
  /** One for each day, in order. */
  readonly days: PlannedDay[];
  readonly unvisited: Unserved[];
  /** Sum over the places visited. */
  readonly importance: number;
  /** Importance left out (1,000 a point) plus hours on the way; minimised. */
  readonly cost: number;
}

/** Cost of one point of importance that is left out. */
export const POINT_COST = 1000;
export const DEFAULT_IMPORTANCE = 5;
export const DEFAULT_WALKING_METERS = 8000;
export const DEFAULT_WALKING_LEG_METERS = 1200;

/** The mode that holds. */
export function modeOf(input: ItineraryInput): number {
  return input.travelMode === TRAVEL_MODE.unspecified ? TRAVEL_MODE.mixed : input.travelMode;
}

/** Locations that the matrices must cover, in order: the places, then where days start and end. */
export interface ItineraryLocations {
  readonly locations: readonly (Location | undefined)[];
  /** By day: index of its start and end, -1 for an open one. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export function itineraryLocations(input: ItineraryInput): ItineraryLocations {
  const locations: (Location | undefined)[] = input.places.map((place) => place.location);
  const known = new Map<string, number>();
  const indexOf = (location: Location | undefined) => {
    if (!location) return -1;
    const key = `${location.latitude},${location.longitude}`;
    const index = known.get(key) ?? locations.push(location) - 1;
    known.set(key, index);
    return index;
  };
  const starts = input.days.map((day) => indexOf(day.start ?? input.hotel));
  const ends = input.days.map((day) => indexOf(day.end ?? day.start ?? input.hotel));
  return { locations, starts, ends };
}

/** Matrices that `solveItinerary` needs: `walk`, and the mode of `ride`. Walking trips with required places bring transit for the relaxation ladder. */
export function itineraryModes(input: ItineraryInput): { walk: boolean; ride?: Exclude<MatrixMode, 'walk'> } {
  switch (modeOf(input)) {
    case TRAVEL_MODE.drive:
      return { walk: false, ride: 'drive' };
    case TRAVEL_MODE.transit:
      return { walk: false, ride: 'transit' };
    case TRAVEL_MODE.bicycle:
      return { walk: false, ride: 'bicycle' };
    case TRAVEL_MODE.walk: {
      const mayRide = stepsOf(input.relaxation).some(({ rule }) => rule === RELAXATION.travelMode);
      return mayRide && input.places.some(({ required }) => required)
        ? { walk: true, ride: 'transit' }
        : { walk: true };
    }
    default:
      return { walk: true, ride: 'transit' };
  }
}
