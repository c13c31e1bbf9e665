import type { Problem, SolveOptions, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Prediction } from '@solveig/proto/gen/solveig/model/v1/quote';
import { type PredictionSubject, predict } from '#domain/quote/predict';
import { itinerarySubject, linearSubject, routingSubject } from '#domain/quote/prediction-subject';
import { isRich } from '#domain/routing/is-rich';
import { toPrediction } from '../codec-quote.ts';
import { reserveMs } from '../workers/worker-task.ts';
import { isCheckedByWorker, linearMeasuresOf } from './check-problem.ts';

/** Seconds that the engine gets of a budget, where nothing else takes time. */
export function engineSecondsOf(budgetSeconds: number): number {
  return Math.max(0, budgetSeconds - reserveMs(budgetSeconds * 1000) / 1000);
}

/** What is expected of a solve with this budget; nothing for long text, which is not read here, nor for rich problems, which were not measured. */
export function predictSolve(problem: Problem, budgetMillis: number): Prediction | undefined {
  if (problem.kind?.$case === 'routing' && isRich(problem.kind.value)) return undefined;
  const subject = subjectOf(problem);
  return subject && toPrediction(predict(subject, engineSecondsOf(budgetMillis / 1000)), budgetMillis);
}

/** What predictions and estimates of a problem are made from; nothing for long text, which is not read here. */
export function subjectOf(problem: Problem): PredictionSubject | undefined {
  const { kind } = problem;
  switch (kind?.$case) {
    case 'routing':
      return routingSubject(kind.value);
    case 'itinerary':
      return itinerarySubject(kind.value);
    case 'linear': {
      const measures = isCheckedByWorker(problem) ? undefined : linearMeasuresOf(kind.value);
      return measures && linearSubject(measures);
    }
    default:
      return undefined;
  }
}

/** Ends that predictions say nothing about. */
const CUT_SHORT: readonly StopReason[] = [
  StopReason.STOP_REASON_STOPPED,
  StopReason.STOP_REASON_GAP,
  StopReason.STOP_REASON_QUALITY,
];

/** Whether an answer came about as predictions mean it: by the engine, within its budget, ended by nobody. */
export function isComparable(result: SolveResult, options: SolveOptions | undefined): boolean {
  const isCutShort = CUT_SHORT.includes(result.stopReason) || options?.maxIterations !== undefined;
  return !isCutShort && !result.degraded && result.solution !== undefined;
}
