import { describe, expect, it } from 'vitest';
import { type EstimateSubject, estimateGap, secondsForQuality } from './estimate-gap.ts';
import { rateAnswer } from './rate-answer.ts';

describe('the quality of an answer', () => {
  it('is read from the proved gap where that is good enough, whatever the estimate says', () => {
    expect(rateAnswer(0.008, 0.001)).toEqual({ quality: 0.992, source: 'gap' });
  });

  it('is read from the proved gap where the estimate says worse, which is proved wrong', () => {
    expect(rateAnswer(0.1, 0.3)).toMatchObject({ quality: 0.9, source: 'gap' });
  });

  it('is read from the estimate where the bound is weak, and where there is none', () => {
    expect(rateAnswer(0.6, 0.02)).toEqual({ quality: 0.98, source: 'estimate' });
    expect(rateAnswer(undefined, 0.02)).toEqual({ quality: 0.98, source: 'estimate' });
  });

  it('is 1 with a proof, never below 0, and nothing where nothing is known', () => {
    expect(rateAnswer(0, undefined)).toEqual({ quality: 1, source: 'gap' });
    expect(rateAnswer(7, undefined)).toEqual({ quality: 0, source: 'gap' });
    expect(rateAnswer(undefined, undefined)).toBeUndefined();
  });
});

describe('the estimated gap', () => {
  const of = (more: Partial<EstimateSubject> = {}): EstimateSubject => ({
    family: 'routingWindows',
    size: 500,
    isRich: false,
    ...more,
  });
  const full = (subject: EstimateSubject, seconds: number) => estimateGap(subject, { depth: 'full', seconds }) ?? NaN;

  it('falls with the time of the search, and never says that nothing is left of a large problem', () => {
    expect(full(of(), 1)).toBeGreaterThan(full(of(), 3));
    expect(full(of(), 3)).toBeGreaterThan(full(of(), 10));
    expect(full(of(), Number.POSITIVE_INFINITY)).toBeGreaterThan(0.01);
  });

  it('is larger for a lesser search, and largest for the emergency answer', () => {
    const gaps = (['full', 'descent', 'construction', 'emergency'] as const).map((depth) =>
      estimateGap(of(), { depth, seconds: 10 }),
    );
    expect(gaps).toEqual([...gaps].sort((a = 0, b = 0) => a - b));
  });

  it('is larger where rules have to be walked, which takes longer', () => {
    expect(full(of({ isRich: true }), 3)).toBeGreaterThan(full(of(), 3));
  });

  it('stays between 0 and 1 for every size and time', () => {
    for (const family of ['routing', 'routingWindows', 'itinerary'] as const) {
      for (const size of [1, 12, 13, 70, 5000, 1e6]) {
        for (const seconds of [0, 0.01, 2, 300]) {
          const gap = full(of({ family, size }), seconds);
          expect(gap).toBeGreaterThanOrEqual(0);
          expect(gap).toBeLessThan(1);
        }
      }
    }
  });

  it('is not made for linear programs, whose gaps are proved', () => {
    expect(estimateGap(of({ family: 'mip' }), { depth: 'full', seconds: 1 })).toBeUndefined();
  });
});

describe('the time for a quality', () => {
  const subject: EstimateSubject = { family: 'routing', size: 500, isRich: false };

  it('is longer for a higher one, and there is none for what no search was seen to reach', () => {
    const low = secondsForQuality(subject, 0.9) ?? NaN;
    const high = secondsForQuality(subject, 0.985) ?? NaN;
    expect(low).toBeLessThan(high);
    expect(high).toBeLessThan(30);
    expect(secondsForQuality(subject, 0.9999)).toBeUndefined();
  });
});
