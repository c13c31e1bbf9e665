import { SolveigError, type Violation } from '@solveig/kit/errors';
import { type Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { SolvedJobs } from '../jobs/solved-job.ts';
import { decodeProblem, requestError, type SolveCheckParts, sourceViolations } from './check-solve.ts';

/** Where a request says that its problem and plan are. */
export interface PlanSource {
  readonly problem?: Problem | undefined;
  readonly problemBlobId: string;
  readonly plan?: Solution | undefined;
  readonly planBlobId: string;
  /** Instead of all of these. */
  readonly jobId?: string;
}

export interface AskedPlanParts extends SolveCheckParts {
  readonly solved: SolvedJobs;
}

interface Caller {
  readonly tenant: string;
  readonly signal?: AbortSignal | undefined;
}

export interface AskedPlan {
  readonly problem: Problem;
  /** Absent where none was given and none is needed. */
  readonly plan: Solution | undefined;
}

/**
 * Problem and plan of a request: in full, from blobs, or of a job that has
 * ended. Throws INVALID_REQUEST with `more` and all else that is wrong around
 * the problem, and NOT_FOUND.
 */
export async function askedPlan(
  parts: AskedPlanParts,
  request: PlanSource,
  caller: Caller,
  { needsPlan, more = [] }: { readonly needsPlan: boolean; readonly more?: readonly Violation[] },
): Promise<AskedPlan> {
  const { jobId = '' } = request;
  if (jobId !== '') return ofJob(parts, { ...request, jobId }, caller, { needsPlan, more });
  const around = [...sourceViolations(request), ...planViolations(request, needsPlan), ...more];
  if (around.length > 0) throw await requestError(parts, around, request, caller);
  const problem = request.problem?.kind
    ? request.problem
    : decodeProblem(await parts.blobs.read(caller.tenant, request.problemBlobId));
  const plan =
    request.planBlobId === ''
      ? request.plan
      : decodePlan(await parts.blobs.read(caller.tenant, request.planBlobId), 'plan_blob_id');
  if (!plan?.kind) return { problem, plan: undefined };
  const other = kindViolations(problem, plan, request.planBlobId === '' ? 'plan' : 'plan_blob_id');
  if (other.length > 0) throw await requestError(parts, other, request, caller);
  return { problem, plan };
}

async function ofJob(
  { solved: jobs }: AskedPlanParts,
  { jobId, problem, problemBlobId, plan, planBlobId }: PlanSource & { readonly jobId: string },
  { tenant }: Caller,
  { needsPlan, more }: { readonly needsPlan: boolean; readonly more: readonly Violation[] },
): Promise<AskedPlan> {
  const isGivenTwice =
    problem?.kind !== undefined || problemBlobId !== '' || plan?.kind !== undefined || planBlobId !== '';
  const hint = 'Send job_id, or problem and plan.';
  const twice = { path: 'job_id', reason: 'TWO_PROBLEMS', message: 'problem or plan are given beside a job', hint };
  const violations = [...(isGivenTwice ? [twice] : []), ...more];
  if (violations.length > 0) throw new SolveigError('INVALID_REQUEST', violations[0]?.message ?? '', { violations });
  const solved = await jobs.read(tenant, jobId, 'job_id');
  const answer = solved.result?.solution;
  if (needsPlan && !answer?.kind) {
    const message = `the job has no plan: it is ${solved.state}`;
    const none = { path: 'job_id', reason: 'NO_PLAN', message, hint: 'Name a job with an answer, or send a plan.' };
    throw new SolveigError('INVALID_REQUEST', message, { violations: [none] });
  }
  return { problem: solved.problem, plan: answer?.kind ? answer : undefined };
}

/** A plan comes in full or as a blob, not both. */
function planViolations({ problem, plan, planBlobId }: PlanSource, needsPlan: boolean): Violation[] {
  const isInline = plan?.kind !== undefined;
  if (isInline && planBlobId !== '') {
    const message = 'the plan is given twice: in full and as a blob';
    return [{ path: 'plan_blob_id', reason: 'TWO_PLANS', message, hint: 'Send plan or plan_blob_id.' }];
  }
  if (planBlobId !== '') return [];
  if (isInline) return problem?.kind === undefined ? [] : kindViolations(problem, plan, 'plan');
  if (!needsPlan) return [];
  const hint = 'Send plan with one of routing, itinerary or linear, or the plan_blob_id of one that was uploaded.';
  return [{ path: 'plan', reason: 'REQUIRED', message: 'there is no plan', hint }];
}

function kindViolations({ kind }: Problem, plan: Solution, path: string): Violation[] {
  const [problems, plans] = [kind?.$case, plan.kind?.$case];
  if (problems === undefined || problems === plans) return [];
  const message = `the plan is ${plans ?? 'of no kind'}, the problem ${problems}`;
  return [{ path, reason: 'WRONG_KIND', message, hint: `Send a plan with ${problems}.` }];
}

/** The plan that a blob holds. Throws INVALID_REQUEST at `path`. */
export function decodePlan(bytes: Uint8Array, path: string): Solution {
  try {
    return Solution.decode(bytes);
  } catch (cause) {
    const message = 'the bytes are no solveig.model.v1.Solution message';
    const violations = [{ path, reason: 'MALFORMED', message, hint: 'Upload the plan encoded as protobuf.' }];
    throw new SolveigError('INVALID_REQUEST', 'The blob does not hold a plan.', { violations, cause });
  }
}
