import type { StopRule } from '#domain/engine/engine';

/** The best routes of a vehicle, by the set of stops that they serve (a bit each). */
export interface RouteTable {
  /** Cost, `Infinity` where no route serves just these; 0 for none. */
  readonly cost: Float64Array;
  /** Writes the stops of the best route of a set, in order; gives their number. */
  orderOf(set: number, into: Int32Array): number;
}

/** What ends the making of a table, and what need not be in it. */
export interface TableLimits {
  readonly stop: StopRule;
  /** Most labels. */
  readonly room: number;
  /** What is left costs at least so much (completion.ts). */
  readonly completion: Float64Array;
  /** By stop: the stops that may not be on its route. */
  readonly apart: Int32Array;
  /** Cost of a plan that is known: routes with which none is cheaper are left out. */
  readonly known: number;
}
