import { ERROR_DOMAIN } from './error-grpc.ts';
import { type ErrorReason, reasonUrl } from './error-reasons.ts';
import type { SolveigError } from './solveig-error.ts';

/** Body of an HTTP error, `application/problem+json` (RFC 9457) with our members. */
export interface ProblemDetails {
  /** Page that explains the reason. */
  type: string;
  title: string;
  /** HTTP status. */
  status: number;
  detail: string;
  /** Path of the request. */
  instance?: string;
  reason: ErrorReason;
  domain: string;
  metadata: Record<string, string>;
  errors: { field: string; reason: string; description: string; hint: string }[];
  trace_id?: string;
  retry_after_seconds?: number;
}

/** The HTTP form of an error. `retry_after_seconds` is also what belongs in the Retry-After header. */
export function toProblem(error: SolveigError, context: { instance?: string; traceId?: string } = {}): ProblemDetails {
  const { row, reason } = error;
  const problem: ProblemDetails = {
    type: reasonUrl(reason),
    title: row.summary,
    status: row.http,
    detail: error.message,
    reason,
    domain: ERROR_DOMAIN,
    metadata: { ...error.metadata, ...(row.legacyCode ? { legacy_code: row.legacyCode } : {}), remedy: row.remedy },
    errors: error.violations.map((v) => ({ field: v.path, reason: v.reason, description: v.message, hint: v.hint })),
  };
  if (context.instance !== undefined) problem.instance = context.instance;
  if (context.traceId !== undefined) problem.trace_id = context.traceId;
  if (error.retryAfterMs !== undefined) problem.retry_after_seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  return problem;
}
