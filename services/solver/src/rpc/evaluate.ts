import { SolveigError, type Violation } from '@solveig/kit/errors';
import type { CallContext } from '@solveig/kit/rpc-server';
import { type Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { EvaluateRequest, EvaluateResponse } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import type { Evaluator } from '../solving/evaluator.ts';
import { decodeProblem, requestError, type SolveCheckParts, sourceViolations } from './check-solve.ts';

export interface EvaluateParts extends SolveCheckParts {
  readonly evaluator: Evaluator;
}

/** Checks the plan of a request. Throws INVALID_REQUEST, with all that is wrong, when problem or plan are not both there. */
export async function evaluate(
  parts: EvaluateParts,
  request: EvaluateRequest,
  context: CallContext,
): Promise<EvaluateResponse> {
  const { tenant } = context;
  const around = [...sourceViolations(request), ...planViolations(request)];
  if (around.length > 0) throw await requestError(parts, around, request, context);
  const problem = request.problem?.kind
    ? request.problem
    : decodeProblem(await parts.blobs.read(tenant, request.problemBlobId));
  const plan = request.plan?.kind ? request.plan : decodePlan(await parts.blobs.read(tenant, request.planBlobId));
  const other = kindViolations(problem, plan, request.planBlobId === '' ? 'plan' : 'plan_blob_id');
  if (other.length > 0) throw await requestError(parts, other, request, context);
  return parts.evaluator.evaluate({ problem, plan, allowEstimates: request.allowEstimates }, context);
}

/** A plan comes in full or as a blob, not both. */
function planViolations({ problem, plan, planBlobId }: EvaluateRequest): Violation[] {
  const isInline = plan?.kind !== undefined;
  if (isInline && planBlobId !== '') {
    const message = 'the plan is given twice: in full and as a blob';
    return [{ path: 'plan_blob_id', reason: 'TWO_PLANS', message, hint: 'Send plan or plan_blob_id.' }];
  }
  if (planBlobId !== '') return [];
  if (isInline) return problem?.kind === undefined ? [] : kindViolations(problem, plan, 'plan');
  const hint = 'Send plan with one of routing, itinerary or linear, or the plan_blob_id of one that was uploaded.';
  return [{ path: 'plan', reason: 'REQUIRED', message: 'there is no plan', hint }];
}

function kindViolations({ kind }: Problem, plan: Solution, path: string): Violation[] {
  const [problems, plans] = [kind?.$case, plan.kind?.$case];
  if (problems === undefined || problems === plans) return [];
  const message = `the plan is ${plans ?? 'of no kind'}, the problem ${problems}`;
  return [{ path, reason: 'WRONG_KIND', message, hint: `Send a plan with ${problems}.` }];
}

/** The plan that a blob holds. */
function decodePlan(bytes: Uint8Array): Solution {
  try {
    return Solution.decode(bytes);
  } catch (cause) {
    const message = 'the bytes are no solveig.model.v1.Solution message';
    const violations = [
      { path: 'plan_blob_id', reason: 'MALFORMED', message, hint: 'Upload the plan encoded as protobuf.' },
    ];
    throw new SolveigError('INVALID_REQUEST', 'The blob does not hold a plan.', { violations, cause });
  }
}
