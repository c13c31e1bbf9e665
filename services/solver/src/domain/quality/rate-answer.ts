/** What a quality is read from; the words of `QualitySource` in the contract. */
export type QualitySource = 'gap' | 'estimate';

/** How good an answer is. */
export interface Rating {
  /** 0 to 1: 1 less the gap, be it proved or estimated. */
  readonly quality: number;
  readonly source: QualitySource;
}

/** A gap up to here is believed rather than an estimate that says better. */
const GOOD_GAP = 0.01;

/**
 * The quality of an answer: from the proved gap where that is good enough, or
 * no worse than the estimate; else from the estimate. Bounds of large routing
 * problems are weak, and their gaps say more about the bound than about the
 * plan. Undefined where neither is known.
 */
export function rateAnswer(gap: number | undefined, estimatedGap: number | undefined): Rating | undefined {
  if (gap !== undefined && gap <= Math.max(GOOD_GAP, estimatedGap ?? Number.POSITIVE_INFINITY)) {
    return { quality: within(1 - gap), source: 'gap' };
  }
  return estimatedGap === undefined ? undefined : { quality: within(1 - estimatedGap), source: 'estimate' };
}

function within(quality: number): number {
  return Math.min(1, Math.max(0, quality));
}
