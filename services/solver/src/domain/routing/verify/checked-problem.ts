import type { RoutingInput, Vehicle } from '#domain/routing/problem';
import type { Shipment } from '#domain/routing/problem-rules';

/** Travel between the depots and stops of a request, depots first: cells row-major, or measured leg by leg. */
export type CheckedTravel =
  | { readonly size: number; readonly durations: ArrayLike<number>; readonly distances: ArrayLike<number> }
  | { seconds(from: number, to: number): number; meters(from: number, to: number): number };

/** What a plan is checked against: the raw request and its travel. */
export interface CheckedRouting {
  readonly input: RoutingInput;
  readonly travel: CheckedTravel;
  /** By id of a profile, speed factors not yet applied; under `WALK` legs that are walked without a profile. */
  readonly profileTravel?: ReadonlyMap<string, CheckedTravel> | undefined;
}

/** Which end of which shipment a stop is. */
export interface ShipmentEnd {
  readonly shipment: Shipment;
  readonly isPickup: boolean;
}

/** A request by its ids. Indices count within `stops` and `depots`; places count depots first, as travel does. */
export class ProblemIndex {
  readonly input: RoutingInput;
  readonly stops: ReadonlyMap<string, number>;
  readonly depots: ReadonlyMap<string, number>;
  readonly vehicles: ReadonlyMap<string, Vehicle>;
  /** By stop id. */
  readonly shipmentEnds: ReadonlyMap<string, ShipmentEnd>;

  constructor(input: RoutingInput) {
    this.input = input;
    this.stops = new Map(input.stops.map((stop, index) => [stop.id, index]));
    this.depots = new Map(input.depots.map((depot, index) => [depot.id, index]));
    this.vehicles = new Map(input.vehicles.map((vehicle) => [vehicle.id, vehicle]));
    const ends = new Map<string, ShipmentEnd>();
    for (const shipment of input.shipments ?? []) {
      ends.set(shipment.pickupStopId, { shipment, isPickup: true });
      ends.set(shipment.deliveryStopId, { shipment, isPickup: false });
    }
    this.shipmentEnds = ends;
  }

  /** Row and column of a stop; undefined when there is no such stop. */
  placeOfStop(id: string): number | undefined {
    const index = this.stops.get(id);
    return index === undefined ? undefined : this.input.depots.length + index;
  }

  /** Where the vehicle starts; undefined when there is no such depot. */
  startOf({ startDepotId }: Vehicle): number | undefined {
    return startDepotId === '' ? 0 : this.depots.get(startDepotId);
  }

  /** Where the vehicle ends; undefined where its last stop is. */
  endOf(vehicle: Vehicle): number | undefined {
    if (vehicle.openEnd) return undefined;
    return vehicle.endDepotId === '' ? this.startOf(vehicle) : this.depots.get(vehicle.endDepotId);
  }
}
