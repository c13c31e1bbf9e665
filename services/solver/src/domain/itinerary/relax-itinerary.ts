import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import { RELAXATION, type RelaxationStep, rungs, stepsOf } from '#domain/strategy/relaxation-policy';
import {
  DEFAULT_IMPORTANCE,
  DEFAULT_WALKING_METERS,
  type ItineraryInput,
  type ItineraryPlan,
  type ItineraryProblem,
  modeOf,
  PACE,
  type Place,
  type PlannedDay,
  POINT_COST,
} from './problem.ts';

/** One rung of the ladder, on top of those before; `undefined` when it changes nothing. */
type Rung = (
  problem: ItineraryProblem,
  original: ItineraryProblem,
  unserved: ReadonlySet<string>,
) => ItineraryProblem | undefined;

const HOUR = 3600;
const MOST_WIDER = 4 * HOUR;
const MOST_LONGER = 2 * HOUR;
const MORE_WALKING_METERS = 1000;
const MOST_WALKING_METERS = 2000;
const FURTHER = 0.25;

/**
 * The rungs of a trip, as its policy says. By default opening hours by one
 * hour, then wider; up to two more kilometres on foot; riding where the trip was
 * to be walked; longer days; longer ways a day; more visits a day than the pace
 * allows; at last required places are left out, least important first.
 */
export function itineraryLadder({ input }: ItineraryProblem): Rung[] {
  return stepsOf(input.relaxation).flatMap(rungsOf);
}

function rungsOf({ rule, maxSeconds, maxMeters, maxCount }: RelaxationStep): Rung[] {
  switch (rule) {
    case RELAXATION.timeWindows:
      return rungs(HOUR, maxSeconds ?? MOST_WIDER).map(
        (seconds) => (problem, original, unserved) => widen(problem, original, unserved, seconds),
      );
    case RELAXATION.walkingLimit:
      return rungs(MORE_WALKING_METERS, maxMeters ?? MOST_WALKING_METERS).map((meters) => walkMore(meters));
    case RELAXATION.travelMode:
      return [rideLongLegs];
    case RELAXATION.overtime:
      return rungs(HOUR, maxSeconds ?? MOST_LONGER).map((seconds) => longerDays(seconds));
    case RELAXATION.distanceLimit:
      return [goFurther(maxMeters)];
    case RELAXATION.stopLimit:
      return [quickerPace];
    case RELAXATION.breaks:
      return [(problem) => (problem.input.meals?.length ? change(problem, { meals: [] }) : undefined)];
    case RELAXATION.leaveOut:
      return [leaveOut(maxCount)];
    default:
      return [];
  }
}

function walkMore(meters: number): Rung {
  return (problem, original) => {
    const mode = modeOf(problem.input);
    if (mode !== TRAVEL_MODE.walk && mode !== TRAVEL_MODE.mixed) return undefined;
    const limit = original.input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS;
    return change(problem, { maxWalkingDistanceMeters: limit + meters });
  };
}

function rideLongLegs(problem: ItineraryProblem): ItineraryProblem | undefined {
  if (modeOf(problem.input) !== TRAVEL_MODE.walk || !problem.travel.ride) return undefined;
  return change(problem, { travelMode: TRAVEL_MODE.mixed });
}

function longerDays(seconds: number): Rung {
  return (problem, original) => {
    const days = problem.input.days.map((day, index) => ({
      ...day,
      endSeconds: (original.input.days[index] ?? day).endSeconds + seconds,
    }));
    return change(problem, { days });
  };
}

function goFurther(meters: number | undefined): Rung {
  return (problem) => {
    const limit = problem.input.maxDailyDistanceMeters;
    if (limit === undefined) return undefined;
    return change(problem, { maxDailyDistanceMeters: limit + (meters ?? Math.round(limit * FURTHER)) });
  };
}

/** As many visits a day as the next quicker pace has. */
function quickerPace(problem: ItineraryProblem): ItineraryProblem | undefined {
  const { pace = PACE.unspecified } = problem.input;
  return pace === PACE.unspecified || pace >= PACE.packed ? undefined : change(problem, { pace: pace + 1 });
}

function leaveOut(most = Number.POSITIVE_INFINITY): Rung {
  return (problem, _, unserved) => {
    if (unserved.size > most) return undefined;
    const places = problem.input.places.map(
      (place): Place => (place.required ? { ...place, required: false, importance: kept(place) } : place),
    );
    return change(problem, { places });
  };
}

/** While the last step searches, a place that was required outweighs every other. */
function kept(place: Place): number {
  return 100 + (place.importance ?? DEFAULT_IMPORTANCE);
}

function change(problem: ItineraryProblem, input: Partial<ItineraryInput>): ItineraryProblem {
  return { ...problem, input: { ...problem.input, ...input } };
}

function widen(problem: ItineraryProblem, original: ItineraryProblem, unserved: ReadonlySet<string>, seconds: number) {
  let changed = false;
  const places = problem.input.places.map((place, index): Place => {
    const hours = original.input.places[index]?.openingHours ?? [];
    if (!unserved.has(place.id) || hours.length === 0) return place;
    changed = true;
    return {
      ...place,
      openingHours: hours.map((h) => ({
        ...h,
        openSeconds: h.openSeconds - seconds,
        closeSeconds: h.closeSeconds + seconds,
      })),
    };
  });
  return changed ? change(problem, { places }) : undefined;
}

/** A relaxed plan in the terms of the original problem: importance as it was given, free time within the days as they were. */
export function restateItinerary({ input }: ItineraryProblem, plan: ItineraryPlan): ItineraryPlan {
  const left = new Set(plan.unvisited.map(({ id }) => id));
  let importance = 0;
  let lost = 0;
  for (const place of input.places) {
    const points = place.importance ?? DEFAULT_IMPORTANCE;
    if (left.has(place.id)) lost += points;
    else importance += points;
  }
  let travelSeconds = 0;
  const stay = new Map(input.places.map((place) => [place.id, place.visitSeconds]));
  const days = plan.days.map((day, index): PlannedDay => {
    const given = input.days[index];
    const onTheWay = day.legs.reduce((sum, leg) => sum + leg.durationSeconds, 0);
    const visiting = day.visits.reduce((sum, visit) => sum + (stay.get(visit.placeId) ?? 0), 0);
    travelSeconds += onTheWay;
    const room = given ? given.endSeconds - given.startSeconds : 0;
    const eating = (day.meals ?? []).reduce((sum, meal) => sum + meal.endSeconds - meal.startSeconds, 0);
    return { ...day, freeSeconds: Math.max(0, room - onTheWay - visiting - eating) };
  });
  return { ...plan, days, importance, cost: POINT_COST * lost + travelSeconds / 3600 };
}
