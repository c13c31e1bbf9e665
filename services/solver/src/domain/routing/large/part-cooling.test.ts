import { describe, expect, it } from 'vitest';
import { PartCooling } from './part-cooling.ts';

const STOPS = 1_000;
const halves = [0, 500].map((from) => Int32Array.from({ length: 500 }, (_, k) => from + k));

/** Visits of both halves in turn, as long as a budget lasts. */
function visits(cooling: PartCooling, budget: number) {
  const all: ReturnType<PartCooling['visit']>[] = [];
  for (let turn = 0; cooling.done < budget; turn++) {
    const stops = halves[turn % 2] as Int32Array;
    const visit = cooling.visit(stops);
    cooling.settle(stops, visit.iterations);
    all.push(visit);
  }
  return all;
}

describe('the cooling of a plan in parts', () => {
  it('lets every part go on as hot as it was left, and ends cold for all at the end of the budget', () => {
    const all = visits(new PartCooling(STOPS, { iterations: 400_000 }), 400_000);
    expect(all.reduce((sum, { iterations }) => sum + iterations, 0)).toBe(400_000);
    all.slice(2).forEach((visit, index) => {
      expect(visit.hot).toBeCloseTo(all[index]?.cold ?? 0, 9);
      expect(visit.hot).toBeGreaterThan(visit.cold);
    });
    const ends = all.slice(-2).map(({ cold, keepsBest }) => [cold, keepsBest]);
    expect(ends).toEqual([
      [expect.closeTo(0.05 * (all[0]?.hot ?? 0), 9), true],
      [expect.closeTo(0.05 * (all[0]?.hot ?? 0), 9), true],
    ]);
    expect(all[0]?.keepsBest).toBe(false);
  });

  it('lets a part cool down at once where there is time for one visit', () => {
    const [first] = visits(new PartCooling(STOPS, { iterations: 10_000 }), 10_000);
    expect(first).toMatchObject({ iterations: 5_000, keepsBest: true });
    expect(first?.cold).toBeCloseTo(0.05 * (first?.hot ?? 0), 9);
  });

  it('reckons how many trials there is time for by those that were done', () => {
    let part = 0.1;
    const cooling = new PartCooling(STOPS, { progress: () => part });
    expect(cooling.trialsUntil(1)).toBe(Number.POSITIVE_INFINITY);
    cooling.settle(halves[0] as Int32Array, 30_000);
    part = 0.4;
    expect(cooling.trialsUntil(0.9)).toBeCloseTo(50_000, 6);
    expect(cooling.wholeEffort()).toBeCloseTo(90, 6);
    expect(cooling.effortOf(halves[0] as Int32Array)).toBe(60);
    part = 1;
    expect(cooling.trialsUntil(0.98)).toBe(0);
  });
});
