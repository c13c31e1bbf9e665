import { hasIntegers, type LinearProblem } from './problem.ts';

/** The same program without whole numbers. */
export function relaxationOf(problem: LinearProblem): LinearProblem {
  return hasIntegers(problem) ? { ...problem, integer: new Uint8Array(problem.integer.length) } : problem;
}

/** The same program with nothing to minimise: only the rules. */
export function rulesOf(problem: LinearProblem): LinearProblem {
  return { ...problem, cost: new Float64Array(problem.cost.length), offset: 0 };
}

/** Rules that can stand against each other: a row, or the bounds of a column. */
export interface RuleSet {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** Only the given rows and column bounds (every whole-number rule is kept), and nothing to minimise. */
export function onlyRules(problem: LinearProblem, { rows, columns }: RuleSet): LinearProblem {
  const lower = new Float64Array(problem.lower.length).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(problem.upper.length).fill(Number.POSITIVE_INFINITY);
  for (const column of columns) {
    lower[column] = problem.lower[column] as number;
    upper[column] = problem.upper[column] as number;
  }
  const entries = rows.reduce(
    (sum, row) => sum + (problem.starts[row + 1] as number) - (problem.starts[row] as number),
    0,
  );
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(entries);
  const values = new Float64Array(entries);
  rows.forEach((row, r) => {
    const [from, to] = [problem.starts[row] as number, problem.starts[row + 1] as number];
    const at = starts[r] as number;
    indices.set(problem.indices.subarray(from, to), at);
    values.set(problem.values.subarray(from, to), at);
    starts[r + 1] = at + to - from;
  });
  return {
    ...rulesOf(problem),
    lower,
    upper,
    rowNames: rows.map((row) => problem.rowNames[row] as string),
    rowLower: Float64Array.from(rows, (row) => problem.rowLower[row] as number),
    rowUpper: Float64Array.from(rows, (row) => problem.rowUpper[row] as number),
    starts,
    indices,
    values,
  };
}
