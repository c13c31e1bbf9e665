/** How retries are spaced: exponential with full jitter between half and all of the step. */
export interface BackoffOptions {
  /** First delay, milliseconds. Default 100. */
  firstMs?: number;
  /** Longest delay, milliseconds. Default 10,000. */
  maxMs?: number;
  /** Growth from one delay to the next. Default 2. */
  factor?: number;
  /** Gives a number in [0, 1). Default `Math.random`. */
  random?: () => number;
}

/** Delay before retry number `attempt` (1 = the first retry), milliseconds. */
export function backoffMs(attempt: number, options: BackoffOptions = {}): number {
  const { firstMs = 100, maxMs = 10_000, factor = 2, random = Math.random } = options;
  const step = Math.min(maxMs, firstMs * factor ** Math.max(0, attempt - 1));
  return Math.round(step * (0.5 + random() / 2));
}
