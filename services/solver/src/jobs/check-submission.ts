import { SolveigError, type Violation } from '@solveig/kit/errors';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import type { BlobReader } from '../store/blob-store.ts';

export const DEFAULT_EXPIRES_AFTER_SECONDS = 86_400;
const MOST_EXPIRES_AFTER_SECONDS = 30 * 86_400;
const MOST_BUDGET_MILLIS = 300_000;
const MOST_TEXT = 200;

/** Everything that is wrong with a submission besides its problem. */
export function submissionViolations(request: SubmitJobRequest): Violation[] {
  const { options } = request;
  return [
    ...textViolations('idempotency_key', request.idempotencyKey),
    ...textViolations('label', request.label),
    ...textViolations('options.template_id', options?.templateId ?? ''),
    ...rangeViolations('expires_after_seconds', request.expiresAfterSeconds, MOST_EXPIRES_AFTER_SECONDS),
    ...rangeViolations('options.budget_millis', options?.budgetMillis, MOST_BUDGET_MILLIS),
    ...rangeViolations('options.max_iterations', options?.maxIterations, 2 ** 31 - 1),
    ...sourceViolations(request),
  ];
}

function textViolations(path: string, text: string): Violation[] {
  if (text.length <= MOST_TEXT) return [];
  return [
    {
      path,
      reason: 'TOO_LONG',
      message: `${text.length} characters`,
      hint: `at most ${MOST_TEXT} characters`,
    },
  ];
}

function rangeViolations(path: string, value: number | undefined, most: number): Violation[] {
  if (value === undefined || (value >= 1 && value <= most)) return [];
  return [{ path, reason: 'OUT_OF_RANGE', message: `${value} is out of range`, hint: `1 to ${most}` }];
}

function sourceViolations({ problem, problemBlobId }: SubmitJobRequest): Violation[] {
  const isInline = problem !== undefined;
  if (isInline && problemBlobId !== '') {
    return [
      {
        path: 'problem_blob_id',
        reason: 'TWO_PROBLEMS',
        message: 'the problem is given twice: in full and as a blob',
        hint: 'send problem or problem_blob_id',
      },
    ];
  }
  if (isInline || problemBlobId !== '') return [];
  return [
    {
      path: 'problem',
      reason: 'REQUIRED',
      message: 'there is no problem',
      hint: 'send problem, or problem_blob_id for one that was uploaded',
    },
  ];
}

/** The problem of a submission, with its bytes. */
export async function problemOf(
  request: SubmitJobRequest,
  tenant: string,
  blobs: BlobReader,
): Promise<{ problem: Problem; bytes: Uint8Array }> {
  if (request.problem) return { problem: request.problem, bytes: Problem.encode(request.problem).finish() };
  const bytes = await blobs.read(tenant, request.problemBlobId);
  try {
    return { problem: Problem.decode(bytes), bytes };
  } catch (cause) {
    throw new SolveigError('INVALID_PROBLEM', 'the blob does not hold a problem', {
      violations: [
        {
          path: 'problem_blob_id',
          reason: 'MALFORMED',
          message: 'the bytes are not a solveig.model.v1.Problem message',
          hint: 'upload the problem encoded as protobuf',
        },
      ],
      cause,
    });
  }
}
