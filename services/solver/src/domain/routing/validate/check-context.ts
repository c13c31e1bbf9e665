import type { RoutingInput } from '#domain/routing/problem';
import type { Faults } from '#domain/routing/violation';

/** Most of a load, and of all loads together: they are added up in 32 bits. */
export const MOST_LOAD = 1_000_000_000;

/** A request, its ids and the faults found so far. */
export interface CheckContext {
  readonly faults: Faults;
  readonly input: RoutingInput;
  /** Ids that are given, with their index. */
  readonly stops: ReadonlyMap<string, number>;
  readonly depots: ReadonlyMap<string, number>;
  readonly vehicles: ReadonlyMap<string, number>;
  readonly profiles: ReadonlyMap<string, number>;
}

/** Ids of one list, each of them there and named once. */
export function checkReferences(
  { faults }: CheckContext,
  path: string,
  ids: readonly string[],
  known: ReadonlyMap<string, number>,
  what: string,
): void {
  const seen = new Map<string, number>();
  ids.forEach((id, index) => {
    const where = `${path}[${index}]`;
    const before = seen.get(id);
    checkReference(faults, where, id, known, what);
    if (before !== undefined) {
      faults.add(where, 'DUPLICATE_ID', `'${id}' is also ${path}[${before}]`, `name each ${what} once`);
    } else seen.set(id, index);
  });
}

export function checkReference(
  faults: Faults,
  path: string,
  id: string,
  known: ReadonlyMap<string, number>,
  what: string,
): void {
  if (known.has(id)) return;
  if (id === '') faults.add(path, 'REQUIRED', `there is no id of a ${what}`, `use the id of one of ${what}s`);
  else faults.add(path, 'UNKNOWN_REFERENCE', `there is no ${what} '${id}'`, `use the id of one of ${what}s`);
}

/** Numbers of an enum. */
export function checkMember(faults: Faults, path: string, value: number, names: readonly number[], what: string): void {
  if (names.includes(value)) return;
  faults.add(path, 'OUT_OF_RANGE', `${value} is no ${what}`, `use one of the names of ${what}`);
}

/** None, or one for each dimension. */
export function checkLoads(faults: Faults, path: string, loads: readonly number[], dims: number): void {
  if (loads.length !== 0 && loads.length !== dims) {
    faults.add(
      path,
      'WRONG_LENGTH',
      `it has ${loads.length === 1 ? 'one number' : `${loads.length} numbers`}, there ${dimensionsOf(dims)}`,
      'one number for each of capacity_dimensions, in their order',
    );
  }
  // Most loads are right: their paths are not even written.
  for (let index = 0; index < loads.length; index++) {
    const load = loads[index] as number;
    if (load >= 0 && load <= MOST_LOAD && Number.isInteger(load)) continue;
    faults.whole(`${path}[${index}]`, load, MOST_LOAD, 'a whole number, 0 or more');
  }
}

function dimensionsOf(dims: number): string {
  if (dims === 0) return 'are no capacity dimensions';
  return dims === 1 ? 'is one capacity dimension' : `are ${dims} capacity dimensions`;
}

/** A prize is only for what may be left out. */
export function checkPrize(faults: Faults, path: string, prize: number, optional: boolean, what: string): void {
  faults.amount(path, prize, 'a gain of 0 or more, in cost units');
  if (prize > 0 && !optional) {
    faults.add(path, 'OUT_OF_RANGE', `only optional ${what} have a prize`, 'set optional, or leave the prize out');
  }
}

/** Ids of stops that every plan must serve: not optional, in no group of alternatives, in no optional shipment. */
export function mandatoryStops({ stops, alternatives = [], shipments = [] }: RoutingInput): ReadonlySet<string> {
  const ids = new Set(stops.filter(({ optional }) => !optional).map(({ id }) => id));
  for (const { stopIds } of alternatives) for (const id of stopIds) ids.delete(id);
  for (const { optional, pickupStopId, deliveryStopId } of shipments) {
    if (!optional) continue;
    ids.delete(pickupStopId);
    ids.delete(deliveryStopId);
  }
  return ids;
}
