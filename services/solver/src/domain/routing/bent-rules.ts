import type { Relaxation } from '#domain/strategy/solve-outcome';
import { isMisstatement, type RoutingViolation, type RoutingViolationKind } from './plan-rules.ts';
import type { Route, RoutePlan, RouteVisit, Stop, Vehicle } from './problem.ts';
import { type CheckedRouting, verifyRouting } from './verify.ts';

/** Cost of serving a stop that only fits since rules were bent, by id. */
type Marginals = ReadonlyMap<string, number>;

/** Where in the plan a rule is bent; what is not there is left out. */
interface BentPlace {
  readonly violation: RoutingViolation;
  readonly route?: Route | undefined;
  readonly vehicle?: Vehicle | undefined;
  readonly visit?: RouteVisit | undefined;
  readonly stop?: Stop | undefined;
}

/** What a rule was, and what it became. */
interface BentWords {
  readonly step: string;
  readonly from: string;
  readonly to: string;
  /** Default: what the verifier says. */
  readonly message?: string;
}

/**
 * What a relaxed plan bends, item by item: the verifier reads it against the
 * original problem, so nothing is listed that is not used and nothing used is
 * left out. The price is what the stops cost that only fit since, there.
 */
export function bentRules(original: CheckedRouting, plan: RoutePlan, marginal: Marginals): Relaxation[] {
  return verifyRouting(original, plan)
    .violations.filter(({ kind }) => !isMisstatement(kind))
    .map((violation) => relaxationOf(placeOf(original, plan, violation), marginal));
}

function placeOf({ input }: CheckedRouting, plan: RoutePlan, violation: RoutingViolation): BentPlace {
  const { place } = violation;
  const route = plan.routes[numberIn(place, /^routes\[(\d+)\]/)];
  const visit = route?.visits[numberIn(place, /visits\[(\d+)\]/)];
  const stop = visit
    ? input.stops.find(({ id }) => id === visit.stopId)
    : input.stops[numberIn(place, /^stops\[(\d+)\]/)];
  return { violation, route, vehicle: input.vehicles.find(({ id }) => id === route?.vehicleId), visit, stop };
}

function numberIn(place: string, pattern: RegExp): number {
  return Number(pattern.exec(place)?.[1] ?? -1);
}

function relaxationOf(place: BentPlace, marginal: Marginals): Relaxation {
  const { violation, route, visit, stop } = place;
  const words = (WORDS[violation.kind] ?? otherWords)(place);
  const subjectId = violation.subject || stop?.id || route?.vehicleId || '';
  const inRoute = route?.visits.reduce((sum, { stopId }) => sum + (marginal.get(stopId) ?? 0), 0) ?? 0;
  const price = visit ? (marginal.get(visit.stopId) ?? 0) : inRoute;
  return { message: violation.message, ...words, subjectId, price };
}

/** Rules without words of their own are named as the verifier does. */
function otherWords({ violation: { kind, amount, unit } }: BentPlace): BentWords {
  return { step: `bend_${kind}`, from: 'kept', to: unit === '' ? 'broken' : `${amount} ${unit} off` };
}

const leftOut = (from: string) => (): BentWords => ({ step: 'drop_stops', from, to: 'left out' });

/** A limit of a vehicle in its unit. */
const limit =
  (step: string, of: (vehicle: Vehicle) => number | undefined, unit: string) =>
  ({ vehicle, violation: { amount } }: BentPlace): BentWords => {
    const most = vehicle && of(vehicle);
    const to = most === undefined ? `${amount} ${unit} more` : `${most + amount} ${unit}`;
    return { step, from: most === undefined ? 'a limit' : `at most ${most} ${unit}`, to };
  };

const breakWords = ({ violation }: BentPlace): BentWords => ({
  step: 'bend_breaks',
  from: 'breaks and rest',
  to: violation.unit === '' ? 'not kept' : `${minutes(violation.amount)} off`,
});

const WORDS: Readonly<Partial<Record<RoutingViolationKind, (place: BentPlace) => BentWords>>> = {
  mandatory_stop_unserved: ({ violation }) => ({
    ...leftOut('mandatory')(),
    message: `stop ${violation.subject} is not served`,
  }),
  alternatives_unserved: leftOut('one of a group'),
  shipment_torn: leftOut('both stops of a shipment'),
  window_missed: ({ stop, visit, violation }) => ({
    step: 'widen_time_windows',
    from: stop?.timeWindows.map((w) => `${clock(w.startSeconds)}-${clock(w.endSeconds)}`).join(', ') ?? '',
    to: clock(visit?.startSeconds ?? 0),
    message: `stop ${stop?.id ?? violation.subject} is served ${minutes(violation.amount)} outside its time windows`,
  }),
  closed: ({ visit, violation }) => ({
    step: 'widen_opening_hours',
    from: 'opening hours',
    to: clock(visit?.startSeconds ?? 0),
    message: `stop ${violation.subject} is served ${minutes(violation.amount)} outside its opening hours`,
  }),
  release_missed: ({ violation }) => ({
    step: 'release_earlier',
    from: 'released',
    to: `${minutes(violation.amount)} earlier`,
  }),
  ride_too_long: ({ violation }) => ({
    step: 'extend_ride_time',
    from: 'longest ride',
    to: `${minutes(violation.amount)} longer`,
  }),
  shift_missed: ({ vehicle, route, violation }) => ({
    step: 'extend_working_time',
    from: `shift until ${clock(vehicle?.shift?.endSeconds ?? vehicle?.shifts?.at(-1)?.endSeconds ?? 0)}`,
    to: `until ${clock(route?.endSeconds ?? 0)}`,
    message: `vehicle ${route?.vehicleId} is on the road ${minutes(violation.amount)} outside its shift`,
  }),
  duration_exceeded: ({ vehicle, route, violation }) => ({
    ...limit('extend_working_time', (one) => one.maxDurationSeconds, 's')({ vehicle, violation }),
    message: `vehicle ${route?.vehicleId} works ${minutes(violation.amount)} too long`,
  }),
  depot_closed: ({ violation }) => ({
    step: 'extend_working_time',
    from: 'hours of the depot',
    to: `${minutes(violation.amount)} outside`,
  }),
  travel_exceeded: limit('extend_travel_time', (vehicle) => vehicle.maxTravelSeconds, 's'),
  distance_exceeded: ({ vehicle, route, violation }) => ({
    ...limit('extend_distance_limit', (one) => one.maxDistanceMeters, 'm')({ vehicle, violation }),
    message: `vehicle ${route?.vehicleId} drives ${violation.amount} m too far`,
  }),
  too_many_stops: limit('extend_stop_limit', (vehicle) => vehicle.maxStops, 'stops'),
  walking_exceeded: limit('extend_walking_limit', (vehicle) => vehicle.walking?.maxMeters, 'm'),
  break_missing: breakWords,
  break_window_missed: breakWords,
  break_too_short: breakWords,
  driving_without_break: breakWords,
  work_without_break: breakWords,
  rest_too_short: breakWords,
  driving_exceeded: breakWords,
};

function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)} min`;
}

/** Seconds since the start of the horizon as hours and minutes. */
function clock(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : ''}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
