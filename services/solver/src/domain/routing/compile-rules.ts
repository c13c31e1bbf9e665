import { isOnlyStart } from './bonds/is-only-start.ts';
import { compileTypeRules } from './compile-type-rules.ts';
import { type CompiledRouting, HORIZON, UNLIMITED } from './compiled.ts';
import type {
  CompiledGiven,
  CompiledRelations,
  CompiledRules,
  CompiledShipments,
  CompiledSoftWindows,
} from './compiled-rules.ts';
import type { RoutingInput, RoutingProblem, Stop, Vehicle } from './problem.ts';
import { LOCK, RELATION } from './problem-rules.ts';

/** Whether anything asks for more of a route than the plain model has. */
export function hasRules(input: RoutingInput): boolean {
  return (
    input.stops.some(isRichStop) ||
    input.vehicles.some(isRichVehicle) ||
    input.depots.some(({ timeWindow, loadingSeconds }) => timeWindow !== undefined || (loadingSeconds ?? 0) > 0) ||
    (input.shipments?.length ?? 0) > 0 ||
    (input.relations ?? []).some(({ kind }) => kind !== RELATION.sameRoute) ||
    !isOnlyStart(input)
  );
}

function isRichStop(stop: Stop): boolean {
  return (
    (stop.pickup?.some((load) => load !== 0) ?? false) ||
    stop.softWindow !== undefined ||
    (stop.setupSeconds ?? 0) > 0 ||
    Object.keys(stop.serviceSecondsByType ?? {}).length > 0 ||
    Object.keys(stop.setupSecondsByType ?? {}).length > 0 ||
    (stop.releaseSeconds ?? 0) > 0
  );
}

function isRichVehicle(vehicle: Vehicle): boolean {
  return (
    vehicle.reload !== undefined ||
    vehicle.maxTravelSeconds !== undefined ||
    vehicle.overtime !== undefined ||
    (vehicle.breaks?.length ?? 0) > 0 ||
    vehicle.drivingRules !== undefined ||
    (vehicle.shifts?.length ?? 0) > 0 ||
    (vehicle.costPerWaitingHour ?? 0) > 0 ||
    (vehicle.profileId ?? '') !== '' ||
    vehicle.walking !== undefined
  );
}

/** The rules of single routes; `compiled` is the same problem without them. */
export function compileRules(problem: RoutingProblem, compiled: CompiledRouting): CompiledRules {
  const { input } = problem;
  const numbers = new Map(input.stops.map(({ id }, index) => [id, index]));
  const { dims } = compiled;
  const byType = (read: (stop: Stop, vehicle: Vehicle) => number) =>
    Int32Array.from(input.vehicles.flatMap((vehicle) => input.stops.map((stop) => read(stop, vehicle))));
  return {
    collected: Int32Array.from(
      input.stops.flatMap(({ pickup }) => Array.from({ length: dims }, (_, d) => pickup?.[d] ?? 0)),
    ),
    release: Int32Array.from(input.stops, ({ releaseSeconds }) => releaseSeconds ?? 0),
    service: byType(serviceOf),
    setup: byType(setupOf),
    bareOpen: compiled.bareOpen ?? compiled.windowOpen,
    soft: softOf(input),
    shipments: shipmentsOf(input, numbers, dims),
    relations: relationsOf(input, numbers),
    given: givenOf(input, numbers, compiled),
    depotOpen: Int32Array.from(input.depots, ({ timeWindow }) => timeWindow?.startSeconds ?? 0),
    depotClose: Int32Array.from(input.depots, ({ timeWindow }) => timeWindow?.endSeconds ?? HORIZON),
    loading: Int32Array.from(input.depots, ({ loadingSeconds }) => loadingSeconds ?? 0),
    types: compileTypeRules(problem, compiled),
  };
}

/** Seconds of service by the vehicle's type. */
export function serviceOf(stop: Stop, { type }: Vehicle): number {
  return byVehicle(stop.serviceSecondsByType, type) ?? stop.serviceSeconds;
}

/** Seconds of setup by the vehicle's type, after a leg that takes time or distance. */
export function setupOf(stop: Stop, { type }: Vehicle): number {
  return byVehicle(stop.setupSecondsByType, type) ?? stop.setupSeconds ?? 0;
}

function byVehicle(seconds: Readonly<Record<string, number>> | undefined, type: string | undefined) {
  return seconds && type && Object.hasOwn(seconds, type) ? seconds[type] : undefined;
}

function softOf({ stops }: RoutingInput): CompiledSoftWindows | undefined {
  const costs = ({ softWindow }: Stop) => (softWindow?.costPerSecondEarly ?? 0) + (softWindow?.costPerSecondLate ?? 0);
  if (!stops.some((stop) => costs(stop) > 0)) return undefined;
  return {
    from: Int32Array.from(stops, ({ softWindow }) => softWindow?.startSeconds ?? 0),
    to: Int32Array.from(stops, ({ softWindow }) => softWindow?.endSeconds ?? HORIZON),
    early: Float64Array.from(stops, ({ softWindow }) => softWindow?.costPerSecondEarly ?? 0),
    late: Float64Array.from(stops, ({ softWindow }) => softWindow?.costPerSecondLate ?? 0),
  };
}

type Numbers = ReadonlyMap<string, number>;

function shipmentsOf({ shipments = [], stops }: RoutingInput, numbers: Numbers, dims: number) {
  if (shipments.length === 0) return undefined;
  const partner = new Int32Array(stops.length).fill(-1);
  const isPickup = new Uint8Array(stops.length);
  const change = new Int32Array(stops.length * dims);
  const maxRide = new Int32Array(stops.length).fill(UNLIMITED);
  for (const { pickupStopId, deliveryStopId, amount, maxRideSeconds } of shipments) {
    const pickup = numbers.get(pickupStopId);
    const delivery = numbers.get(deliveryStopId);
    if (pickup === undefined || delivery === undefined) continue;
    partner[pickup] = delivery;
    partner[delivery] = pickup;
    isPickup[pickup] = 1;
    if (maxRideSeconds !== undefined) maxRide[delivery] = maxRideSeconds;
    for (let d = 0; d < dims; d++) {
      change[pickup * dims + d] = amount[d] ?? 0;
      change[delivery * dims + d] = -(amount[d] ?? 0);
    }
  }
  const hasRideLimits = shipments.some(({ maxRideSeconds }) => maxRideSeconds !== undefined);
  return { partner, isPickup, change, maxRide, hasRideLimits } satisfies CompiledShipments;
}

function relationsOf({ relations = [], stops }: RoutingInput, numbers: Numbers): CompiledRelations | undefined {
  const kept = relations.filter(({ kind }) => kind !== RELATION.sameRoute && kind !== 0);
  if (kept.length === 0) return undefined;
  const of: { relation: number; rank: number }[][] = stops.map(() => []);
  kept.forEach(({ stopIds }, relation) => {
    stopIds.forEach((id, rank) => {
      of[numbers.get(id) ?? -1]?.push({ relation, rank });
    });
  });
  const flat = of.flat();
  let total = 0;
  return {
    count: kept.length,
    from: Int32Array.from([0, ...of.map((list) => (total += list.length))]),
    relation: Int32Array.from(flat, ({ relation }) => relation),
    rank: Int32Array.from(flat, ({ rank }) => rank),
    kind: Uint8Array.from(kept, ({ kind }) => kind),
  };
}

/** Undefined when no given route is locked or priced by what one route shows. */
function givenOf(input: RoutingInput, numbers: Numbers, compiled: CompiledRouting): CompiledGiven | undefined {
  const { givenRoutes = [], change, vehicles } = input;
  const vehicleChange = change?.vehicleChange ?? 0;
  const predecessorChange = change?.predecessorChange ?? 0;
  const isFree = vehicleChange === 0 && predecessorChange === 0;
  const isOpen = givenRoutes.every(({ lock, lockedStops }) => lockedStops === 0 && lock < LOCK.order);
  if (givenRoutes.length === 0 || (isFree && isOpen)) return undefined;
  const first = new Map<string, number>();
  for (let v = compiled.vehicles - 1; v >= 0; v--) first.set(vehicles[compiled.type[v] as number]?.id ?? '', v);
  const vehicle = new Int32Array(compiled.stops).fill(-1);
  const place = new Int32Array(compiled.stops).fill(-1);
  const before = new Int32Array(compiled.stops).fill(-1);
  const keepsOrder = new Uint8Array(compiled.vehicles);
  const isClosed = new Uint8Array(compiled.vehicles);
  const lockedStops = new Int32Array(compiled.vehicles);
  for (const given of givenRoutes) {
    // A number beyond the compiled ones is a vehicle that no plan needs: all its stops have changed it.
    const number = (first.get(given.vehicleId) ?? compiled.vehicles) + given.vehicleIndex;
    const isThere = vehicles[compiled.type[number] as number]?.id === given.vehicleId;
    let last = -1;
    given.stopIds.forEach((id, index) => {
      const stop = numbers.get(id);
      if (stop === undefined) return;
      vehicle[stop] = isThere ? number : compiled.vehicles;
      place[stop] = index;
      before[stop] = last;
      last = stop;
    });
    if (!isThere) continue;
    keepsOrder[number] = given.lock >= LOCK.order ? 1 : 0;
    isClosed[number] = given.lock === LOCK.route ? 1 : 0;
    lockedStops[number] = given.lockedStops;
  }
  return { vehicle, place, before, keepsOrder, isClosed, lockedStops, vehicleChange, predecessorChange };
}
