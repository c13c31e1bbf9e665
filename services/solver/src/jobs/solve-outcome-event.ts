import type { SolveOutcome } from '@solveig/proto/gen/solveig/events/v1/solve';
import {
  type Solution,
  type SolveMeasures,
  type SolveResult,
  SolveStatus,
  StopReason,
} from '@solveig/proto/gen/solveig/model/v1/problem';

/** What a monitor needs to know of an answer: the result without the solution. */
export function outcomeOf(result: SolveResult): SolveOutcome {
  return {
    status: result.status,
    value: result.value,
    bound: result.bound,
    gap: result.gap,
    stopReason: result.stopReason,
    strategy: result.strategy,
    attempts: result.attempts,
    degraded: result.degraded,
    relaxations: result.relaxations.length,
    measures: result.measures,
    budgetMillis: result.budgetMillis,
    unserved: unservedIn(result.solution),
    prediction: result.prediction,
    quality: result.quality,
    qualitySource: result.qualitySource || undefined,
    estimatedGap: result.estimatedGap,
  };
}

/** What is known of a solve that gave no answer. */
export function outcomeWithoutAnswer(measures: SolveMeasures, budgetMillis: number): SolveOutcome {
  return {
    status: SolveStatus.SOLVE_STATUS_UNKNOWN,
    stopReason: StopReason.STOP_REASON_UNSPECIFIED,
    strategy: '',
    attempts: [],
    degraded: false,
    relaxations: 0,
    measures,
    budgetMillis,
    unserved: 0,
    prediction: undefined,
  };
}

function unservedIn(solution: Solution | undefined): number {
  const kind = solution?.kind;
  if (kind?.$case === 'routing') return kind.value.unserved.length;
  if (kind?.$case === 'itinerary') return kind.value.unvisited.length;
  return 0;
}
