/** Seconds between attempts: dense while a page matters, then the tail of the Standard Webhooks specification. */
const DELAYS_SECONDS = [1, 2, 5, 10, 30, 60, 300, 1800, 7200, 18_000, 36_000];

/** Attempts of the whole schedule, the first one included: about 19 hours. */
export const MOST_ATTEMPTS = DELAYS_SECONDS.length + 1;

const JITTER = 0.2;
/** A destination may ask for patience, within reason. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

export interface RetryInput {
  /** Attempts made so far, the failed one included; from 1. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** What the destination asked for, milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** In [0, 1). */
  readonly random: number;
}

/** Milliseconds until the next attempt; undefined when the budget is spent. At least what the destination asked for. */
export function retryDelayMs({ attempts, maxAttempts, retryAfterMs = 0, random }: RetryInput): number | undefined {
  if (attempts >= maxAttempts) return undefined;
  const step = DELAYS_SECONDS[Math.min(attempts, DELAYS_SECONDS.length) - 1] ?? 1;
  const jittered = step * 1000 * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(jittered, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}

/** Reads a `Retry-After` header (RFC 9110 §10.2.3): seconds or a date. Milliseconds from `now`; undefined when malformed. */
export function parseRetryAfter(text: string | undefined, now: Date): number | undefined {
  if (!text) return undefined;
  const trimmed = text.trim();
  if (/^\d{1,9}(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
