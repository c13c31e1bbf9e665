import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import {
  Attempt_Outcome,
  type Problem,
  QualitySource,
  type Solution,
  type SolveResult,
  SolveStatus,
  StopReason,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { relativeGap } from '#domain/engine/engine';
import type {
  SolveStatus as DomainStatus,
  StopReason as DomainStopReason,
  SolveOutcome,
} from '#domain/strategy/solve-outcome';
import type { AttemptOutcome } from '#domain/strategy/strategy-chain';

/*
 * The words that the wire and the domain share. What is particular to a kind of
 * problem lies in codec-<kind>.ts beside this.
 */

const STATUS: Record<DomainStatus, SolveStatus> = {
  optimal: SolveStatus.SOLVE_STATUS_OPTIMAL,
  feasible: SolveStatus.SOLVE_STATUS_FEASIBLE,
  relaxed: SolveStatus.SOLVE_STATUS_RELAXED,
  infeasible: SolveStatus.SOLVE_STATUS_INFEASIBLE,
  unbounded: SolveStatus.SOLVE_STATUS_UNBOUNDED,
  unknown: SolveStatus.SOLVE_STATUS_UNKNOWN,
};

const STOP_REASON: Record<DomainStopReason, StopReason> = {
  optimal: StopReason.STOP_REASON_OPTIMAL,
  converged: StopReason.STOP_REASON_CONVERGED,
  iterations: StopReason.STOP_REASON_ITERATIONS,
  time: StopReason.STOP_REASON_TIME,
  gap: StopReason.STOP_REASON_GAP,
  stopped: StopReason.STOP_REASON_STOPPED,
  quality: StopReason.STOP_REASON_QUALITY,
  infeasible: StopReason.STOP_REASON_INFEASIBLE,
};

const ATTEMPT: Record<AttemptOutcome, Attempt_Outcome> = {
  answered: Attempt_Outcome.OUTCOME_ANSWERED,
  no_answer: Attempt_Outcome.OUTCOME_NO_ANSWER,
  wrong_answer: Attempt_Outcome.OUTCOME_WRONG_ANSWER,
  failed: Attempt_Outcome.OUTCOME_FAILED,
  skipped: Attempt_Outcome.OUTCOME_SKIPPED,
};

/** A family's outcome as a result message, without what only the service knows (budget, times, host). */
export function toSolveResult(outcome: SolveOutcome<unknown>, solution: Solution | undefined): SolveResult {
  const { value, bound, iterations, firstAnswerSeconds = 0 } = outcome;
  return {
    status: STATUS[outcome.status],
    solution,
    value,
    bound,
    gap: value === undefined || bound === undefined ? undefined : relativeGap(value, bound),
    boundSource: outcome.boundSource ?? '',
    stopReason: STOP_REASON[outcome.stopReason],
    strategy: outcome.strategy,
    attempts: outcome.attempts.map((attempt) => ({ ...attempt, outcome: ATTEMPT[attempt.outcome] })),
    degraded: outcome.degraded,
    relaxations: [...outcome.relaxations],
    explanation: outcome.explanation && { ...outcome.explanation, conflict: [...outcome.explanation.conflict] },
    measures: { ...NO_MEASURES, providerCells: {}, firstAnswerSeconds, iterations: Math.min(iterations, 0xffffffff) },
    budgetMillis: 0,
    budgetWasDefault: false,
    warnings: [...outcome.warnings],
    prediction: undefined,
    qualitySource: QualitySource.QUALITY_SOURCE_UNSPECIFIED,
    upgradeJobId: '',
  };
}

const NO_MEASURES = {
  solveSeconds: 0,
  queueSeconds: 0,
  matrixSeconds: 0,
  cpuSeconds: 0,
  peakMemoryMegabytes: 0,
  size: 0,
  secondSize: 0,
  matrixCacheHits: 0,
  matrixCacheMisses: 0,
  host: '',
  version: '',
};

/** A status in lower-case words, for labels: `optimal`, `infeasible`, ... */
export function statusToken(status: SolveStatus): string {
  return Object.entries(STATUS).find(([, wire]) => wire === status)?.[0] ?? 'unspecified';
}

/** An attempt's outcome in the words of the domain; what is not known counts as failed. */
export function outcomeToken(outcome: Attempt_Outcome): AttemptOutcome {
  const found = Object.entries(ATTEMPT).find(([, wire]) => wire === outcome);
  return (found?.[0] as AttemptOutcome | undefined) ?? 'failed';
}

/** Which family a problem belongs to. */
export function kindOf(problem: Problem): ProblemKind {
  switch (problem.kind?.$case) {
    case 'routing':
      return ProblemKind.PROBLEM_KIND_ROUTING;
    case 'itinerary':
      return ProblemKind.PROBLEM_KIND_ITINERARY;
    case 'linear':
      return ProblemKind.PROBLEM_KIND_LINEAR;
    default:
      return ProblemKind.PROBLEM_KIND_UNSPECIFIED;
  }
}

/** The token of a kind in subjects, labels and settings; `unknown` for none. */
export function kindToken(kind: ProblemKind): string {
  return KIND_TOKENS[kind] ?? 'unknown';
}

const KIND_TOKENS: Partial<Record<ProblemKind, string>> = {
  [ProblemKind.PROBLEM_KIND_ROUTING]: 'routing',
  [ProblemKind.PROBLEM_KIND_ITINERARY]: 'itinerary',
  [ProblemKind.PROBLEM_KIND_LINEAR]: 'linear',
};
