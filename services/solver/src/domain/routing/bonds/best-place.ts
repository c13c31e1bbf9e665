/** No vehicle found. */
export const NO_VEHICLE = -1;

/** The cheapest place so far for what is inserted as one: a stop, a block of stops, or both ends of a shipment. */
export class BestPlace {
  /** With what it saves elsewhere taken off. */
  cost = Number.POSITIVE_INFINITY;
  vehicle = NO_VEHICLE;
  /** Node behind which the first stop goes. */
  after = -1;
  /** The stop, or the pickup. */
  stop = -1;
  /** The delivery, -1 for none, and the node behind which it goes (the pickup itself when directly). */
  delivery = -1;
  deliveryAfter = -1;

  /** Only what costs less than `limit` is of use. */
  reset(limit: number): void {
    this.cost = limit;
    this.vehicle = NO_VEHICLE;
  }

  keep(cost: number, vehicle: number, stop: number, after: number): void {
    this.cost = cost;
    this.vehicle = vehicle;
    this.stop = stop;
    this.after = after;
    this.delivery = -1;
  }

  keepPair(cost: number, vehicle: number, stop: number, after: number, delivery: number, deliveryAfter: number): void {
    this.keep(cost, vehicle, stop, after);
    this.delivery = delivery;
    this.deliveryAfter = deliveryAfter;
  }
}
