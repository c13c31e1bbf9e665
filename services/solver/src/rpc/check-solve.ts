import { SolveigError, type Violation } from '@solveig/kit/errors';
import { Problem, type SolveOptions } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Budgets } from '../solving/budgets.ts';
import type { CheckCaller } from '../solving/problem-checker.ts';
import type { SolveRunner } from '../solving/solve-runner.ts';
import type { BlobReader } from '../store/blob-store.ts';

const MOST_TEMPLATE_ID = 200;

interface SolveInput {
  readonly problem?: Problem | undefined;
  readonly problemBlobId: string;
  readonly options?: SolveOptions | undefined;
}

export interface SolveCheckParts {
  readonly blobs: BlobReader;
  readonly runner: Pick<SolveRunner, 'check' | 'budgets'>;
}

/** Who asks. */
interface SolveCaller extends CheckCaller {
  readonly tenant: string;
}

/** The problem of a request, in full or from its blob. Throws INVALID_REQUEST when anything is wrong besides the problem. */
export async function problemOfRequest(
  parts: SolveCheckParts,
  request: SolveInput,
  caller: SolveCaller,
): Promise<Problem> {
  const violations = [...sourceViolations(request), ...optionViolations(request.options, parts.runner.budgets)];
  if (violations.length > 0) throw await requestError(parts, violations, request, caller);
  if (request.problem) return request.problem;
  return decodeProblem(await parts.blobs.read(caller.tenant, request.problemBlobId));
}

/** The error with all that is wrong, so that one round mends it: what is around the problem, and in it. */
export async function requestError(
  parts: SolveCheckParts,
  around: readonly Violation[],
  request: SolveInput,
  caller: SolveCaller,
): Promise<SolveigError> {
  // A problem that cannot be had or read now is looked at in the next round.
  const inside = await problemViolations(parts, request, caller).catch((error: unknown) =>
    error instanceof SolveigError ? [...error.violations] : [],
  );
  const violations = [...around, ...inside];
  const limit = inside.find(({ reason }) => reason === 'LIMIT_EXCEEDED');
  if (limit) return new SolveigError('LIMIT_EXCEEDED', `${limit.message}. ${limit.hint}`, { violations });
  const count = violations.length === 1 ? '1 fault' : `${violations.length} faults`;
  return new SolveigError('INVALID_REQUEST', `The request has ${count}.`, { violations });
}

async function problemViolations(
  { blobs, runner }: SolveCheckParts,
  { problem, problemBlobId }: SolveInput,
  caller: SolveCaller,
): Promise<Violation[]> {
  if (problem?.kind !== undefined) return (await runner.check(problem, caller)).violations;
  if (problemBlobId === '') return [];
  const bytes = await blobs.read(caller.tenant, problemBlobId);
  return (await runner.check(decodeProblem(bytes), caller, bytes)).violations;
}

/** The problem that a blob holds. Throws INVALID_PROBLEM. */
export function decodeProblem(bytes: Uint8Array): Problem {
  try {
    return Problem.decode(bytes);
  } catch (cause) {
    const message = 'the bytes are no solveig.model.v1.Problem message';
    const hint = 'Upload the problem encoded as protobuf.';
    const violations = [{ path: 'problem_blob_id', reason: 'MALFORMED', message, hint }];
    throw new SolveigError('INVALID_PROBLEM', 'The blob does not hold a problem.', { violations, cause });
  }
}

/** A problem comes in full or as a blob, not both. */
export function sourceViolations({ problem, problemBlobId }: SolveInput): Violation[] {
  const isInline = problem?.kind !== undefined;
  if (isInline && problemBlobId !== '') {
    const message = 'the problem is given twice: in full and as a blob';
    return [{ path: 'problem_blob_id', reason: 'TWO_PROBLEMS', message, hint: 'Send problem or problem_blob_id.' }];
  }
  if (isInline || problemBlobId !== '') return [];
  const hint =
    'Send problem with one of routing, itinerary or linear, or the problem_blob_id of one that was uploaded.';
  return [{ path: 'problem', reason: 'REQUIRED', message: 'there is no problem', hint }];
}

/** Everything that is wrong with the options of a solve. */
export function optionViolations(options: SolveOptions | undefined, budgets: Budgets): Violation[] {
  if (!options) return [];
  const template = options.templateId.length;
  return [
    ...range('options.budget_millis', options.budgetMillis, budgets.mostMillis),
    ...range('options.max_iterations', options.maxIterations, 2 ** 31 - 1),
    ...share('options.stop_at_gap', options.stopAtGap),
    ...share('options.stop_at_quality', options.stopAtQuality),
    ...range('options.upgrade_budget_millis', options.upgradeBudgetMillis, budgets.mostMillis),
    ...(template <= MOST_TEMPLATE_ID
      ? []
      : [tooLong('options.template_id', template, `At most ${MOST_TEMPLATE_ID} characters.`)]),
  ];
}

function range(path: string, value: number | undefined, most: number): Violation[] {
  if (value === undefined || (value >= 1 && value <= most)) return [];
  return [{ path, reason: 'OUT_OF_RANGE', message: `${value} is out of range`, hint: `From 1 to ${most}.` }];
}

function share(path: string, value: number | undefined): Violation[] {
  if (value === undefined || (value >= 0 && value <= 1)) return [];
  return [{ path, reason: 'OUT_OF_RANGE', message: `${value} is out of range`, hint: 'From 0 to 1: 0.02 is 2 %.' }];
}

function tooLong(path: string, length: number, hint: string): Violation {
  return { path, reason: 'TOO_LONG', message: `${length} characters`, hint };
}
