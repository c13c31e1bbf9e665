import { FAR } from '#domain/routing/compiled';

/*
 * What every plan of a problem must at least do and pay. Rules that a bound
 * cannot see are left out, limits are as wide and costs as low as any plan may
 * have them: whoever bounds this problem from below bounds the real one.
 */

/** Travel between locations, row-major size x size; below 0 or from `FAR` on where there is no way. */
export interface LegTable {
  readonly size: number;
  readonly durations: Int32Array;
  readonly distances: Int32Array;
}

/** Vehicles that are alike. */
export interface RelaxedFleet {
  readonly count: number;
  readonly fixedCost: number;
  readonly perMeter: number;
  readonly perTravelSecond: number;
  /** Cost of a second from leaving to coming back. */
  readonly perSecond: number;
  /** Matrix location, -1 where the route begins or ends anywhere. */
  readonly start: number;
  readonly end: number;
  /** Locations beside stops that a route may pass on its way: reloads, breaks, nights. */
  readonly between: readonly number[];
  readonly ride: LegTable;
  /** Legs that may be walked instead, when they are not longer than this. */
  readonly walk?: { readonly legs: LegTable; readonly legMeters: number } | undefined;
  /** One a dimension, for what is loaded at once; `UNLIMITED` where there is none. */
  readonly capacity: readonly number[];
  /** It may load again on its way. */
  readonly reloads: boolean;
  /** First and last second on the road. */
  readonly shift: readonly [number, number];
  /** Longest time from leaving to coming back without nights, most metres and stops. */
  readonly maxSeconds: number;
  readonly maxMeters: number;
  readonly maxStops: number;
  /** By stop: 1 when it may serve it; seconds of service, and before it when it comes from elsewhere. */
  readonly serves: Uint8Array;
  readonly service: Int32Array;
  readonly setup: Int32Array;
  /** By stop: first and last start of service. */
  readonly open: Int32Array;
  readonly close: Int32Array;
}

export interface RelaxedProblem {
  readonly stops: number;
  /** Capacity dimensions. */
  readonly dims: number;
  /** By stop: matrix location. */
  readonly location: Int32Array;
  /** Stops x dims: load on board before, and after it. */
  readonly deliveries: Int32Array;
  readonly pickups: Int32Array;
  /** By stop: its task; stops of which only one is served share it. */
  readonly task: Int32Array;
  readonly tasks: number;
  /** By task: what the plan loses when nobody does it; infinite when it must be done. */
  readonly loss: Float64Array;
  readonly fleets: readonly RelaxedFleet[];
  /** The cost of every plan is a whole multiple of this; 0 when that is not known. */
  readonly grid: number;
}

/** Least cost of the leg, without service and waiting; infinite when there is no way. */
export function legCost(fleet: RelaxedFleet, from: number, to: number): number {
  if (from < 0 || to < 0) return 0;
  const perSecond = fleet.perTravelSecond + fleet.perSecond;
  const price = ({ size, durations, distances }: LegTable, longest: number) => {
    const meters = distances[from * size + to] as number;
    const seconds = durations[from * size + to] as number;
    const isThere = meters >= 0 && meters < FAR && seconds >= 0 && seconds < FAR && meters <= longest;
    return isThere ? fleet.perMeter * meters + perSecond * seconds : Number.POSITIVE_INFINITY;
  };
  const ridden = price(fleet.ride, FAR);
  return fleet.walk ? Math.min(ridden, price(fleet.walk.legs, fleet.walk.legMeters)) : ridden;
}

/** Least seconds of the leg, `FAR` when there is no way. */
export function legSeconds(fleet: RelaxedFleet, from: number, to: number): number {
  return leastOf(fleet, from, to, 'durations');
}

/** Least metres of the leg, `FAR` when there is no way. */
export function legMeters(fleet: RelaxedFleet, from: number, to: number): number {
  return leastOf(fleet, from, to, 'distances');
}

function leastOf({ ride, walk }: RelaxedFleet, from: number, to: number, what: 'durations' | 'distances'): number {
  if (from < 0 || to < 0) return 0;
  const ridden = ride[what][from * ride.size + to] as number;
  const least = ridden < 0 ? FAR : Math.min(ridden, FAR);
  if (!walk) return least;
  const walked = walk.legs[what][from * walk.legs.size + to] as number;
  return walked < 0 ? least : Math.min(least, walked);
}

/** Least seconds of setup and service at the stop, when the leg to it takes `seconds` and `meters`. */
export function workSeconds(fleet: RelaxedFleet, stop: number, seconds: number, meters: number): number {
  const setup = seconds > 0 && meters > 0 ? (fleet.setup[stop] as number) : 0;
  return setup + (fleet.service[stop] as number);
}
