import { describe, expect, it } from 'vitest';
import { HilbertSquare, hilbertIndex, orderBy } from './hilbert.ts';

describe("Hilbert's curve", () => {
  it('passes every cell of a square once, going from neighbour to neighbour', () => {
    const cells: { at: number; x: number; y: number }[] = [];
    for (let x = 0; x < 32; x++) for (let y = 0; y < 32; y++) cells.push({ at: hilbertIndex(x, y), x, y });
    cells.sort((a, b) => a.at - b.at);
    cells.forEach(({ at, x, y }, index) => {
      expect(at).toBe(index);
      const before = cells[index - 1];
      if (before) expect(Math.abs(before.x - x) + Math.abs(before.y - y)).toBe(1);
    });
  });

  it('holds all points wherever they are shifted, also when all are the same', () => {
    const [xs, ys] = [Float64Array.of(-5, 0, 1e6), Float64Array.of(3, 3, 3)];
    for (const shift of [0, 0.5, 1]) {
      const square = new HilbertSquare(xs, ys, shift, 1 - shift);
      const indices = Array.from(xs, (x, k) => square.index(x, ys[k] as number));
      expect(new Set(indices).size).toBeGreaterThan(1);
      for (const index of indices) expect(index).toBeGreaterThanOrEqual(0);
    }
    const point = new HilbertSquare(Float64Array.of(2), Float64Array.of(2));
    expect(point.index(2, 2)).toBeGreaterThanOrEqual(0);
  });

  it('orders by key, and by number where keys are equal', () => {
    expect([...orderBy(Float64Array.of(3, 1, 3, 0))]).toEqual([3, 1, 0, 2]);
  });
});
