import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinearArraysInput } from './problem.ts';
import { readLinear, validateLinear } from './read-linear.ts';

const lp = (value: string) => readLinear({ form: { $case: 'lpText', value } });
const mps = (value: string) => readLinear({ form: { $case: 'mpsText', value } });
const infinity = Number.POSITIVE_INFINITY;

describe('LP text', () => {
  it('is read with labels, ranges, bounds, generals and binaries', () => {
    const { problem } = lp(`\\ a comment
Maximize
 profit: 3 x + 2 y - 4 z + 10
Subject To
 c1: x + y + z <= 40
 1 <= x - y <= 8
 c3: 2x >= 3 - z
Bounds
 x <= 12
 -5 <= y <= 5
 z free
Generals
 x
Binary
 w
End`);
    expect(problem?.columnNames).toEqual(['x', 'y', 'z', 'w']);
    expect(problem?.rowNames).toEqual(['c1', 'R2', 'c3']);
    expect(problem?.sense).toBe(-1);
    expect(problem?.offset).toBe(10);
    expect([...(problem?.cost ?? [])]).toEqual([3, 2, -4, 0]);
    expect([...(problem?.rowLower ?? [])]).toEqual([-infinity, 1, 3]);
    expect([...(problem?.rowUpper ?? [])]).toEqual([40, 8, infinity]);
    expect([...(problem?.lower ?? [])]).toEqual([0, -5, -infinity, 0]);
    expect([...(problem?.upper ?? [])]).toEqual([12, 5, infinity, 1]);
    expect([...(problem?.integer ?? [])]).toEqual([1, 0, 0, 1]);
    expect([...(problem?.values ?? [])]).toEqual([1, 1, 1, 1, -1, 2, 1]);
  });

  it('with a syntax error names the line', () => {
    const text = 'Minimize\n obj: x + y\nSubject To\n c1: x + y >= 2\n c2: x - y <= 1\n\n c3: x + >= 4\nEnd\n';
    expect(lp(text).violations).toMatchObject([
      { path: 'lp_text', reason: 'SYNTAX', message: expect.stringMatching(/^line 7: /) },
    ]);
  });

  it.each([
    ['garbage', 'garbage', /begin with Minimize/],
    ['a quadratic term', 'Minimize\n obj: [ x ^ 2 ]\nSubject To\nEnd', /line 2.*quadratic/],
    [
      'a semi-continuous section',
      'Minimize\n x\nSubject To\n x >= 1\nSemi-continuous\n x\nEnd',
      /line 5.*not supported/,
    ],
    ['no end', 'Minimize\n x\nSubject To\n x >= 1\n', /without End/],
    ['two rows of one name', 'Minimize\n x\nSubject To\n a: x >= 1\n a: x <= 2\nEnd', /line 5.*two rows/],
    ['nothing', '', /begin with Minimize/],
  ])('of %s is refused with a reason', (_, text, message) => {
    expect(lp(text).violations[0]?.message).toMatch(message);
  });

  it('with crossed bounds is refused', () => {
    const { violations } = lp('Minimize\n x\nSubject To\n c: x >= 1\nBounds\n x <= -5\nEnd');
    expect(violations).toMatchObject([{ reason: 'BOUNDS_CROSSED' }]);
  });
});

const MPS = `NAME t
OBJSENSE
    MAX
ROWS
 N cost
 L r1
 G r2
 E r3
 E r4
COLUMNS
    MARKER                 'MARKER'                 'INTORG'
    x cost 1 r1 1
    x r2 1
    v cost 2 r4 1
    MARKER                 'MARKER'                 'INTEND'
    y cost 2 r1 1
    y r3 1 r4 1
    z cost -1 r3 1
RHS
    rhs cost 7 r1 10
    rhs r2 1 r3 4
    r4 4
RANGES
    rng r1 3 r2 5
    rng r3 -2 r4 2
BOUNDS
 LO bnd v 1
 UP z 9
 MI bnd y
ENDATA
`;

describe('MPS text', () => {
  it('is read with ranges, markers and bounds as HiGHS reads them', () => {
    const { problem } = mps(MPS);
    expect(problem?.columnNames).toEqual(['x', 'v', 'y', 'z']);
    expect(problem?.sense).toBe(-1);
    expect(problem?.offset).toBe(-7);
    expect([...(problem?.rowLower ?? [])]).toEqual([7, 1, 2, 4]);
    expect([...(problem?.rowUpper ?? [])]).toEqual([10, 6, 4, 6]);
    // An integer column without bounds is binary, one with any bound is not.
    expect([...(problem?.upper ?? [])]).toEqual([1, infinity, infinity, 9]);
    expect([...(problem?.lower ?? [])]).toEqual([0, 1, -infinity, 0]);
    expect([...(problem?.integer ?? [])]).toEqual([1, 1, 0, 0]);
  });

  it('in fixed columns may have names with spaces', () => {
    const text = `NAME
ROWS
 N  COST
 L  LIM 1
COLUMNS
    X ONE     COST               1.0   LIM 1              2.0
RHS
    RHS       LIM 1              4.0
ENDATA
`;
    const { problem, violations } = mps(text);
    expect(violations).toEqual([]);
    expect(problem?.columnNames).toEqual(['X ONE']);
    expect([...(problem?.rowUpper ?? [])]).toEqual([4]);
  });

  it('that names an unknown row says the line', () => {
    expect(mps(MPS.replace('y r3 1 r4 1', 'y r9 1')).violations[0]?.message).toMatch(/^line 17: .*"r9"/);
  });
});

const arrays: LinearArraysInput = {
  sense: 1,
  objectiveOffset: 0,
  columns: [{ name: 'x', objective: 1, integer: false, free: false }],
  rows: [{ name: 'r', terms: [{ column: 'x', coefficient: 1 }], lowerBound: 1 }],
};

describe('arrays', () => {
  it('report every violation at once with its path', () => {
    const violations = validateLinear({
      stopAtGap: -1,
      form: {
        $case: 'arrays',
        value: {
          ...arrays,
          objectiveOffset: Number.NaN,
          columns: [
            { name: 'x', objective: Number.NaN, integer: false, free: false },
            { name: 'x', objective: 1, lowerBound: 3, upperBound: 2, integer: false, free: false },
            { name: '', objective: 1, lowerBound: 0, integer: false, free: true },
          ],
          rows: [
            { name: 'r', terms: [{ column: 'nobody', coefficient: 1 }], lowerBound: Number.NaN },
            { name: 'r', terms: [{ column: 'x', coefficient: infinity }] },
          ],
        },
      },
    });
    expect(violations.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'stop_at_gap OUT_OF_RANGE',
      'arrays.objective_offset NOT_FINITE',
      'arrays.columns[0].objective NOT_FINITE',
      'arrays.columns[1].name DUPLICATE',
      'arrays.columns[1].upper_bound BOUNDS_CROSSED',
      'arrays.columns[2].name MISSING',
      'arrays.columns[2].lower_bound CONTRADICTION',
      'arrays.rows[0].lower_bound NOT_A_NUMBER',
      'arrays.rows[0].terms[0].column UNKNOWN',
      'arrays.rows[1].name DUPLICATE',
      'arrays.rows[1].terms[0].coefficient NOT_FINITE',
    ]);
  });

  it('without a column or without a form are refused', () => {
    expect(validateLinear({ form: { $case: 'arrays', value: { ...arrays, columns: [], rows: [] } } })).toMatchObject([
      { reason: 'EMPTY' },
    ]);
    expect(validateLinear({})).toMatchObject([{ path: 'form', reason: 'MISSING' }]);
  });

  it('add up terms of the same column and leave out zeros', () => {
    const terms = [1, 2, -3].map((coefficient) => ({ column: 'x', coefficient }));
    const { problem } = readLinear({ form: { $case: 'arrays', value: { ...arrays, rows: [{ name: 'r', terms }] } } });
    expect(problem?.indices.length).toBe(0);
  });
});

it('no text makes the readers throw anything but violations', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'Minimize',
      'Subject To',
      'Bounds',
      'End',
      'ROWS',
      'COLUMNS',
      ' N c',
      ' x c 1',
      'ENDATA',
      'RHS',
      'BOUNDS',
    ),
    fc.constantFrom(' c1: x + y >= 2', ' x <= 3', '>=', '2 x', ':', 'MARKER', " m 'MARKER' 'INTORG'", ' UP b x 1'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (lines) => {
      const text = lines.join('\n');
      for (const reading of [lp(text), mps(text)]) {
        expect(reading.problem === undefined).toBe(reading.violations.length > 0);
      }
    }),
    { numRuns: 300 },
  );
});
