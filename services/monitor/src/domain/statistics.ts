/** A share with its 95 % interval, all 0 to 1. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const Z_95 = 1.959964;

/**
 * Wilson's score interval of a share (Wilson 1927): honest for small counts and near 0 and 1, where the textbook
 * interval is not. `count` of `total`; total > 0.
 */
export function wilsonInterval(count: number, total: number, z = Z_95): ShareInterval {
  const share = count / total;
  const z2 = z * z;
  const centre = share + z2 / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share) + z2 / (4 * total)) / total);
  const scale = 1 + z2 / total;
  // At the ends the formula gives the share itself up to rounding; an interval must hold its share.
  return {
    share,
    low: Math.min(share, Math.max(0, (centre - spread) / scale)),
    high: Math.max(share, Math.min(1, (centre + spread) / scale)),
  };
}

/** The median; NaN of nothing. */
export function median(values: readonly number[]): number {
  // A typed array sorts numbers as numbers, and several times faster.
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Which share of `reference` lies below `value`, ties counted half; NaN for an empty reference. */
export function placement(value: number, reference: readonly number[]): number {
  let below = 0;
  for (const other of reference) below += other < value ? 1 : other === value ? 0.5 : 0;
  return below / reference.length;
}

/**
 * Standard score of the mean placement of `recentCount` values among `referenceCount` others (Mann and Whitney 1947,
 * normal form): about standard normal when both come from one law, large when the recent ones are larger.
 */
export function rankScore(meanPlacement: number, recentCount: number, referenceCount: number): number {
  const variance = (recentCount + referenceCount + 1) / (12 * recentCount * referenceCount);
  return (meanPlacement - 0.5) / Math.sqrt(variance);
}
