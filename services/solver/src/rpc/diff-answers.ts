import { SolveigError, type Violation } from '@solveig/kit/errors';
import type { CallContext } from '@solveig/kit/rpc-server';
import { type Problem, type Solution, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { ComparedAnswer, DiffRequest, DiffResponse } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { kindOf } from '../codec.ts';
import { type Answered, toPlanDiff } from '../codec-diff.ts';
import { type AskedPlanParts, decodePlan } from './asked-plan.ts';
import { decodeProblem, requestError, sourceViolations } from './check-solve.ts';

const SIDES = ['before', 'after'] as const;

/** An answer where it was found; its problem where it brings one. */
interface FoundAnswer {
  readonly path: string;
  readonly result: SolveResult | undefined;
  readonly problem?: Problem | undefined;
}

/** Compares two answers to one problem. Throws INVALID_REQUEST with all that is wrong, and NOT_FOUND. */
export async function diffAnswers(
  parts: AskedPlanParts,
  request: DiffRequest,
  context: CallContext,
): Promise<DiffResponse> {
  const around = violationsOf(request);
  if (around.length > 0) throw await requestError(parts, around, request, context);
  const [before, after] = await Promise.all(
    SIDES.map((side) => foundAnswer(parts, request[side]?.answer, side, context.tenant)),
  );
  if (!before || !after) throw new Error('both answers are there');
  const given = await givenProblem(parts, request, context.tenant);
  const problem = given ?? after.problem ?? before.problem;
  if (!problem) throw new Error('a job brings its problem');
  const wrong = [before, after].flatMap((found) => kindViolations(found.problem ?? problem, problem, found));
  if (wrong.length > 0) throw await requestError(parts, wrong, request, context);
  const answered = (found: FoundAnswer): Answered => ({ problem: found.problem ?? problem, result: found.result });
  return { diff: toPlanDiff(kindOf(problem), answered(before), answered(after)) };
}

function violationsOf(request: DiffRequest): Violation[] {
  const answers = SIDES.map((side) => request[side]?.answer);
  const hasJob = answers.some((answer) => answer?.$case === 'jobId');
  const isGiven = request.problem?.kind !== undefined || request.problemBlobId !== '';
  const hint = 'Send plan, result, plan_blob_id or job_id.';
  return [
    ...(hasJob && !isGiven ? [] : sourceViolations(request)),
    ...SIDES.flatMap((path, index) =>
      isThere(answers[index]) ? [] : [{ path, reason: 'REQUIRED', message: 'there is no answer', hint }],
    ),
  ];
}

function isThere(answer: ComparedAnswer['answer']): boolean {
  if (answer?.$case === 'plan') return answer.value.kind !== undefined;
  return answer !== undefined && (typeof answer.value !== 'string' || answer.value !== '');
}

async function givenProblem({ blobs }: AskedPlanParts, request: DiffRequest, tenant: string) {
  if (request.problem?.kind) return request.problem;
  return request.problemBlobId === '' ? undefined : decodeProblem(await blobs.read(tenant, request.problemBlobId));
}

async function foundAnswer(
  { blobs, solved }: AskedPlanParts,
  answer: ComparedAnswer['answer'],
  side: string,
  tenant: string,
): Promise<FoundAnswer> {
  switch (answer?.$case) {
    case 'plan':
      return { path: `${side}.plan`, result: resultOf(answer.value) };
    case 'result':
      return { path: `${side}.result`, result: answer.value };
    case 'planBlobId': {
      const path = `${side}.plan_blob_id`;
      return { path, result: resultOf(decodePlan(await blobs.read(tenant, answer.value), path)) };
    }
    case 'jobId': {
      const path = `${side}.job_id`;
      return { path, ...(await solved.read(tenant, answer.value, path)) };
    }
    default:
      throw new SolveigError('INVALID_REQUEST', 'there is no answer');
  }
}

/** A plan as a result of which nothing is known but the value that it states. */
function resultOf(solution: Solution): SolveResult {
  const { kind } = solution;
  const value = kind?.$case === 'linear' ? kind.value.objective : kind?.value.cost;
  return SolveResult.fromPartial({ solution, value: value === 0 ? undefined : value });
}

/** The answer, and the problem that it brings, are of the kind of the problem. */
function kindViolations(own: Problem, { kind }: Problem, { path, result }: FoundAnswer): Violation[] {
  const wrong = [own.kind?.$case, result?.solution?.kind?.$case].find(
    (one) => one !== undefined && one !== kind?.$case,
  );
  if (wrong === undefined) return [];
  const message = `the answer is ${wrong}, the problem ${kind?.$case}`;
  return [{ path, reason: 'WRONG_KIND', message, hint: 'Compare answers to one problem.' }];
}
