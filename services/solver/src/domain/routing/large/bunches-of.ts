import type { RoutingInput } from '#domain/routing/problem';
import { RELATION } from '#domain/routing/problem-rules';
import { Ties } from './ties.ts';

/**
 * By stop, the first of the stops that some rule ties it to: a shipment, a group
 * of alternatives, a relation of one route. Stops that are only kept apart are not tied.
 */
export function bunchesOf(input: RoutingInput, numbers: ReadonlyMap<string, number>): Int32Array {
  const ties = new Ties(input.stops.length);
  const tie = (ids: readonly string[]) => {
    const stops = ids.flatMap((id) => numbers.get(id) ?? []);
    for (const stop of stops) ties.tie(stops[0] as number, stop);
  };
  for (const { pickupStopId, deliveryStopId } of input.shipments ?? []) tie([pickupStopId, deliveryStopId]);
  for (const { stopIds } of input.alternatives ?? []) tie(stopIds);
  for (const { kind, stopIds } of input.relations ?? []) if (kind !== RELATION.differentRoutes) tie(stopIds);
  return Int32Array.from({ length: input.stops.length }, (_, stop) => ties.firstOf(stop));
}

/** Stops of each bunch that has several, by its number. */
export function membersOf(bunch: Int32Array): ReadonlyMap<number, readonly number[]> {
  const bunches = new Map<number, number[]>();
  bunch.forEach((first, stop) => {
    if (first === stop) return;
    const stops = bunches.get(first);
    if (stops) stops.push(stop);
    else bunches.set(first, [first, stop]);
  });
  return bunches;
}
