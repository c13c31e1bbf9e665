import { checkRelaxation } from '#domain/routing/check-relaxation';
import type { OpeningHours } from '#domain/routing/problem-rules';
import { Faults, type InputViolation, MOST_METERS } from '#domain/routing/violation';
import type { Day, ItineraryInput, Meal, Place } from './problem.ts';

/** Most entries of a request; more is refused with the limit. */
export const ITINERARY_LIMITS = { places: 1_000_000, days: 366, openingHoursPerPlace: 200, meals: 10 } as const;

const DAY_SECONDS = 86_400;
/** Days and opening hours may reach past midnight, up to 36 h. */
const MOST_CLOCK = DAY_SECONDS * 1.5;

/** Everything that is wrong with a request, at once; empty when it can be solved. */
export function validateItinerary(input: ItineraryInput): InputViolation[] {
  const faults = new Faults();
  // Over a limit nothing else is looked at: that would be the work that the limit saves.
  const small = [
    faults.limit('places', input.places.length, ITINERARY_LIMITS.places),
    faults.limit('days', input.days.length, ITINERARY_LIMITS.days),
  ];
  if (small.includes(false)) return faults.list;
  if (input.places.length === 0) faults.add('places', 'REQUIRED', 'there are no places', 'add at least one place');
  if (input.days.length === 0) faults.add('days', 'REQUIRED', 'there are no days', 'add at least one day');
  if (!(input.travelMode >= 0 && input.travelMode <= 5)) {
    faults.add(
      'travel_mode',
      'OUT_OF_RANGE',
      `${input.travelMode} is no travel mode`,
      'use one of the names of TravelMode',
    );
  }
  faults.whole('max_walking_distance_meters', input.maxWalkingDistanceMeters, MOST_METERS, 'metres, 0 or more');
  faults.whole('max_daily_distance_meters', input.maxDailyDistanceMeters, MOST_METERS, 'metres, 0 or more');
  faults.whole('max_walking_leg_meters', input.maxWalkingLegMeters, MOST_METERS, 'metres, 0 or more');
  faults.location('hotel', input.hotel, false);
  if (!((input.pace ?? 0) >= 0 && (input.pace ?? 0) <= 3)) {
    faults.add('pace', 'OUT_OF_RANGE', `${input.pace} is no pace`, 'use one of the names of Pace');
  }
  checkRelaxation(faults, input.relaxation);
  checkMeals(faults, input.meals ?? []);
  faults.ids('places', input.places);
  input.places.forEach((place, index) => {
    checkPlace(faults, place, `places[${index}]`);
  });
  const dates = new Map<string, number>();
  input.days.forEach((day, index) => {
    checkDay(faults, day, `days[${index}]`);
    const before = dates.get(day.date);
    if (before !== undefined) {
      faults.add(`days[${index}].date`, 'DUPLICATE_ID', `${day.date} is also days[${before}]`, 'every day once');
    }
    dates.set(day.date, index);
  });
  return faults.list;
}

function checkMeals(faults: Faults, meals: readonly Meal[]): void {
  if (!faults.limit('meals', meals.length, ITINERARY_LIMITS.meals)) return;
  faults.ids('meals', meals);
  meals.forEach((meal, index) => {
    const path = `meals[${index}]`;
    faults.window(path, meal.startSeconds, meal.endSeconds, ['start_seconds', 'end_seconds'], MOST_CLOCK);
    faults.whole(`${path}.duration_seconds`, meal.durationSeconds, DAY_SECONDS, 'seconds, 0 to one day');
  });
}

function checkPlace(faults: Faults, place: Place, path: string): void {
  faults.location(`${path}.location`, place.location, true);
  faults.whole(`${path}.visit_seconds`, place.visitSeconds, DAY_SECONDS, 'seconds, 0 to one day');
  const { importance } = place;
  if (importance !== undefined && !(Number.isInteger(importance) && importance >= 1 && importance <= 10)) {
    faults.add(
      `${path}.importance`,
      'OUT_OF_RANGE',
      `${importance} is not a whole number from 1 to 10`,
      '1 is if there is time, 10 the reason to come',
    );
  }
  faults.limit(`${path}.opening_hours`, place.openingHours.length, ITINERARY_LIMITS.openingHoursPerPlace);
  place.openingHours.forEach((hours, index) => {
    checkHours(faults, hours, `${path}.opening_hours[${index}]`);
  });
}

function checkHours(faults: Faults, hours: OpeningHours, path: string): void {
  faults.window(path, hours.openSeconds, hours.closeSeconds, ['open_seconds', 'close_seconds'], MOST_CLOCK);
  hours.weekdays.forEach((weekday, index) => {
    if (Number.isInteger(weekday) && weekday >= 1 && weekday <= 7) return;
    faults.add(
      `${path}.weekdays[${index}]`,
      'OUT_OF_RANGE',
      `${weekday} is no weekday`,
      'use one of the names of Weekday',
    );
  });
}

function checkDay(faults: Faults, day: Day, path: string): void {
  if (!isDate(day.date)) {
    faults.add(`${path}.date`, 'WRONG_FORMAT', `'${day.date}' is not a date`, 'ISO 8601, for example 2026-12-04');
  }
  faults.window(path, day.startSeconds, day.endSeconds, ['start_seconds', 'end_seconds'], MOST_CLOCK);
  faults.location(`${path}.start`, day.start, false);
  faults.location(`${path}.end`, day.end, false);
}

/** A day that the calendar has, as YYYY-MM-DD. */
function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
