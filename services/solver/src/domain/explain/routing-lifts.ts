import { HORIZON } from '#domain/routing/compiled';
import { type RoutingInput, type RoutingProblem, type Stop, UNSERVED, type Vehicle } from '#domain/routing/problem';
import { LOCK } from '#domain/routing/problem-rules';
import type { Lift } from './lift.ts';

/** Begins the id of a vehicle that is added to the fleet. */
const ADDED = 'one more ';

const HOUR = 3600;
const MINUTE = 60;
/** Kinds of vehicle of which one more is tried. */
const MOST_KINDS = 6;

/** Every class of rules of a routing problem, in the order in which reasons are looked for. */
export const ROUTING_LIFTS: readonly Lift<RoutingProblem>[] = [
  ofStops('TIME_WINDOW', UNSERVED.timeWindow, hasWindows, (stop) => ({ ...stop, timeWindows: [], openingHours: [] })),
  lift('CAPACITY', UNSERVED.capacity, withoutLoad, true),
  ofStops(
    'SKILL',
    UNSERVED.skill,
    ({ skills }) => skills.length > 0,
    (stop) => ({ ...stop, skills: [] }),
  ),
  lift('WORKING_TIME', UNSERVED.workingTime, withoutWorkingTime),
  ofVehicles('DISTANCE_LIMIT', UNSERVED.distanceLimit, 'maxDistanceMeters'),
  ofVehicles('STOP_LIMIT', UNSERVED.stopLimit, 'maxStops'),
  lift('WALKING_LIMIT', UNSERVED.walkingLimit, (input) =>
    changeVehicles(
      input,
      ({ walking }) => walking?.maxMeters !== undefined,
      ({ walking, ...vehicle }) => ({
        ...vehicle,
        walking: walking && { ...walking, maxMeters: undefined },
      }),
    ),
  ),
  lift('INCOMPATIBLE', UNSERVED.incompatible, withoutRelations),
  lift('UNLOADING_ORDER', UNSERVED.incompatible, (input) =>
    changeVehicles(
      input,
      ({ unloadingOrder }) => (unloadingOrder ?? 0) !== 0,
      (vehicle) => ({ ...vehicle, unloadingOrder: 0 }),
    ),
  ),
  lift('RIDE_TIME', UNSERVED.rideTime, (input) => {
    if (!input.shipments?.some(({ maxRideSeconds }) => maxRideSeconds !== undefined)) return undefined;
    return { ...input, shipments: input.shipments.map((shipment) => ({ ...shipment, maxRideSeconds: undefined })) };
  }),
  lift('BREAK', UNSERVED.break, (input) =>
    changeVehicles(
      input,
      ({ breaks, drivingRules }) => (breaks?.length ?? 0) > 0 || drivingRules !== undefined,
      (vehicle) => ({ ...vehicle, breaks: [], drivingRules: undefined }),
    ),
  ),
  ofStops(
    'RELEASE',
    UNSERVED.release,
    ({ releaseSeconds }) => (releaseSeconds ?? 0) > 0,
    (stop) => ({ ...stop, releaseSeconds: 0 }),
  ),
  ofStops(
    'VEHICLE',
    UNSERVED.vehicle,
    ({ vehicleIds }) => (vehicleIds?.length ?? 0) > 0,
    (stop) => ({ ...stop, vehicleIds: [] }),
  ),
  lift('LOCKED', UNSERVED.locked, (input) => {
    if (!input.givenRoutes?.some(({ lock, lockedStops }) => lock !== LOCK.none || lockedStops > 0)) return undefined;
    return { ...input, givenRoutes: input.givenRoutes.map((given) => ({ ...given, lock: LOCK.none, lockedStops: 0 })) };
  }),
];

/** What a planner can change, mildest first: each is tried alone. */
export function routingRemedies({ input }: RoutingProblem): Lift<RoutingProblem>[] {
  return [
    ...[15, 30, 60].map((minutes) =>
      ofStops(`widen_windows_${minutes}_min`, UNSERVED.timeWindow, hasWindows, (stop) =>
        widened(stop, minutes * MINUTE),
      ),
    ),
    lift('extend_shifts_1_h', UNSERVED.workingTime, (all) =>
      changeVehicles(all, hasWorkingTime, (vehicle) => longer(vehicle, HOUR)),
    ),
    ...input.vehicles.slice(0, MOST_KINDS).map((vehicle) => ({
      ...lift('one_more_vehicle', UNSERVED.noRoom, (all, stops) => withOneMore(all, vehicle, stops)),
      adds: vehicle.id,
    })),
  ];
}

function lift(
  rule: string,
  code: Lift<RoutingProblem>['code'],
  change: (input: RoutingInput, stops: ReadonlySet<number>) => RoutingInput | undefined,
  perStop = false,
): Lift<RoutingProblem> {
  const apply = (problem: RoutingProblem, stops: ReadonlySet<number>) => {
    const input = change(problem.input, stops);
    return input && { ...problem, input };
  };
  return { rule, code, perStop, apply };
}

function ofStops(
  rule: string,
  code: Lift<RoutingProblem>['code'],
  has: (stop: Stop) => boolean,
  change: (stop: Stop) => Stop,
): Lift<RoutingProblem> {
  const apply = (input: RoutingInput, stops: ReadonlySet<number>) => {
    if (!input.stops.some((stop, index) => stops.has(index) && has(stop))) return undefined;
    return { ...input, stops: input.stops.map((stop, index) => (stops.has(index) && has(stop) ? change(stop) : stop)) };
  };
  return lift(rule, code, apply, true);
}

function ofVehicles(rule: string, code: Lift<RoutingProblem>['code'], limit: 'maxDistanceMeters' | 'maxStops') {
  return lift(rule, code, (input) =>
    changeVehicles(
      input,
      (vehicle) => vehicle[limit] !== undefined,
      (vehicle) => ({ ...vehicle, [limit]: undefined }),
    ),
  );
}

function changeVehicles(
  input: RoutingInput,
  has: (vehicle: Vehicle) => boolean,
  change: (vehicle: Vehicle) => Vehicle,
): RoutingInput | undefined {
  if (!input.vehicles.some(has)) return undefined;
  return { ...input, vehicles: input.vehicles.map((vehicle) => (has(vehicle) ? change(vehicle) : vehicle)) };
}

function hasWindows({ timeWindows, openingHours }: Stop): boolean {
  return timeWindows.length > 0 || (openingHours?.length ?? 0) > 0;
}

function widened(stop: Stop, seconds: number): Stop {
  return {
    ...stop,
    timeWindows: stop.timeWindows.map(({ startSeconds, endSeconds }) => ({
      startSeconds: Math.max(0, startSeconds - seconds),
      endSeconds: endSeconds + seconds,
    })),
    openingHours: stop.openingHours?.map((hours) => ({
      ...hours,
      openSeconds: Math.max(0, hours.openSeconds - seconds),
      closeSeconds: hours.closeSeconds + seconds,
    })),
  };
}

/** Nothing to carry for these stops, and for the shipments that they are ends of. */
function withoutLoad(input: RoutingInput, stops: ReadonlySet<number>): RoutingInput | undefined {
  const isLimited = input.vehicles.some(({ capacity }) => capacity.length > 0);
  if (!isLimited) return undefined;
  const ids = new Set(input.stops.filter((_, index) => stops.has(index)).map(({ id }) => id));
  return {
    ...input,
    stops: input.stops.map((stop, index) => (stops.has(index) ? { ...stop, demand: [], pickup: [] } : stop)),
    shipments: input.shipments?.map((shipment) =>
      ids.has(shipment.pickupStopId) || ids.has(shipment.deliveryStopId) ? { ...shipment, amount: [] } : shipment,
    ),
  };
}

function hasWorkingTime({ shift, shifts, maxDurationSeconds, maxTravelSeconds }: Vehicle): boolean {
  return (
    [shift, maxDurationSeconds, maxTravelSeconds].some((limit) => limit !== undefined) || (shifts?.length ?? 0) > 0
  );
}

/** No end of shifts, no longest route, and depots that do not close. */
function withoutWorkingTime(input: RoutingInput): RoutingInput | undefined {
  const closing = input.depots.some(({ timeWindow }) => timeWindow !== undefined);
  const vehicles = changeVehicles(input, hasWorkingTime, (vehicle) => ({
    ...vehicle,
    shift: vehicle.shift && { startSeconds: vehicle.shift.startSeconds, endSeconds: HORIZON },
    shifts: vehicle.shifts?.map((shift, index, all) =>
      index === all.length - 1 ? { ...shift, endSeconds: HORIZON } : shift,
    ),
    maxDurationSeconds: undefined,
    maxTravelSeconds: undefined,
  }));
  if (!closing) return vehicles;
  return {
    ...(vehicles ?? input),
    depots: input.depots.map(({ timeWindow, ...depot }) => ({
      ...depot,
      timeWindow: timeWindow && { ...timeWindow, endSeconds: HORIZON },
    })),
  };
}

function longer(vehicle: Vehicle, seconds: number): Vehicle {
  const { shift, shifts, maxDurationSeconds, maxTravelSeconds } = vehicle;
  const later = (window: { startSeconds: number; endSeconds: number }) => ({
    ...window,
    endSeconds: window.endSeconds + seconds,
  });
  return {
    ...vehicle,
    shift: shift && later(shift),
    // Shifts stay apart: the last one is longer.
    shifts: shifts?.map((one, index, all) => (index === all.length - 1 ? later(one) : one)),
    maxDurationSeconds: maxDurationSeconds === undefined ? undefined : maxDurationSeconds + seconds,
    maxTravelSeconds: maxTravelSeconds === undefined ? undefined : maxTravelSeconds + seconds,
  };
}

/** Relations without those that speak of these stops. */
function withoutRelations(input: RoutingInput, stops: ReadonlySet<number>): RoutingInput | undefined {
  const ids = new Set(input.stops.filter((_, index) => stops.has(index)).map(({ id }) => id));
  const relations = input.relations?.filter(({ stopIds }) => !stopIds.some((id) => ids.has(id))) ?? [];
  return relations.length === (input.relations?.length ?? 0) ? undefined : { ...input, relations };
}

/** One more of a vehicle, behind the others so that their numbers stay. */
function withOneMore(input: RoutingInput, vehicle: Vehicle, stops: ReadonlySet<number>): RoutingInput {
  const more = { ...vehicle, id: `${ADDED}${vehicle.id}`, count: 1 };
  const isNamed = (stop: Stop) => stop.vehicleIds?.includes(vehicle.id) ?? false;
  return {
    ...input,
    vehicles: [...input.vehicles, more],
    stops: input.stops.map((stop, index) =>
      stops.has(index) && isNamed(stop) ? { ...stop, vehicleIds: [...(stop.vehicleIds ?? []), more.id] } : stop,
    ),
  };
}
