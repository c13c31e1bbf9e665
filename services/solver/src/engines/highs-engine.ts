import type { CallbackData, Highs, HighsCallbackMap, Model, ModelData } from 'highs';
import loadHighs from 'highs';
import type { LinearSolver, LinearSolverOptions, LinearSolverOutcome } from '#domain/linear/linear-solver';
import { hasIntegers, type LinearProblem } from '#domain/linear/problem';
import { withStoppableClock } from './stoppable-clock.ts';

/**
 * HiGHS in WebAssembly behind the port. After any throw the state of the
 * instance is unknown, so it is given up; `renew` loads another (60 ms).
 * @param wasmFile path of highs.wasm: a bundle must be told where it lies.
 */
export async function loadHighsEngine(wasmFile: string): Promise<LinearSolver> {
  const load = () => loadHighs({ locateFile: () => wasmFile });
  let highs: Highs | undefined = await load();
  const use = (): Highs => {
    if (!highs) throw new Error('HiGHS failed before and was not loaded anew');
    return highs;
  };
  const guarded = <T>(run: (highs: Highs) => T): T => {
    try {
      return run(use());
    } catch (error) {
      highs = undefined;
      throw new Error(`HiGHS failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
  return {
    name: 'highs',
    solve: (problem, options) => guarded((instance) => solveOnce(instance, problem, options)),
    conflict: (problem, options) => guarded((instance) => conflictOf(instance, problem, options)),
    renew: async () => {
      highs ??= await load();
    },
  };
}

/** A program in the form that HiGHS takes. */
export function modelData(problem: LinearProblem): ModelData {
  const numCols = problem.columnNames.length;
  const numRows = problem.rowNames.length;
  return {
    numCols,
    numRows,
    sense: problem.sense as NonNullable<ModelData['sense']>,
    offset: problem.offset,
    colCost: problem.cost,
    colLower: problem.lower,
    colUpper: problem.upper,
    rowLower: problem.rowLower,
    rowUpper: problem.rowUpper,
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: problem.starts,
      indices: problem.indices,
      values: problem.values,
    },
    ...(hasIntegers(problem) ? { integrality: Int32Array.from(problem.integer) } : {}),
  };
}

function configure(model: Model, options: LinearSolverOptions, isMip: boolean): void {
  model.zeroAllClocks();
  model.options.set({
    output_flag: false,
    time_limit: options.timeLimitMs / 1000,
    random_seed: options.seed & 0x7fffffff,
    mip_rel_gap: options.gap,
    mip_abs_gap: options.gap === 0 ? 0 : 1e-6,
  });
  if (isMip && options.firstOnly) model.options.set('mip_max_improving_sols', 1);
  if (isMip && options.nodes !== undefined) model.options.set('mip_max_nodes', options.nodes);
}

function callbacks(highs: Highs, options: LinearSolverOptions): HighsCallbackMap {
  const { callbackType } = highs.constants;
  const interruptWhenAsked = (event: { interrupt(): void }): undefined => {
    if (options.stop()) event.interrupt();
  };
  const { onIncumbent } = options;
  return {
    [callbackType.simplexInterrupt]: interruptWhenAsked,
    [callbackType.ipmInterrupt]: interruptWhenAsked,
    [callbackType.mipInterrupt]: interruptWhenAsked,
    ...(onIncumbent
      ? {
          [callbackType.mipImprovingSolution]: ({ data }: { data: CallbackData }): undefined => {
            const values = data.mip_solution;
            const objective = data.objective_function_value;
            if (!values || objective === undefined) return;
            const bound = finiteOrNone(data.mip_dual_bound);
            onIncumbent({ values, objective, bound, nodes: Number(data.mip_node_count ?? 0) });
          },
        }
      : {}),
  };
}

function run(highs: Highs, model: Model, options: LinearSolverOptions): void {
  withStoppableClock(options.stop, () => model.run(callbacks(highs, options)));
}

function solveOnce(highs: Highs, problem: LinearProblem, options: LinearSolverOptions): LinearSolverOutcome {
  const isMip = hasIntegers(problem);
  const model = highs.createModel(modelData(problem));
  try {
    configure(model, options, isMip);
    run(highs, model, options);
    let status = model.getModelStatus();
    const codes = highs.constants.modelStatus;
    if (status === codes.unboundedOrInfeasible) {
      // Presolve cannot tell them apart; without it the simplex method can.
      model.options.set('presolve', 'off');
      model.zeroAllClocks();
      run(highs, model, options);
      status = model.getModelStatus();
    }
    return outcomeOf(highs, model, isMip, status);
  } finally {
    model.dispose();
  }
}

function outcomeOf(highs: Highs, model: Model, isMip: boolean, code: number): LinearSolverOutcome {
  const codes = highs.constants.modelStatus;
  const iterations = Number(model.info.get(isMip ? 'mip_node_count' : 'simplex_iteration_count'));
  const status = statusOf(codes, code);
  if (status === 'infeasible' || status === 'unbounded' || status === 'infeasible_or_unbounded')
    return { status, iterations };
  if (status === 'failed') return { status, iterations, cause: `HiGHS ended with model status ${nameOf(codes, code)}` };
  const bound = isMip ? finiteOrNone(Number(model.info.get('mip_dual_bound'))) : undefined;
  const hasPoint = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
  if (!hasPoint) return { status: 'stopped', bound, iterations };
  const { colValue, colDual, rowDual } = model.getSolution();
  const objective = model.getObjectiveValue();
  if (isMip) return { status, point: { values: colValue }, objective, bound, iterations };
  if (status !== 'solved') return { status, point: { values: colValue }, objective, iterations };
  return {
    status,
    point: { values: colValue, reducedCosts: colDual, duals: rowDual },
    objective,
    bound: objective,
    iterations,
  };
}

type ModelStatusCodes = Highs['constants']['modelStatus'];

function statusOf(codes: ModelStatusCodes, code: number): LinearSolverOutcome['status'] {
  switch (code) {
    case codes.optimal:
      return 'solved';
    case codes.infeasible:
      return 'infeasible';
    case codes.unbounded:
      return 'unbounded';
    case codes.unboundedOrInfeasible:
      return 'infeasible_or_unbounded';
    case codes.solutionLimit:
    case codes.iterationLimit:
      return 'nodes';
    case codes.timeLimit:
    case codes.interrupted:
    case codes.unknown:
      return 'stopped';
    default:
      return 'failed';
  }
}

function nameOf(codes: ModelStatusCodes, code: number): string {
  return Object.entries(codes).find(([, value]) => value === code)?.[0] ?? String(code);
}

function conflictOf(
  highs: Highs,
  problem: LinearProblem,
  options: LinearSolverOptions,
): { rows: number[]; columns: number[] } | undefined {
  const model = highs.createModel(modelData(problem));
  try {
    configure(model, options, false);
    // By rows first: irreducible in rows.
    model.options.set({ iis_strategy: highs.constants.iis.strategyRowPriority, presolve: 'off' });
    run(highs, model, options);
    if (model.getModelStatus() !== highs.constants.modelStatus.infeasible) return undefined;
    const { rowIndex, colIndex, colBound } = withStoppableClock(options.stop, () => model.getIis());
    const { boundFree } = highs.constants.iis;
    return { rows: [...rowIndex], columns: [...colIndex].filter((_, k) => colBound[k] !== boundFree) };
  } finally {
    model.dispose();
  }
}

function finiteOrNone(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) < 1e30 ? value : undefined;
}
