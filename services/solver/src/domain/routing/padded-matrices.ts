import { FAR } from './compiled.ts';

/** Seconds and metres, row-major. */
export interface MatrixPair {
  readonly durations: Int32Array;
  readonly distances: Int32Array;
}

/*
 * Nobody writes to matrices once they are made, and a problem whose other rules change is compiled again with the same
 * ones (reasons, steps of the ladder): what is made of them is kept as long as they are.
 */
const paddings = new WeakMap<Int32Array, { readonly distances: Int32Array; readonly padded: MatrixPair }>();
const longests = new WeakMap<Int32Array, number>();

/** With a last row and column of zeros for nowhere. Where seconds or metres are missing there is no way at all. */
export function paddedPair({ durations, distances }: MatrixPair, size: number): MatrixPair {
  const known = paddings.get(durations);
  if (known?.distances === distances) return known.padded;
  const made = pad(durations, distances, size);
  paddings.set(durations, { distances, padded: made });
  return made;
}

function pad(rawDurations: Int32Array, rawDistances: Int32Array, size: number): MatrixPair {
  const durations = padded(rawDurations, size);
  const distances = padded(rawDistances, size);
  for (let cell = 0; cell < durations.length; cell++) {
    if (durations[cell] === FAR || distances[cell] === FAR) {
      durations[cell] = FAR;
      distances[cell] = FAR;
    }
  }
  return { durations, distances };
}

/** With a last row and column of zeros, and `FAR` where there is no way. */
function padded(matrix: Int32Array, size: number): Int32Array {
  const wide = new Int32Array((size + 1) * (size + 1));
  for (let row = 0; row < size; row++) wide.set(matrix.subarray(row * size, (row + 1) * size), row * (size + 1));
  for (let cell = 0; cell < wide.length; cell++) if ((wide[cell] as number) < 0) wide[cell] = FAR;
  return wide;
}

/** The largest cell where there is a way. */
export function longestLeg(cells: Int32Array): number {
  const known = longests.get(cells);
  if (known !== undefined) return known;
  let most = 0;
  for (const cell of cells) if (cell < FAR && cell > most) most = cell;
  longests.set(cells, most);
  return most;
}
