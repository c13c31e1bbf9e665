import { describe, expect, it } from 'vitest';
import { evaluatePoint, isMisstatement, type NamedPoint } from './evaluate-point.ts';
import { readLinear } from './read-linear.ts';

const { problem } = readLinear({
  form: {
    $case: 'lpText',
    value:
      'Maximize\n profit: 30 chairs + 50 tables\nSubject To\n wood: chairs + 2 tables <= 40\n paint: 2 chairs + tables <= 50\nBounds\n tables <= 15\nGenerals\n chairs tables\nEnd',
  },
});
if (!problem) throw new Error('the sample cannot be read');

const point = (columns: Record<string, number>, more: Partial<NamedPoint> = {}): NamedPoint => ({
  columns: Object.entries(columns).map(([name, value]) => ({ name, value })),
  rows: [],
  objective: 0,
  ...more,
});
const told = (given: NamedPoint) =>
  evaluatePoint(problem, given).violations.map(({ kind, place, amount, subject }) => [kind, place, amount, subject]);

describe('a point of a linear program that somebody else made', () => {
  it('is worth its objective; columns that it leaves out are 0', () => {
    expect(evaluatePoint(problem, point({ chairs: 20, tables: 10 }))).toEqual({ value: 1100, violations: [] });
    expect(evaluatePoint(problem, point({ tables: 10 }, { objective: 500 }))).toEqual({ value: 500, violations: [] });
  });

  const planted: [string, NamedPoint, unknown[]][] = [
    ['a row too full', point({ tables: 15, chairs: 11 }), ['row_missed', 'rows', 1, 'wood']],
    [
      'a row too full that it lists',
      point({ tables: 15, chairs: 11 }, { rows: [{ name: 'wood', activity: 41 }] }),
      ['row_missed', 'rows[0]', 1, 'wood'],
    ],
    ['a column above its bound', point({ chairs: 0, tables: 16 }), ['upper_bound_missed', 'columns[1]', 1, 'tables']],
    ['a column below its bound', point({ chairs: -2 }), ['lower_bound_missed', 'columns[0]', 2, 'chairs']],
    ['a fraction', point({ chairs: 0.5 }), ['not_whole', 'columns[0]', 0.5, 'chairs']],
    ['a value that is no number', point({ chairs: Number.NaN }), ['not_a_number', 'columns[0]', 1, 'chairs']],
    ['a column that does not exist', point({ sofas: 1 }), ['unknown_column', 'columns[0]', 1, 'sofas']],
    [
      'a column that is given twice',
      {
        ...point({}),
        columns: [
          { name: 'chairs', value: 1 },
          { name: 'chairs', value: 2 },
        ],
      },
      ['column_twice', 'columns[1]', 1, 'chairs'],
    ],
    [
      'a row that does not exist',
      point({}, { rows: [{ name: 'glue', activity: 0 }] }),
      ['unknown_row', 'rows[0]', 1, 'glue'],
    ],
    [
      'a wrong activity',
      point({ chairs: 1 }, { rows: [{ name: 'paint', activity: 3 }] }),
      ['wrong_activity', 'rows[0]', 1, 'paint'],
    ],
    ['a wrong objective', point({ chairs: 1 }, { objective: 31 }), ['wrong_objective', 'objective', 1, '']],
  ];
  it.each(planted)('is told of %s', (_, given, violation) => expect(told(given)).toEqual([violation]));

  it('may have a row and a column of one name', () => {
    const text = 'Minimize\n c: x\nSubject To\n x: x + y <= 1\nEnd';
    const read = readLinear({ form: { $case: 'lpText', value: text } }).problem;
    if (!read) throw new Error('the sample cannot be read');
    const given = point({ y: 1, x: 1 }, { rows: [{ name: 'x', activity: 2 }] });
    expect(evaluatePoint(read, given).violations).toMatchObject([{ kind: 'row_missed', place: 'rows[0]', amount: 1 }]);
  });

  it('breaks no rule by what it only says of itself', () => {
    const rows = [{ name: 'glue', activity: 1 }];
    const { violations } = evaluatePoint(problem, point({ chairs: 1 }, { rows, objective: 7 }));
    expect(violations.map(({ kind }) => isMisstatement(kind))).toEqual([true, true]);
  });

  it('that bounds do not let be 0 is told of a column that it leaves out', () => {
    const text = 'Minimize\n c: x\nSubject To\n r: x + y <= 9\nBounds\n x >= 2\nEnd';
    const read = readLinear({ form: { $case: 'lpText', value: text } }).problem;
    if (!read) throw new Error('the sample cannot be read');
    expect(evaluatePoint(read, point({ y: 1 })).violations).toMatchObject([
      { kind: 'lower_bound_missed', place: 'columns', amount: 2, subject: 'x' },
    ]);
  });
});
