import type { Day, ItineraryInput, PlannedDay } from './problem.ts';
import type { AddViolation } from './verify-meals.ts';

/** A planned day with what its legs add up to. */
export interface DrivenDay {
  readonly planned: PlannedDay;
  readonly day: Day;
  readonly where: string;
  /** Metres on foot, and of all legs. */
  readonly walked: number;
  readonly meters: number;
}

/** Working hours of the day, metres on foot and in all, visits by the pace. */
export function checkDayLimits(
  input: ItineraryInput,
  { planned, day, where, walked, meters }: DrivenDay,
  add: AddViolation,
): void {
  const early = day.startSeconds - planned.startSeconds;
  if (early > 0) add('day_exceeded', where, early, day.date, `the day begins ${early} s too early`);
  const late = planned.endSeconds - day.endSeconds;
  if (late > 0) add('day_exceeded', where, late, day.date, `the day ends ${late} s too late`);
  const footLimit = input.maxWalkingDistanceMeters ?? 8000;
  if (walked > footLimit) {
    const message = `${walked} m on foot, ${footLimit} m are allowed`;
    add('walking_exceeded', where, walked - footLimit, day.date, message);
  }
  const visits = [Number.POSITIVE_INFINITY, 3, 5, 8][input.pace ?? 0] ?? Number.POSITIVE_INFINITY;
  const over = planned.visits.length - visits;
  if (over > 0) {
    const message = `${planned.visits.length} visits, the pace allows ${visits} a day`;
    add('too_many_visits', where, over, day.date, message);
  }
  const limit = input.maxDailyDistanceMeters ?? Number.POSITIVE_INFINITY;
  if (meters > limit) {
    add('distance_exceeded', where, meters - limit, day.date, `${meters} m, ${limit} m are allowed`);
  }
}
