import { type EndedSolve, endedByItself, wasCutOff } from './ended-solve.ts';
import type { RegressionRules } from './rules.ts';

/** What is compared with a template's past; of each, more is worse. */
export type BaselineMetric = 'solve_seconds' | 'first_answer_seconds' | 'gap' | 'seconds_per_iteration';

/** One comparable figure of a solve. */
export interface Sample {
  readonly metric: BaselineMetric;
  /** Seconds, or a relative gap; above 0 (a gap may be 0). */
  readonly value: number;
  readonly size: number;
  readonly secondSize: number;
  /** The engine was cut off: it would have taken this value or more. */
  readonly isAtLeast: boolean;
}

const COMPARABLE: ReadonlySet<string> = new Set(['optimal', 'feasible', 'relaxed']);

/**
 * The figures by which a solve is compared. The time of an anytime engine that was cut off is its budget and says
 * nothing about its speed: such a solve is judged by its time to the first answer, its gap at the budget and its pace.
 */
export function samplesOf(solve: EndedSolve): Sample[] {
  if (solve.templateId === '' || solve.end !== 'answered' || !COMPARABLE.has(solve.status)) return [];
  const { size, secondSize, solveSeconds } = solve;
  const sample = (metric: BaselineMetric, value: number | undefined, isAtLeast = false): Sample[] =>
    value !== undefined && Number.isFinite(value) && (value > 0 || metric === 'gap')
      ? [{ metric, value, size, secondSize, isAtLeast }]
      : [];
  if (endedByItself(solve)) return sample('solve_seconds', solveSeconds);
  if (!wasCutOff(solve)) return [];
  return [
    ...sample('solve_seconds', solveSeconds, true),
    ...sample('first_answer_seconds', solve.firstAnswerSeconds),
    ...sample('gap', solve.gap),
    ...sample('seconds_per_iteration', solve.iterations > 0 ? solveSeconds / solve.iterations : undefined),
  ];
}

/** The least absolute difference that matters. */
export function leastDifference(metric: BaselineMetric, rules: RegressionRules): number {
  if (metric === 'gap') return rules.minGap;
  return metric === 'seconds_per_iteration' ? 0 : rules.minSeconds;
}

/** How a metric is called in a sentence. */
export const METRIC_WORDS: Readonly<Record<BaselineMetric, string>> = {
  solve_seconds: 'time to solve',
  first_answer_seconds: 'time to the first answer',
  gap: 'gap at the budget',
  seconds_per_iteration: 'time per iteration',
};
