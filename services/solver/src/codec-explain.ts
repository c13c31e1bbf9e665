import type { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { ExplainResponse, LeftOut, RelaxedReason, Remedy } from '@solveig/proto/gen/solveig/solver/v1/explain';
import type { PlacedReason } from '#domain/explain/explain-model';
import type { LeftOutExplanation, PlanExplanation } from '#domain/explain/explain-plan';
import type { PlanRemedy } from '#domain/explain/remedies';

/** An explanation as the contract has it, without what only the service knows of travel. */
export function toExplainResponse(
  kind: ProblemKind,
  { summary, leftOut, remedies, conflict, incomplete }: PlanExplanation,
  { planMade }: { readonly planMade: boolean },
): ExplainResponse {
  return {
    kind,
    summary,
    leftOut: leftOut.map(toLeftOut),
    remedies: remedies.map(toRemedy),
    conflict: conflict && { ...conflict, ids: [...conflict.ids], rules: [...conflict.rules] },
    planMade,
    incomplete,
    travelEstimated: false,
    warnings: [],
  };
}

function toLeftOut({ id, name, required, reasons, remedies }: LeftOutExplanation): LeftOut {
  return { id, name, required, reasons: reasons.map(toReason), remedies: remedies.map(toRemedy) };
}

function toReason({ reason, missedBy, unit, vehicleIndex, afterId, startSeconds }: PlacedReason): RelaxedReason {
  return { reason: { ...reason, price: reason.price }, missedBy, unit, vehicleIndex, afterId, startSeconds };
}

function toRemedy({ action, message, servedIds, price, closest }: PlanRemedy): Remedy {
  return { action, message, servedIds: [...servedIds], price, closest };
}
