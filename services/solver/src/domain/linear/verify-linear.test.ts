import { describe, expect, it } from 'vitest';
import { readLinear } from './read-linear.ts';
import { dualBound, verifyLinear } from './verify-linear.ts';

const { problem } = readLinear({
  form: {
    $case: 'lpText',
    value:
      'Maximize\n profit: 30 chairs + 50 tables\nSubject To\n wood: chairs + 2 tables <= 40\n paint: 2 chairs + tables <= 50\nBounds\n tables <= 15\nGenerals\n chairs tables\nEnd',
  },
});
if (!problem) throw new Error('the sample cannot be read');
const faultsOf = (chairs: number, tables: number, claimed = 30 * chairs + 50 * tables) =>
  verifyLinear(problem, Float64Array.of(chairs, tables), claimed).map(({ what, name }) => `${what} ${name}`.trim());

describe('the verifier', () => {
  it('accepts a right answer', () => expect(faultsOf(20, 10)).toEqual([]));
  it('catches a row that is broken', () => expect(faultsOf(21, 10)).toEqual(['row wood', 'row paint']));
  it('catches a fraction', () => expect(faultsOf(19.5, 10)).toEqual(['integer chairs']));
  it('catches a bound that is broken', () => {
    expect(faultsOf(0, 16)).toEqual(['upper_bound tables']);
    expect(faultsOf(-1, 0)).toEqual(['lower_bound chairs']);
  });
  it('catches a wrong objective', () => expect(faultsOf(20, 10, 1101)).toEqual(['objective']));
  it('catches what is no number', () => expect(faultsOf(Number.NaN, 10)).toContain('value chairs'));
  it('catches a missing column', () => {
    expect(verifyLinear(problem, Float64Array.of(1), 30)).toMatchObject([{ what: 'value' }]);
  });
});

it('right duals prove the optimum of a linear program, wrong ones something else', () => {
  expect(dualBound(problem, Float64Array.of(70 / 3, 10 / 3))).toBeCloseTo(1100, 6);
  expect(dualBound(problem, Float64Array.of(30, 10))).toBeGreaterThan(1100.1);
  // A multiplier that pushes against a limit that is not there proves nothing.
  expect(dualBound(problem, Float64Array.of(-1, 0))).toBeUndefined();
});
