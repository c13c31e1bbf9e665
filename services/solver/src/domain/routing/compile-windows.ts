import { serviceOf, setupOf } from './compile-rules.ts';
import { HORIZON } from './compiled.ts';
import type { RoutingInput, Stop, Vehicle } from './problem.ts';
import type { Calendar, OpeningHours } from './problem-rules.ts';

const DAY_SECONDS = 86_400;

/** When service may start: from the first time after a setup, from the third without one, up to the second. */
export type StartWindow = readonly [open: number, close: number, bareOpen?: number];

const ANY_TIME: readonly StartWindow[] = [[0, HORIZON]];

/** Start windows of each stop for one type of vehicle: time windows, cut by opening hours that setup and service must lie within. */
export function startWindows(input: RoutingInput, vehicle: Vehicle): (readonly StartWindow[])[] {
  return input.stops.map((stop) => {
    const windows: readonly StartWindow[] =
      stop.timeWindows.length === 0 ? ANY_TIME : stop.timeWindows.map((w) => [w.startSeconds, w.endSeconds]);
    if (!stop.openingHours?.length) return windows;
    const hours = openTimes(stop.openingHours, input.calendar);
    return windows.flatMap(([from, to]) => hours.flatMap((open) => cut([from, to], open, stop, vehicle)));
  });
}

function cut([from, to]: StartWindow, [opens, closes]: StartWindow, stop: Stop, vehicle: Vehicle): StartWindow[] {
  const setup = setupOf(stop, vehicle);
  const open = Math.max(from, opens + setup);
  const close = Math.min(to, closes - serviceOf(stop, vehicle));
  const bare = Math.max(from, opens);
  return bare <= close ? [[open, close, bare]] : [];
}

/** Opening hours on the clock of the horizon; without a calendar nobody knows when that is, and the place is closed. */
export function openTimes(hours: readonly OpeningHours[], calendar: Calendar | undefined): StartWindow[] {
  if (!calendar) return [];
  const times: [number, number][] = [];
  for (const { weekdays, openSeconds, closeSeconds } of hours) {
    // The day before the horizon counts where it reaches past midnight.
    for (let day = -1; day < (calendar.days ?? 1); day++) {
      const weekday = ((calendar.firstWeekday - 1 + day + 7) % 7) + 1;
      if (weekdays.length > 0 && !weekdays.includes(weekday)) continue;
      times.push([openSeconds + day * DAY_SECONDS, closeSeconds + day * DAY_SECONDS]);
    }
  }
  return times;
}
