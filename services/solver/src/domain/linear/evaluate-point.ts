import type { LinearProblem } from './problem.ts';
import { type LinearFault, verifyLinear } from './verify-linear.ts';

/** A point as a client gives it: values by name, and what it says about rows and objective. */
export interface NamedPoint {
  readonly columns: readonly { readonly name: string; readonly value: number }[];
  readonly rows: readonly { readonly name: string; readonly activity: number }[];
  readonly objective: number;
}

/** What is wrong with a point, or with what it says of itself. */
export interface PointViolation {
  readonly kind: PointViolationKind;
  /** Path in the point: `columns[3]`; `columns` for one that is not listed, whose value is 0. */
  readonly place: string;
  readonly amount: number;
  /** Name of the column or row; empty for the objective. */
  readonly subject: string;
  readonly message: string;
}

export type PointViolationKind =
  | 'unknown_column'
  | 'column_twice'
  | 'not_a_number'
  | 'lower_bound_missed'
  | 'upper_bound_missed'
  | 'not_whole'
  | 'row_missed'
  | 'unknown_row'
  | 'wrong_activity'
  | 'wrong_objective';

const KINDS: Readonly<Record<LinearFault['what'], PointViolationKind>> = {
  value: 'not_a_number',
  lower_bound: 'lower_bound_missed',
  upper_bound: 'upper_bound_missed',
  integer: 'not_whole',
  row: 'row_missed',
  objective: 'wrong_objective',
};

const MISSTATEMENTS: ReadonlySet<PointViolationKind> = new Set(['unknown_row', 'wrong_activity', 'wrong_objective']);

/** No rule of the program is broken; the point only says something about itself that is not so. */
export function isMisstatement(kind: PointViolationKind): boolean {
  return MISSTATEMENTS.has(kind);
}

/** Rows and objectives that are stated may differ by so much of their size. */
const TOLERANCE = 1e-6;

/**
 * Checks a point that somebody else made: names first, then all that the
 * verifier knows, then the activities that it states. Columns that it leaves
 * out are 0, and so is an objective that it does not state.
 */
export function evaluatePoint(
  problem: LinearProblem,
  point: NamedPoint,
): { value: number; violations: PointViolation[] } {
  const violations: PointViolation[] = [];
  const values = new Float64Array(problem.columnNames.length);
  const columns = placesOf(problem.columnNames);
  const listed = new Map<string, string>();
  point.columns.forEach(({ name, value }, index) => {
    const place = `columns[${index}]`;
    const column = columns.get(name);
    const before = listed.get(name);
    const add = (kind: PointViolationKind, message: string) =>
      violations.push({ kind, place, amount: 1, subject: name, message });
    if (column === undefined) add('unknown_column', `there is no column '${name}'`);
    else if (before) add('column_twice', `column ${name} is also at ${before}`);
    else {
      values[column] = value;
      listed.set(name, place);
    }
  });
  const { activities, value } = recomputed(problem, values);
  const rows = placesOf(problem.rowNames);
  const stated = new Map<string, string>();
  point.rows.forEach(({ name, activity }, index) => {
    const place = `rows[${index}]`;
    const row = rows.get(name);
    if (row === undefined) {
      violations.push({ kind: 'unknown_row', place, amount: 1, subject: name, message: `there is no row '${name}'` });
      return;
    }
    stated.set(name, place);
    const real = activities[row] as number;
    const off = Math.abs(activity - real);
    if (off <= TOLERANCE * Math.max(1, Math.abs(real))) return;
    const amount = Number.isFinite(off) ? off : Math.abs(real);
    const message = `${activity} is claimed, ${real} is right`;
    violations.push({ kind: 'wrong_activity', place, amount, subject: name, message });
  });
  const faults = verifyLinear(problem, values, point.objective === 0 ? value : point.objective);
  for (const { what, name, amount, message } of faults) {
    // What follows from a value that is no number is not told again.
    if (what === 'objective' && !Number.isFinite(value)) continue;
    const kind = KINDS[what];
    const place =
      what === 'objective'
        ? 'objective'
        : what === 'row'
          ? (stated.get(name) ?? 'rows')
          : (listed.get(name) ?? 'columns');
    violations.push({ kind, place, amount: Number.isFinite(amount) ? amount : 1, subject: name, message });
  }
  return { value, violations };
}

function placesOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

/** Written from the definition, like the verifier: what the engine's answers are made with is not asked. */
function recomputed(
  { starts, indices, values: coefficients, cost, offset, rowNames }: LinearProblem,
  values: Float64Array,
): { activities: Float64Array; value: number } {
  const activities = new Float64Array(rowNames.length);
  for (let row = 0; row < activities.length; row++) {
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      activities[row] =
        (activities[row] as number) + (coefficients[k] as number) * (values[indices[k] as number] as number);
    }
  }
  const value = values.reduce((sum, one, column) => sum + (cost[column] as number) * one, offset);
  return { activities, value };
}
