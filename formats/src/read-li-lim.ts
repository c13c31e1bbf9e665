import { FormatError } from './format-error.ts';
import type { Customer, Instance } from './instance.ts';
import { atLeast, numberLines } from './number-lines.ts';

/**
 * Reads Li and Lim's text: `vehicles capacity speed`, then a line a place: number, x, y, demand (below 0 where it is
 * brought), window, service, number of the pickup and of the delivery that belong to it, 0 for none.
 */
export function readLiLim(text: string): Instance {
  const [head, ...rows] = numberLines(text);
  if (!head || rows.length < 2) throw new FormatError('there is no line of vehicles, or there are no customers');
  const [count = 0, capacity = 0, speed = 1] = atLeast(head, 2, 'the first line');
  if (speed !== 1) throw new FormatError(`speed ${speed} is not known: distances are times here`, head.line);
  const table = rows.map((row) => {
    const [number = 0, x = 0, y = 0, demand = 0, from = 0, to = 0, service = 0, pickup = 0, delivery = 0] = atLeast(
      row,
      9,
      'a place',
    );
    return { number, x, y, demand, window: { from, to }, service, pickup, delivery };
  });
  const customers = table.slice(1).map(
    ({ number, demand, window, service, delivery }, index): Customer => ({
      number,
      place: index + 1,
      demand: [0],
      backhaul: demand > 0 ? [demand] : [],
      service,
      window,
      release: 0,
      deliverTo: delivery > 0 ? delivery : undefined,
    }),
  );
  return {
    name: '',
    lengths: { kind: 'euclidean', places: table.map(({ x, y }) => [x, y] as const) },
    depots: [{ place: 0, window: table[0]?.window }],
    customers,
    fleets: [{ count, depot: 0, capacity: [capacity], fixedCost: 0, costPerUnit: 1, reloads: [] }],
    dimensions: ['load'],
    groups: [],
    backhaulsLast: false,
    rounding: 'exact',
    objective: 'cost',
  };
}
