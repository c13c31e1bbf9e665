import type { TimeWindow } from '#domain/routing/problem-rules';
import type { RouteRun, ShiftRun } from './follow-route.ts';
import type { RouteCheck } from './route-check.ts';
import { checkDepotTime } from './stop-times.ts';

/** Shifts and limits of the vehicle, each in every shift; opening of the depots where it starts and ends. */
export function checkLimits(check: RouteCheck, run: RouteRun): void {
  const { vehicle, place, index } = check;
  const { depots } = index.input;
  const start = depots[index.startOf(vehicle) ?? -1];
  if (start) checkDepotTime(check, start, `${place}.start_seconds`, [run.startSeconds]);
  const end = depots[index.endOf(vehicle) ?? -1];
  if (end) checkDepotTime(check, end, `${place}.end_seconds`, [run.endSeconds]);
  checkShifts(check, run);
  for (const shift of run.shifts) checkShiftLimits(check, shift, run.isKnown);
}

function checkShifts(check: RouteCheck, { shifts }: RouteRun): void {
  const { shifts: periods = [], shift } = check.vehicle;
  if (periods.length === 0) {
    for (const one of shifts) checkWithin(check, one, shift ?? ANY_TIME);
    return;
  }
  // Each stretch of work has a shift of its own, later than the one before; the one it misses least is meant.
  let next = 0;
  for (const one of shifts) {
    let best = -1;
    for (let i = next; i < periods.length; i++) {
      if (best < 0 || missOfShift(one, periods[i] as TimeWindow) < missOfShift(one, periods[best] as TimeWindow))
        best = i;
    }
    if (best < 0) {
      const { findings, place, vehicle } = check;
      const message = `vehicle ${vehicle.id} works in more stretches than it has shifts left`;
      findings.add('shift_missed', place, one.endSeconds - one.startSeconds, vehicle.id, message);
      return;
    }
    checkWithin(check, one, periods[best] as TimeWindow);
    next = best + 1;
  }
}

const ANY_TIME: TimeWindow = { startSeconds: 0, endSeconds: Number.POSITIVE_INFINITY };

function missOfShift({ startSeconds, endSeconds }: ShiftRun, period: TimeWindow): number {
  return Math.max(0, period.startSeconds - startSeconds) + Math.max(0, endSeconds - period.endSeconds);
}

function checkWithin({ findings, vehicle, place }: RouteCheck, one: ShiftRun, period: TimeWindow): void {
  const { id } = vehicle;
  const early = period.startSeconds - one.startSeconds;
  if (!(early <= 0)) {
    findings.add('shift_missed', place, early, id, `vehicle ${id} leaves ${early} s before its shift`);
  }
  const late = one.endSeconds - period.endSeconds;
  if (late > 0) findings.add('shift_missed', place, late, id, `vehicle ${id} is back ${late} s after its shift`);
}

function checkShiftLimits({ findings, vehicle, place }: RouteCheck, shift: ShiftRun, isKnown: boolean): void {
  const { id } = vehicle;
  const over = (value: number, most: number | undefined) => value - (most ?? Number.POSITIVE_INFINITY);
  const stops = over(shift.stops, vehicle.maxStops);
  const manyStops = `${shift.stops} stops, vehicle ${id} may serve ${vehicle.maxStops}`;
  if (stops > 0) findings.add('too_many_stops', place, stops, id, manyStops);
  const far = over(isKnown ? shift.meters : 0, vehicle.maxDistanceMeters);
  const meters = `${shift.meters} m, vehicle ${id} may go ${vehicle.maxDistanceMeters}`;
  if (far > 0) findings.add('distance_exceeded', place, far, id, meters);
  const seconds = shift.endSeconds - shift.startSeconds;
  const long = over(seconds, vehicle.maxDurationSeconds);
  const duration = `${seconds} s on the way, vehicle ${id} may be ${vehicle.maxDurationSeconds}`;
  if (long > 0) findings.add('duration_exceeded', place, long, id, duration);
  const moving = over(shift.travelSeconds, vehicle.maxTravelSeconds);
  const travel = `${shift.travelSeconds} s in motion, vehicle ${id} may be ${vehicle.maxTravelSeconds}`;
  if (moving > 0) findings.add('travel_exceeded', place, moving, id, travel);
}
