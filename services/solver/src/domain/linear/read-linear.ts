import type { LinearBuilder } from './linear-builder.ts';
import { SyntaxFault } from './lp-tokens.ts';
import { parseLp } from './parse-lp.ts';
import { parseMps } from './parse-mps.ts';
import type { LinearInput, LinearProblem } from './problem.ts';
import { readArrays } from './read-arrays.ts';
import { MOST_VIOLATIONS, type Violation } from './violation.ts';

/** More columns, rows or entries than this are refused: HiGHS in WebAssembly has 2 GiB, about 430 bytes an entry. */
export const MOST_COLUMNS = 1_000_000;
export const MOST_ENTRIES = 4_000_000;

export type LinearReading =
  | { readonly problem: LinearProblem; readonly violations: readonly Violation[] }
  | { readonly problem?: undefined; readonly violations: readonly Violation[] };

/** Reads any form of a program and collects every violation; a problem is given only when there are none. */
export function readLinear(input: LinearInput): LinearReading {
  const violations: Violation[] = [];
  const gap = input.stopAtGap;
  if (gap !== undefined && !(gap >= 0 && gap <= 1)) {
    violations.push(
      fault('stop_at_gap', 'OUT_OF_RANGE', `the gap is ${gap}`, 'It is a fraction from 0 to 1, for example 0.01.'),
    );
  }
  const builder = readForm(input, violations);
  if (!builder) return { violations };
  checkSize(builder, violations);
  if (violations.length > 0) return { violations };
  return { problem: builder.build(gap), violations };
}

/** All violations of a linear program; empty when it can be solved. */
export function validateLinear(input: LinearInput): readonly Violation[] {
  return readLinear(input).violations;
}

function readForm({ form }: LinearInput, violations: Violation[]): LinearBuilder | undefined {
  switch (form?.$case) {
    case 'lpText':
      return readText('lp_text', form.value, parseLp, violations);
    case 'mpsText':
      return readText('mps_text', form.value, parseMps, violations);
    case 'arrays':
      return readArrays(form.value, violations);
    default:
      violations.push(fault('form', 'MISSING', 'the program is missing', 'Give one of lp_text, mps_text or arrays.'));
      return undefined;
  }
}

function readText(
  path: string,
  text: string,
  parse: (text: string) => LinearBuilder,
  violations: Violation[],
): LinearBuilder | undefined {
  try {
    const builder = parse(text);
    for (let column = 0; column < builder.names.length && violations.length < MOST_VIOLATIONS; column++) {
      const [low, high] = [builder.lower[column] as number, builder.upper[column] as number];
      if (low > high) violations.push(crossed(path, `column "${builder.names[column]}"`, low, high));
      if (!Number.isFinite(builder.cost[column])) violations.push(notFinite(path, builder.names[column] as string));
    }
    for (const row of builder.rows) {
      if (violations.length >= MOST_VIOLATIONS) break;
      if (row.lower > row.upper) violations.push(crossed(path, `row "${row.name}"`, row.lower, row.upper));
      if (row.coefficients.some((value) => !Number.isFinite(value))) violations.push(notFinite(path, row.name));
    }
    return builder;
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    violations.push(fault(path, 'SYNTAX', `line ${error.line}: ${error.message}`, error.hint));
    return undefined;
  }
}

function checkSize(builder: LinearBuilder, violations: Violation[]): void {
  const entries = builder.rows.reduce((sum, row) => sum + row.columns.length, 0);
  if (builder.names.length === 0) {
    violations.push(fault('form', 'EMPTY', 'the program has no column', 'Give at least one variable.'));
  }
  if (builder.names.length > MOST_COLUMNS || builder.rows.length > MOST_COLUMNS || entries > MOST_ENTRIES) {
    const message = `${builder.names.length} columns, ${builder.rows.length} rows, ${entries} coefficients`;
    const hint = `At most ${MOST_COLUMNS} columns, ${MOST_COLUMNS} rows and ${MOST_ENTRIES} coefficients.`;
    violations.push(fault('form', 'LIMIT_EXCEEDED', message, hint));
  }
}

function crossed(path: string, what: string, low: number, high: number): Violation {
  const hint = 'Lower the one or raise the other; a lower bound is 0 unless it is given.';
  return fault(path, 'BOUNDS_CROSSED', `the lower bound of ${what}, ${low}, is above its upper bound, ${high}`, hint);
}

function notFinite(path: string, name: string): Violation {
  return fault(path, 'NOT_FINITE', `a coefficient of "${name}" is not finite`, 'Only bounds may be infinite.');
}

function fault(path: string, reason: string, message: string, hint: string): Violation {
  return { path, reason, message, hint };
}
