/** Two levels of a threshold. */
export interface Levels {
  readonly warning: number;
  readonly critical: number;
}

/** The thresholds of the operations guides over a sliding window. Shares are 0 to 1. */
export interface ThresholdRules {
  readonly windowMs: number;
  /** Fewer solves than this in the window say nothing. */
  readonly minSolves: number;
  /** Least share of solves with an answer. */
  readonly success: Levels;
  /** Most share of solves in which something broke. */
  readonly errors: Levels;
  /** Seconds that the 95th percentile may take. */
  readonly responseSeconds: Levels;
  /** Least share of travel cells that came from the cache. */
  readonly cacheHits: Levels;
}

/** The rule that compares a template with its own past. */
export interface RegressionRules {
  /** How many of the last solves are judged together. */
  readonly recentCount: number;
  /** Fewer comparable solves than this are no baseline. */
  readonly baselineMin: number;
  /** Most solves that a baseline remembers. */
  readonly baselineMax: number;
  /** Raised at this ratio of medians, for example 1.5. */
  readonly raiseRatio: number;
  /** Resolved below this ratio, for example 1.25. */
  readonly resolveRatio: number;
  /** Smaller differences of time than this are never a regression. */
  readonly minSeconds: number;
  /** Least difference of relative gaps, for example 0.005. */
  readonly minGap: number;
  /** Sizes within this share of each other are alike, for example 0.25. */
  readonly sizeTolerance: number;
  /** A regression that lasts so long is the new normal: its alert ends and its baseline begins anew. */
  readonly expiresMs: number;
  /** Least standard score of the rank comparison, for example 2.6 (one in two hundred by chance). */
  readonly minScore: number;
}

export interface InstantRules {
  /** A single solve slower than this many seconds is an alert; 0 = off. */
  readonly solveSecondsCritical: number;
}

/** Everything that can be set about judging. */
export interface Rules {
  readonly thresholds: ThresholdRules;
  readonly regression: RegressionRules;
  readonly instant: InstantRules;
  /** An alert whose scope was not heard of for so long ends with "no data". */
  readonly noDataMs: number;
}

/** The figures of the operations guides. */
export const GUIDE_RULES: Rules = {
  thresholds: {
    windowMs: 300_000,
    minSolves: 20,
    success: { warning: 0.95, critical: 0.9 },
    errors: { warning: 0.05, critical: 0.1 },
    responseSeconds: { warning: 5, critical: 10 },
    cacheHits: { warning: 0.7, critical: 0.5 },
  },
  regression: {
    recentCount: 10,
    baselineMin: 20,
    baselineMax: 200,
    raiseRatio: 1.5,
    resolveRatio: 1.25,
    minSeconds: 0.05,
    minGap: 0.005,
    sizeTolerance: 0.25,
    minScore: 2.6,
    expiresMs: 48 * 3_600_000,
  },
  instant: { solveSecondsCritical: 0 },
  noDataMs: 900_000,
};
