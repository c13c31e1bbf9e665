import { ERROR_REASONS, type ErrorReason, type ReasonRow } from './error-reasons.ts';

/** One thing that is wrong with a request. */
export interface Violation {
  /** Path in proto field names from the root of the request: `problem.routing.stops[3].id`. */
  path: string;
  /** Machine-readable cause, UPPER_SNAKE. */
  reason: string;
  /** What is wrong, in words. */
  message: string;
  /** What would be right. */
  hint: string;
}

export interface SolveigErrorOptions {
  violations?: Violation[];
  /** How long the caller should wait before trying again, milliseconds. */
  retryAfterMs?: number;
  /** Small facts for machines: limits, ids. Never secrets. */
  metadata?: Record<string, string>;
  /** What really happened; stays in the logs and never leaves the service. */
  cause?: unknown;
}

/** The only error that leaves a service: a reason from the closed list and a message fit for the caller. */
export class SolveigError extends Error {
  override readonly name = 'SolveigError';
  readonly reason: ErrorReason;
  readonly violations: readonly Violation[];
  readonly retryAfterMs: number | undefined;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(reason: ErrorReason, message: string, options: SolveigErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.violations = options.violations ?? [];
    this.retryAfterMs = options.retryAfterMs;
    this.metadata = options.metadata ?? {};
  }

  /** The row of the closed list: codes, remedy, whether to retry. */
  get row(): ReasonRow {
    return ERROR_REASONS[this.reason];
  }

  get retryable(): boolean {
    return this.row.retryable;
  }
}
