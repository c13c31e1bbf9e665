import type { Vehicle } from '#domain/routing/problem';
import { type Break, DRIVING_PRESET, type DrivingRules, type TimeWindow } from '#domain/routing/problem-rules';
import { type Faults, MOST_SECONDS } from '#domain/routing/violation';
import { type CheckContext, checkMember, checkReferences } from './check-context.ts';
import { ROUTING_LIMITS } from './routing-limits.ts';

const NAMES = ['start_seconds', 'end_seconds'] as const;
const SECONDS = 'seconds, 0 or more';
/** Names of the breaks that driving rules ask for. */
const RESERVED: ReadonlySet<string> = new Set(['driving', 'work']);
/** `PRESET_EU` of the numbers that others are compared with. */
const EU_BREAK_SECONDS = 2700;
const EU_FIRST_PART_SECONDS = 900;

/** Shifts, overtime, breaks, driving rules and nights of a vehicle. */
export function checkWorkingTime(context: CheckContext, vehicle: Vehicle, path: string): void {
  const { faults, depots } = context;
  const { shift, shifts = [], overtime, breaks = [], drivingRules, overnight } = vehicle;
  if (shift) faults.window(`${path}.shift`, shift.startSeconds, shift.endSeconds, NAMES, MOST_SECONDS);
  if (shift && shifts.length > 0) {
    faults.add(`${path}.shift`, 'CONTRADICTION', 'it has a shift and several shifts', 'leave one of them out');
  }
  checkShifts(faults, shifts, `${path}.shifts`);
  if (overtime) {
    faults.whole(`${path}.overtime.regular_seconds`, overtime.regularSeconds, MOST_SECONDS, SECONDS);
    faults.amount(`${path}.overtime.cost_per_hour`, overtime.costPerHour, 'a cost of 0 or more');
  }
  if (faults.limit(`${path}.breaks`, breaks.length, ROUTING_LIMITS.breaksPerVehicle)) {
    faults.ids(`${path}.breaks`, breaks);
    const periods = shifts.length > 0 ? shifts : shift ? [shift] : [];
    breaks.forEach((rule, index) => {
      checkBreak(context, rule, `${path}.breaks[${index}]`, periods);
    });
  }
  if (drivingRules) checkDrivingRules(faults, drivingRules, `${path}.driving_rules`);
  const hotels = overnight?.depotIds ?? [];
  checkReferences(context, `${path}.overnight.depot_ids`, hotels, depots, 'depot');
  if (hotels.length > 0 && shifts.length === 0) {
    const hint = 'give several shifts, or leave overnight out';
    faults.add(`${path}.overnight`, 'CONTRADICTION', 'there are no shifts with nights between them', hint);
  }
}

function checkShifts(faults: Faults, shifts: readonly TimeWindow[], path: string): void {
  if (!faults.limit(path, shifts.length, ROUTING_LIMITS.shiftsPerVehicle)) return;
  shifts.forEach(({ startSeconds, endSeconds }, index) => {
    const where = `${path}[${index}]`;
    faults.window(where, startSeconds, endSeconds, NAMES, MOST_SECONDS);
    const before = shifts[index - 1];
    if (before && startSeconds < before.endSeconds) {
      const message = `it starts at ${startSeconds}, before the shift before it ends at ${before.endSeconds}`;
      faults.add(`${where}.start_seconds`, 'WRONG_ORDER', message, 'shifts are in order and apart');
    }
  });
}

function checkBreak(context: CheckContext, rule: Break, path: string, periods: readonly TimeWindow[]): void {
  const { faults, depots } = context;
  const { id, windows, durationSeconds, depotIds } = rule;
  if (RESERVED.has(id)) {
    const message = `'${id}' is the name of a break of the driving rules`;
    faults.add(`${path}.id`, 'OUT_OF_RANGE', message, 'use another id');
  }
  if (windows.length === 0) {
    faults.add(`${path}.windows`, 'REQUIRED', 'nothing says when it may begin', 'add at least one window');
  }
  faults.limit(`${path}.windows`, windows.length, ROUTING_LIMITS.timeWindowsPerStop);
  windows.forEach(({ startSeconds, endSeconds }, index) => {
    faults.window(`${path}.windows[${index}]`, startSeconds, endSeconds, NAMES, MOST_SECONDS);
  });
  faults.whole(`${path}.duration_seconds`, durationSeconds, MOST_SECONDS, SECONDS);
  const longest = Math.max(...periods.map(({ startSeconds, endSeconds }) => endSeconds - startSeconds));
  if (periods.length > 0 && durationSeconds > longest) {
    const message = `it takes ${durationSeconds} s, the longest shift of the vehicle has ${longest} s`;
    faults.add(`${path}.duration_seconds`, 'OUT_OF_RANGE', message, 'a break lies within a shift');
  }
  checkReferences(context, `${path}.depot_ids`, depotIds, depots, 'depot');
}

function checkDrivingRules(faults: Faults, rules: DrivingRules, path: string): void {
  const isEu = rules.preset === DRIVING_PRESET.eu;
  checkMember(faults, `${path}.preset`, rules.preset, Object.values(DRIVING_PRESET), 'Preset');
  for (const [name, value] of [
    ['max_continuous_driving_seconds', rules.maxContinuousDrivingSeconds],
    ['break_seconds', rules.breakSeconds],
    ['first_part_seconds', rules.firstPartSeconds],
    ['max_continuous_work_seconds', rules.maxContinuousWorkSeconds],
    ['work_break_seconds', rules.workBreakSeconds],
    ['max_driving_seconds', rules.maxDrivingSeconds],
    ['min_rest_seconds', rules.minRestSeconds],
  ] as const) {
    faults.whole(`${path}.${name}`, value, MOST_SECONDS, SECONDS);
  }
  const whole = rules.breakSeconds ?? (isEu ? EU_BREAK_SECONDS : 0);
  const first = rules.firstPartSeconds ?? (isEu ? EU_FIRST_PART_SECONDS : 0);
  if (first > whole) {
    const given = rules.firstPartSeconds === undefined ? 'break_seconds' : 'first_part_seconds';
    const message = `the first part of a break, ${first} s, is longer than the whole of ${whole} s`;
    faults.add(`${path}.${given}`, 'WRONG_ORDER', message, 'the first part is no longer than break_seconds');
  }
  if (isEu) return;
  const pairs = [
    ['break_seconds', rules.maxContinuousDrivingSeconds, rules.breakSeconds, 'driving'],
    ['work_break_seconds', rules.maxContinuousWorkSeconds, rules.workBreakSeconds, 'work'],
  ] as const;
  for (const [name, most, length, what] of pairs) {
    if (most === undefined || length !== undefined) continue;
    const message = `after ${most} s of ${what} there is a break, and nothing says how long it is`;
    faults.add(`${path}.${name}`, 'REQUIRED', message, 'give its seconds, or a preset');
  }
}
