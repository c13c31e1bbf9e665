import type { Violation } from '@solveig/kit/errors';
import { Problem, type SolveOptions } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import { decodeProblem, optionViolations, sourceViolations } from '../rpc/check-solve.ts';
import type { Budgets } from '../solving/budgets.ts';
import type { BlobReader } from '../store/blob-store.ts';

export const DEFAULT_EXPIRES_AFTER_SECONDS = 86_400;
const MOST_EXPIRES_AFTER_SECONDS = 30 * 86_400;
const MOST_TEXT = 200;

/** Everything that is wrong with a submission besides its problem. */
export function submissionViolations(request: SubmitJobRequest, tenant: string, budgets: Budgets): Violation[] {
  return [
    ...tenantViolations(tenant),
    ...textViolations('idempotency_key', request.idempotencyKey),
    ...textViolations('label', request.label),
    ...expiryViolations(request.expiresAfterSeconds),
    ...optionViolations(request.options, budgets),
    ...upgradeViolations(request.options),
    ...sourceViolations(request),
  ];
}

function upgradeViolations(options: SolveOptions | undefined): Violation[] {
  if (!options?.upgradeInBackground) return [];
  const message = 'a job runs in the background itself';
  const hint = 'Leave it out and give the job the budget that it may use.';
  return [{ path: 'options.upgrade_in_background', reason: 'NOT_FOR_JOBS', message, hint }];
}

/** The tenant is a token of subjects. */
function tenantViolations(tenant: string): Violation[] {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(tenant)) return [];
  const message = 'the tenant is no token';
  const hint = 'Up to 64 letters, digits, _ and -.';
  return [{ path: 'x-solveig-tenant', reason: 'MALFORMED', message, hint }];
}

function textViolations(path: string, text: string): Violation[] {
  if (text.length <= MOST_TEXT) return [];
  return [{ path, reason: 'TOO_LONG', message: `${text.length} characters`, hint: `At most ${MOST_TEXT} characters.` }];
}

function expiryViolations(seconds: number | undefined): Violation[] {
  if (seconds === undefined || (seconds >= 1 && seconds <= MOST_EXPIRES_AFTER_SECONDS)) return [];
  const message = `${seconds} is out of range`;
  const hint = `From 1 to ${MOST_EXPIRES_AFTER_SECONDS}.`;
  return [{ path: 'expires_after_seconds', reason: 'OUT_OF_RANGE', message, hint }];
}

/** The problem of a submission, with its bytes. */
export async function problemOf(
  request: SubmitJobRequest,
  tenant: string,
  blobs: BlobReader,
): Promise<{ problem: Problem; bytes: Uint8Array }> {
  if (request.problem) return { problem: request.problem, bytes: Problem.encode(request.problem).finish() };
  const bytes = await blobs.read(tenant, request.problemBlobId);
  return { problem: decodeProblem(bytes), bytes };
}
