import { type PredictionSubject, predict } from '#domain/quote/predict';
import { DEPTHS, type MeasuredDepths, REMAINING, type RemainingExcess } from './quality-table.ts';

/** How thoroughly an answer was searched for. */
export type SearchDepth = 'full' | 'descent' | 'construction' | 'emergency';

/** What of a search is known when its answer is rated. */
export interface SearchEffort {
  readonly depth: SearchDepth;
  /** Engine time of a whole search; infinite when it ended by itself. */
  readonly seconds: number;
}

/** The fast search makes so many times the trials of the other one in the same time. */
const RICH_SLOWER = 5;

/** What is estimated: a problem of this kind and size. */
export interface EstimateSubject extends PredictionSubject {
  /** It has rules that the fast search has no words for. */
  readonly isRich: boolean;
}

/**
 * How far the value of such an answer is expected to lie from the best
 * possible, relative to the value: from what searches of the same kind, size
 * and time were seen to miss against the best that a search of 10 s found, and
 * from what such a search misses itself. An estimate from solves that were
 * measured, never a bound. Undefined for linear programs: their gaps are proved.
 */
export function estimateGap(subject: EstimateSubject, { depth, seconds }: SearchEffort): number | undefined {
  const { family, size } = subject;
  if (family === 'lp' || family === 'mip') return undefined;
  const depths = DEPTHS[family];
  const constructed = at(depths, size, ({ construction }) => construction);
  const excess =
    depth === 'full' ? Math.min(searched(subject, seconds), constructed) : at(depths, size, (row) => row[depth]);
  const remaining = at(REMAINING[family], size, (row: RemainingExcess) => row.excess);
  const above = (1 + excess) * (1 + remaining) - 1;
  return above / (1 + above);
}

/** Time after which a full search is estimated to reach a quality; undefined when it is not within what was measured. */
export function secondsForQuality(subject: EstimateSubject, quality: number): number | undefined {
  for (let seconds = LEAST_SECONDS; seconds <= MOST_SECONDS; seconds *= STEP) {
    const gap = estimateGap(subject, { depth: 'full', seconds });
    if (gap !== undefined && 1 - gap >= quality) return seconds;
  }
  return undefined;
}

const LEAST_SECONDS = 0.3;
const MOST_SECONDS = 300;
const STEP = 1.1;

/** How far a whole search lies above the best that one of 10 s found. */
function searched({ family, size, isRich }: EstimateSubject, seconds: number): number {
  return predict({ family, size }, isRich ? seconds / RICH_SLOWER : seconds).excess;
}

/** A measure between two sizes, along the logarithm of the size; as the first or last beyond. */
function at<R extends MeasuredDepths | RemainingExcess>(rows: readonly R[], size: number, of: (row: R) => number) {
  const found = rows.findIndex((row) => row.size >= size);
  const high = rows[found === -1 ? rows.length - 1 : found] as R;
  const low = rows[Math.max(0, (found === -1 ? rows.length : found) - 1)] as R;
  if (high.size <= low.size) return of(high);
  const way = Math.log(size / low.size) / Math.log(high.size / low.size);
  return of(low) + way * (of(high) - of(low));
}
