import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, placement, rankScore, wilsonInterval } from './statistics.ts';

const counts = fc
  .tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 5000 }))
  .filter(([count, total]) => count <= total);

describe('wilsonInterval', () => {
  it('agrees with published values', () => {
    // Newcombe 1998, table I: 15 of 148 and 0 of 20.
    const a = wilsonInterval(15, 148);
    expect(a.low).toBeCloseTo(0.0624, 4);
    expect(a.high).toBeCloseTo(0.1605, 4);
    const b = wilsonInterval(0, 20);
    expect(b.low).toBe(0);
    expect(b.high).toBeCloseTo(0.1611, 4);
  });

  it('holds its share and stays between 0 and 1', () => {
    fc.assert(
      fc.property(counts, ([count, total]) => {
        const { share, low, high } = wilsonInterval(count, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
      }),
    );
  });

  it('mirrors when good and bad change places', () => {
    fc.assert(
      fc.property(counts, ([count, total]) => {
        const a = wilsonInterval(count, total);
        const b = wilsonInterval(total - count, total);
        expect(a.low).toBeCloseTo(1 - b.high, 9);
        expect(a.high).toBeCloseTo(1 - b.low, 9);
      }),
    );
  });
});

describe('median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('has as many values on one side as on the other', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const m = median(values);
        const below = values.filter((v) => v < m).length;
        const above = values.filter((v) => v > m).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe('rankScore', () => {
  it('is 0 when values lie in the middle of the others', () => {
    expect(rankScore(0.5, 10, 50)).toBe(0);
  });

  it('grows with the number of values that are all larger', () => {
    expect(rankScore(1, 10, 50)).toBeGreaterThan(rankScore(1, 5, 20));
    expect(rankScore(1, 5, 20)).toBeGreaterThan(3);
  });

  it('is about standard normal when both come from one law', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const scores = Array.from({ length: 2000 }, () => {
      const reference = Array.from({ length: 40 }, random);
      const recent = Array.from({ length: 10 }, random);
      const mean = recent.reduce((sum, v) => sum + placement(v, reference), 0) / 10;
      return rankScore(mean, 10, 40);
    });
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    const variance = scores.reduce((a, b) => a + (b - mean) ** 2, 0) / scores.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(variance).toBeGreaterThan(0.85);
    expect(variance).toBeLessThan(1.15);
  });
});
