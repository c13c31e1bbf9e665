import { describe, expect, it } from 'vitest';
import { predict, sufficientSeconds } from './predict.ts';
import { MEASURED, MEASURED_SECONDS, type MeasuredFamily } from './prediction-table.ts';

const FAMILIES = Object.keys(MEASURED) as MeasuredFamily[];

describe('the table of measured solves', () => {
  it.each(FAMILIES)('of %s has ascending sizes and a number for every budget', (family) => {
    const rows = MEASURED[family];
    expect(rows.length).toBeGreaterThan(3);
    rows.forEach((row, index) => {
      if (index > 0) expect(row.size).toBeGreaterThan(rows[index - 1]?.size ?? 0);
      expect(row.gaps).toHaveLength(MEASURED_SECONDS.length);
      expect(row.excess).toHaveLength(MEASURED_SECONDS.length);
      for (const value of [...row.gaps, ...row.excess]) expect(value).toBeGreaterThanOrEqual(0);
      expect(row.firstSeconds).toBeGreaterThan(0);
      expect(row.megabytes).toBeGreaterThan(50);
    });
  });
});

describe('a prediction', () => {
  it.each(FAMILIES)('for a size and budget that were measured is what was measured (%s)', (family) => {
    for (const row of MEASURED[family]) {
      for (const [index, seconds] of MEASURED_SECONDS.entries()) {
        const found = predict({ family, size: row.size }, seconds);
        expect(found.peakMemoryMegabytes).toBeCloseTo(row.megabytes);
        if (row.endedSeconds === undefined || row.endedSeconds > seconds) {
          expect(found.gap).toBeCloseTo(row.gaps[index] as number);
          expect(found.solveSeconds).toBe(seconds);
        }
      }
    }
  });

  it.each(FAMILIES)('lies between its neighbours, and is a number for every size and budget (%s)', (family) => {
    for (const size of [0, 1, 7, 13, 77, 333, 1500, 100_000, 1_000_000]) {
      for (const seconds of [0, 0.05, 0.5, 2, 30, 300]) {
        const { gap, excess, solveSeconds, firstAnswerSeconds, peakMemoryMegabytes } = predict(
          { family, size },
          seconds,
        );
        expect(gap).toBeGreaterThanOrEqual(0);
        expect(gap).toBeLessThanOrEqual(1);
        expect(excess).toBeGreaterThanOrEqual(0);
        expect(solveSeconds).toBeLessThanOrEqual(seconds);
        expect(firstAnswerSeconds).toBeLessThanOrEqual(solveSeconds);
        expect(peakMemoryMegabytes).toBeGreaterThan(50);
        expect(Number.isFinite(peakMemoryMegabytes)).toBe(true);
      }
    }
  });

  it('of few stops ends by itself, of many it takes the whole budget', () => {
    expect(predict({ family: 'routing', size: 8 }, 10).solveSeconds).toBeLessThan(1);
    expect(predict({ family: 'routing', size: 500 }, 10).solveSeconds).toBe(10);
  });

  it('is enough where longer search gained little, and says nothing where that was not measured', () => {
    expect(sufficientSeconds({ family: 'routing', size: 8 })).toBeLessThan(1);
    for (const family of FAMILIES) {
      for (const size of [8, 100, 1000]) {
        const seconds = sufficientSeconds({ family, size });
        if (seconds !== undefined) expect(seconds).toBeLessThan(10);
      }
    }
  });
});
