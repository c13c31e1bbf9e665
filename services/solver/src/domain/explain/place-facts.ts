import { type CompiledRouting, HORIZON, UNLIMITED } from '#domain/routing/compiled';
import { UNSERVED, type UnservedCode } from '#domain/routing/problem';
import type { InsertionPlace, InsertionPlaces } from './insertion-places.ts';

/** A place where something could be inserted if a rule did not hold, and what the route would be like. */
export interface PlaceFacts extends InsertionPlace {
  /** The route with it. */
  readonly route: Int32Array;
  /** Stop before it, -1 at the start. */
  readonly after: number;
  /** When its service would start. */
  readonly startSeconds: number;
  /** When the route would leave and be back. */
  readonly departureSeconds: number;
  readonly backSeconds: number;
  readonly meters: number;
  readonly walkedMeters: number;
}

/** By how much a limit is missed. */
export interface Missed {
  readonly by: number;
  /** Also what the limit is about: `window`, `shift`, `duration`, `distance`, `stops`, `walking`, or a capacity dimension. */
  readonly limit: 'window' | 'shift' | 'duration' | 'distance' | 'stops' | 'walking' | 'capacity';
  /** The limit itself. */
  readonly most: number;
  /** Number of the dimension; of a capacity only. */
  readonly dimension: number;
}

/** The route with the subject at its place, timed. */
export function factsOf(places: InsertionPlaces, subject: readonly number[], place: InsertionPlace): PlaceFacts {
  const { walk } = places;
  const route = places.routeWith(subject, place);
  walk.schedule(place.vehicle, route, route.length);
  return {
    ...place,
    route,
    after: place.at === 0 ? -1 : (route[place.at - 1] as number),
    startSeconds: walk.starts[place.at] as number,
    departureSeconds: walk.departure,
    backSeconds: walk.arrival,
    meters: walk.meters,
    walkedMeters: walk.walkedMeters,
  };
}

/** Which limit of the real problem the route with it would miss, and by how much; undefined where that is no number. */
export function missedLimit(real: CompiledRouting, code: UnservedCode, facts: PlaceFacts): Missed | undefined {
  switch (code) {
    case UNSERVED.timeWindow:
    case UNSERVED.closed:
      return missedWindow(real, facts);
    case UNSERVED.capacity:
      return missedCapacity(real, facts);
    case UNSERVED.workingTime:
      return missedTime(real, facts);
    case UNSERVED.distanceLimit:
      return missed('distance', facts.meters, real.maxDistance[facts.vehicle] as number);
    case UNSERVED.stopLimit:
      return missed('stops', facts.route.length, real.maxStops[facts.vehicle] as number);
    case UNSERVED.walkingLimit:
      return missed('walking', facts.walkedMeters, real.walkingBudget[facts.vehicle] as number);
    default:
      return undefined;
  }
}

function missed(limit: Missed['limit'], is: number, most: number, dimension = -1): Missed | undefined {
  return is > most && most < HORIZON ? { by: is - most, limit, most, dimension } : undefined;
}

function missedTime(real: CompiledRouting, { vehicle, backSeconds, departureSeconds }: PlaceFacts): Missed | undefined {
  const shift = missed('shift', backSeconds, real.shiftEnd[vehicle] as number);
  const most = real.maxDuration[vehicle] as number;
  return shift ?? (most < UNLIMITED ? missed('duration', backSeconds - departureSeconds, most) : undefined);
}

/** To the nearest window of the stop. */
function missedWindow(real: CompiledRouting, facts: PlaceFacts): Missed | undefined {
  const { vehicle, route, at, startSeconds } = facts;
  const cell = (real.type[vehicle] as number) * real.stops + (route[at] as number);
  let nearest: Missed | undefined;
  for (let w = real.windowFrom[cell] as number; w < (real.windowFrom[cell + 1] as number); w++) {
    const [open, close] = [real.windowOpen[w] as number, real.windowClose[w] as number];
    const by = Math.max(open - startSeconds, startSeconds - close);
    if (by > 0 && (!nearest || by < nearest.by)) {
      nearest = { by, limit: 'window', most: startSeconds > close ? close : open, dimension: -1 };
    }
  }
  return nearest;
}

/** Of what is delivered; what is collected and brought on the way is seldom aboard all at once. */
function missedCapacity(real: CompiledRouting, { vehicle, route }: PlaceFacts): Missed | undefined {
  let worst: Missed | undefined;
  for (let d = 0; d < real.dims; d++) {
    let load = 0;
    for (const stop of route) load += real.demand[stop * real.dims + d] as number;
    const over = missed('capacity', load, real.capacity[vehicle * real.dims + d] as number, d);
    if (over && (!worst || over.by > worst.by)) worst = over;
  }
  return worst;
}
