import { RELAXATION, type RelaxationStep, rungs, stepsOf } from '#domain/strategy/relaxation-policy';
import type { RoutingInput, RoutingProblem, Stop, Vehicle } from './problem.ts';
import type { OpeningHours, Shipment, TimeWindow } from './problem-rules.ts';

/** Ids of the mandatory stops that did not fit so far. */
export type UnservedIds = ReadonlySet<string>;

/** One rung of the ladder, on top of those before; `undefined` when it changes nothing. */
export type RoutingRung = (
  problem: RoutingProblem,
  original: RoutingProblem,
  unserved: UnservedIds,
) => RoutingProblem | undefined;

/** A change of the request; the same object when there is nothing to change. */
type Change = (input: RoutingInput, original: RoutingInput, unserved: UnservedIds) => RoutingInput;

const HOUR = 3600;
const MOST_WIDER = 4 * HOUR;
const MOST_LONGER = 2 * HOUR;
/** Half an hour first: rides are shorter than windows. */
const LONGER_RIDE = 1800;
const MORE_WALKING_METERS = 1000;
const MOST_WALKING_METERS = 2000;
const FURTHER = 0.25;
const MORE_STOPS = 2;

/** The rungs of a problem, as its policy says. */
export function routingLadder({ input }: RoutingProblem): RoutingRung[] {
  return stepsOf(input.relaxation).flatMap((step) => changesOf(step).map(asRung));
}

function asRung(change: Change): RoutingRung {
  return (problem, original, unserved) => {
    const input = change(problem.input, original.input, unserved);
    return input === problem.input ? undefined : { ...problem, input };
  };
}

function changesOf(step: RelaxationStep): Change[] {
  const { rule, maxSeconds, maxMeters, maxCount } = step;
  switch (rule) {
    case RELAXATION.timeWindows:
      return rungs(HOUR, maxSeconds ?? MOST_WIDER).map(widen);
    case RELAXATION.rideTime:
      return rungs(LONGER_RIDE, maxSeconds ?? MOST_LONGER).map(ride);
    case RELAXATION.releaseTime:
      return rungs(HOUR, maxSeconds ?? MOST_WIDER).map(release);
    case RELAXATION.overtime:
      return rungs(HOUR, maxSeconds ?? MOST_LONGER).map((seconds) => vehicles((now, was) => longer(now, was, seconds)));
    case RELAXATION.walkingLimit:
      return rungs(MORE_WALKING_METERS, maxMeters ?? MOST_WALKING_METERS).map((meters) =>
        vehicles((now, was) => walking(now, was, meters)),
      );
    case RELAXATION.distanceLimit:
      return [vehicles((now, was) => further(now, was, maxMeters))];
    case RELAXATION.stopLimit:
      return rungs(1, maxCount ?? MORE_STOPS).map((count) => vehicles((now, was) => busier(now, was, count)));
    case RELAXATION.breaks:
      return [vehicles((now) => (hasBreaks(now) ? { ...now, breaks: [], drivingRules: undefined } : now))];
    case RELAXATION.leaveOut:
      return [(input, _, unserved) => leaveOut(input, unserved, maxCount)];
    default:
      return [];
  }
}

/** A change of each vehicle. */
function vehicles(change: (now: Vehicle, original: Vehicle) => Vehicle): Change {
  return (input, original) => {
    const changed = input.vehicles.map((vehicle, index) => change(vehicle, original.vehicles[index] ?? vehicle));
    return changed.every((vehicle, index) => vehicle === input.vehicles[index])
      ? input
      : { ...input, vehicles: changed };
  };
}

/** A change of each stop that does not fit. */
function unservedStops(change: (now: Stop, original: Stop) => Stop): Change {
  return (input, original, unserved) => {
    const changed = input.stops.map((stop, index) =>
      unserved.has(stop.id) ? change(stop, original.stops[index] ?? stop) : stop,
    );
    return changed.every((stop, index) => stop === input.stops[index]) ? input : { ...input, stops: changed };
  };
}

function widen(seconds: number): Change {
  const wider = (window: TimeWindow): TimeWindow => ({
    startSeconds: Math.max(0, window.startSeconds - seconds),
    endSeconds: window.endSeconds + seconds,
  });
  const open = (hours: OpeningHours): OpeningHours => ({
    ...hours,
    openSeconds: Math.max(0, hours.openSeconds - seconds),
    closeSeconds: hours.closeSeconds + seconds,
  });
  return unservedStops((now, { timeWindows, openingHours = [] }) =>
    timeWindows.length + openingHours.length === 0
      ? now
      : { ...now, timeWindows: timeWindows.map(wider), openingHours: openingHours.map(open) },
  );
}

function release(seconds: number): Change {
  return unservedStops((now, { releaseSeconds = 0 }) =>
    releaseSeconds === 0 ? now : { ...now, releaseSeconds: Math.max(0, releaseSeconds - seconds) },
  );
}

/** Rides of the shipments that do not fit. */
function ride(seconds: number): Change {
  return (input, original, unserved) => {
    let hasChanged = false;
    const shipments = input.shipments?.map((shipment, index): Shipment => {
      const most = original.shipments?.[index]?.maxRideSeconds;
      if (most === undefined || !isTouched(shipment, unserved)) return shipment;
      hasChanged = true;
      return { ...shipment, maxRideSeconds: most + seconds };
    });
    return hasChanged ? { ...input, shipments } : input;
  };
}

function isTouched({ pickupStopId, deliveryStopId }: Shipment, unserved: UnservedIds): boolean {
  return unserved.has(pickupStopId) || unserved.has(deliveryStopId);
}

/** Later ends of shifts, none into the next one, and longer routes. */
function longer(now: Vehicle, original: Vehicle, seconds: number): Vehicle {
  const { shift, shifts = [], maxDurationSeconds } = original;
  if (!shift && shifts.length === 0 && maxDurationSeconds === undefined) return now;
  const later = ({ startSeconds, endSeconds }: TimeWindow, next: TimeWindow | undefined): TimeWindow => ({
    startSeconds,
    endSeconds: Math.max(endSeconds, Math.min(endSeconds + seconds, (next?.startSeconds ?? Infinity) - 1)),
  });
  return {
    ...now,
    shift: shift && later(shift, undefined),
    shifts: shifts.map((one, index) => later(one, shifts[index + 1])),
    maxDurationSeconds: maxDurationSeconds === undefined ? undefined : maxDurationSeconds + seconds,
  };
}

function walking(now: Vehicle, { walking }: Vehicle, meters: number): Vehicle {
  if (!now.walking || walking?.maxMeters === undefined) return now;
  return { ...now, walking: { ...now.walking, maxMeters: walking.maxMeters + meters } };
}

/** A quarter more, or so many metres, and as much more time in motion. */
function further(now: Vehicle, original: Vehicle, meters: number | undefined): Vehicle {
  const { maxDistanceMeters, maxTravelSeconds } = original;
  if (maxDistanceMeters === undefined && maxTravelSeconds === undefined) return now;
  const more = maxDistanceMeters === undefined ? 0 : (meters ?? Math.round(maxDistanceMeters * FURTHER));
  const share = maxDistanceMeters ? more / maxDistanceMeters : FURTHER;
  return {
    ...now,
    maxDistanceMeters: maxDistanceMeters === undefined ? undefined : maxDistanceMeters + more,
    maxTravelSeconds: maxTravelSeconds === undefined ? undefined : Math.round(maxTravelSeconds * (1 + share)),
  };
}

function busier(now: Vehicle, { maxStops }: Vehicle, count: number): Vehicle {
  return maxStops === undefined ? now : { ...now, maxStops: maxStops + count };
}

function hasBreaks({ breaks = [], drivingRules }: Vehicle): boolean {
  return breaks.length > 0 || drivingRules !== undefined;
}

/** What does not fit need not be served: stops by themselves, or the shipments and groups that they belong to. */
function leaveOut(input: RoutingInput, unserved: UnservedIds, most = Number.POSITIVE_INFINITY): RoutingInput {
  if (unserved.size === 0 || unserved.size > most) return input;
  const free = { optional: true, prize: 0 };
  const bound = new Set<string>();
  const shipments = input.shipments?.map((shipment) => {
    bound.add(shipment.pickupStopId).add(shipment.deliveryStopId);
    return isTouched(shipment, unserved) ? { ...shipment, ...free } : shipment;
  });
  const alternatives = input.alternatives?.map((group) => {
    for (const id of group.stopIds) bound.add(id);
    return group.stopIds.some((id) => unserved.has(id)) ? { ...group, ...free } : group;
  });
  const stops = input.stops.map((stop) => (unserved.has(stop.id) && !bound.has(stop.id) ? { ...stop, ...free } : stop));
  return { ...input, stops, shipments, alternatives };
}
