/** How long a call may take when its client does not say, milliseconds; said back in `x-solveig-default-deadline-ms`. */
const DEFAULT_MS = 30_000;

/** Methods that take longer by nature. The solver keeps the budget of the request itself. */
const LONGER_MS: Readonly<Record<string, number>> = {
  'solveig.solver.v1.SolverService/Solve': 310_000,
  'solveig.solver.v1.SolverService/SolveStream': 310_000,
  'solveig.solver.v1.JobService/WatchJob': 3_600_000,
  'solveig.solver.v1.BlobService/Upload': 300_000,
  'solveig.solver.v1.BlobService/Download': 300_000,
  'solveig.distance.v1.DistanceService/Matrix': 120_000,
};

export function defaultDeadlineMs(method: string): number {
  return LONGER_MS[method] ?? DEFAULT_MS;
}
