import {
  type Problem,
  QualitySource,
  type SolveOptions,
  type SolveResult,
  SolveStatus,
  StopReason,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { type EstimateSubject, estimateGap, type SearchDepth, secondsForQuality } from '#domain/quality/estimate-gap';
import { rateAnswer } from '#domain/quality/rate-answer';
import { isRich } from '#domain/routing/is-rich';
import type { SolveGoal } from '#domain/strategy/solve-goal';
import { subjectOf } from './predict-solve.ts';

/** How thoroughly the strategies that visit places search; the others do it in full. */
const DEPTH_OF: Readonly<Record<string, SearchDepth>> = {
  local_search: 'descent',
  cluster_first: 'descent',
  construction: 'construction',
  emergency: 'emergency',
};

/** Steps of the relaxation ladder share the time of one solve. */
const RELAXED_SHARE = 0.25;

/** A result with its quality, and what that is read from. */
export function withQuality(problem: Problem, result: SolveResult): SolveResult {
  if (!result.solution || result.value === undefined) return result;
  const isProved = result.status === SolveStatus.SOLVE_STATUS_OPTIMAL;
  const estimatedGap = isProved ? 0 : estimatedGapOf(problem, result);
  // What the estimate says beyond the proof is proved wrong.
  const shown = result.gap === undefined ? estimatedGap : estimatedGap && Math.min(estimatedGap, result.gap);
  const rating = rateAnswer(result.gap, shown);
  if (!rating) return result;
  const source = rating.source === 'gap' ? QualitySource.QUALITY_SOURCE_GAP : QualitySource.QUALITY_SOURCE_ESTIMATE;
  return { ...result, quality: rating.quality, qualitySource: source, estimatedGap: shown };
}

/** What the options of a solve call good enough; undefined when they say nothing. */
export function goalOf(problem: Problem, options: SolveOptions | undefined): SolveGoal | undefined {
  const { stopAtGap, stopAtQuality, maxIterations } = options ?? {};
  if (stopAtGap === undefined && stopAtQuality === undefined) return undefined;
  // The clock must not decide where the same iterations are to give the same answer.
  const subject = stopAtQuality === undefined || maxIterations !== undefined ? undefined : estimateSubject(problem);
  const seconds = subject && secondsForQuality(subject, stopAtQuality ?? 1);
  return { gap: stopAtGap, quality: stopAtQuality, enoughMs: seconds === undefined ? undefined : seconds * 1000 };
}

function estimatedGapOf(problem: Problem, result: SolveResult): number | undefined {
  const subject = estimateSubject(problem);
  const depth = DEPTH_OF[result.strategy] ?? 'full';
  return subject && estimateGap(subject, { depth, seconds: searchSeconds(result) });
}

/** Time of a whole search that the answer of this one may be compared with. */
function searchSeconds({ stopReason, status, measures, budgetMillis }: SolveResult): number {
  const seconds = measures?.solveSeconds ?? 0;
  if (status === SolveStatus.SOLVE_STATUS_RELAXED) return seconds * RELAXED_SHARE;
  switch (stopReason) {
    case StopReason.STOP_REASON_CONVERGED:
      return Number.POSITIVE_INFINITY;
    case StopReason.STOP_REASON_STOPPED:
    case StopReason.STOP_REASON_GAP:
      // A search that cools over its budget has little to show half-way.
      return seconds * Math.min(1, seconds / Math.max(0.001, budgetMillis / 1000));
    default:
      return seconds;
  }
}

function estimateSubject(problem: Problem): EstimateSubject | undefined {
  const { kind } = problem;
  if (kind?.$case === 'linear') return undefined;
  const subject = subjectOf(problem);
  return subject && { ...subject, isRich: kind?.$case === 'routing' && isRich(kind.value) };
}
