/*
 * What a rich routing problem asks of single routes, as the timeline reads it:
 * flat arrays by stop, and one record for each type of vehicle. What concerns
 * several routes is in `bonds/`. Depots are their matrix locations.
 */

export interface CompiledRules {
  /** stops x dims: load collected. */
  readonly collected: Int32Array;
  /** By stop: the vehicle may not leave where it last loaded before; 0 for none. */
  readonly release: Int32Array;
  /** types x stops, seconds. */
  readonly service: Int32Array;
  readonly setup: Int32Array;
  /** By window of the problem: when service may start there without setup; `windowOpen` is with setup. */
  readonly bareOpen: Int32Array;
  readonly soft?: CompiledSoftWindows | undefined;
  readonly shipments?: CompiledShipments | undefined;
  /** Relations that one route can break. */
  readonly relations?: CompiledRelations | undefined;
  readonly given?: CompiledGiven | undefined;
  /** By depot: when it is open, and seconds of loading at a reload. */
  readonly depotOpen: Int32Array;
  readonly depotClose: Int32Array;
  readonly loading: Int32Array;
  readonly types: readonly TypeRules[];
}

/** By stop; stops without a soft window have no costs. */
export interface CompiledSoftWindows {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Cost of a second. */
  readonly early: Float64Array;
  readonly late: Float64Array;
}

export interface CompiledShipments {
  /** By stop: the other end, -1 for none; 1 for pickups. */
  readonly partner: Int32Array;
  readonly isPickup: Uint8Array;
  /** stops x dims: load on board after it, plus at the pickup, minus at the delivery. */
  readonly change: Int32Array;
  /** By stop, at the delivery: longest time since the end of service at the pickup. */
  readonly maxRide: Int32Array;
  readonly hasRideLimits: boolean;
}

/** Relations of stop s are those from `from[s]` up to `from[s + 1]`. */
export interface CompiledRelations {
  readonly count: number;
  readonly from: Int32Array;
  /** Number of the relation, and the stop's place in it. */
  readonly relation: Int32Array;
  readonly rank: Int32Array;
  /** By relation: number of `RELATION`. */
  readonly kind: Uint8Array;
}

/** What given routes say to one route. */
export interface CompiledGiven {
  /** By stop: vehicle and place in its given route, -1 when it was not given. */
  readonly vehicle: Int32Array;
  readonly place: Int32Array;
  /** By stop: the stop before it, -1 for the start. */
  readonly before: Int32Array;
  /** By vehicle: 1 when given stops keep their order; 1 when nothing may join; how many stops the route begins with. */
  readonly keepsOrder: Uint8Array;
  readonly isClosed: Uint8Array;
  readonly lockedStops: Int32Array;
  readonly vehicleChange: number;
  readonly predecessorChange: number;
}

/** What holds for one type of vehicle. Absent limits are `UNLIMITED`, absent costs 0. */
export interface TypeRules {
  /** Padded like those of the problem, speed factor applied. */
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  readonly walking?: TypeWalking | undefined;
  /** Number of `UNLOADING`. */
  readonly unloading: number;
  readonly reloadDepots: Int32Array;
  readonly maxReloads: number;
  readonly maxTravel: number;
  readonly regularSeconds: number;
  /** Cost of a second. */
  readonly perOvertimeSecond: number;
  readonly perWaitingSecond: number;
  /** At most `MOST_BREAKS`, by the first time at which they may begin. */
  readonly breaks: readonly CompiledBreak[];
  readonly driving?: CompiledDriving | undefined;
  /** Start and end of each shift, in order; at least one. */
  readonly shifts: Int32Array;
  /** Empty: where the last stop was. */
  readonly overnightDepots: Int32Array;
  /** When it may leave its start and come back to its end. */
  readonly startOpen: number;
  readonly startClose: number;
  readonly endOpen: number;
  readonly endClose: number;
}

export interface TypeWalking {
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  readonly legMeters: number;
  /** Metres on foot in a shift. */
  readonly budget: number;
}

/** Breaks of one vehicle are a bit each in a 31-bit mask. */
export const MOST_BREAKS = 30;

export interface CompiledBreak {
  readonly id: string;
  /** Windows in which it may begin, sorted. */
  readonly open: Int32Array;
  readonly close: Int32Array;
  readonly duration: number;
  /** Empty: anywhere. */
  readonly depots: Int32Array;
  /** A route that is over by the last needs none; neither does one that begins at the end of the first. */
  readonly lastBegin: number;
  readonly firstEnd: number;
}

/** `UNLIMITED` where there is no rule. */
export interface CompiledDriving {
  readonly maxDriving: number;
  readonly breakSeconds: number;
  /** 0: the break is taken at once. */
  readonly firstPart: number;
  readonly maxWork: number;
  readonly workBreak: number;
  /** In a shift. */
  readonly maxShiftDriving: number;
  readonly minRest: number;
}
