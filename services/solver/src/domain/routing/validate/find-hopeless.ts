import { NO_WAY } from '#domain/geo/travel-matrix';
import type { RoutingInput, Stop, Vehicle } from '#domain/routing/problem';
import type { TimeWindow } from '#domain/routing/problem-rules';
import { serviceOf } from '#domain/routing/verify/route-check';
import { openStarts } from '#domain/routing/verify/stop-times';
import { Faults, type InputViolation } from '#domain/routing/violation';
import { findBrokenLocks } from './find-broken-locks.ts';
import { findCrowds } from './find-crowds.ts';

/**
 * What no plan can keep although nothing is wrong with how it is said: stops
 * that no vehicle can serve, however empty, and locks that break rules. The
 * rest of the problem can be solved all the same. Of a request without faults.
 */
export function findHopeless(input: RoutingInput): InputViolation[] {
  const faults = new Faults();
  const isReached = reachable(input);
  input.stops.forEach((stop, index) => {
    if (!isReached(index)) {
      const message = `there is no way to or from ${stop.id}`;
      faults.add(`stops[${index}]`, 'UNSERVABLE', message, 'correct the matrix, or leave the stop out');
    } else checkStop(faults, input, stop, `stops[${index}]`);
  });
  (input.shipments ?? []).forEach(({ id, amount }, index) => {
    checkAmount(faults, input, amount, `shipments[${index}].amount`, `shipment ${id}`);
  });
  findCrowds(faults, input);
  findBrokenLocks(faults, input);
  return faults.list;
}

/** Whether some way leads to a stop and, for vehicles that come back, from it; only a matrix of the request tells. */
function reachable({ matrix, stops, depots, vehicles }: RoutingInput): (stop: number) => boolean {
  const isOther = vehicles.some(({ profileId, walking }) => profileId || walking);
  if (!matrix || isOther) return () => true;
  const size = depots.length + stops.length;
  const { durationsSeconds, distancesMeters } = matrix;
  const isWay = (cell: number) => durationsSeconds[cell] !== NO_WAY && distancesMeters[cell] !== NO_WAY;
  const staysOut = vehicles.some(({ openEnd }) => openEnd);
  return (stop) => {
    const at = depots.length + stop;
    let isIn = false;
    let isOut = staysOut;
    for (let other = 0; other < size && !(isIn && isOut); other++) {
      if (other === at) continue;
      isIn ||= isWay(other * size + at);
      isOut ||= isWay(at * size + other);
    }
    return isIn && isOut;
  };
}

/** The first rule that no vehicle keeps; that they keep each rule, but none all of them, is named for the whole stop. */
function checkStop(faults: Faults, input: RoutingInput, stop: Stop, path: string): void {
  const { vehicles } = input;
  const rules: readonly [string, (vehicle: Vehicle) => boolean, string, string][] = [
    ['skills', (one) => hasSkills(one, stop), `no vehicle has the skills for ${stop.id}`, 'give a vehicle the skills'],
    [
      'demand',
      (one) => holds(one, stop.demand),
      `no vehicle holds the demand of ${stop.id}`,
      'split the demand, or add a larger vehicle',
    ],
    [
      'pickup',
      (one) => holds(one, stop.pickup ?? []),
      `no vehicle holds what is collected at ${stop.id}`,
      'split the pickup, or add a larger vehicle',
    ],
    [
      (stop.openingHours?.length ?? 0) > 0 && stop.timeWindows.length === 0 ? 'opening_hours' : 'time_windows',
      (one) => canStart(input, one, stop),
      `no shift meets a time at which ${stop.id} can be served`,
      'widen the windows or the shifts',
    ],
  ];
  if (vehicles.some((vehicle) => isNamed(vehicle, stop) && rules.every(([, keeps]) => keeps(vehicle)))) return;
  for (const [field, keeps, message, hint] of rules) {
    if (vehicles.some(keeps)) continue;
    faults.add(`${path}.${field}`, 'UNSERVABLE', message, hint);
    return;
  }
  const message = `each rule of ${stop.id} is kept by some vehicle it may have, and all of them by none`;
  faults.add(
    path,
    'UNSERVABLE',
    message,
    'add a vehicle that fits, or loosen one of skills, loads, windows, vehicle_ids',
  );
}

function checkAmount(
  faults: Faults,
  { vehicles }: RoutingInput,
  amount: readonly number[],
  path: string,
  name: string,
): void {
  if (vehicles.some((vehicle) => holds(vehicle, amount))) return;
  faults.add(path, 'UNSERVABLE', `no vehicle holds ${name}`, 'split it, or add a larger vehicle');
}

function isNamed({ id }: Vehicle, { vehicleIds = [] }: Stop): boolean {
  return vehicleIds.length === 0 || vehicleIds.includes(id);
}

function hasSkills(vehicle: Vehicle, { skills }: Stop): boolean {
  return skills.every((skill) => vehicle.skills.includes(skill));
}

function holds({ capacity }: Vehicle, load: readonly number[]): boolean {
  return load.every((amount, dimension) => amount <= (capacity[dimension] ?? Number.POSITIVE_INFINITY));
}

/** Whether service can start and end within a shift, travel aside. */
function canStart({ calendar }: RoutingInput, vehicle: Vehicle, stop: Stop): boolean {
  const { timeWindows, openingHours = [] } = stop;
  if (timeWindows.length === 0 && openingHours.length === 0) return true;
  const service = serviceOf(stop, vehicle);
  // Where two stops are one place there is no setup.
  const open = openingHours.length > 0 ? openStarts(openingHours, calendar, 0, service) : [ALWAYS];
  const windows = timeWindows.length > 0 ? timeWindows : [ALWAYS];
  const shifts = vehicle.shifts?.length ? vehicle.shifts : [vehicle.shift ?? ALWAYS];
  return shifts.some((shift) =>
    windows.some((window) =>
      open.some((hours) => {
        const first = Math.max(shift.startSeconds, window.startSeconds, hours.startSeconds, stop.releaseSeconds ?? 0);
        const last = Math.min(shift.endSeconds - service, window.endSeconds, hours.endSeconds);
        return first <= last;
      }),
    ),
  );
}

const ALWAYS: TimeWindow = { startSeconds: 0, endSeconds: Number.POSITIVE_INFINITY };
