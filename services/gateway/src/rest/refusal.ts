import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { messageDescriptor } from '@solveig/kit/descriptors';
import { errorFrom, SolveigError, type Violation } from '@solveig/kit/errors';
import { isCutShort, joinViolations, withAllWithin } from '@solveig/kit/join-violations';
import type { RefusedJson } from '@solveig/kit/json-reader';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { ValidateResponse } from '@solveig/proto/gen/solveig/solver/v1/solver';
import type { Backend, BackendCall } from '../backend.ts';
import { messageIn, messageOf, problemField, withoutFields } from './problem-field.ts';

const VALIDATE = 'solveig.solver.v1.SolverService/Validate';
/** Names the problem of a request instead of holding it. */
const BLOB_ID = 'problem_blob_id';
/** A refusal is not worth waiting longer for: this, and a second for every quarter of a megabyte of the problem, which may be as many stops. */
const MOST_ASKING_MS = 2_000;
const BYTES_PER_MS = 250;

/** A request on its way to a method. */
interface Asked {
  readonly backend: Backend;
  readonly call: BackendCall;
  readonly method: DescMethod;
}

/**
 * The error for a request that cannot be read: what its reader refused, and, where it carries a problem, what the solver's
 * rules say about all that could be read, so that one round mends it. When the solver does not answer, what the reader saw.
 */
export async function refusalOf(asked: Asked, refused: RefusedJson): Promise<SolveigError> {
  const violations = joinViolations(refused, await complaintsAbout(asked, refused));
  const limit = violations.find(({ reason }) => reason === 'LIMIT_EXCEEDED');
  if (limit) return new SolveigError('LIMIT_EXCEEDED', `${limit.message}. ${limit.hint}`, { violations });
  const count = violations.length === 1 ? '1 field is' : `${violations.length} fields are`;
  return new SolveigError('INVALID_REQUEST', `${count} wrong`, { violations });
}

/** An error of the method, with all violations of the problem where a gRPC status did not hold them. */
export async function withAllViolations(asked: Asked, bytes: Uint8Array, thrown: unknown): Promise<unknown> {
  const field = problemField(asked.method.input);
  if (!field || !isCutShort(thrown)) return thrown;
  const problem = messageIn(bytes, field);
  if (!problem) return thrown;
  return withAllWithin(field.name, await rulesOn(asked, problem), thrown);
}

async function complaintsAbout(asked: Asked, refused: RefusedJson): Promise<Violation[]> {
  const { partial, violations, meant } = refused;
  const field = problemField(asked.method.input);
  if (!partial || !field) return [];
  const problem = messageIn(partial, field);
  if (asked.call.method === VALIDATE) return rulesOn(asked, problem ?? new Uint8Array());
  const [around, inside] = await Promise.all([
    aroundProblem(asked, partial, field),
    problem ? rulesOn(asked, problem) : [],
  ]);
  // Who gave a problem, in whichever way, must not hear that there is none.
  const isGiven = problem || isBlobIn(asked.method.input, partial);
  const isRefused = violations.some(({ path }) => path === BLOB_ID) || meant.includes(BLOB_ID);
  return [...(isGiven || isRefused ? around.filter(({ path }) => !isOfProblem(path)) : around), ...inside];
}

/** What the rules say about a problem, which stays encoded: it may be large. */
async function rulesOn({ backend, call }: Asked, problem: Uint8Array): Promise<Violation[]> {
  const field = problemField(messageDescriptor('solveig.solver.v1.ValidateRequest'));
  if (!field) return [];
  try {
    const asking = { ...soon(call, problem.byteLength), method: VALIDATE };
    const answer = await backend.unary(asking, messageOf(field, problem));
    return ValidateResponse.decode(answer).violations;
  } catch {
    return [];
  }
}

/**
 * What the method says about the rest of the request. It is sent without its problem, which no method takes, so that
 * nothing can come of it but a refusal.
 */
async function aroundProblem(asked: Asked, partial: Uint8Array, problem: DescField): Promise<Violation[]> {
  const { input } = asked.method;
  if (messageIn(partial, problem) && isBlobIn(input, partial)) {
    // Two problems are refused as well, whatever they are: an empty one stands for the first.
    const rest = withoutFields(partial, [problem]);
    return violationsOf(asked, Buffer.concat([rest, messageOf(problem, EMPTY_PROBLEM)]));
  }
  const problems = input.fields.filter((field) => field === problem || field.name === BLOB_ID);
  return violationsOf(asked, withoutFields(partial, problems));
}

/** Whether a request names a blob. */
function isBlobIn(input: DescMessage, request: Uint8Array): boolean {
  return input.fields.some((field) => field.name === BLOB_ID && messageIn(request, field)?.length);
}

/** A problem of a kind, so that it counts as given. */
const EMPTY_PROBLEM = Problem.encode({
  kind: { $case: 'linear', value: { form: undefined, stopAtGap: undefined } },
}).finish();

async function violationsOf({ backend, call, method }: Asked, request: Uint8Array): Promise<Violation[]> {
  try {
    if (method.methodKind === 'server_streaming') {
      for await (const _ of backend.serverStream(soon(call), request)) break;
    } else await backend.unary(soon(call), request);
    return [];
  } catch (thrown) {
    const error = errorFrom(thrown);
    return error.reason === 'INVALID_REQUEST' ? [...error.violations] : [];
  }
}

function soon(call: BackendCall, bytes = 0): BackendCall {
  return { ...call, deadlineMs: Math.min(call.deadlineMs, Date.now() + MOST_ASKING_MS + bytes / BYTES_PER_MS) };
}

function isOfProblem(path: string): boolean {
  return path === 'problem' || path.startsWith('problem.');
}
