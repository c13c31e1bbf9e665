import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf, liftToGrid } from './cost-grid.ts';
import { binsFor } from './fleet-bound.ts';

/** Fewest bins by trying each item in each bin. */
function fewestBins(items: readonly number[], capacity: number): number {
  const place = (next: number, bins: readonly number[]): number => {
    if (next === items.length) return bins.length;
    const size = items[next] as number;
    let best = place(next + 1, [...bins, size]);
    bins.forEach((load, bin) => {
      if (load + size <= capacity) best = Math.min(best, place(next + 1, bins.with(bin, load + size)));
    });
    return best;
  };
  return place(0, []);
}

describe('vehicles that loads need', () => {
  it('are never more than the fewest bins, and no fewer than the loads together fill', () => {
    const items = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 7 });
    fc.assert(
      fc.property(items, (sizes) => {
        const needed = binsFor(sizes, 20);
        expect(needed).toBeLessThanOrEqual(
          fewestBins(
            sizes.filter((size) => size > 0),
            20,
          ),
        );
        expect(needed).toBeGreaterThanOrEqual(Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 20));
      }),
      { numRuns: 300 },
    );
  });

  it('see that two large loads do not fit together', () => {
    expect(binsFor([11, 11, 11], 20)).toBe(3);
    expect(binsFor([12, 12, 9, 9, 1], 20)).toBe(3);
  });
});

describe('the grid of costs', () => {
  it('is the largest number that all prices are multiples of', () => {
    expect(gridOf([0.001])).toBe(0.001);
    expect(gridOf([1, 0.5])).toBe(0.5);
    expect(gridOf([30, 12, 0])).toBe(6);
    expect(gridOf([25 / 3600, 10 / 3600])).toBeCloseTo(5 / 3600, 12);
  });

  it('is none where prices share no measure, and none without prices', () => {
    expect(gridOf([1, Math.PI])).toBe(0);
    expect(gridOf([])).toBe(0);
  });

  it('lifts a bound to the next cost that a plan can have, not over one that it meets', () => {
    expect(liftToGrid(10.2, 1)).toBeCloseTo(11, 6);
    expect(liftToGrid(11.0000001, 1)).toBeCloseTo(11, 6);
    expect(liftToGrid(10.2, 0)).toBe(10.2);
    expect(liftToGrid(10.2, 1e-9)).toBe(10.2);
  });
});
