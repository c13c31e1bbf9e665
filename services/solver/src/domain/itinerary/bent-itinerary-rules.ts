import type { Relaxation } from '#domain/strategy/solve-outcome';
import { type ItineraryViolation, isMisstatement } from './plan-rules.ts';
import {
  DEFAULT_IMPORTANCE,
  DEFAULT_WALKING_METERS,
  type ItineraryPlan,
  type ItineraryProblem,
  type Place,
  type PlannedDay,
  type PlannedVisit,
  POINT_COST,
} from './problem.ts';
import { verifyItinerary } from './verify.ts';

/** What a relaxed plan bends, item by item, as the verifier sees it against the original problem; `marginal`: hours that added visits cost. */
export function bentItineraryRules(
  original: ItineraryProblem,
  plan: ItineraryPlan,
  marginal: ReadonlyMap<string, number>,
): Relaxation[] {
  const { input } = original;
  const rides = new Set<string>();
  return verifyItinerary(original, plan).violations.flatMap((violation): Relaxation[] => {
    const { kind, place, amount } = violation;
    if (isMisstatement(kind)) return [];
    if (kind === 'required_place_unvisited') {
      const left = input.places[Number(/\[(\d+)\]/.exec(place)?.[1] ?? -1)];
      return left ? [droppedPlace(left)] : [];
    }
    const day = plan.days[Number(/^days\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    if (!day) return [otherRule(violation, 0)];
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
      case 'distance_exceeded': {
        const from = `${input.maxDailyDistanceMeters} m`;
        const message = `${amount} m more are travelled on ${day.date}`;
        return [{ ...onDay, step: 'extend_distance_limit', from, to: `${day.distanceMeters} m`, message }];
      }
      case 'too_many_visits': {
        const from = `${day.visits.length - amount} visits`;
        const message = `${amount} more visits than the pace allows on ${day.date}`;
        return [{ ...onDay, step: 'quicken_pace', from, to: `${day.visits.length} visits`, message }];
      }
      case 'meal_missed':
      case 'meal_misplaced': {
        const subjectId = violation.subject || day.date;
        return [{ ...onDay, subjectId, step: 'bend_meals', from: 'meal', to: 'not kept', message: violation.message }];
      }
      default:
        return [otherRule(violation, onDay.price)];
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

/** Rules without words of their own are named as the verifier does. */
function otherRule({ kind, amount, unit, subject, message }: ItineraryViolation, price: number): Relaxation {
  const to = unit === '' ? 'broken' : `${amount} ${unit} off`;
  return { step: `bend_${kind}`, subjectId: subject, from: 'kept', to, price, message };
}

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(((minutes % 60) + 60) % 60).padStart(2, '0')}`;
}
