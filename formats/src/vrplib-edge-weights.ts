import { FormatError } from './format-error.ts';
import type { Lengths } from './instance.ts';
import type { VrplibSections } from './vrplib-sections.ts';

/** Which cells of row `i` are written down, as [first, last + 1]. */
const ROWS: Readonly<Record<string, (i: number, size: number) => readonly [number, number]>> = {
  FULL_MATRIX: (_, size) => [0, size],
  LOWER_ROW: (i) => [0, i],
  LOWER_DIAG_ROW: (i) => [0, i + 1],
  UPPER_ROW: (i, size) => [i + 1, size],
  UPPER_DIAG_ROW: (i, size) => [i, size],
};
/** By columns, which for a symmetric table is the other triangle by rows. */
const SAME_AS: Readonly<Record<string, string>> = {
  LOWER_COL: 'UPPER_ROW',
  LOWER_DIAG_COL: 'UPPER_DIAG_ROW',
  UPPER_COL: 'LOWER_ROW',
  UPPER_DIAG_COL: 'LOWER_DIAG_ROW',
};

/** EDGE_WEIGHT_SECTION in any of TSPLIB's formats. */
export function readEdgeWeights({ fields, sections }: VrplibSections, size: number): Lengths {
  const format = fields.get('EDGE_WEIGHT_FORMAT') ?? 'FULL_MATRIX';
  const rangeOf = ROWS[SAME_AS[format] ?? format];
  if (!rangeOf) throw new FormatError(`EDGE_WEIGHT_FORMAT ${format} is not known`);
  const numbers = (sections.get('EDGE_WEIGHT') ?? []).flatMap(({ values }) => [...values]);
  const cells = new Float64Array(size * size);
  let next = 0;
  for (let i = 0; i < size; i++) {
    const [from, to] = rangeOf(i, size);
    for (let j = from; j < to; j++) {
      const value = numbers[next++] ?? Number.NaN;
      cells[i * size + j] = value;
      if (format !== 'FULL_MATRIX') cells[j * size + i] = value;
    }
  }
  if (next !== numbers.length)
    throw new FormatError(`EDGE_WEIGHT_SECTION has ${numbers.length} numbers, ${format} of ${size} nodes has ${next}`);
  return { kind: 'table', size, cells };
}
