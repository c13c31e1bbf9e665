import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type SolveOptions, SolveResult, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { JobServiceService, Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type Connection, type GlobalOptions, withGateway } from '../connection.ts';
import { EXIT_NO_ANSWER, UsageError } from '../exit.ts';
import type { FormatWords } from '../instance-file.ts';
import { plainOf } from '../plain.ts';
import { print } from '../print.ts';
import { type ProblemFile, readProblemFile } from '../problem-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { refuse, withAllViolations } from '../refused-file.ts';
import { type RelaxWords, withRelaxation } from '../relax-words.ts';
import { describeInstanceResult, describeResult } from '../show/result.ts';
import { type SolveWords, solveOptionsOf } from '../solve-options.ts';
import { type ProblemReference, referenceOf } from '../upload.ts';

export interface SolveCommandOptions extends GlobalOptions, SolveWords, FormatWords {
  readonly seconds?: number;
  readonly watch?: boolean;
  readonly out?: string;
  readonly submit?: boolean;
  readonly idempotencyKey?: string;
  readonly priority?: string;
  readonly relax?: RelaxWords;
}

/** Without a budget the server's default holds, which is below this. */
const LONGEST_BUDGET_MS = 300_000;
/** The answer comes within the budget; this is for the way. */
const GRACE_MS = 10_000;

/** `solveig solve FILE` */
export async function solve(path: string, options: SolveCommandOptions): Promise<void> {
  const read = await readProblemFile(path, options).catch((error) => refuse(error, options));
  if (options.submit && options.upgrade)
    throw new UsageError('--upgrade belongs to a solve that is waited for: give the job of --submit a longer --budget');
  const file = { ...read, problem: withRelaxation(read.problem, options.relax) };
  checkOut(file, options);
  for (const note of file.notes ?? []) process.stderr.write(`note: ${note}\n`);
  const solveOptions = solveOptionsOf(file, { ...options, ...budgetOf(options) });
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

/** Said before the solve, not after it. */
function checkOut({ answer }: ProblemFile, { out, submit }: SolveCommandOptions): void {
  if (out === undefined || extname(out) !== '.sol') return;
  if (answer?.extension !== '.sol')
    throw new UsageError(
      '--out: a .sol file holds the routes of an instance in --format vrplib, solomon, cordeau or toptw',
    );
  if (submit) throw new UsageError('--out belongs to a solve that is waited for, not to --submit');
}

function budgetOf({ seconds, budget }: SolveCommandOptions): { budget?: string } {
  if (seconds !== undefined && budget !== undefined)
    throw new UsageError('--seconds and --budget say the same: give one');
  return seconds === undefined ? {} : { budget: `${seconds}s` };
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
  if (options.out)
    await writeFile(options.out, ownText(result, file, options.out) ?? `${JSON.stringify(plain, null, 2)}\n`);
  print(options.json, plain, () => describe(result, file));
  if (!result.solution && result.status !== SolveStatus.SOLVE_STATUS_OPTIMAL) process.exitCode = EXIT_NO_ANSWER;
}

function describe(result: SolveResult, { problem, answer }: ProblemFile): string {
  return answer?.extension === '.sol'
    ? describeInstanceResult(result, answer.write(result))
    : describeResult(result, problem);
}

/** The answer in the words of the file's format, where `--out` ends like such a file and there is a plan. */
function ownText(result: SolveResult, { answer }: ProblemFile, out: string): string | undefined {
  return answer?.extension === extname(out) ? answer.write(result) : undefined;
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
