/*
 * A linear or mixed-integer program. `LinearInput` is the contract's message
 * field by field, so that a decoded message fits without a copy; every form of
 * it (LP text, MPS text, arrays) is read into the same `LinearProblem`.
 */

export interface LinearInput {
  readonly form?:
    | { readonly $case: 'lpText'; readonly value: string }
    | { readonly $case: 'mpsText'; readonly value: string }
    | { readonly $case: 'arrays'; readonly value: LinearArraysInput }
    | undefined;
  readonly stopAtGap?: number | undefined;
}

export interface LinearArraysInput {
  /** Number of `ObjectiveSense`: 0 and 1 minimise, 2 maximises. */
  readonly sense: number;
  readonly objectiveOffset: number;
  readonly columns: readonly ColumnInput[];
  readonly rows: readonly RowInput[];
}

export interface ColumnInput {
  readonly name: string;
  readonly objective: number;
  readonly lowerBound?: number | undefined;
  readonly upperBound?: number | undefined;
  readonly integer: boolean;
  readonly free: boolean;
}

export interface RowInput {
  readonly name: string;
  readonly terms: readonly { readonly column: string; readonly coefficient: number }[];
  readonly lowerBound?: number | undefined;
  readonly upperBound?: number | undefined;
}

/** min or max c'x + offset subject to rowLower <= Ax <= rowUpper, lower <= x <= upper; A in compressed rows. */
export interface LinearProblem {
  /** 1 minimises, -1 maximises. */
  readonly sense: 1 | -1;
  readonly offset: number;
  readonly columnNames: readonly string[];
  readonly rowNames: readonly string[];
  /** By column. Bounds may be infinite. */
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1 where the column must be a whole number. */
  readonly integer: Uint8Array;
  /** By row. Bounds may be infinite. */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** Row r has the entries starts[r] .. starts[r + 1] of indices (columns) and values. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /** Relative gap at which the search may end. */
  readonly stopAtGap: number;
}

/** A value for every column; duals of pure LPs. */
export interface LinearPoint {
  readonly values: Float64Array;
  /** Change of the objective per unit of a column, by column. */
  readonly reducedCosts?: Float64Array | undefined;
  /** Change of the objective per unit of the bound that holds, by row. */
  readonly duals?: Float64Array | undefined;
}

export const DEFAULT_GAP = 1e-4;

export function hasIntegers(problem: LinearProblem): boolean {
  return problem.integer.includes(1);
}

/** Activity of every row at a point. */
export function activitiesOf(problem: LinearProblem, values: Float64Array): Float64Array {
  const { starts, indices, values: coefficients } = problem;
  const activities = new Float64Array(starts.length - 1);
  for (let row = 0; row < activities.length; row++) {
    let sum = 0;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      sum += (coefficients[k] as number) * (values[indices[k] as number] as number);
    }
    activities[row] = sum;
  }
  return activities;
}

/** Objective at a point, in the problem's own sense. */
export function objectiveOf(problem: LinearProblem, values: Float64Array): number {
  let sum = problem.offset;
  for (let column = 0; column < values.length; column++) {
    sum += (problem.cost[column] as number) * (values[column] as number);
  }
  return sum;
}
