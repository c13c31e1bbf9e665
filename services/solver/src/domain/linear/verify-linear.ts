import type { LinearProblem } from './problem.ts';

/** HiGHS keeps rows and whole numbers to 1e-6; ours is the same, scaled by the size of the numbers involved. */
const TOLERANCE = 1e-6;

export interface LinearFault {
  readonly what: 'value' | 'lower_bound' | 'upper_bound' | 'integer' | 'row' | 'objective';
  /** Name of the column or row; empty for the objective. */
  readonly name: string;
  /** By how much. */
  readonly amount: number;
  readonly message: string;
}

/**
 * Checks a point against the program itself: bounds, whole numbers, rows, and
 * the objective that was claimed (in the problem's own sense). Shares no code
 * with the engine or with what computed the claim.
 */
export function verifyLinear(problem: LinearProblem, values: Float64Array, claimed: number): LinearFault[] {
  const faults: LinearFault[] = [];
  if (values.length !== problem.columnNames.length) {
    const message = `${values.length} values for ${problem.columnNames.length} columns`;
    return [{ what: 'value', name: '', amount: values.length, message }];
  }
  let objective = problem.offset;
  let scale = Math.abs(problem.offset);
  for (let column = 0; column < values.length; column++) {
    const value = values[column] as number;
    checkColumn(problem, column, value, faults);
    const part = (problem.cost[column] as number) * value;
    objective += part;
    scale = Math.max(scale, Math.abs(part));
  }
  for (let row = 0; row < problem.rowNames.length; row++) checkRow(problem, row, values, faults);
  const off = Math.abs(objective - claimed);
  if (!(off <= TOLERANCE * Math.max(1, scale, Math.abs(objective)))) {
    faults.push({ what: 'objective', name: '', amount: off, message: `the objective is ${objective}, not ${claimed}` });
  }
  return faults;
}

function checkColumn(problem: LinearProblem, column: number, value: number, faults: LinearFault[]): void {
  const name = problem.columnNames[column] as string;
  const add = (what: LinearFault['what'], amount: number, message: string) =>
    faults.push({ what, name, amount, message });
  if (!Number.isFinite(value)) {
    add('value', value, `${name} is ${value}`);
    return;
  }
  const [lower, upper] = [problem.lower[column] as number, problem.upper[column] as number];
  if (value < lower - slack(lower)) add('lower_bound', lower - value, `${name} = ${value} is below ${lower}`);
  if (value > upper + slack(upper)) add('upper_bound', value - upper, `${name} = ${value} is above ${upper}`);
  const fraction = Math.abs(value - Math.round(value));
  if (problem.integer[column] === 1 && fraction > TOLERANCE)
    add('integer', fraction, `${name} = ${value} is not whole`);
}

function checkRow(problem: LinearProblem, row: number, values: Float64Array, faults: LinearFault[]): void {
  let activity = 0;
  let largest = 1;
  for (let k = problem.starts[row] as number; k < (problem.starts[row + 1] as number); k++) {
    const part = (problem.values[k] as number) * (values[problem.indices[k] as number] as number);
    activity += part;
    largest = Math.max(largest, Math.abs(part));
  }
  const [lower, upper] = [problem.rowLower[row] as number, problem.rowUpper[row] as number];
  const most = TOLERANCE * largest;
  const name = problem.rowNames[row] as string;
  if (activity < lower - most) {
    faults.push({ what: 'row', name, amount: lower - activity, message: `${name} = ${activity} is below ${lower}` });
  }
  if (activity > upper + most) {
    faults.push({ what: 'row', name, amount: activity - upper, message: `${name} = ${activity} is above ${upper}` });
  }
}

function slack(bound: number): number {
  return TOLERANCE * Math.max(1, Number.isFinite(bound) ? Math.abs(bound) : 1);
}

/**
 * The bound on the objective that the duals of a pure LP prove (weak duality),
 * in the problem's own sense; undefined when a multiplier would need an
 * infinite limit. An optimal claim must meet it.
 */
export function dualBound(problem: LinearProblem, duals: Float64Array): number | undefined {
  const reduced = Float64Array.from(problem.cost);
  let bound = problem.offset;
  for (let row = 0; row < duals.length; row++) {
    const dual = (duals[row] as number) * problem.sense;
    const limit = holdingLimit(dual, problem.rowLower[row] as number, problem.rowUpper[row] as number);
    if (limit === undefined) return undefined;
    bound += (duals[row] as number) * limit;
    for (let k = problem.starts[row] as number; k < (problem.starts[row + 1] as number); k++) {
      const column = problem.indices[k] as number;
      reduced[column] = (reduced[column] as number) - (duals[row] as number) * (problem.values[k] as number);
    }
  }
  for (let column = 0; column < reduced.length; column++) {
    const cost = (reduced[column] as number) * problem.sense;
    const limit = holdingLimit(cost, problem.lower[column] as number, problem.upper[column] as number);
    if (limit === undefined) return undefined;
    bound += (reduced[column] as number) * limit;
  }
  return bound;
}

/** The limit that a multiplier pushes against; multipliers within the solver's tolerance count as zero. */
function holdingLimit(multiplier: number, lower: number, upper: number): number | undefined {
  const limit = multiplier > 0 ? lower : upper;
  if (Number.isFinite(limit)) return limit;
  return Math.abs(multiplier) <= TOLERANCE ? 0 : undefined;
}
