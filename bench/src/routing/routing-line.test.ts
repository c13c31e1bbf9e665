import { expect, test } from 'vitest';
import { gapOf, meanOf, NOT_EXPRESSIBLE, type RoutingLine } from './routing-line.ts';

const line = (more: Partial<RoutingLine>): RoutingLine => ({
  solver: 'solveig',
  set: 'cvrp-x',
  instance: 'a',
  value: 102,
  best: 100,
  gap: 0.02,
  seconds: 9,
  bound: null,
  feasible: true,
  budget: 10,
  workers: 1,
  seed: 1,
  reference: 'bks, round',
  ...more,
});

test('the mean is of checked answers alone; who broke a rule or was not tried is counted beside', () => {
  const note = `${NOT_EXPRESSIBLE}: release times`;
  const lines = [
    line({}),
    line({ gap: 0.04, seconds: 11 }),
    line({ gap: null, feasible: false }),
    line({ value: null, gap: null, seconds: null, feasible: false, note }),
  ];
  expect(meanOf(lines)).toMatchObject({ counted: 2, solvable: 3, instances: 4, worstGap: 0.04, meanSeconds: 10 });
  expect(meanOf(lines).meanGap).toBeCloseTo(0.03);
  expect(meanOf([line({ gap: null, feasible: false })]).meanGap).toBeNull();
});

test('a gain that is smaller than the best is a gap above zero, as is a cost that is higher', () => {
  const of = (objective: 'cost' | 'gain') => ({ objective }) as Parameters<typeof gapOf>[0];
  expect(gapOf(of('cost'), 110, 100)).toBeCloseTo(0.1);
  expect(gapOf(of('gain'), 90, 100)).toBeCloseTo(0.1);
});
