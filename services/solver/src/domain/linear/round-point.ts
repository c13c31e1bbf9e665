import { activitiesOf, type LinearProblem } from './problem.ts';
import { verifyLinear } from './verify-linear.ts';

/** Clears numerical dust: whole numbers become whole and values go back inside their bounds, where every rule still holds then. */
export function cleaned(problem: LinearProblem, values: Float64Array): Float64Array {
  const clean = Float64Array.from(values, (value, column) =>
    clamp(problem, column, roundIfInteger(problem, column, value)),
  );
  const faults = verifyLinear(problem, clean, 0).filter((fault) => fault.what !== 'objective');
  return faults.length === 0 ? clean : values;
}

/**
 * Rounds a point of the relaxation to whole numbers, one column at a time in
 * the order of how fractional it is not, each to the side that breaks the rows
 * less. A construction: what comes out is checked by whoever uses it.
 */
export function rounded(problem: LinearProblem, relaxed: Float64Array): Float64Array {
  const values = Float64Array.from(relaxed, (value, column) => clamp(problem, column, value));
  const activities = activitiesOf(problem, values);
  const byColumn = columnEntries(problem);
  const fractional = [...values.keys()].filter((column) => problem.integer[column] === 1);
  fractional.sort((a, b) => distanceToWhole(values[a] as number) - distanceToWhole(values[b] as number));
  for (const column of fractional) {
    const value = values[column] as number;
    const sides = [Math.round(value), value > Math.round(value) ? Math.ceil(value) : Math.floor(value)];
    let best = value;
    let least = Number.POSITIVE_INFINITY;
    for (const side of sides) {
      const candidate = clamp(problem, column, side);
      const broken = violationAfter(problem, byColumn, activities, column, candidate - value);
      const price = (problem.cost[column] as number) * problem.sense * (candidate - value);
      const score = broken * 1e6 + price;
      if (score < least) [best, least] = [candidate, score];
    }
    move(byColumn, activities, column, best - value);
    values[column] = best;
  }
  return values;
}

interface Entries {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** The matrix by column. */
function columnEntries(problem: LinearProblem): Entries {
  const columns = problem.columnNames.length;
  const starts = new Int32Array(columns + 1);
  for (const column of problem.indices) starts[column + 1] = (starts[column + 1] as number) + 1;
  for (let column = 0; column < columns; column++) {
    starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
  }
  const next = starts.slice();
  const rows = new Int32Array(problem.indices.length);
  const values = new Float64Array(problem.indices.length);
  for (let row = 0; row < problem.rowNames.length; row++) {
    for (let k = problem.starts[row] as number; k < (problem.starts[row + 1] as number); k++) {
      const column = problem.indices[k] as number;
      const at = next[column] as number;
      next[column] = at + 1;
      rows[at] = row;
      values[at] = problem.values[k] as number;
    }
  }
  return { starts, rows, values };
}

function violationAfter(
  problem: LinearProblem,
  entries: Entries,
  activities: Float64Array,
  column: number,
  by: number,
): number {
  let sum = 0;
  for (let k = entries.starts[column] as number; k < (entries.starts[column + 1] as number); k++) {
    const row = entries.rows[k] as number;
    const activity = (activities[row] as number) + by * (entries.values[k] as number);
    sum += Math.max(0, (problem.rowLower[row] as number) - activity, activity - (problem.rowUpper[row] as number));
  }
  return sum;
}

function move(entries: Entries, activities: Float64Array, column: number, by: number): void {
  for (let k = entries.starts[column] as number; k < (entries.starts[column + 1] as number); k++) {
    const row = entries.rows[k] as number;
    activities[row] = (activities[row] as number) + by * (entries.values[k] as number);
  }
}

function roundIfInteger(problem: LinearProblem, column: number, value: number): number {
  // Adding 0 turns -0 into 0.
  return (problem.integer[column] === 1 && distanceToWhole(value) < 1e-5 ? Math.round(value) : value) + 0;
}

function distanceToWhole(value: number): number {
  return Math.abs(value - Math.round(value));
}

function clamp(problem: LinearProblem, column: number, value: number): number {
  return Math.min(Math.max(value, problem.lower[column] as number), problem.upper[column] as number);
}
