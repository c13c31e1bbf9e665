import type { RoundingName } from './rounding.ts';

/*
 * What the field's files say, before any rounding: every reader gives this, and `toRouting` alone knows what the model can hold.
 * Numbers are in the file's own unit, which counts for time as for distance.
 */

export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Customer {
  /** As in solution files. */
  readonly number: number;
  /** Row of `places`. */
  readonly place: number;
  /** Delivered from a depot, one number a dimension. */
  readonly demand: readonly number[];
  /** Collected for a depot, one number a dimension; empty for none. */
  readonly backhaul: readonly number[];
  readonly service: number;
  readonly window?: Window | undefined;
  /** Not at the depot before this. */
  readonly release: number;
  /** Gain; with it the customer may be left out. */
  readonly prize?: number | undefined;
  /** Number of the customer who gets what is collected here. */
  readonly deliverTo?: number | undefined;
}

export interface Depot {
  /** Row of `places`. */
  readonly place: number;
  readonly window?: Window | undefined;
}

/** Vehicles alike. */
export interface Fleet {
  readonly count: number;
  /** Index in `depots`. */
  readonly depot: number;
  /** One number a dimension; empty for no limit. */
  readonly capacity: readonly number[];
  readonly fixedCost: number;
  readonly costPerUnit: number;
  readonly maxDistance?: number | undefined;
  /** From leaving to coming back, service included. */
  readonly maxDuration?: number | undefined;
  /** Numbers of the customers that it may serve; all when absent. */
  readonly serves?: ReadonlySet<number> | undefined;
  /** Index in `depots` of where it may load again. */
  readonly reloads: readonly number[];
}

/** Lengths between places: straight lines in the plane, always rounded up, or a whole table, row-major. */
export type Lengths =
  | { readonly kind: 'euclidean'; readonly places: readonly (readonly [x: number, y: number])[]; readonly up?: boolean }
  | { readonly kind: 'table'; readonly size: number; readonly cells: Float64Array };

export interface Instance {
  readonly name: string;
  readonly lengths: Lengths;
  readonly depots: readonly Depot[];
  readonly customers: readonly Customer[];
  readonly fleets: readonly Fleet[];
  /** Names of the capacity dimensions. */
  readonly dimensions: readonly string[];
  /** Exactly one customer of each group is served. */
  readonly groups: readonly (readonly number[])[];
  /** All deliveries of a route come before its first backhaul, and there is at least one. */
  readonly backhaulsLast: boolean;
  /** The convention of the set that such files belong to. */
  readonly rounding: RoundingName;
  /** Least the distance, or most the gain within the limits. */
  readonly objective: 'cost' | 'gain';
}
