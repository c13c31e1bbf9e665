import type { Location } from '#domain/geo/location';
import type { TravelMatrix } from '#domain/geo/travel-matrix';
import type { RelaxationPolicy } from '#domain/strategy/relaxation-policy';
import type {
  Alternatives,
  Balance,
  Break,
  Calendar,
  ChangePrices,
  DrivingRules,
  GivenRoute,
  OpeningHours,
  Overtime,
  Profile,
  Relation,
  Reload,
  RequestMatrix,
  Shipment,
  SoftWindow,
  TimeWindow,
  Walking,
} from './problem-rules.ts';

export type { TimeWindow } from './problem-rules.ts';

/*
 * A routing problem and its plan as the contract has them: the messages
 * `Routing` and `RoutePlan` of solveig.model.v1, field by field, so that a
 * decoded message fits without a copy. The raw problem is what the verifier reads.
 */

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
  /** Collected and brought to the next reload or the end; one number for each capacity dimension. */
  readonly pickup?: readonly number[] | undefined;
  readonly softWindow?: SoftWindow | undefined;
  /** Before service, when the leg to here takes time or distance. */
  readonly setupSeconds?: number | undefined;
  /** By the vehicle's `type`, where it differs. */
  readonly serviceSecondsByType?: Readonly<Record<string, number>> | undefined;
  readonly setupSecondsByType?: Readonly<Record<string, number>> | undefined;
  /** The vehicle may not leave the place where it loads before. */
  readonly releaseSeconds?: number | undefined;
  readonly openingHours?: readonly OpeningHours[] | undefined;
  /** Only these may serve it; none means every one. */
  readonly vehicleIds?: readonly string[] | undefined;
}

export interface Depot {
  readonly id: string;
  readonly location?: Location | undefined;
  /** When vehicles may leave it, come back to it and load. */
  readonly timeWindow?: TimeWindow | undefined;
  /** Spent at every reload. */
  readonly loadingSeconds?: number | undefined;
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
  /** Key into `...ByType` of stops. */
  readonly type?: string | undefined;
  readonly reload?: Reload | undefined;
  /** Number of `UnloadingOrder`. */
  readonly unloadingOrder?: number | undefined;
  readonly maxTravelSeconds?: number | undefined;
  readonly overtime?: Overtime | undefined;
  readonly breaks?: readonly Break[] | undefined;
  readonly drivingRules?: DrivingRules | undefined;
  /** Several working periods instead of `shift`, in order and apart. */
  readonly shifts?: readonly TimeWindow[] | undefined;
  /** Depots where it spends the time between shifts; none means where its last stop was. */
  readonly overnight?: { readonly depotIds: readonly string[] } | undefined;
  readonly costPerTravelHour?: number | undefined;
  readonly costPerWaitingHour?: number | undefined;
  /** Empty: the problem's own way to travel. */
  readonly profileId?: string | undefined;
  readonly walking?: Walking | undefined;
}

export interface RoutingInput {
  readonly stops: readonly Stop[];
  readonly depots: readonly Depot[];
  readonly vehicles: readonly Vehicle[];
  readonly capacityDimensions: readonly string[];
  /** Number of `TravelMode`. */
  readonly travelMode: number;
  readonly matrix?: RequestMatrix | undefined;
  readonly relaxation?: RelaxationPolicy | undefined;
  readonly shipments?: readonly Shipment[] | undefined;
  readonly alternatives?: readonly Alternatives[] | undefined;
  readonly relations?: readonly Relation[] | undefined;
  readonly profiles?: readonly Profile[] | undefined;
  readonly calendar?: Calendar | undefined;
  readonly balance?: Balance | undefined;
  readonly givenRoutes?: readonly GivenRoute[] | undefined;
  readonly change?: ChangePrices | undefined;
  readonly greatCircle?: boolean | undefined;
}

/** What `solveRouting` solves: the request and travel between its depots and stops, depots first. */
export interface RoutingProblem {
  readonly input: RoutingInput;
  readonly travel: TravelMatrix;
  /** Travel of the profiles, by id, with their speed factors not yet applied; `WALK` holds walking legs without a profile. */
  readonly profileTravel?: ReadonlyMap<string, TravelMatrix> | undefined;
}

/** Key of the walking legs in `profileTravel` where a vehicle names no profile for them; no id is like it. */
export const WALK = '\0walk';

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
  incompatible: 12,
  rideTime: 13,
  break: 14,
  release: 15,
  vehicle: 16,
  locked: 17,
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
  /** The leg to here was walked. */
  readonly walked?: boolean;
}

/** Numbers of `RouteEvent.Kind` in the contract. */
export const ROUTE_EVENT = { reload: 1, break: 2, night: 3 } as const;

/** What happens on a route beside its visits. */
export interface RouteEvent {
  /** Number of `ROUTE_EVENT`; 0 is none of them, which only plans of others say. */
  readonly kind: 0 | (typeof ROUTE_EVENT)[keyof typeof ROUTE_EVENT];
  /** Number of visits before it. */
  readonly visitsBefore: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Empty on the way and where the last visit was. */
  readonly depotId: string;
  /** The break's id; `driving` and `work` for those of the driving rules. */
  readonly breakId: string;
  /** Metres from the place before, when it is at a depot. */
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
  /** In order. */
  readonly events?: RouteEvent[];
  readonly travelSeconds?: number;
  readonly waitingSeconds?: number;
  readonly overtimeSeconds?: number;
  readonly softWindowCost?: number;
  readonly changeCost?: number;
}

export interface RoutePlan {
  readonly routes: Route[];
  readonly unserved: Unserved[];
  /** Cost of routes plus prizes lost; minimised. */
  readonly cost: number;
  readonly distanceMeters: number;
  /** Sum over routes, from leaving to coming back. */
  readonly durationSeconds: number;
  /** Part of the cost: work spread unevenly. */
  readonly balanceCost?: number;
}
