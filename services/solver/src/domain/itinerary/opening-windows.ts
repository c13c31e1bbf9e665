import type { Day, Place } from './problem.ts';

const DAY_SECONDS = 86_400;

/** Longest clock of a day, seconds; a visit in an always open place may start up to here. */
const LATEST = 2 * DAY_SECONDS;

/**
 * When a visit may start on a day, in seconds since its midnight: the hours of
 * that weekday, those of the day before that reach past midnight, and those of
 * the day after for days that end late. The visit must end by closing time;
 * that it ends within the day is the day's own limit.
 */
export function visitWindows(place: Place, day: Day): (readonly [number, number])[] {
  if (place.openingHours.length === 0) return [[day.startSeconds, LATEST]];
  const today = isoWeekday(day.date);
  const windows: (readonly [number, number])[] = [];
  for (const hours of place.openingHours) {
    for (let offset = -1; offset <= 1; offset++) {
      const weekday = ((today - 1 + offset + 7) % 7) + 1;
      if (hours.weekdays.length > 0 && !hours.weekdays.includes(weekday)) continue;
      const open = Math.max(hours.openSeconds + offset * DAY_SECONDS, day.startSeconds);
      const close = hours.closeSeconds + offset * DAY_SECONDS - place.visitSeconds;
      if (open <= close && open <= day.endSeconds) windows.push([open, close]);
    }
  }
  return windows;
}

/** 1 is Monday, 7 is Sunday. */
export function isoWeekday(date: string): number {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 ? 7 : day;
}
