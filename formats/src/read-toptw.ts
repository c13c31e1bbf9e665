import { FormatError } from './format-error.ts';
import type { Customer, Instance } from './instance.ts';
import { atLeast, numberLines } from './number-lines.ts';

/**
 * Reads text of the team orienteering problem with time windows: `k v N t` (v routes, N places to visit), `D Q` (limits of the
 * routing problem that the file was made from, which do not hold here: a route ends when its depot closes), then `i x y service
 * profit f a list... from to` with a list of a numbers; the depot's line has no list. Lengths are cut after one decimal for
 * Solomon's places and after two for Cordeau's, which have three decimals themselves.
 */
export function readToptw(text: string): Instance {
  const [head, limits, ...rows] = numberLines(text);
  if (!head || !limits || rows.length < 2)
    throw new FormatError('two lines of limits, the depot and places are needed');
  const [, routes = 1, places = 0] = atLeast(head, 3, 'the first line');
  if (rows.length !== places + 1)
    throw new FormatError(`${places} places and a depot are announced, ${rows.length} are there`);
  const table = rows.map((row) => {
    const [number = 0, x = 0, y = 0, service = 0, profit = 0] = atLeast(row, 8, 'a place');
    const [from = 0, to = 0] = row.values.slice(-2);
    return { number, x, y, service, profit, window: { from, to } };
  });
  const customers = table.slice(1).map(
    ({ number, service, profit, window }, index): Customer => ({
      number,
      place: index + 1,
      demand: [],
      backhaul: [],
      service,
      window,
      release: 0,
      prize: profit,
    }),
  );
  return {
    name: '',
    lengths: { kind: 'euclidean', places: table.map(({ x, y }) => [x, y] as const) },
    depots: [{ place: 0, window: table[0]?.window }],
    customers,
    fleets: [
      {
        count: routes,
        depot: 0,
        capacity: [],
        fixedCost: 0,
        costPerUnit: 0,
        reloads: [],
      },
    ],
    dimensions: [],
    groups: [],
    backhaulsLast: false,
    rounding: /\.\d{3}/.test(text) ? 'trunc2' : 'dimacs',
    objective: 'gain',
  };
}
