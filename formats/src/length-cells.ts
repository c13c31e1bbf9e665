import type { Lengths } from './instance.ts';
import type { Rounding } from './rounding.ts';

/** Rounded lengths between all places in this order, row-major; whole numbers of 1/scale. */
export function lengthCells(lengths: Lengths, places: readonly number[], { whole }: Rounding): number[] {
  const size = places.length;
  const cells = new Array<number>(size * size);
  if (lengths.kind === 'table') {
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        cells[i * size + j] = whole(
          lengths.cells[(places[i] as number) * lengths.size + (places[j] as number)] as number,
        );
    return cells;
  }
  for (let i = 0; i < size; i++) {
    const [x, y] = lengths.places[places[i] as number] as readonly [number, number];
    cells[i * size + i] = 0;
    for (let j = 0; j < i; j++) {
      const [otherX, otherY] = lengths.places[places[j] as number] as readonly [number, number];
      const length = Math.sqrt((x - otherX) ** 2 + (y - otherY) ** 2);
      const cell = whole(lengths.up ? Math.ceil(length) : length);
      cells[i * size + j] = cell;
      cells[j * size + i] = cell;
    }
  }
  return cells;
}
