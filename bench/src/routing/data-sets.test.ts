import { expect, test } from 'vitest';
import { DATA_SETS } from './data-sets.ts';

const best = (set: string, entry: Record<string, number>) => DATA_SETS[set]?.reference(entry);

test.each([
  ['cvrp-x', 27591, 27591],
  ['vrptw-gh1000-dimacs', 53026.1, 53026.1],
  ['pcvrptw-gh1000', 243955, 24395.5],
  ['mdvrptw-vidal', 6655548, 6655.548],
  // Published in units, and in 1/100,000; the files hold 1/100.
  ['hfvrp-pessoa', 17246.51, 1724651],
  ['hfvrp-pessoa', 12073699908, 12073699.908],
])('a published value of %s, %d, is compared in the unit of its files', (set, bks, value) => {
  expect(best(set, { bks })?.best).toBe(value);
});

test('proven optima of the cut convention come before best known distances', () => {
  const both = { opt_1dec_trunc: 1637.7, dist_only_double: 1642.88, hier_distance: 1650.8 };
  expect(best('vrptw-solomon100', both)).toEqual({ best: 1637.7, field: 'opt_1dec_trunc', rounding: 'dimacs' });
  expect(best('vrptw-solomon100', { dist_only_double: 591.17 })).toMatchObject({ best: 591.17, rounding: 'double' });
});

test('orienteering is compared with one route where its optimum is proved', () => {
  expect(best('toptw', { opt_m1: 320, bks_m_all: 1810 })).toEqual({ best: 320, field: 'opt_m1', routes: 1 });
  expect(best('toptw', { bks_m_all: 1810 })).toEqual({ best: 1810, field: 'bks_m_all' });
});

test('an instance that nobody has solved has no reference', () => {
  expect(best('cvrp-x', {})?.best).toBeUndefined();
});
