/*
 * What ties stops and routes of a problem together, as the engine reads it: indices instead of ids. What concerns one
 * route alone is evaluated by `RouteWalk`; what concerns several is kept here.
 */

export interface Bonds {
  /**
   * By stop: the stop that stands for what is served or left out as one: the pickup for both ends of a shipment, the
   * first of its group for an alternative, else itself. `required` and `prize` of the problem hold for leads; other stops have 0.
   */
  readonly lead: Int32Array;
  /** By stop: the other end of its shipment, -1 when it is in none. */
  readonly partner: Int32Array;
  /** By stop: number of its group of alternatives, -1 when it is in none; the stops of each group. */
  readonly group: Int32Array;
  readonly groups: readonly Int32Array[];
  /** Loss of a stop of a group that was given and is not served, by stop; that of all others is in `prize`. */
  readonly removal: Float64Array;
  readonly hasRemovals: boolean;
  /** By stop: those that must be on the same route when both are served; the other end of its shipment is not named. */
  readonly together: readonly Int32Array[];
  /** By stop: those that may not be on the same route. */
  readonly apart: readonly Int32Array[];
  /** By stop: number of its bunch (what hangs together by relations and shipments), -1 for none; stops of each in an order that keeps the relations where there is one. */
  readonly bunch: Int32Array;
  readonly bunches: readonly Int32Array[];
  /** By bunch: its sequences, stops in order. */
  readonly sequences: readonly (readonly Int32Array[])[];
  /** By stop: the vehicle that it may not leave, -1 when it is free. */
  readonly home: Int32Array;
  /** By stop: 1 when it may not be taken out of `fixed`. */
  readonly pinned: Uint8Array;
  /** Deliveries that are pinned only because their pickup is: they may take another place on their route. */
  readonly loose: Int32Array;
  /** By vehicle: 1 when nothing may join its route. */
  readonly closed: Uint8Array;
  /** By vehicle: vehicles of one number are alike in everything while they are empty. */
  readonly kind: Int32Array;
  /** By vehicle: the given route; nothing when no route is given. */
  readonly given?: readonly Int32Array[] | undefined;
  /** By vehicle: what every plan holds in this order; nothing when nothing is locked. */
  readonly fixed?: readonly Int32Array[] | undefined;
  readonly balance?: BalancePrice | undefined;
  /** Load of a shipment, stops x dims: positive at the pickup, negative at the delivery. */
  readonly shipped: Int32Array;
  /** Shipments, groups, distances between routes and balance are all there is: routes are evaluated by segments. */
  readonly isSwift: boolean;
}

/** Price of the difference between the largest and the smallest route. */
export interface BalancePrice {
  /** Number of `BALANCE`. */
  readonly measure: number;
  /** Of a second, metre or stop. */
  readonly perUnit: number;
  readonly includeUnused: boolean;
  /** There are more vehicles than are compiled, so that one is always idle. */
  readonly alwaysIdle: boolean;
}
