import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Connection, GlobalOptions } from './connection.ts';
import { UsageError } from './exit.ts';
import { readPlanFile } from './plan-file.ts';
import { readProblemFile } from './problem-file.ts';
import { refuse, withAllViolations } from './refused-file.ts';
import { type PlanReference, type ProblemReference, planReferenceOf, referenceOf } from './upload.ts';

/** Words of a command line that stand for a problem and its plan. */
export interface SourceOptions {
  readonly job?: string;
}

interface Paths {
  readonly problemPath: string | undefined;
  readonly planPath: string | undefined;
  readonly needsPlan: boolean;
}

/** Where a request finds problem and plan, and the problem where it was read here. */
export interface PlanSource {
  readonly request: {
    readonly problem: Problem | undefined;
    readonly problemBlobId: string;
    readonly plan: PlanReference['plan'];
    readonly planBlobId: string;
    readonly jobId: string;
  };
  readonly problem: Problem | undefined;
}

const NONE = { problem: undefined, problemBlobId: '', plan: undefined, planBlobId: '', jobId: '' };

/** Reads the files of a problem and its plan, or names the job that has both. */
export async function readPlanSource(
  connection: Connection,
  { problemPath, planPath, needsPlan }: Paths,
  options: SourceOptions & GlobalOptions,
): Promise<PlanSource> {
  if (options.job !== undefined) {
    if (problemPath !== undefined) throw new UsageError('--job has its own problem and plan: give it alone');
    return { request: { ...NONE, jobId: options.job }, problem: undefined };
  }
  if (problemPath === undefined || (needsPlan && planPath === undefined)) {
    throw new UsageError(`give the file of a problem${needsPlan ? ' and that of a plan' : ''}, or --job ID`);
  }
  const { problem } = await readProblemFile(problemPath).catch((error) => refuse(error, options));
  const reference: ProblemReference = await referenceOf(connection, problem);
  const plan = planPath === undefined ? {} : await planReferenceOf(connection, await readPlanFile(planPath), reference);
  return { request: { ...NONE, ...reference, ...plan }, problem };
}

/** Throws the error with all that is wrong with the problem, where it was read here. */
export async function withSourceViolations(
  connection: Connection,
  { problem }: PlanSource,
  error: unknown,
): Promise<never> {
  throw problem ? await withAllViolations(connection, problem, error) : error;
}
