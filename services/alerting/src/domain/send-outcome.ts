/** What became of one attempt to deliver. Nothing else decides whether it is tried again. */
export type SendOutcome =
  | {
      readonly kind: 'sent';
      /** What the destination calls it, for finding it there. */
      readonly providerRef?: string | undefined;
      /** Something went out, but not everything: said, not retried. */
      readonly warning?: string | undefined;
    }
  | {
      readonly kind: 'retry';
      readonly error: string;
      readonly retryAfterMs?: number | undefined;
      /** Recipients that have it already and are left out of the next attempt. */
      readonly done?: readonly string[] | undefined;
    }
  | {
      readonly kind: 'fatal';
      readonly error: string;
      /** The destination wants nothing more, ever (410). */
      readonly disableChannel?: boolean | undefined;
    };

/** 4xx statuses that the same request may overcome later. */
const PASSING = new Set([408, 421, 423, 425, 429]);
/** 5xx statuses that it will not. */
const LASTING = new Set([501, 505, 510, 511]);

/**
 * Judges an HTTP status: 2xx is sent; 3xx is fatal, since a redirect is never followed; 410 closes the channel; time-outs,
 * limits and server errors are tried again; any other 4xx is a fault of the request and would fail again.
 */
export function outcomeOfStatus(status: number, detail: string, retryAfterMs?: number): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const error = `HTTP ${status}${detail ? `: ${detail}` : ''}`;
  if (status === 410) return { kind: 'fatal', error, disableChannel: true };
  if (PASSING.has(status) || (status >= 500 && !LASTING.has(status))) return { kind: 'retry', error, retryAfterMs };
  if (status >= 300 && status < 400) return { kind: 'fatal', error: `${error} (redirects are not followed)` };
  return { kind: 'fatal', error };
}
