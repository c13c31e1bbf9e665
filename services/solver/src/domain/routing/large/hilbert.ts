/** Side of the square that the curve fills, a power of two: an index takes 32 bits. */
const SIDE = 65_536;

/** Place of a cell on Hilbert's curve over a square of 65,536 x 65,536 cells: near on the curve is near in the plane. */
export function hilbertIndex(column: number, row: number): number {
  let x = column;
  let y = row;
  let index = 0;
  for (let half = SIDE / 2; half >= 1; half /= 2) {
    const right = (x & half) > 0 ? 1 : 0;
    const up = (y & half) > 0 ? 1 : 0;
    index += half * half * ((3 * right) ^ up);
    if (up === 1) continue;
    if (right === 1) {
      x = SIDE - 1 - x;
      y = SIDE - 1 - y;
    }
    const held = x;
    x = y;
    y = held;
  }
  return index;
}

/** A square over points of the plane, with the curve in it. */
export class HilbertSquare {
  readonly #left: number;
  readonly #bottom: number;
  readonly #cellsAUnit: number;

  /**
   * Covers the points with room to move: `shiftX` and `shiftY`, 0 to 1, say
   * where in it they lie, so that borders of the curve fall elsewhere each time.
   */
  constructor(xs: Float64Array, ys: Float64Array, shiftX = 0, shiftY = 0) {
    const [left, right] = extent(xs);
    const [bottom, top] = extent(ys);
    const side = Math.max(right - left, top - bottom, 1e-9);
    this.#cellsAUnit = (SIDE - 1) / (2 * side);
    this.#left = left - shiftX * side;
    this.#bottom = bottom - shiftY * side;
  }

  /** Place on the curve of a point within the square. */
  index(x: number, y: number): number {
    return hilbertIndex(this.#cell(x - this.#left), this.#cell(y - this.#bottom));
  }

  #cell(offset: number): number {
    return Math.max(0, Math.min(SIDE - 1, Math.floor(offset * this.#cellsAUnit)));
  }
}

/** Numbers below `keys.length`, smallest key first; equal keys by number. */
export function orderBy(keys: Float64Array): Int32Array {
  return Int32Array.from(keys.keys()).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
}

function extent(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.length === 0 ? [0, 0] : [low, high];
}
