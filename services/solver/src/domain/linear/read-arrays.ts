import { LinearBuilder } from './linear-builder.ts';
import type { ColumnInput, LinearArraysInput, RowInput } from './problem.ts';
import { MOST_VIOLATIONS, type Violation } from './violation.ts';

type Report = (path: string, reason: string, message: string, hint: string) => void;

/** Reads columns and rows and reports every violation with its path. */
export function readArrays(input: LinearArraysInput, violations: Violation[]): LinearBuilder {
  const builder = new LinearBuilder();
  const report: Report = (path, reason, message, hint) => {
    if (violations.length < MOST_VIOLATIONS) violations.push({ path: `arrays.${path}`, reason, message, hint });
  };
  if (input.sense < 0 || input.sense > 2) {
    report('sense', 'OUT_OF_RANGE', `unknown sense ${input.sense}`, 'It is MINIMIZE or MAXIMIZE.');
  }
  if (!Number.isFinite(input.objectiveOffset)) {
    report('objective_offset', 'NOT_FINITE', 'the offset is not a finite number', 'Leave it out for 0.');
  }
  builder.sense = input.sense === 2 ? -1 : 1;
  builder.offset = input.objectiveOffset;
  for (let i = 0; i < input.columns.length; i++) {
    readColumn(builder, input.columns[i] as ColumnInput, `columns[${i}]`, report);
  }
  for (let i = 0; i < input.rows.length; i++) readRow(builder, input.rows[i] as RowInput, `rows[${i}]`, report);
  return builder;
}

function readColumn(builder: LinearBuilder, column: ColumnInput, path: string, report: Report): void {
  if (column.name === '') report(`${path}.name`, 'MISSING', 'the column has no name', 'Rows refer to columns by name.');
  else if (builder.findColumn(column.name) !== undefined) {
    report(
      `${path}.name`,
      'DUPLICATE',
      `there are two columns named "${column.name}"`,
      'Give every column its own name.',
    );
  }
  if (!Number.isFinite(column.objective)) {
    report(`${path}.objective`, 'NOT_FINITE', 'the coefficient is not a finite number', 'Use a finite number.');
  }
  if (column.free && column.lowerBound !== undefined) {
    report(`${path}.lower_bound`, 'CONTRADICTION', 'a free column has no lower bound', 'Leave out one of the two.');
  }
  const lower = column.free ? Number.NEGATIVE_INFINITY : (column.lowerBound ?? 0);
  const upper = column.upperBound ?? Number.POSITIVE_INFINITY;
  checkBounds(lower, upper, path, report);
  const at = builder.column(column.name);
  builder.cost[at] = column.objective;
  builder.lower[at] = lower;
  builder.upper[at] = upper;
  builder.integer[at] = column.integer;
}

function readRow(builder: LinearBuilder, row: RowInput, path: string, report: Report): void {
  if (row.name !== '' && builder.findRow(row.name) !== undefined) {
    report(`${path}.name`, 'DUPLICATE', `there are two rows named "${row.name}"`, 'Give every row its own name.');
  }
  const lower = row.lowerBound ?? Number.NEGATIVE_INFINITY;
  const upper = row.upperBound ?? Number.POSITIVE_INFINITY;
  checkBounds(lower, upper, path, report);
  const at = builder.row(row.name === '' ? builder.freeRowName() : row.name);
  const limits = builder.rows[at] as { lower: number; upper: number };
  limits.lower = lower;
  limits.upper = upper;
  row.terms.forEach((term, k) => {
    const column = builder.findColumn(term.column);
    if (column === undefined) {
      report(`${path}.terms[${k}].column`, 'UNKNOWN', `there is no column "${term.column}"`, 'Declare it in columns.');
    }
    if (!Number.isFinite(term.coefficient)) {
      report(
        `${path}.terms[${k}].coefficient`,
        'NOT_FINITE',
        'the coefficient is not a finite number',
        'Use a finite number.',
      );
    }
    if (column !== undefined) builder.addTerm(at, column, term.coefficient);
  });
}

function checkBounds(lower: number, upper: number, path: string, report: Report): void {
  if (Number.isNaN(lower) || lower === Number.POSITIVE_INFINITY) {
    report(`${path}.lower_bound`, 'NOT_A_NUMBER', `the lower bound is ${lower}`, 'Leave it out when there is none.');
  }
  if (Number.isNaN(upper) || upper === Number.NEGATIVE_INFINITY) {
    report(`${path}.upper_bound`, 'NOT_A_NUMBER', `the upper bound is ${upper}`, 'Leave it out when there is none.');
  }
  if (lower > upper) {
    const message = `the lower bound ${lower} is above the upper bound ${upper}`;
    report(
      `${path}.upper_bound`,
      'BOUNDS_CROSSED',
      message,
      'Raise the upper bound; a lower bound is 0 unless it is given.',
    );
  }
}
