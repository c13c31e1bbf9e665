import type { Day, Place } from './problem.ts';

const DAY_SECONDS = 86_400;

/**
 * Seconds by which a visit misses the nearest opening that is long enough for it; hours of the evening before reach past
 * midnight. A day where there is none.
 */
export function missedOpening({ openingHours, visitSeconds }: Place, day: Day, start: number): number {
  if (openingHours.length === 0) return 0;
  const [year, month, date] = day.date.split('-').map(Number);
  let miss = Number.POSITIVE_INFINITY;
  for (const back of [0, 1, -1]) {
    const weekday = weekdayOf(year ?? 0, month ?? 1, (date ?? 1) - back);
    for (const hours of openingHours) {
      if (hours.weekdays.length > 0 && !hours.weekdays.includes(weekday)) continue;
      const open = hours.openSeconds - back * DAY_SECONDS;
      const close = hours.closeSeconds - back * DAY_SECONDS;
      if (close - open < visitSeconds) continue;
      miss = Math.min(miss, Math.max(open - start, start + visitSeconds - close, 0));
    }
  }
  return Number.isFinite(miss) ? miss : DAY_SECONDS;
}

const MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

/** ISO weekday of a Gregorian date (Sakamoto); the day may lie one outside its month. */
function weekdayOf(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const sunday0 =
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + (MONTH_SHIFT[month - 1] ?? 0) + day) % 7;
  return sunday0 === 0 ? 7 : sunday0;
}
