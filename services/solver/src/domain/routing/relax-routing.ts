import type { Relaxation } from '#domain/strategy/solve-outcome';
import type { RoutePlan, RoutingInput, RoutingProblem, Stop, Vehicle } from './problem.ts';
import { verifyRouting } from './verify.ts';

/** One step of the ladder; each step keeps what the ones before it bent. */
export interface RoutingRelaxStep {
  readonly name: string;
  /** `unserved`: ids of the mandatory stops that did not fit so far. */
  readonly apply: (input: RoutingInput, original: RoutingInput, unserved: ReadonlySet<string>) => RoutingInput;
}

const HOUR = 3600;
const FURTHER = 1.25;

/** In this order: windows by one hour, then two; working time by one hour; distance by a quarter; stops that still do not fit are dropped. */
export const ROUTING_LADDER: readonly RoutingRelaxStep[] = [
  { name: 'widen_time_windows_1h', apply: (input, original, unserved) => widen(input, original, unserved, HOUR) },
  { name: 'widen_time_windows_2h', apply: (input, original, unserved) => widen(input, original, unserved, 2 * HOUR) },
  { name: 'extend_working_time_1h', apply: (input) => ({ ...input, vehicles: input.vehicles.map(longer) }) },
  { name: 'extend_distance_limit', apply: (input) => ({ ...input, vehicles: input.vehicles.map(further) }) },
  {
    name: 'drop_stops',
    apply: (input, _, unserved) => ({
      ...input,
      stops: input.stops.map((stop) => (unserved.has(stop.id) ? { ...stop, optional: true, prize: 0 } : stop)),
    }),
  },
];

function widen(
  input: RoutingInput,
  original: RoutingInput,
  unserved: ReadonlySet<string>,
  seconds: number,
): RoutingInput {
  const stops = input.stops.map((stop, index): Stop => {
    if (!unserved.has(stop.id)) return stop;
    const windows = original.stops[index]?.timeWindows ?? [];
    return {
      ...stop,
      timeWindows: windows.map((w) => ({
        startSeconds: Math.max(0, w.startSeconds - seconds),
        endSeconds: w.endSeconds + seconds,
      })),
    };
  });
  return { ...input, stops };
}

function longer(vehicle: Vehicle): Vehicle {
  const { shift, maxDurationSeconds } = vehicle;
  return {
    ...vehicle,
    shift: shift && { startSeconds: shift.startSeconds, endSeconds: shift.endSeconds + HOUR },
    maxDurationSeconds: maxDurationSeconds === undefined ? undefined : maxDurationSeconds + HOUR,
  };
}

function further(vehicle: Vehicle): Vehicle {
  const { maxDistanceMeters } = vehicle;
  return {
    ...vehicle,
    maxDistanceMeters: maxDistanceMeters === undefined ? undefined : Math.round(maxDistanceMeters * FURTHER),
  };
}

/**
 * What a relaxed plan bends, item by item: the verifier reads it against the
 * original problem, so nothing is listed that is not used and nothing used is
 * left out. The price is what the excess costs at the vehicle's own rates.
 */
export function bentRules(original: RoutingProblem, plan: RoutePlan): Relaxation[] {
  const { input } = original;
  const items: Relaxation[] = [];
  for (const { kind, place, amount } of verifyRouting(original, plan).violations) {
    const route = plan.routes[Number(/^routes\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    const visit = route?.visits[Number(/visits\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    const vehicle = input.vehicles.find(({ id }) => id === route?.vehicleId);
    const hours = ((vehicle?.costPerHour ?? 0) * amount) / HOUR;
    if (kind === 'window_missed' && visit) {
      const stop = input.stops.find(({ id }) => id === visit.stopId);
      const from = stop?.timeWindows.map((w) => `${clock(w.startSeconds)}-${clock(w.endSeconds)}`).join(', ') ?? '';
      items.push(
        item(
          'widen_time_windows',
          visit.stopId,
          from,
          clock(visit.startSeconds),
          hours,
          `stop ${visit.stopId} is served ${minutes(amount)} outside its time windows`,
        ),
      );
    } else if (kind === 'shift_missed' && route && vehicle?.shift) {
      items.push(
        item(
          'extend_working_time',
          route.vehicleId,
          `shift until ${clock(vehicle.shift.endSeconds)}`,
          `until ${clock(route.endSeconds)}`,
          hours,
          `vehicle ${route.vehicleId} is back ${minutes(amount)} after its shift`,
        ),
      );
    } else if (kind === 'duration_exceeded' && route && vehicle) {
      items.push(
        item(
          'extend_working_time',
          route.vehicleId,
          `at most ${vehicle.maxDurationSeconds} s`,
          `${route.endSeconds - route.startSeconds} s`,
          hours,
          `vehicle ${route.vehicleId} works ${minutes(amount)} too long`,
        ),
      );
    } else if (kind === 'distance_exceeded' && route && vehicle) {
      const cost = ((vehicle.costPerKm ?? 0) * amount) / 1000;
      items.push(
        item(
          'extend_distance_limit',
          route.vehicleId,
          `at most ${vehicle.maxDistanceMeters} m`,
          `${route.distanceMeters} m`,
          cost,
          `vehicle ${route.vehicleId} drives ${amount} m too far`,
        ),
      );
    } else if (kind === 'mandatory_stop_unserved') {
      const stop = input.stops[Number(/\[(\d+)\]/.exec(place)?.[1] ?? -1)];
      if (stop) items.push(item('drop_stops', stop.id, 'mandatory', 'left out', 0, `stop ${stop.id} is not served`));
    }
  }
  return items;
}

function item(step: string, subjectId: string, from: string, to: string, price: number, message: string): Relaxation {
  return { step, subjectId, from, to, price, message };
}

function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)} min`;
}

/** Seconds since the start of the horizon as hours and minutes. */
function clock(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : ''}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
