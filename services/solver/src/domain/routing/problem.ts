import type { Location } from '#domain/geo/location';
import type { TravelMatrix } from '#domain/geo/travel-matrix';

/*
 * A routing problem and its plan as the contract has them: the messages
 * `Routing` and `RoutePlan` of solveig.model.v1, field by field, so that a
 * decoded message fits without a copy. The raw problem is what the verifier reads.
 */

/** Closed interval, seconds since the start of the horizon. */
export interface TimeWindow {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface Stop {
  readonly id: string;
  readonly name: string;
  readonly location?: Location | undefined;
  /** One number for each capacity dimension; none means zeros. */
  readonly demand: readonly number[];
  readonly serviceSeconds: number;
  /** Service must start within one of these; none means any time. */
  readonly timeWindows: readonly TimeWindow[];
  readonly skills: readonly string[];
  /** May be left out at the loss of its prize. */
  readonly optional: boolean;
  readonly prize: number;
}

export interface Depot {
  readonly id: string;
  readonly location?: Location | undefined;
}

export interface Vehicle {
  readonly id: string;
  /** How many alike; 1 when absent. */
  readonly count?: number | undefined;
  /** Empty: the first depot. */
  readonly startDepotId: string;
  /** Empty: where it started. */
  readonly endDepotId: string;
  readonly openEnd: boolean;
  /** One number for each capacity dimension; none means unlimited. */
  readonly capacity: readonly number[];
  readonly shift?: TimeWindow | undefined;
  readonly skills: readonly string[];
  readonly maxDistanceMeters?: number | undefined;
  readonly maxDurationSeconds?: number | undefined;
  readonly maxStops?: number | undefined;
  readonly fixedCost: number;
  readonly costPerKm?: number | undefined;
  readonly costPerHour?: number | undefined;
}

export interface RelaxationPolicy {
  readonly forbidden: boolean;
}

export interface RoutingInput {
  readonly stops: readonly Stop[];
  readonly depots: readonly Depot[];
  readonly vehicles: readonly Vehicle[];
  readonly capacityDimensions: readonly string[];
  /** Number of `TravelMode`. */
  readonly travelMode: number;
  readonly matrix?:
    | { readonly durationsSeconds: readonly number[]; readonly distancesMeters: readonly number[] }
    | undefined;
  readonly relaxation?: RelaxationPolicy | undefined;
}

/** What `solveRouting` solves: the request and travel between its depots and stops, depots first. */
export interface RoutingProblem {
  readonly input: RoutingInput;
  readonly travel: TravelMatrix;
}

/** Locations of a request in the order of its matrix: depots, then stops. */
export function routingLocations(input: RoutingInput): (Location | undefined)[] {
  return [...input.depots, ...input.stops].map((place) => place.location);
}

/** Numbers of `UnservedReason.Code` in the contract. */
export const UNSERVED = {
  timeWindow: 1,
  capacity: 2,
  skill: 3,
  workingTime: 4,
  distanceLimit: 5,
  stopLimit: 6,
  closed: 7,
  walkingLimit: 8,
  unreachable: 9,
  prizeTooLow: 10,
  noRoom: 11,
} as const;

export type UnservedCode = (typeof UNSERVED)[keyof typeof UNSERVED];

export interface UnservedReason {
  readonly code: UnservedCode;
  readonly message: string;
  /** Extra cost of serving it when this rule alone is lifted; absent when that does not help. */
  readonly price?: number | undefined;
  /** The vehicle or day that comes closest; empty when none does. */
  readonly closest: string;
}

export interface Unserved {
  readonly id: string;
  readonly reasons: UnservedReason[];
}

export interface RouteVisit {
  readonly stopId: string;
  readonly arrivalSeconds: number;
  /** When service starts, after waiting for the window. */
  readonly startSeconds: number;
  readonly departureSeconds: number;
  /** Metres from the place before. */
  readonly distanceMeters: number;
}

export interface Route {
  readonly vehicleId: string;
  /** Which one of several alike, from 0. */
  readonly vehicleIndex: number;
  readonly visits: RouteVisit[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly distanceMeters: number;
  readonly cost: number;
}

export interface RoutePlan {
  readonly routes: Route[];
  readonly unserved: Unserved[];
  /** Cost of routes plus prizes lost; minimised. */
  readonly cost: number;
  readonly distanceMeters: number;
  /** Sum over routes, from leaving to coming back. */
  readonly durationSeconds: number;
}
