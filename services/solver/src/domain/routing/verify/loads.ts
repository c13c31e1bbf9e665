import { ROUTE_EVENT, type Stop } from '#domain/routing/problem';
import { eventsBefore, type RouteCheck } from './route-check.ts';

/** What is served between one loading and the next. */
interface Trip {
  /** Path of what says when it leaves the place where it loads. */
  readonly leavesAt: string;
  readonly leaveSeconds: number;
  /** Path of the loading. */
  readonly where: string;
  readonly first: number;
  /** Behind the last visit. */
  end: number;
}

/** Loads on board from trip to trip, skills, vehicles named by stops, and what is loaded being ready. */
export function checkLoads(check: RouteCheck): void {
  check.stops.forEach((stop, position) => {
    if (stop) checkVehicle(check, stop, `${check.place}.visits[${position}]`);
  });
  const trips = tripsOf(check);
  for (const trip of trips) checkRelease(check, trip);
  check.index.input.capacityDimensions.forEach((unit, dimension) => {
    checkCapacity(check, trips, dimension, unit);
  });
}

function checkVehicle({ findings, vehicle }: RouteCheck, stop: Stop, where: string): void {
  const missing = stop.skills.filter((skill) => !vehicle.skills.includes(skill));
  if (missing.length > 0) {
    const message = `vehicle ${vehicle.id} lacks ${missing.join(', ')}, which stop ${stop.id} needs`;
    findings.add('skill_missing', where, missing.length, stop.id, message);
  }
  const named = stop.vehicleIds ?? [];
  if (named.length > 0 && !named.includes(vehicle.id)) {
    const message = `stop ${stop.id} may be served by ${named.join(', ')} only, not by ${vehicle.id}`;
    findings.add('vehicle_not_allowed', where, 1, stop.id, message);
  }
}

function tripsOf(check: RouteCheck): Trip[] {
  const { route, place } = check;
  let trip: Trip = {
    leavesAt: `${place}.start_seconds`,
    leaveSeconds: route.startSeconds,
    where: place,
    first: 0,
    end: route.visits.length,
  };
  const trips = [trip];
  for (let position = 0; position <= route.visits.length; position++) {
    for (const { event, where } of eventsBefore(check, position)) {
      if (event.kind !== ROUTE_EVENT.reload) continue;
      trip.end = position;
      const leavesAt = `${where}.end_seconds`;
      trip = { leavesAt, leaveSeconds: event.endSeconds, where, first: position, end: route.visits.length };
      trips.push(trip);
    }
  }
  return trips;
}

function checkRelease({ stops, findings }: RouteCheck, { first, end, leavesAt, leaveSeconds }: Trip): void {
  for (let position = first; position < end; position++) {
    const stop = stops[position];
    const early = (stop?.releaseSeconds || leaveSeconds) - leaveSeconds;
    if (!stop || !(early > 0)) continue;
    findings.add(
      'release_missed',
      leavesAt,
      early,
      stop.id,
      `it leaves ${early} s before what ${stop.id} gets is ready`,
    );
  }
}

/** The largest load in one dimension, named once a route. */
function checkCapacity(check: RouteCheck, trips: readonly Trip[], dimension: number, unit: string): void {
  const { stops, index, vehicle, place, findings } = check;
  const capacity = vehicle.capacity[dimension] ?? Number.POSITIVE_INFINITY;
  if (capacity === Number.POSITIVE_INFINITY) return;
  const onBoard = new Set<string>();
  let shipped = 0;
  let most = 0;
  let worst = place;
  const note = (load: number, where: string) => {
    if (load <= most) return;
    most = load;
    worst = where;
  };
  for (const { first, end, where } of trips) {
    let load = shipped;
    for (let position = first; position < end; position++) load += stops[position]?.demand[dimension] ?? 0;
    note(load, where);
    for (let position = first; position < end; position++) {
      const stop = stops[position];
      if (!stop) continue;
      load += (stop.pickup?.[dimension] ?? 0) - (stop.demand[dimension] ?? 0);
      const shipment = index.shipmentEnds.get(stop.id);
      if (shipment) {
        const { id, amount } = shipment.shipment;
        const carried = amount[dimension] ?? 0;
        // What is delivered without being picked up never was on board.
        const change = shipment.isPickup ? carried : onBoard.has(id) ? -carried : 0;
        if (shipment.isPickup) onBoard.add(id);
        else onBoard.delete(id);
        load += change;
        shipped += change;
      }
      note(load, `${place}.visits[${position}]`);
    }
  }
  const over = most - capacity;
  const message = `${most} ${unit} are on vehicle ${vehicle.id}, which takes ${capacity}`;
  if (over > 0) findings.add('capacity_exceeded', worst, over, vehicle.id, message, unit);
}
