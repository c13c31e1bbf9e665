import type { CompiledRouting } from '#domain/routing/compiled';

/**
 * A problem that is searched in parts: what is needed to cut it, and how a part
 * becomes a problem of its own. Stops and vehicles are numbers, vehicles of one
 * type lie side by side.
 */
export interface LargeProblem {
  readonly stops: number;
  readonly vehicles: number;
  /** By stop: where it is in the plane, in any unit. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** By vehicle: where it starts; where it ends when the start is open. */
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  /** By vehicle. */
  readonly type: Int32Array;
  /** By stop: stops that must be in one part have the same number, that of the first of them. */
  readonly bunch: Int32Array;
  /** Stops and vehicles as a problem whose stops and vehicles have the numbers of their places in these lists. Vehicles are sorted. */
  part(stops: Int32Array, vehicles: Int32Array): CompiledRouting;
  /** The stops with all that are in their bunches, each once. */
  withTied(stops: readonly number[]): Int32Array;
  /** What is lost with the stops that have no route (-1 in `routeOf`), and how many required ones are among them. */
  lost(routeOf: Int32Array): Lost;
}

export interface Lost {
  readonly prizes: number;
  readonly missing: number;
}

/** Loss of a required stop in the value of a plan, above the cost of any plan. */
export const MISSING_LOSS = 2 ** 40;
