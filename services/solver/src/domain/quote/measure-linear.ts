import type { LinearProblem } from '#domain/linear/problem';

/** What makes a linear program hard. */
export interface LinearMeasures {
  readonly columns: number;
  readonly rows: number;
  /** Columns that must be whole numbers. */
  readonly integers: number;
  /** Of those, how many have no upper or no lower bound. */
  readonly unboundedIntegers: number;
  /** Coefficients that are not zero. */
  readonly entries: number;
  /** Largest coefficient over smallest, by amount; 1 without any. */
  readonly coefficientRange: number;
}

export function measureLinear(problem: LinearProblem): LinearMeasures {
  const { columnNames, rowNames, integer, lower, upper, values } = problem;
  let integers = 0;
  let unboundedIntegers = 0;
  for (let column = 0; column < integer.length; column++) {
    if (integer[column] !== 1) continue;
    integers++;
    if (!Number.isFinite(lower[column]) || !Number.isFinite(upper[column])) unboundedIntegers++;
  }
  const { entries, range } = coefficients(values);
  return {
    columns: columnNames.length,
    rows: rowNames.length,
    integers,
    unboundedIntegers,
    entries,
    coefficientRange: range,
  };
}

/** entries / (columns x rows), 0 for an empty program. */
export function densityOf({ entries, columns, rows }: LinearMeasures): number {
  return columns * rows === 0 ? 0 : entries / (columns * rows);
}

function coefficients(values: Float64Array): { entries: number; range: number } {
  let entries = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const value of values) {
    const amount = Math.abs(value);
    if (amount === 0) continue;
    entries++;
    if (amount < least) least = amount;
    if (amount > most) most = amount;
  }
  return { entries, range: entries === 0 ? 1 : most / least };
}
