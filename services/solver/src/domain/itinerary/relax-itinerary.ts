import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { Relaxation } from '#domain/strategy/solve-outcome';
import {
  DEFAULT_IMPORTANCE,
  DEFAULT_WALKING_METERS,
  type ItineraryInput,
  type ItineraryPlan,
  type ItineraryProblem,
  modeOf,
  type Place,
  type PlannedDay,
  type PlannedVisit,
  POINT_COST,
} from './problem.ts';
import { verifyItinerary } from './verify.ts';

type Step = (
  problem: ItineraryProblem,
  original: ItineraryProblem,
  unserved: ReadonlySet<string>,
) => ItineraryProblem | undefined;

const HOUR = 3600;
const MORE_WALKING_METERS = 2000;

/**
 * The ladder, each step on top of the ones before: opening hours by one hour,
 * then two; two more kilometres on foot; riding where the trip was to be
 * walked; days that end an hour later; required places are dropped, least important first.
 */
export const ITINERARY_LADDER: readonly Step[] = [
  (problem, original, unserved) => widen(problem, original, unserved, HOUR),
  (problem, original, unserved) => widen(problem, original, unserved, 2 * HOUR),
  (problem) => {
    const mode = modeOf(problem.input);
    if (mode !== TRAVEL_MODE.walk && mode !== TRAVEL_MODE.mixed) return undefined;
    const limit = problem.input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS;
    return change(problem, { maxWalkingDistanceMeters: limit + MORE_WALKING_METERS });
  },
  (problem) => {
    if (modeOf(problem.input) !== TRAVEL_MODE.walk || !problem.travel.ride) return undefined;
    return change(problem, { travelMode: TRAVEL_MODE.mixed });
  },
  (problem) =>
    change(problem, { days: problem.input.days.map((day) => ({ ...day, endSeconds: day.endSeconds + HOUR })) }),
  (problem) => {
    const places = problem.input.places.map(
      (place): Place => (place.required ? { ...place, required: false, importance: kept(place) } : place),
    );
    return change(problem, { places });
  },
];

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

/** What a relaxed plan bends, item by item, as the verifier sees it against the original problem; `marginal`: hours that added visits cost. */
export function bentItineraryRules(
  original: ItineraryProblem,
  plan: ItineraryPlan,
  marginal: ReadonlyMap<string, number>,
): Relaxation[] {
  const { input } = original;
  const rides = new Set<string>();
  return verifyItinerary(original, plan).violations.flatMap(({ kind, place, amount }): Relaxation[] => {
    if (kind === 'required_place_unvisited') {
      const left = input.places[Number(/\[(\d+)\]/.exec(place)?.[1] ?? -1)];
      return left ? [droppedPlace(left)] : [];
    }
    const day = plan.days[Number(/^days\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    if (!day) return [];
    const onDay = {
      subjectId: day.date,
      price: day.visits.reduce((sum, v) => sum + (marginal.get(v.placeId) ?? 0), 0),
    };
    const visit = day.visits[Number(/\.visits\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    switch (kind) {
      case 'closed':
        return visit ? [widerHours(day, visit, amount, marginal.get(visit.placeId) ?? 0)] : [];
      case 'walking_exceeded': {
        const from = `${input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS} m`;
        const message = `${amount} m more are walked on ${day.date}`;
        return [{ ...onDay, step: 'extend_walking_limit', from, to: `${day.walkingMeters} m`, message }];
      }
      case 'wrong_mode': {
        if (rides.has(day.date)) return [];
        rides.add(day.date);
        const message = `long legs of ${day.date} are not walked`;
        return [{ ...onDay, step: 'ride_long_legs', from: 'walking only', to: 'long legs by transit', message }];
      }
      case 'day_exceeded': {
        const from = `until ${clock(input.days.find(({ date }) => date === day.date)?.endSeconds ?? 0)}`;
        const message = `${day.date} is ${Math.ceil(amount / 60)} min longer`;
        return [{ ...onDay, step: 'extend_day', from, to: `until ${clock(day.endSeconds)}`, message }];
      }
      default:
        return [];
    }
  });
}

function droppedPlace(place: Place): Relaxation {
  const price = POINT_COST * (place.importance ?? DEFAULT_IMPORTANCE);
  const message = `${place.id} is not visited`;
  return { step: 'drop_places', subjectId: place.id, from: 'required', to: 'left out', price, message };
}

function widerHours(day: PlannedDay, visit: PlannedVisit, amount: number, price: number): Relaxation {
  return {
    step: 'widen_opening_hours',
    subjectId: visit.placeId,
    from: 'opening hours',
    to: `visit ${clock(visit.startSeconds)}-${clock(visit.departureSeconds)} on ${day.date}`,
    price,
    message: `the visit of ${visit.placeId} lies ${Math.ceil(amount / 60)} min outside its opening hours`,
  };
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

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(((minutes % 60) + 60) % 60).padStart(2, '0')}`;
}
