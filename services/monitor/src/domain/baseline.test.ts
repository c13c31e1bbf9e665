import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Baseline, compare, EMPTY_BASELINE, isRecovered, isRegressed, remember } from './baseline.ts';
import type { Sample } from './baseline-sample.ts';
import { GUIDE_RULES } from './rules.ts';

const RULES = GUIDE_RULES.regression;

function sample(value: number, facts: Partial<Sample> = {}): Sample {
  return { metric: 'solve_seconds', value, size: 30, secondSize: 3, isAtLeast: false, ...facts };
}

/** Feeds values one after the other; no alert fires. */
function fed(values: readonly number[], facts: Partial<Sample> = {}, from: Baseline = EMPTY_BASELINE): Baseline {
  return values.reduce((b, value) => remember(b, sample(value, facts), false, RULES), from);
}

const steady = (count: number, seconds = 1) => Array.from({ length: count }, (_, i) => seconds * (1 + (i % 7) / 100));

function isAlarming(baseline: Baseline): boolean {
  const comparison = compare(baseline, RULES);
  return comparison !== undefined && isRegressed(comparison, 'solve_seconds', RULES);
}

describe('a baseline', () => {
  it('says nothing before there are enough solves behind the recent ones', () => {
    expect(compare(fed(steady(29)), RULES)).toBeUndefined();
    expect(compare(fed(steady(30)), RULES)).toBeDefined();
  });

  it('notices a template that became 60 % slower within ten solves', () => {
    const before = fed(steady(60));
    expect(isAlarming(before)).toBe(false);
    expect(isAlarming(fed(steady(10, 1.6), {}, before))).toBe(true);
  });

  it('keeps quiet at 40 % more', () => {
    expect(isAlarming(fed(steady(10, 1.4), {}, fed(steady(60))))).toBe(false);
  });

  it('keeps quiet about one slow solve', () => {
    expect(isAlarming(fed([20], {}, fed(steady(60))))).toBe(false);
  });

  it('keeps quiet about differences below 50 ms, whatever their ratio', () => {
    expect(isAlarming(fed(steady(10, 0.03), {}, fed(steady(60, 0.01))))).toBe(false);
  });

  it('keeps quiet when problems of another size come, and learns them', () => {
    const large = fed(steady(10, 5), { size: 300 }, fed(steady(60)));
    expect(isAlarming(large)).toBe(false);
    const learned = fed(steady(60, 5), { size: 300 }, large);
    expect(isAlarming(learned)).toBe(false);
    expect(isAlarming(fed(steady(10, 9), { size: 300 }, learned))).toBe(true);
  });

  it('is not fed while its alert fires', () => {
    let baseline = fed(steady(60));
    const past = baseline.past;
    for (const value of steady(30, 3)) baseline = remember(baseline, sample(value), true, RULES);
    expect(baseline.past).toEqual(past);
  });

  it('calls a regression over when the recent median is below +25 %', () => {
    const slow = fed(steady(10, 2), {}, fed(steady(60)));
    const over = (b: Baseline) => {
      const comparison = compare(b, RULES);
      return comparison !== undefined && isRecovered(comparison, 'solve_seconds', RULES);
    };
    expect(over(slow)).toBe(false);
    expect(over(fed(steady(10, 1.3), {}, slow))).toBe(false);
    expect(over(fed(steady(10, 1.1), {}, slow))).toBe(true);
  });

  it('sees a template that used to end by itself and now uses up its budget', () => {
    let baseline = fed(steady(60));
    for (let i = 0; i < 10; i++) baseline = remember(baseline, sample(30, { isAtLeast: true }), false, RULES);
    expect(isAlarming(baseline)).toBe(true);
  });

  it('does not blame a template that was always cut off now and then', () => {
    let baseline = EMPTY_BASELINE;
    for (let i = 0; i < 200; i++) {
      const isCutOff = i % 2 === 0;
      baseline = remember(baseline, sample(isCutOff ? 30 : 1, { isAtLeast: isCutOff }), false, RULES);
      expect(isAlarming(baseline)).toBe(false);
    }
  });

  it('learns nothing from solves that were cut off', () => {
    let baseline = fed(steady(60));
    for (let i = 0; i < 500; i++) baseline = remember(baseline, sample(30, { isAtLeast: true }), false, RULES);
    expect(baseline.past.every((point) => !point.isAtLeast)).toBe(true);
  });

  it('never holds more than its limits, and never judges without them', () => {
    const points = fc.array(
      fc.record({
        value: fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
        size: fc.integer({ min: 1, max: 1000 }),
        isAtLeast: fc.boolean(),
        isFiring: fc.boolean(),
      }),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(points, (all) => {
        let baseline = EMPTY_BASELINE;
        for (const { isFiring, ...facts } of all) {
          baseline = remember(baseline, sample(facts.value, facts), isFiring, RULES);
          expect(baseline.recent.length).toBeLessThanOrEqual(RULES.recentCount);
          expect(baseline.past.length).toBeLessThanOrEqual(RULES.baselineMax);
        }
        const comparison = compare(baseline, RULES);
        if (comparison) expect(comparison.pastCount).toBeGreaterThanOrEqual(RULES.baselineMin);
      }),
      { numRuns: 30 },
    );
  });

  it('compares alike whatever the unit of time', () => {
    const values = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.constantFrom(2, 8, 1024), (all, factor) => {
        const a = compare(fed(all), RULES);
        const b = compare(fed(all.map((v) => v * factor)), RULES);
        expect(b?.ratio).toBeCloseTo(a?.ratio as number, 9);
        expect(b?.score).toBeCloseTo(a?.score as number, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('rarely cries wolf on noise, and finds +60 % soon', () => {
    let seed = 11;
    const uniform = () => {
      seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
      return (seed + 0.5) / 2 ** 32;
    };
    const noise = (sigma: number) =>
      Math.exp(sigma * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
    let alarms = 0;
    let baseline = EMPTY_BASELINE;
    for (let i = 0; i < 10_000; i++) {
      baseline = remember(baseline, sample(noise(0.3)), false, RULES);
      if (isAlarming(baseline)) {
        alarms++;
        baseline = EMPTY_BASELINE;
      }
    }
    expect(alarms).toBeLessThanOrEqual(5);
    const delays = Array.from({ length: 50 }, () => {
      let state = fed(Array.from({ length: 110 }, () => noise(0.3)));
      for (let solves = 1; solves <= 200; solves++) {
        state = remember(state, sample(1.6 * noise(0.3)), false, RULES);
        if (isAlarming(state)) return solves;
      }
      return 200;
    });
    expect(delays.reduce((a, b) => a + b, 0) / delays.length).toBeLessThan(15);
  });
});
