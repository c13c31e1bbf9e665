import type { Stop } from '#domain/routing/problem';
import { MOST_SECONDS } from '#domain/routing/violation';
import { type CheckContext, checkLoads, checkPrize, checkReference, checkReferences } from './check-context.ts';

/** Shipments, each with two stops of its own. */
export function checkShipments(context: CheckContext): void {
  const { faults, input, stops } = context;
  const { shipments = [], capacityDimensions } = input;
  faults.ids('shipments', shipments);
  /** By stop, where it is an end of a shipment. */
  const ends = new Map<string, string>();
  shipments.forEach((shipment, index) => {
    const path = `shipments[${index}]`;
    const { pickupStopId, deliveryStopId, amount, maxRideSeconds, optional, prize } = shipment;
    checkLoads(faults, `${path}.amount`, amount, capacityDimensions.length);
    faults.whole(`${path}.max_ride_seconds`, maxRideSeconds, MOST_SECONDS, 'seconds, 0 or more');
    checkPrize(faults, `${path}.prize`, prize, optional, 'shipments');
    for (const [name, id] of [
      ['pickup_stop_id', pickupStopId],
      ['delivery_stop_id', deliveryStopId],
    ] as const) {
      const where = `${path}.${name}`;
      checkReference(faults, where, id, stops, 'stop');
      if (name === 'delivery_stop_id' && id !== '' && id === pickupStopId) {
        const hint = 'use two stops, at one place if need be';
        faults.add(where, 'CONTRADICTION', `'${id}' is where it is picked up and delivered`, hint);
      } else if (ends.has(id)) {
        const hint = 'use a stop for each end of a shipment';
        faults.add(where, 'DUPLICATE_ID', `stop '${id}' is also ${ends.get(id)}`, hint);
      } else if (id !== '') ends.set(id, where);
      const stop = input.stops[stops.get(id) ?? -1];
      if (stop) checkNoChoice(context, stop, `stops[${stops.get(id)}]`, `shipment '${shipment.id}'`);
    }
  });
}

/** Groups of which one stop is served. */
export function checkAlternatives(context: CheckContext): void {
  const { faults, input, stops } = context;
  const { alternatives = [], shipments = [] } = input;
  faults.ids('alternatives', alternatives);
  const shipped = new Set(shipments.flatMap(({ pickupStopId, deliveryStopId }) => [pickupStopId, deliveryStopId]));
  const groups = new Map<string, number>();
  alternatives.forEach(({ id: group, stopIds, optional, prize }, index) => {
    const path = `alternatives[${index}]`;
    if (stopIds.length < 2) {
      const hint = 'name at least two stops, or leave the group out';
      faults.add(
        `${path}.stop_ids`,
        'WRONG_LENGTH',
        `it has ${stopIds.length === 1 ? 'one stop' : 'no stops'} to choose from`,
        hint,
      );
    }
    checkReferences(context, `${path}.stop_ids`, stopIds, stops, 'stop');
    checkPrize(faults, `${path}.prize`, prize, optional, 'alternatives');
    stopIds.forEach((id, at) => {
      const where = `${path}.stop_ids[${at}]`;
      const before = groups.get(id);
      if (before !== undefined && before !== index) {
        const hint = 'a stop is in one group at most';
        faults.add(where, 'DUPLICATE_ID', `stop '${id}' is also in alternatives[${before}]`, hint);
      } else groups.set(id, index);
      const hint = 'leave it out of the shipment or of the group';
      if (shipped.has(id)) faults.add(where, 'CONTRADICTION', `stop '${id}' is part of a shipment`, hint);
      const stop = input.stops[stops.get(id) ?? -1];
      if (stop) checkNoChoice(context, stop, `stops[${stops.get(id)}]`, `alternatives '${group}'`);
    });
  });
}

/** Whether the stop is left out is said once, by what it belongs to. */
function checkNoChoice({ faults }: CheckContext, { id, optional }: Stop, path: string, owner: string): void {
  if (!optional) return;
  const message = `stop '${id}' is optional, and ${owner} says whether it may be left out`;
  faults.add(`${path}.optional`, 'CONTRADICTION', message, `set optional and the prize of ${owner} instead`);
}
