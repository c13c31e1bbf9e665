import type { RouteVisit } from '#domain/routing/problem';
import { type Shipment, UNLOADING } from '#domain/routing/problem-rules';
import type { RouteCheck } from './route-check.ts';

/** Shipments of one route: the pickup first, not on board for too long, unloaded in the vehicle's order. */
export function checkShipments(check: RouteCheck): void {
  const { index, route, place, findings, vehicle } = check;
  if (index.shipmentEnds.size === 0) return;
  const delivered = new Set<string>();
  const served = new Set(route.visits.map(({ stopId }) => stopId));
  /** On board, in the order of the pickups. */
  const onBoard: { readonly shipment: Shipment; readonly pickup: RouteVisit }[] = [];
  route.visits.forEach((visit, position) => {
    const end = index.shipmentEnds.get(visit.stopId);
    if (!end) return;
    const { shipment, isPickup } = end;
    const where = `${place}.visits[${position}]`;
    if (isPickup) {
      // One that stays on board holds up nobody else: it is torn, or out of order.
      if (served.has(shipment.deliveryStopId) && !delivered.has(shipment.id)) onBoard.push({ shipment, pickup: visit });
      return;
    }
    delivered.add(shipment.id);
    const at = onBoard.findIndex((one) => one.shipment.id === shipment.id);
    const pickup = onBoard[at]?.pickup;
    if (!pickup) {
      const message = `shipment ${shipment.id} is delivered before it is picked up`;
      if (served.has(shipment.pickupStopId)) findings.add('delivery_before_pickup', where, 1, shipment.id, message);
      return;
    }
    const { unloadingOrder } = vehicle;
    const isInTheWay =
      (unloadingOrder === UNLOADING.lifo && at < onBoard.length - 1) || (unloadingOrder === UNLOADING.fifo && at > 0);
    if (isInTheWay) {
      const blocking = onBoard[unloadingOrder === UNLOADING.lifo ? onBoard.length - 1 : 0]?.shipment.id;
      const message = `shipment ${shipment.id} is delivered while ${blocking} has to leave vehicle ${vehicle.id} first`;
      findings.add('unloading_order_broken', where, 1, shipment.id, message);
    }
    onBoard.splice(at, 1);
    const ride = visit.startSeconds - pickup.departureSeconds;
    const long = ride - (shipment.maxRideSeconds ?? Number.POSITIVE_INFINITY);
    const words = `shipment ${shipment.id} is on board for ${ride} s, ${shipment.maxRideSeconds} are allowed`;
    if (long > 0) findings.add('ride_too_long', where, long, shipment.id, words);
  });
}
