import { writeFile } from 'node:fs/promises';
import { SolveOptions, SolveResult, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { JobServiceService, Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type Connection, type GlobalOptions, withGateway } from '../connection.ts';
import { EXIT_NO_ANSWER, UsageError } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { print, readDuration } from '../print.ts';
import { type ProblemFile, readProblemFile } from '../problem-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { RefusedFile, withAllViolations } from '../refused-file.ts';
import { describeResult } from '../show/result.ts';
import { type ProblemReference, referenceOf } from '../upload.ts';

export interface SolveCommandOptions extends GlobalOptions {
  readonly watch?: boolean;
  readonly out?: string;
  readonly budget?: string;
  readonly template?: string;
  readonly seed?: number;
  readonly iterations?: number;
  readonly submit?: boolean;
  readonly idempotencyKey?: string;
  readonly priority?: string;
}

/** Without a budget the server's default holds, which is below this. */
const LONGEST_BUDGET_MS = 300_000;
/** The answer comes within the budget; this is for the way. */
const GRACE_MS = 10_000;

/** `solveig solve FILE` */
export async function solve(path: string, options: SolveCommandOptions): Promise<void> {
  const file = await readProblemFile(path).catch((error) => refuse(error, options));
  const solveOptions = optionsOf(file, options);
  await withGateway(options, async (connection, signal) => {
    const reference = await referenceOf(connection, file.problem);
    try {
      if (options.submit) return await submit(connection, reference, solveOptions, options);
      const result = await run(connection, reference, solveOptions, options, signal);
      await show(result, file, options);
    } catch (error) {
      throw await withAllViolations(connection, file.problem, error);
    }
  });
}

/** With the rules' faults beside those of the file, where a gateway can be asked. */
async function refuse(error: unknown, options: GlobalOptions): Promise<never> {
  if (!(error instanceof RefusedFile)) throw error;
  throw await withGateway(options, (connection) => error.withRules(connection)).catch(() => error);
}

function optionsOf(file: ProblemFile, options: SolveCommandOptions): SolveOptions {
  const own = file.options ?? SolveOptions.fromJSON({});
  const budget = options.budget === undefined ? undefined : readDuration(options.budget);
  if (options.budget !== undefined && budget === undefined) {
    throw new UsageError(`--budget ${options.budget}: give a number with a unit, for example 500ms, 10s, 2m`);
  }
  return {
    budgetMillis: budget === undefined ? own.budgetMillis : Math.round(budget * 1000),
    seed: options.seed ?? own.seed,
    maxIterations: options.iterations ?? own.maxIterations,
    templateId: options.template ?? own.templateId,
  };
}

async function run(
  connection: Connection,
  reference: ProblemReference,
  solveOptions: SolveOptions,
  options: SolveCommandOptions,
  signal: AbortSignal,
): Promise<SolveResult> {
  const solver = connection.client(SolverServiceService);
  const request = { ...reference, options: solveOptions };
  const call = {
    metadata: connection.metadata,
    signal,
    timeoutMs: (solveOptions.budgetMillis ?? LONGEST_BUDGET_MS) + GRACE_MS,
  };
  if (!options.watch) return required((await solver.solve(request, call)).result);
  const line = new ProgressLine(process.stderr);
  try {
    for await (const { event } of solver.solveStream(request, call)) {
      if (event?.$case === 'incumbent') line.show(event.value);
      if (event?.$case === 'result') return event.value;
    }
  } finally {
    line.end();
  }
  return required(undefined);
}

function required(result: SolveResult | undefined): SolveResult {
  if (!result) throw new Error('the gateway answered without a result');
  return result;
}

async function show(result: SolveResult, file: ProblemFile, options: SolveCommandOptions): Promise<void> {
  const plain = plainOf(SolveResult, 'solveig.model.v1.SolveResult', result);
  if (options.out) await writeFile(options.out, `${JSON.stringify(plain, null, 2)}\n`);
  print(options.json, plain, () => describeResult(result, file.problem));
  if (!result.solution && result.status !== SolveStatus.SOLVE_STATUS_OPTIMAL) process.exitCode = EXIT_NO_ANSWER;
}

const PRIORITIES: Readonly<Record<string, Priority>> = {
  hi: Priority.PRIORITY_HI,
  norm: Priority.PRIORITY_NORM,
  low: Priority.PRIORITY_LOW,
};

async function submit(
  connection: Connection,
  reference: ProblemReference,
  solveOptions: SolveOptions,
  options: SolveCommandOptions,
): Promise<void> {
  const priority = PRIORITIES[options.priority ?? 'norm'];
  if (priority === undefined) throw new UsageError(`--priority ${options.priority}: one of hi, norm, low`);
  const jobs = connection.client(JobServiceService);
  const { job, existed } = await jobs.submitJob(
    {
      ...reference,
      options: solveOptions,
      idempotencyKey: options.idempotencyKey ?? '',
      priority,
      label: '',
      expiresAfterSeconds: undefined,
    },
    { metadata: connection.metadata },
  );
  const id = job?.id ?? '';
  print(options.json, { job_id: id, existed }, () => `${id}${existed ? '  (it was there already)' : ''}`);
}
