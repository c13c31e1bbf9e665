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

/** In one pass, with the longest legs: whoever waits for a first plan waits for this. */
function pad(rawDurations: Int32Array, rawDistances: Int32Array, size: number): MatrixPair {
  const wide = size + 1;
  const durations = new Int32Array(wide * wide);
  const distances = new Int32Array(wide * wide);
  let mostSeconds = 0;
  let mostMeters = 0;
  for (let row = 0; row < size; row++) {
    let cell = row * wide;
    for (let raw = row * size; raw < (row + 1) * size; raw++, cell++) {
      const seconds = rawDurations[raw] as number;
      const meters = rawDistances[raw] as number;
      if (seconds < 0 || meters < 0 || seconds === FAR || meters === FAR) {
        durations[cell] = FAR;
        distances[cell] = FAR;
        continue;
      }
      durations[cell] = seconds;
      distances[cell] = meters;
      if (seconds > mostSeconds) mostSeconds = seconds;
      if (meters > mostMeters) mostMeters = meters;
    }
  }
  longests.set(durations, mostSeconds);
  longests.set(distances, mostMeters);
  return { durations, distances };
}

/** The largest cell where there is a way. */
export function longestLeg(cells: Int32Array): number {
  const known = longests.get(cells);
  if (known !== undefined) return known;
  let most = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as number;
    if (cell < FAR && cell > most) most = cell;
  }
  longests.set(cells, most);
  return most;
}
