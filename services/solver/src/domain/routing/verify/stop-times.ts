import type { Depot, RouteVisit, Stop } from '#domain/routing/problem';
import type { Calendar, OpeningHours, TimeWindow } from '#domain/routing/problem-rules';
import type { RouteCheck } from './route-check.ts';

const DAY_SECONDS = 86_400;

/** What the start of service must be: not before arrival and setup, in a window, within opening hours; and the end of it. */
export function checkStart(
  { findings, index }: RouteCheck,
  stop: Stop,
  visit: RouteVisit,
  where: string,
  { setup, service }: { readonly setup: number; readonly service: number },
): void {
  const { startSeconds, arrivalSeconds } = visit;
  const early = arrivalSeconds + setup - startSeconds;
  if (early > 0) {
    const ready = setup > 0 ? 'there and set up' : 'there';
    const message = `service of ${stop.id} starts ${early} s before the vehicle is ${ready}`;
    findings.add('too_early', where, early, stop.id, message);
  }
  const miss = missOf(stop.timeWindows, startSeconds);
  if (miss !== 0) {
    const side = miss > 0 ? 'after the end' : 'before the start';
    const message = `service starts ${Math.abs(miss)} s ${side} of the nearest window of ${stop.id}`;
    findings.add('window_missed', where, Math.abs(miss), stop.id, message);
  }
  const hours = stop.openingHours ?? [];
  if (hours.length > 0) {
    const open = openStarts(hours, index.input.calendar, setup, service);
    const off = open.length === 0 ? DAY_SECONDS : Math.abs(missOf(open, startSeconds));
    const message = `${stop.id} is not open during the whole of its service`;
    if (off > 0) findings.add('closed', where, off, stop.id, message);
  }
  const done = startSeconds + service;
  findings.same('wrong_time', `${where}.departure_seconds`, visit.departureSeconds, done, stop.id);
}

/** Seconds after the end (negative: before the start) of the nearest window; 0 inside one, or when there is none. */
export function missOf(windows: readonly TimeWindow[], time: number): number {
  if (windows.length === 0) return 0;
  let miss = Number.POSITIVE_INFINITY;
  for (const { startSeconds, endSeconds } of windows) {
    const off = time > endSeconds ? time - endSeconds : Math.min(0, time - startSeconds);
    if (Math.abs(off) < Math.abs(miss)) miss = off;
  }
  return miss;
}

/** Windows for the start of service, with which setup and service lie within opening hours. */
export function openStarts(
  hours: readonly OpeningHours[],
  calendar: Calendar | undefined,
  setup: number,
  service: number,
): TimeWindow[] {
  if (!calendar) return [];
  const windows: TimeWindow[] = [];
  // The day before may reach past midnight.
  for (let day = -1; day < (calendar.days ?? 1); day++) {
    const weekday = ((((calendar.firstWeekday - 1 + day) % 7) + 7) % 7) + 1;
    for (const { weekdays, openSeconds, closeSeconds } of hours) {
      if (weekdays.length > 0 && !weekdays.includes(weekday)) continue;
      const startSeconds = day * DAY_SECONDS + openSeconds + setup;
      const endSeconds = day * DAY_SECONDS + closeSeconds - service;
      if (endSeconds >= startSeconds) windows.push({ startSeconds, endSeconds });
    }
  }
  return windows;
}

/** Whether a depot is open at all of `times`; the farthest off is named. */
export function checkDepotTime({ findings }: RouteCheck, depot: Depot, where: string, times: readonly number[]): void {
  if (!depot.timeWindow) return;
  const window = [depot.timeWindow];
  const miss = Math.max(...times.map((time) => Math.abs(missOf(window, time))));
  if (miss > 0) findings.add('depot_closed', where, miss, depot.id, `depot ${depot.id} is closed ${miss} s of that`);
}
