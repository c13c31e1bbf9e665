import type { Violation } from '@solveig/kit/errors';
import type { CallContext } from '@solveig/kit/rpc-server';
import type { ExplainRequest, ExplainResponse } from '@solveig/proto/gen/solveig/solver/v1/explain';
import type { Explainer } from '../solving/explainer.ts';
import { type AskedPlanParts, askedPlan } from './asked-plan.ts';

export interface ExplainParts extends AskedPlanParts {
  readonly explainer: Explainer;
}

const DEFAULT_BUDGET_MS = 3_000;
const MOST_BUDGET_MS = 30_000;

/** Explains the plan of a request, or its problem. Throws INVALID_REQUEST with all that is wrong around the problem. */
export async function explain(
  parts: ExplainParts,
  request: ExplainRequest,
  context: CallContext,
): Promise<ExplainResponse> {
  const { budgetMillis = DEFAULT_BUDGET_MS, allowEstimates } = request;
  const more = budgetViolations(budgetMillis);
  const { problem, plan } = await askedPlan(parts, request, context, { needsPlan: false, more });
  return parts.explainer.explain({ problem, plan, allowEstimates, budgetMs: budgetMillis }, context);
}

function budgetViolations(budgetMillis: number): Violation[] {
  if (budgetMillis >= 1 && budgetMillis <= MOST_BUDGET_MS) return [];
  const message = `${budgetMillis} is out of range`;
  return [{ path: 'budget_millis', reason: 'OUT_OF_RANGE', message, hint: `From 1 to ${MOST_BUDGET_MS}.` }];
}
