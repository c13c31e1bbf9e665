import type { Bonds } from './bonds/bonds.ts';
import type { CompiledRules } from './compiled-rules.ts';

/*
 * A routing problem as the engine reads it: flat arrays, indices instead of
 * ids. Both problem kinds that visit places compile to it: `Routing` (a vehicle
 * is a vehicle) and `Itinerary` (a vehicle is a day).
 */

/** Travel that is impossible: longer than any clock, so that every time check refuses it. */
export const FAR = 1_000_000_000;

/** End of time, seconds. Below `FAR`, so that an impossible leg never fits. */
export const HORIZON = 500_000_000;

/** No limit on metres, seconds or counts. */
export const UNLIMITED = 2_000_000_000;

/** Legs that may be walked instead (mode mixed): same shape as the riding matrices. */
export interface WalkingLegs {
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  /** Longest leg that is walked while the vehicle's walking budget lasts, metres. */
  readonly legMeters: number;
}

export interface CompiledRouting {
  readonly stops: number;
  readonly vehicles: number;
  /** Capacity dimensions. */
  readonly dims: number;

  /** Row length of the matrices; the last location is nowhere (open starts and ends), at no distance from all. */
  readonly size: number;
  /** Seconds and metres, row-major size x size, `FAR` where there is no way. */
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  readonly walking?: WalkingLegs | undefined;

  /** By stop: matrix location, seconds of service, 1 when it must be served, loss when it is not. */
  readonly location: Int32Array;
  readonly service: Int32Array;
  readonly required: Uint8Array;
  /** For required stops a penalty above the cost of any plan. */
  readonly prize: Float64Array;
  /** stops x dims. */
  readonly demand: Int32Array;

  /** By vehicle. Vehicles of one type are alike in everything, and lie side by side. */
  readonly type: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly shiftStart: Int32Array;
  readonly shiftEnd: Int32Array;
  readonly maxDistance: Int32Array;
  readonly maxDuration: Int32Array;
  readonly maxStops: Int32Array;
  /** Metres on foot; only read when there are `walking` legs. */
  readonly walkingBudget: Int32Array;
  /** vehicles x dims. */
  readonly capacity: Int32Array;
  readonly fixedCost: Float64Array;
  readonly perMeter: Float64Array;
  /** Cost of a second on the way. */
  readonly perTravelSecond: Float64Array;
  /** Cost of a second between leaving and coming back. */
  readonly perSecond: Float64Array;

  readonly types: number;
  /** types x stops: 1 when such a vehicle may serve the stop at all. */
  readonly allowed: Uint8Array;
  /** Windows in which service may start, sorted, disjoint: those of type t and stop s are windowFrom[t * stops + s] up to windowFrom[t * stops + s + 1]. */
  readonly windowFrom: Int32Array;
  readonly windowOpen: Int32Array;
  readonly windowClose: Int32Array;
  /** By window: when service may start there without setup; absent where that makes no difference. */
  readonly bareOpen?: Int32Array | undefined;

  /** Rules of single routes beyond the fields above; absent where there are none. */
  readonly rules?: CompiledRules | undefined;
  /** Several windows a stop, mixed legs or rules: routes are evaluated by walking them, not by segments. */
  readonly scan: boolean;
  /** Penalty of one required stop that is left out. */
  readonly missing: number;

  /** Stops and routes that hang together; absent where none do. */
  readonly bonds?: Bonds | undefined;
  /** A plan to start from, stops by vehicle: every route of it keeps the rules, and nothing is tied to it. */
  readonly startPlan?: readonly Int32Array[] | undefined;
}
