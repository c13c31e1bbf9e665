import type { LinearMeasures } from './measure-linear.ts';
import type { VisitMeasures } from './visit-measures.ts';

/** One part of a complexity score. */
export interface ScorePoint {
  /** For example `over_20_places`. */
  readonly rule: string;
  readonly points: number;
}

export type Risk = 'low' | 'medium' | 'high';

/** A mean stop that can be started in less than a third of the horizon has tight windows. */
export const TIGHT_FROM = 2 / 3;
export const WIDE_FROM_KILOMETERS = 50;
const MEDIUM_FROM = 3;
const HIGH_FROM = 5;

/** The operations guides' score of a problem that visits places. */
export function visitPoints(size: number, measures: VisitMeasures): ScorePoint[] {
  return [
    ...(size > 20 ? [{ rule: 'over_20_places', points: 3 }] : []),
    ...(size > 10 && size <= 20 ? [{ rule: 'over_10_places', points: 1 }] : []),
    ...(measures.spreadKilometers > WIDE_FROM_KILOMETERS ? [{ rule: 'spread_over_50_km', points: 2 }] : []),
    ...(measures.windowTightness > TIGHT_FROM ? [{ rule: 'tight_windows', points: 2 }] : []),
  ];
}

/** The same idea for linear programs, where whole numbers make the difference. */
export function linearPoints({ entries, integers, coefficientRange }: LinearMeasures): ScorePoint[] {
  return [
    ...(integers > 200 ? [{ rule: 'over_200_integers', points: 3 }] : []),
    ...(integers > 30 && integers <= 200 ? [{ rule: 'over_30_integers', points: 2 }] : []),
    ...(entries > 1_000_000 ? [{ rule: 'over_1000000_entries', points: 3 }] : []),
    ...(entries > 100_000 && entries <= 1_000_000 ? [{ rule: 'over_100000_entries', points: 1 }] : []),
    ...(coefficientRange > 1e6 ? [{ rule: 'coefficients_over_6_magnitudes', points: 2 }] : []),
  ];
}

export function scoreOf(points: readonly ScorePoint[]): number {
  return points.reduce((sum, one) => sum + one.points, 0);
}

/** What the score says; what cannot be done at all is a high risk whatever the score. */
export function riskOf(score: number, isImpossible: boolean): Risk {
  if (score >= HIGH_FROM || isImpossible) return 'high';
  return score >= MEDIUM_FROM ? 'medium' : 'low';
}

/** min(60, 10 + 5 x score) seconds. */
export function recommendedDeadlineSeconds(score: number): number {
  return Math.min(60, 10 + 5 * score);
}
