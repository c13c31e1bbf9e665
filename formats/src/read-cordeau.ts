import { FormatError } from './format-error.ts';
import type { Customer, Depot, Fleet, Instance } from './instance.ts';
import { atLeast, type NumberLine, numberLines } from './number-lines.ts';

/** What the first number of a file says, after Cordeau's description of his instances. */
const TYPES = ['VRP', 'PVRP', 'MDVRP', 'SDVRP', 'VRPTW', 'PVRPTW', 'MDVRPTW', 'SDVRPTW'] as const;

interface Place {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly service: number;
  readonly demand: number;
  /** Visit combinations; for site-dependent problems one bit a vehicle type, the first type the highest. */
  readonly combinations: readonly number[];
  readonly window: { readonly from: number; readonly to: number } | undefined;
}

/**
 * Reads Cordeau's text: `type m n t`, t lines `D Q` (longest route, capacity), then customers and depots: `i x y service
 * demand frequency combinations list... [from to]`. Depots come last in multi-depot files, else first. Periodic files are refused.
 */
export function readCordeau(text: string): Instance {
  const [head, ...rows] = numberLines(text);
  if (!head) throw new FormatError('the file is empty');
  const [code = -1, vehicles = 0, customers = 0, kinds = 0] = atLeast(head, 4, 'the first line');
  const type = TYPES[code];
  if (!type) throw new FormatError(`type ${code} is none of 0 to 7`, head.line);
  if (type.startsWith('PVRP'))
    throw new FormatError(`${type}: periodic problems over several days are not known`, head.line);
  const isMultiDepot = type.startsWith('MD');
  const limits = rows.slice(0, kinds).map((row) => atLeast(row, 2, 'a line of limits'));
  const table = rows.slice(kinds).map((row) => placeOf(row, type.endsWith('TW')));
  const depotCount = isMultiDepot ? kinds : 1;
  if (limits.length !== kinds || table.length !== customers + depotCount)
    throw new FormatError(
      `${type} with ${customers} customers needs ${kinds} lines of limits and ${customers + depotCount} places`,
    );
  const isDepot = (index: number) => (isMultiDepot ? index >= customers : index === 0);
  const depots = table.flatMap((place, index): Depot[] =>
    isDepot(index) ? [{ place: index, window: place.window }] : [],
  );
  const served = table.map((place, index) => ({ place, index })).filter(({ index }) => !isDepot(index));
  return {
    name: '',
    lengths: { kind: 'euclidean', places: table.map(({ x, y }) => [x, y] as const) },
    depots,
    customers: served.map(({ place, index }) => customerOf(place, index)),
    fleets: limits.map(([longest = 0, capacity = 0], kind): Fleet => {
      const bit = 2 ** (kinds - 1 - kind);
      const mine = served.filter(({ place }) => place.combinations.some((c) => Math.floor(c / bit) % 2 === 1));
      return {
        count: vehicles,
        depot: isMultiDepot ? kind : 0,
        capacity: capacity > 0 ? [capacity] : [],
        fixedCost: 0,
        costPerUnit: 1,
        maxDuration: longest > 0 ? longest : undefined,
        serves: type.startsWith('SD') ? new Set(mine.map(({ place }) => place.number)) : undefined,
        reloads: [],
      };
    }),
    dimensions: ['load'],
    groups: [],
    backhaulsLast: false,
    rounding: 'double',
    objective: 'cost',
  };
}

function placeOf(row: NumberLine, hasWindow: boolean): Place {
  const [number = 0, x = 0, y = 0, service = 0, demand = 0, , combinations = 0] = atLeast(row, 5, 'a place');
  const list = row.values.slice(7, 7 + combinations);
  if (list.length < combinations)
    throw new FormatError(`${combinations} combinations are announced, ${list.length} are there`, row.line);
  const [from, to] = row.values.slice(7 + combinations);
  if (hasWindow && (from === undefined || to === undefined))
    throw new FormatError('the time window is missing', row.line);
  const window = hasWindow ? { from: from as number, to: to as number } : undefined;
  return { number, x, y, service, demand, combinations: list, window };
}

function customerOf({ number, demand, service, window }: Place, place: number): Customer {
  return { number, place, demand: [demand], backhaul: [], service, window, release: 0 };
}
