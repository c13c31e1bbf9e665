import { counted, likely, type QuoteIssue } from './issue.ts';
import { densityOf, type LinearMeasures } from './measure-linear.ts';

const MANY_INTEGERS = 30;
const WIDE_RANGE = 1e6;
const DENSE = 0.2;
const MANY_ENTRIES = 100_000;

/** What is likely to go wrong with a linear program, worst first. */
export function linearIssues(measures: LinearMeasures): QuoteIssue[] {
  const { integers, unboundedIntegers, coefficientRange, entries } = measures;
  return [
    ...(unboundedIntegers > 0
      ? [
          likely(
            'UNBOUNDED_INTEGERS',
            `${counted(unboundedIntegers, 'whole-number column')} without a bound: the search may not end`,
            'Give lower and upper bounds.',
          ),
        ]
      : []),
    ...(coefficientRange > WIDE_RANGE
      ? [
          likely(
            'WIDE_COEFFICIENTS',
            `the coefficients differ by a factor of ${coefficientRange.toExponential(0)}: rounding may spoil the answer`,
            'Choose units so that coefficients lie within six orders of magnitude; replace big-M by tighter numbers.',
          ),
        ]
      : []),
    ...(integers > MANY_INTEGERS
      ? [
          likely(
            'MANY_INTEGERS',
            `${counted(integers, 'whole-number column')}: a proof of optimality may take longer than the budget`,
            'Set stop_at_gap to the gap that is good enough.',
          ),
        ]
      : []),
    ...(entries > MANY_ENTRIES && densityOf(measures) > DENSE
      ? [likely('DENSE', `${entries} coefficients in a dense matrix are slow to work on`, 'Allow more time.')]
      : []),
  ];
}
