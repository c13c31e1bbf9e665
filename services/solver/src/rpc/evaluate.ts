import type { CallContext } from '@solveig/kit/rpc-server';
import type { EvaluateRequest, EvaluateResponse } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import type { Evaluator } from '../solving/evaluator.ts';
import { type AskedPlanParts, askedPlan } from './asked-plan.ts';

export interface EvaluateParts extends AskedPlanParts {
  readonly evaluator: Evaluator;
}

/** Checks the plan of a request. Throws INVALID_REQUEST, with all that is wrong, when problem or plan are not both there. */
export async function evaluate(
  parts: EvaluateParts,
  request: EvaluateRequest,
  context: CallContext,
): Promise<EvaluateResponse> {
  const { problem, plan = { kind: undefined } } = await askedPlan(parts, request, context, { needsPlan: true });
  return parts.evaluator.evaluate({ problem, plan, allowEstimates: request.allowEstimates }, context);
}
