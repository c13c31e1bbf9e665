import type { Relaxation } from '#domain/strategy/solve-outcome';
import type { RoutingViolation } from './plan-rules.ts';
import type { Route, RoutePlan, RouteVisit, RoutingInput, RoutingProblem, Stop, Vehicle } from './problem.ts';
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
 * left out. The price is what the stops cost that only fit since, there.
 */
export function bentRules(
  original: RoutingProblem,
  plan: RoutePlan,
  marginal: ReadonlyMap<string, number>,
): Relaxation[] {
  return verifyRouting(original, plan).violations.flatMap((violation) => {
    const { stops } = original.input;
    if (violation.kind === 'mandatory_stop_unserved') {
      const stop = stops[Number(/\[(\d+)\]/.exec(violation.place)?.[1] ?? -1)];
      return stop ? [droppedStop(stop)] : [];
    }
    const route = plan.routes[Number(/^routes\[(\d+)\]/.exec(violation.place)?.[1] ?? -1)];
    if (!route) return [];
    const visit = route.visits[Number(/visits\[(\d+)\]/.exec(violation.place)?.[1] ?? -1)];
    if (violation.kind === 'window_missed' && visit) {
      const stop = stops.find(({ id }) => id === visit.stopId);
      return stop ? [widerWindow(stop, visit, violation.amount, marginal.get(stop.id) ?? 0)] : [];
    }
    const vehicle = original.input.vehicles.find(({ id }) => id === route.vehicleId);
    const price = route.visits.reduce((sum, { stopId }) => sum + (marginal.get(stopId) ?? 0), 0);
    return vehicle ? longerRoute(vehicle, route, violation, price) : [];
  });
}

function droppedStop(stop: Stop): Relaxation {
  const message = `stop ${stop.id} is not served`;
  return { step: 'drop_stops', subjectId: stop.id, from: 'mandatory', to: 'left out', price: 0, message };
}

function widerWindow(stop: Stop, visit: RouteVisit, amount: number, price: number): Relaxation {
  return {
    step: 'widen_time_windows',
    subjectId: stop.id,
    from: stop.timeWindows.map((w) => `${clock(w.startSeconds)}-${clock(w.endSeconds)}`).join(', '),
    to: clock(visit.startSeconds),
    price,
    message: `stop ${stop.id} is served ${minutes(amount)} outside its time windows`,
  };
}

function longerRoute(vehicle: Vehicle, route: Route, { kind, amount }: RoutingViolation, price: number): Relaxation[] {
  const subject = { subjectId: route.vehicleId, price };
  const name = `vehicle ${route.vehicleId}`;
  switch (kind) {
    case 'shift_missed':
      return [
        {
          ...subject,
          step: 'extend_working_time',
          from: `shift until ${clock(vehicle.shift?.endSeconds ?? 0)}`,
          to: `until ${clock(route.endSeconds)}`,
          message: `${name} is back ${minutes(amount)} after its shift`,
        },
      ];
    case 'duration_exceeded':
      return [
        {
          ...subject,
          step: 'extend_working_time',
          from: `at most ${vehicle.maxDurationSeconds} s`,
          to: `${route.endSeconds - route.startSeconds} s`,
          message: `${name} works ${minutes(amount)} too long`,
        },
      ];
    case 'distance_exceeded':
      return [
        {
          ...subject,
          step: 'extend_distance_limit',
          from: `at most ${vehicle.maxDistanceMeters} m`,
          to: `${route.distanceMeters} m`,
          message: `${name} drives ${amount} m too far`,
        },
      ];
    default:
      return [];
  }
}

function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)} min`;
}

/** Seconds since the start of the horizon as hours and minutes. */
function clock(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : ''}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
