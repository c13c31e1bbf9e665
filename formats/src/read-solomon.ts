import { FormatError } from './format-error.ts';
import type { Instance } from './instance.ts';
import { atLeast, numbersOf } from './number-lines.ts';

/** Above this many customers sums of ten-thousandths over all routes leave 32 bits. */
const MOST_FOR_DOUBLE = 400;

/** Reads Solomon's text, which Gehring and Homberger's larger sets share: number of vehicles, capacity, customers with windows. */
export function readSolomon(text: string): Instance {
  const lines = text.split(/\r?\n/);
  const rows: { line: number; values: number[] }[] = [];
  lines.forEach((raw, index) => {
    // Titles and headings hold letters; numbers may be written 1.0e3.
    if (/^\s*-?\d/.test(raw) && index > 0) rows.push({ line: index + 1, values: numbersOf(raw, index + 1) });
  });
  const [fleet, ...places] = rows;
  if (!fleet || places.length < 2) throw new FormatError('there is no line of vehicles, or there are no customers');
  const [count = 0, capacity = 0] = atLeast(fleet, 2, 'the line of vehicles');
  const table = places.map((row) => {
    const [number = 0, x = 0, y = 0, demand = 0, from = 0, to = 0, service = 0] = atLeast(row, 7, 'a customer');
    return { number, x, y, demand, from, to, service };
  });
  return {
    name: (lines[0] ?? '').trim(),
    lengths: { kind: 'euclidean', places: table.map(({ x, y }) => [x, y] as const) },
    depots: [{ place: 0, window: table[0] && { from: table[0].from, to: table[0].to } }],
    customers: table.slice(1).map(({ number, demand, service, from, to }, index) => ({
      number,
      place: index + 1,
      demand: [demand],
      backhaul: [],
      service,
      window: { from, to },
      release: 0,
    })),
    fleets: [{ count, depot: 0, capacity: [capacity], fixedCost: 0, costPerUnit: 1, reloads: [] }],
    dimensions: ['load'],
    groups: [],
    backhaulsLast: false,
    rounding: table.length > MOST_FOR_DOUBLE + 1 ? 'exact' : 'double',
    objective: 'cost',
  };
}
