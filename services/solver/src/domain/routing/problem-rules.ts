/*
 * What a routing problem may ask for beside stops and vehicles: the messages of
 * routing_rules.proto, field by field. Absent or empty means that the rule is not there.
 */

/** Closed interval, seconds since the start of the horizon. */
export interface TimeWindow {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Travel between all locations, row-major n x n, depots first; -1 where there is no way. */
export interface RequestMatrix {
  readonly durationsSeconds: readonly number[];
  readonly distancesMeters: readonly number[];
}

/** Both stops on one route, the pickup first, or none of them. */
export interface Shipment {
  readonly id: string;
  readonly pickupStopId: string;
  readonly deliveryStopId: string;
  /** On board in between, one number for each capacity dimension; none means zeros. */
  readonly amount: readonly number[];
  /** From the end of service at the pickup to the start of service at the delivery. */
  readonly maxRideSeconds?: number | undefined;
  readonly optional: boolean;
  readonly prize: number;
}

/** Numbers of `UnloadingOrder` in the contract. */
export const UNLOADING = { any: 0, lifo: 1, fifo: 2 } as const;

/** Exactly one of the stops is served; none of them may be when it is optional. */
export interface Alternatives {
  readonly id: string;
  readonly stopIds: readonly string[];
  readonly optional: boolean;
  readonly prize: number;
}

/** Numbers of `Relation.Kind` in the contract. */
export const RELATION = { sameRoute: 1, order: 2, sequence: 3, differentRoutes: 4 } as const;

/** Holds between those of the stops that are served. */
export interface Relation {
  /** Number of `RELATION`. */
  readonly kind: number;
  readonly stopIds: readonly string[];
}

/** For the start of service; outside it each second costs. */
export interface SoftWindow {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly costPerSecondEarly: number;
  readonly costPerSecondLate: number;
}

export interface Reload {
  readonly depotIds: readonly string[];
  readonly maxReloads?: number | undefined;
}

/** Time above `regularSeconds` between leaving and coming back, nights not counted, of each shift. */
export interface Overtime {
  readonly regularSeconds: number;
  readonly costPerHour: number;
}

/**
 * Time off that starts in one of the windows, never during service. A route
 * that is over when it may last begin, or begins when it could be over, needs none.
 */
export interface Break {
  readonly id: string;
  readonly windows: readonly TimeWindow[];
  readonly durationSeconds: number;
  /** None means anywhere, also on the way. */
  readonly depotIds: readonly string[];
}

/** Numbers of `DrivingRules.Preset` in the contract. */
export const DRIVING_PRESET = { none: 0, eu: 1 } as const;

/** Time off after so much driving or work. What is absent comes from the preset. */
export interface DrivingRules {
  /** Number of `DRIVING_PRESET`. */
  readonly preset: number;
  readonly maxContinuousDrivingSeconds?: number | undefined;
  readonly breakSeconds?: number | undefined;
  /** 0: the break is taken at once. */
  readonly firstPartSeconds?: number | undefined;
  readonly maxContinuousWorkSeconds?: number | undefined;
  readonly workBreakSeconds?: number | undefined;
  readonly maxDrivingSeconds?: number | undefined;
  readonly minRestSeconds?: number | undefined;
}

export interface Profile {
  readonly id: string;
  /** Number of `TravelMode`. */
  readonly travelMode: number;
  readonly matrix?: RequestMatrix | undefined;
  /** Times are divided by it. */
  readonly speedFactor?: number | undefined;
}

/** Legs up to `maxLegMeters` are walked, at most `maxMeters` in each shift. */
export interface Walking {
  readonly profileId: string;
  readonly maxLegMeters?: number | undefined;
  readonly maxMeters?: number | undefined;
}

export interface OpeningHours {
  /** ISO numbers, 1 is Monday; none means every day. */
  readonly weekdays: readonly number[];
  /** Seconds since midnight. */
  readonly openSeconds: number;
  readonly closeSeconds: number;
}

/** The horizon starts at midnight of the first day. */
export interface Calendar {
  /** ISO number. */
  readonly firstWeekday: number;
  readonly days?: number | undefined;
}

/** Numbers of `Balance.Measure` in the contract. */
export const BALANCE = { duration: 1, distance: 2, stops: 3 } as const;

/** Price of the difference between the largest and the smallest route. */
export interface Balance {
  /** Number of `BALANCE`. */
  readonly measure: number;
  /** Of an hour, kilometre or stop. */
  readonly costPerUnit: number;
  readonly includeUnused: boolean;
}

/** Numbers of `GivenRoute.Lock` in the contract. */
export const LOCK = { none: 0, vehicle: 1, order: 2, route: 3 } as const;

export interface GivenRoute {
  readonly vehicleId: string;
  readonly vehicleIndex: number;
  readonly stopIds: readonly string[];
  /** Number of `LOCK`. */
  readonly lock: number;
  /** The route begins with exactly the first so many. */
  readonly lockedStops: number;
}

/** Prices of what differs from the given routes. */
export interface ChangePrices {
  readonly vehicleChange: number;
  readonly predecessorChange: number;
  readonly removal: number;
}
