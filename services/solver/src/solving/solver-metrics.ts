import { type Metrics, SOLVE_SECONDS_BUCKETS } from '@solveig/kit/metrics';
import type { SolveMeasures, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Prediction } from '@solveig/proto/gen/solveig/model/v1/quote';

/** What is counted about solves. */
export interface SolverMetrics {
  /** A solve ended; `status` is a lower-case solve status or an error's reason. */
  ended(kind: string, status: string, seconds: number, measures?: SolveMeasures): void;
  gap(kind: string, gap: number): void;
  fellBack(kind: string, from: string, to: string, cause: string): void;
  relaxed(step: string): void;
  nearedDeadline(kind: string): void;
  attempted(kind: string, strategy: string, outcome: string): void;
  /** The verifier refused an answer. */
  checkFailed(kind: string, strategy: string): void;
  /** Holds what was expected of a solve against its result. */
  predicted(kind: string, prediction: Prediction, result: SolveResult): void;
}

/** Around 1, where a prediction was right. */
const RATIO_BUCKETS = [0.1, 0.25, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 4, 10];
const GAP_BUCKETS = [0, 0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

export function createSolverMetrics(metrics: Metrics): SolverMetrics {
  const solves = metrics.counter({
    name: 'solveig_solver_solves_total',
    help: 'Solves that ended, by kind and status',
    labels: ['kind', 'status'],
  });
  const seconds = metrics.histogram({
    name: 'solveig_solver_solve_duration_seconds',
    help: 'Time from the request to the answer',
    labels: ['kind'],
    buckets: SOLVE_SECONDS_BUCKETS,
  });
  const parts = metrics.histogram({
    name: 'solveig_solver_part_duration_seconds',
    help: 'Parts of a solve: wait for a worker, travel data, engine',
    labels: ['kind', 'part'],
    buckets: [0.001, 0.0025, 0.005, ...SOLVE_SECONDS_BUCKETS],
  });
  const gaps = metrics.histogram({
    name: 'solveig_solve_gap_ratio',
    help: 'Relative gap between value and bound at the end',
    labels: ['kind'],
    buckets: GAP_BUCKETS,
  });
  const fallbacks = metrics.counter({
    name: 'solveig_fallbacks_total',
    help: 'Strategies that did not answer, by the one that took over',
    labels: ['kind', 'from', 'to', 'cause'],
  });
  const attempts = metrics.counter({
    name: 'solveig_strategy_attempts_total',
    help: 'Strategies that were tried, by what came of them',
    labels: ['kind', 'strategy', 'outcome'],
  });
  const relaxations = metrics.counter({
    name: 'solveig_relaxations_total',
    help: 'Rules that were bent, by step of the ladder',
    labels: ['constraint'],
  });
  const near = metrics.counter({
    name: 'solveig_solver_near_deadline_total',
    help: 'Solves that were still running when five sixths of their time were used',
    labels: ['kind'],
  });
  const checks = metrics.counter({
    name: 'solveig_check_failures_total',
    help: 'Answers that the verifier refused',
    labels: ['kind', 'strategy'],
  });
  const errors = metrics.histogram({
    name: 'solveig_quote_error_ratio',
    help: 'What a solve took over what was predicted for it, 1 being right: seconds, first answer, memory, gap',
    labels: ['kind', 'measure'],
    buckets: RATIO_BUCKETS,
  });
  const guide = guideMetrics(metrics);
  return {
    ended: (kind, status, total, measures) => {
      solves.inc({ kind, status });
      seconds.observe({ kind }, total);
      guide.ended(kind, status, total);
      if (!measures) return;
      parts.observe({ kind, part: 'queue' }, measures.queueSeconds);
      parts.observe({ kind, part: 'matrix' }, measures.matrixSeconds);
      parts.observe({ kind, part: 'engine' }, measures.solveSeconds);
    },
    gap: (kind, gap) => gaps.observe({ kind }, gap),
    fellBack: (kind, from, to, cause) => fallbacks.inc({ kind, from, to, cause }),
    attempted: (kind, strategy, outcome) => attempts.inc({ kind, strategy, outcome }),
    nearedDeadline: (kind) => near.inc({ kind }),
    relaxed: (step) => relaxations.inc({ constraint: step }),
    checkFailed: (kind, strategy) => checks.inc({ kind, strategy }),
    predicted: (kind, prediction, result) => {
      for (const [measure, ratio] of quoteRatios(prediction, result)) errors.observe({ kind, measure }, ratio);
    },
  };
}

/** Actual over predicted, where both are above 0. */
function quoteRatios(prediction: Prediction, { measures, gap }: SolveResult): [string, number][] {
  const pairs: [string, number | undefined, number | undefined][] = [
    ['seconds', measures?.solveSeconds, prediction.solveSeconds],
    ['first_answer', measures?.firstAnswerSeconds, prediction.firstAnswerSeconds],
    ['memory', measures?.peakMemoryMegabytes, prediction.peakMemoryMegabytes],
    ['gap', gap, prediction.gap],
  ];
  return pairs.flatMap(([measure, actual, predicted]) =>
    actual && predicted ? [[measure, actual / predicted] as [string, number]] : [],
  );
}

/** The names of the operations guides, so that their dashboards and rules work. */
function guideMetrics(metrics: Metrics): Pick<SolverMetrics, 'ended'> {
  const problems = metrics.counter({
    name: 'solver_problems_total',
    help: 'Solves that ended (name of the operations guides)',
    labels: ['type', 'status'],
  });
  const durations = metrics.histogram({
    name: 'solver_duration_seconds',
    help: 'Time from the request to the answer (name of the operations guides)',
    labels: ['type'],
    buckets: SOLVE_SECONDS_BUCKETS,
  });
  const timeouts = metrics.counter({
    name: 'solver_timeout_total',
    help: 'Solves without any answer at their deadline (name of the operations guides)',
    labels: ['type'],
  });
  return {
    ended: (type, status, seconds) => {
      problems.inc({ type, status });
      durations.observe({ type }, seconds);
      if (status === 'TIMEOUT') timeouts.inc({ type });
    },
  };
}
