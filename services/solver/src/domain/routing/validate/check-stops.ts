import type { Depot, Stop } from '#domain/routing/problem';
import type { Calendar, OpeningHours } from '#domain/routing/problem-rules';
import { type Faults, MOST_SECONDS } from '#domain/routing/violation';
import { type CheckContext, checkLoads, checkPrize, checkReferences } from './check-context.ts';
import { ROUTING_LIMITS } from './routing-limits.ts';

const NAMES = ['start_seconds', 'end_seconds'] as const;
const SECONDS = 'seconds, 0 or more';
/** Opening hours may reach past midnight, up to 36 h. */
const MOST_CLOCK = 129_600;

export function checkDepot(faults: Faults, depot: Depot, path: string, needsLocation: boolean): void {
  faults.location(`${path}.location`, depot.location, needsLocation);
  if (depot.timeWindow) {
    const { startSeconds, endSeconds } = depot.timeWindow;
    faults.window(`${path}.time_window`, startSeconds, endSeconds, NAMES, MOST_SECONDS);
  }
  faults.whole(`${path}.loading_seconds`, depot.loadingSeconds, MOST_SECONDS, SECONDS);
}

export function checkStop(context: CheckContext, stop: Stop, path: string, needsLocation: boolean): void {
  const { faults, input } = context;
  const dims = input.capacityDimensions.length;
  faults.location(`${path}.location`, stop.location, needsLocation);
  checkLoads(faults, `${path}.demand`, stop.demand, dims);
  if (stop.pickup) checkLoads(faults, `${path}.pickup`, stop.pickup, dims);
  faults.whole(`${path}.service_seconds`, stop.serviceSeconds, MOST_SECONDS, SECONDS);
  faults.whole(`${path}.setup_seconds`, stop.setupSeconds, MOST_SECONDS, SECONDS);
  checkByType(faults, `${path}.service_seconds_by_type`, stop.serviceSecondsByType);
  checkByType(faults, `${path}.setup_seconds_by_type`, stop.setupSecondsByType);
  faults.whole(`${path}.release_seconds`, stop.releaseSeconds, MOST_SECONDS, SECONDS);
  faults.limit(`${path}.time_windows`, stop.timeWindows.length, ROUTING_LIMITS.timeWindowsPerStop);
  stop.timeWindows.forEach(({ startSeconds, endSeconds }, index) => {
    faults.window(`${path}.time_windows[${index}]`, startSeconds, endSeconds, NAMES, MOST_SECONDS);
  });
  if (stop.softWindow) {
    const { startSeconds, endSeconds, costPerSecondEarly, costPerSecondLate } = stop.softWindow;
    const where = `${path}.soft_window`;
    faults.window(where, startSeconds, endSeconds, NAMES, MOST_SECONDS);
    faults.amount(`${where}.cost_per_second_early`, costPerSecondEarly, 'a cost of 0 or more');
    faults.amount(`${where}.cost_per_second_late`, costPerSecondLate, 'a cost of 0 or more');
  }
  checkPrize(faults, `${path}.prize`, stop.prize, stop.optional, 'stops');
  checkHours(faults, stop.openingHours ?? [], `${path}.opening_hours`);
  if (stop.vehicleIds) checkReferences(context, `${path}.vehicle_ids`, stop.vehicleIds, context.vehicles, 'vehicle');
}

function checkByType(faults: Faults, path: string, seconds: Readonly<Record<string, number>> | undefined): void {
  if (!seconds) return;
  for (const [type, value] of Object.entries(seconds)) faults.whole(`${path}[${type}]`, value, MOST_SECONDS, SECONDS);
}

function checkHours(faults: Faults, hours: readonly OpeningHours[], path: string): void {
  faults.limit(path, hours.length, ROUTING_LIMITS.openingHoursPerStop);
  hours.forEach(({ weekdays, openSeconds, closeSeconds }, index) => {
    const where = `${path}[${index}]`;
    faults.window(where, openSeconds, closeSeconds, ['open_seconds', 'close_seconds'], MOST_CLOCK);
    weekdays.forEach((weekday, at) => {
      checkWeekday(faults, `${where}.weekdays[${at}]`, weekday);
    });
  });
}

function checkWeekday(faults: Faults, path: string, weekday: number): void {
  if (Number.isInteger(weekday) && weekday >= 1 && weekday <= 7) return;
  faults.add(path, 'OUT_OF_RANGE', `${weekday} is no weekday`, 'use one of the names of Weekday');
}

/** Opening hours need to know which day it is. */
export function checkCalendar(faults: Faults, stops: readonly Stop[], calendar: Calendar | undefined): void {
  const needs = stops.findIndex(({ openingHours }) => (openingHours?.length ?? 0) > 0);
  if (calendar) {
    checkWeekday(faults, 'calendar.first_weekday', calendar.firstWeekday);
    faults.whole('calendar.days', calendar.days, ROUTING_LIMITS.days, `1 to ${ROUTING_LIMITS.days} days`);
    if (calendar.days === 0) faults.add('calendar.days', 'OUT_OF_RANGE', 'there are 0 days', 'at least 1');
  } else if (needs >= 0) {
    const message = `stops[${needs}] has opening hours, and nothing says on which weekday the horizon begins`;
    faults.add('calendar', 'REQUIRED', message, 'give first_weekday, and days when there are several');
  }
}
