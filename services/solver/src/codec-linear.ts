import type { LinearSolution } from '@solveig/proto/gen/solveig/model/v1/linear';
import type { Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { activitiesOf, type LinearPoint, type LinearProblem, objectiveOf } from '#domain/linear/problem';

/** A point as the contract has it: values that are not zero, every row's activity, duals where they are known. */
export function toLinearSolution(problem: LinearProblem, point: LinearPoint): Solution {
  const activities = activitiesOf(problem, point.values);
  const value: LinearSolution = {
    columns: [],
    rows: problem.rowNames.map((name, row) => ({
      name,
      activity: activities[row] as number,
      dual: point.duals?.[row],
    })),
    objective: objectiveOf(problem, point.values),
  };
  problem.columnNames.forEach((name, column) => {
    const number = point.values[column] as number;
    if (number === 0) return;
    value.columns.push({ name, value: number, reducedCost: point.reducedCosts?.[column] });
  });
  return { kind: { $case: 'linear', value } };
}
