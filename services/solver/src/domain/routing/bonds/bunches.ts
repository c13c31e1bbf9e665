import type { RoutingInput } from '#domain/routing/problem';
import { RELATION } from '#domain/routing/problem-rules';
import type { Bonds } from './bonds.ts';

/** What hangs together by relations of one route and by shipments; each bunch in an order that keeps ORDER, SEQUENCE and pickups first. */
export function bunchesOf(
  input: RoutingInput,
  numbered: (ids: readonly string[]) => number[],
  partner: Int32Array,
): Pick<Bonds, 'bunch' | 'bunches' | 'sequences'> {
  const count = input.stops.length;
  const root = Int32Array.from({ length: count }, (_, stop) => stop);
  const find = (stop: number): number => {
    let at = stop;
    while (root[at] !== at) at = root[at] = root[root[at] as number] as number;
    return at;
  };
  const after: number[][] = input.stops.map(() => []);
  const sequences: Int32Array[] = [];
  const related = new Uint8Array(count);
  for (const { kind, stopIds } of input.relations ?? []) {
    if (kind !== RELATION.sameRoute && kind !== RELATION.order && kind !== RELATION.sequence) continue;
    const stops = numbered(stopIds);
    if (kind === RELATION.sequence) sequences.push(Int32Array.from(stops));
    stops.forEach((stop, place) => {
      related[stop] = 1;
      root[find(stop)] = find(stops[0] as number);
      if (place > 0 && kind !== RELATION.sameRoute) after[stops[place - 1] as number]?.push(stop);
    });
  }
  partner.forEach((other, stop) => {
    if (other < 0) return;
    if (related[stop] === 1 || related[other] === 1) {
      related[stop] = 1;
      related[other] = 1;
    }
    root[find(stop)] = find(other);
  });
  const members = new Map<number, number[]>();
  for (let stop = 0; stop < count; stop++) {
    if (related[stop] === 0) continue;
    const key = find(stop);
    members.set(key, [...(members.get(key) ?? []), stop]);
  }
  const bunch = new Int32Array(count).fill(-1);
  const isPickup = (stop: number) =>
    input.shipments?.some(({ pickupStopId }) => pickupStopId === input.stops[stop]?.id);
  partner.forEach((other, stop) => {
    if (other >= 0 && related[stop] === 1 && isPickup(stop)) after[stop]?.push(other);
  });
  const bunches = [...members.values()].map((stops) => Int32Array.from(inOrder(stops, after)));
  bunches.forEach((stops, index) => {
    for (const stop of stops) bunch[stop] = index;
  });
  return {
    bunch,
    bunches,
    sequences: bunches.map((_, index) => sequences.filter((stops) => bunch[stops[0] as number] === index)),
  };
}

/** So that no stop comes before one that must precede it; what stands in a circle comes last, as it is. Stops that follow come at once where they can. */
function inOrder(stops: readonly number[], after: readonly number[][]): number[] {
  const waits = new Map(stops.map((stop) => [stop, 0]));
  for (const stop of stops) for (const next of after[stop] ?? []) waits.set(next, (waits.get(next) ?? 0) + 1);
  const ready = stops.filter((stop) => waits.get(stop) === 0).reverse();
  const order: number[] = [];
  for (let stop = ready.pop(); stop !== undefined; stop = ready.pop()) {
    order.push(stop);
    for (const next of after[stop] ?? []) {
      const left = (waits.get(next) ?? 0) - 1;
      waits.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const placed = new Set(order);
  return [...order, ...stops.filter((stop) => !placed.has(stop))];
}
