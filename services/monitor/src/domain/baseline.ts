import { type BaselineMetric, leastDifference, type Sample } from './baseline-sample.ts';
import type { RegressionRules } from './rules.ts';
import { median, placement, rankScore } from './statistics.ts';

/** A remembered figure. */
export type Point = Omit<Sample, 'metric'>;

/**
 * What is remembered of one template and metric: the solves under judgement and, behind them, the past they are compared
 * with. A solve enters the past only when it leaves the recent window while no alert fires.
 */
export interface Baseline {
  /** Oldest first, at most `recentCount`. */
  readonly recent: readonly Point[];
  /** Oldest first, at most `baselineMax`. */
  readonly past: readonly Point[];
  /** Moving share of solves that were cut off, 0 to 1. */
  readonly cutOffShare: number;
}

export const EMPTY_BASELINE: Baseline = { recent: [], past: [], cutOffShare: 0 };

/** How the recent solves compare with the past. */
export interface Comparison {
  /** Recent solves with enough solves of like size behind them. */
  readonly judged: number;
  /** Median of recent / median of like size. */
  readonly ratio: number;
  readonly recentMedian: number;
  readonly pastMedian: number;
  /** Solves behind the judged ones, on average. */
  readonly pastCount: number;
  /** Standard score of the rank comparison. */
  readonly score: number;
  /** Median of the differences, in the metric's unit. */
  readonly difference: number;
}

/** Above this share of cut-off solves their times are the template's habit, not a sign. */
const MOSTLY_CUT_OFF = 0.2;

/** Remembers a figure. `isFiring`: an alert about this template and metric fires, so the past is left alone. */
export function remember(baseline: Baseline, sample: Sample, isFiring: boolean, rules: RegressionRules): Baseline {
  const cutOffShare = isFiring ? baseline.cutOffShare : movedShare(baseline.cutOffShare, sample.isAtLeast, rules);
  if (sample.isAtLeast && !tellsSlowness({ ...baseline, cutOffShare }, sample, rules)) {
    return { ...baseline, cutOffShare };
  }
  const { value, size, secondSize, isAtLeast } = sample;
  const recent = [...baseline.recent, { value, size, secondSize, isAtLeast }];
  const leaving = recent.splice(0, Math.max(0, recent.length - rules.recentCount));
  const learned = isFiring ? [] : leaving.filter((point) => !point.isAtLeast);
  const past = [...baseline.past, ...learned].slice(-rules.baselineMax);
  return { recent, past, cutOffShare };
}

/** A full window of cut-off solves after a past without any stays below MOSTLY_CUT_OFF: it is still a sign. */
function movedShare(share: number, isCutOff: boolean, rules: RegressionRules): number {
  const weight = 1 - (1 - MOSTLY_CUT_OFF * 0.95) ** (1 / rules.recentCount);
  return share + weight * (Number(isCutOff) - share);
}

/** A cut-off solve counts only where the template used to end by itself and the solve is already past the limit. */
function tellsSlowness(baseline: Baseline, sample: Sample, rules: RegressionRules): boolean {
  if (baseline.cutOffShare > MOSTLY_CUT_OFF) return false;
  const alike = pastLike(baseline.past, sample, rules);
  return alike.length >= rules.baselineMin && sample.value >= rules.raiseRatio * median(alike);
}

/** Figures of the past whose solves were of like size. */
function pastLike(past: readonly Point[], point: Omit<Point, 'isAtLeast'>, rules: RegressionRules): number[] {
  const isLike = (a: number, b: number) => Math.abs(a - b) <= rules.sizeTolerance * Math.max(a, b);
  return past.filter((p) => isLike(p.size, point.size) && isLike(p.secondSize, point.secondSize)).map((p) => p.value);
}

/**
 * Compares the recent window with the past, each solve only with those of like size. Undefined while there is too little:
 * at least half of a full window must have `baselineMin` solves of like size behind it.
 */
export function compare(baseline: Baseline, rules: RegressionRules): Comparison | undefined {
  if (baseline.recent.length < rules.recentCount) return undefined;
  const judged = judgedPoints(baseline, rules);
  if (judged.length * 2 < rules.recentCount) return undefined;
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const pastCount = mean(judged.map((j) => j.count));
  return {
    judged: judged.length,
    ratio: median(judged.map((j) => ratioOf(j.value, j.middle))),
    recentMedian: median(judged.map((j) => j.value)),
    pastMedian: median(judged.map((j) => j.middle)),
    pastCount,
    score: rankScore(mean(judged.map((j) => j.place)), judged.length, pastCount),
    difference: median(judged.map((j) => j.value - j.middle)),
  };
}

/** Recent solves with a past of like size, each with the middle of that past and its own place in it. */
function judgedPoints({ recent, past }: Baseline, rules: RegressionRules) {
  // Most templates have one size, and then one past serves all.
  const bySize = new Map<string, { alike: number[]; middle: number }>();
  return recent.flatMap((point) => {
    const key = `${point.size}|${point.secondSize}`;
    let reference = bySize.get(key);
    if (!reference) {
      const alike = pastLike(past, point, rules);
      reference = { alike, middle: alike.length >= rules.baselineMin ? median(alike) : Number.NaN };
      bySize.set(key, reference);
    }
    const { alike, middle } = reference;
    if (alike.length < rules.baselineMin) return [];
    return [{ value: point.value, middle, place: placement(point.value, alike), count: alike.length }];
  });
}

/** A gap may be 0: no gap against none is the same. */
function ratioOf(value: number, reference: number): number {
  if (reference > 0) return value / reference;
  return value > 0 ? Number.MAX_VALUE : 1;
}

/** Whether the comparison says "regressed": large enough as a ratio, in itself, and against chance. */
export function isRegressed(comparison: Comparison, metric: BaselineMetric, rules: RegressionRules): boolean {
  return (
    comparison.ratio >= rules.raiseRatio &&
    comparison.difference >= leastDifference(metric, rules) &&
    comparison.score >= rules.minScore
  );
}

/** Whether a regression is over. */
export function isRecovered(comparison: Comparison, metric: BaselineMetric, rules: RegressionRules): boolean {
  return comparison.ratio < rules.resolveRatio || comparison.difference < leastDifference(metric, rules) / 2;
}
