import type { FileRegistry } from '@bufbuild/protobuf';
import { pause } from '@solveig/kit/clock';
import { SolveigError } from '@solveig/kit/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultDeadlineMs } from '#domain/deadlines';
import { matchPath } from '#domain/path-template';
import type { Backend, BackendCall } from '../backend.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { credentialsOf, headerText } from './credentials.ts';
import { type HttpRoute, httpRoutes } from './http-routes.ts';
import { answerInSpan, closedSignal } from './http-span.ts';
import { problemOf, sendProblem, writeProblem } from './problem.ts';
import { refusalOf, withAllViolations } from './refusal.ts';
import { type SseEvent, writeSse } from './sse.ts';
import { type RestInput, readRequest, responseJson } from './transcode.ts';

export interface MethodRoutesOptions {
  readonly registry: FileRegistry;
  readonly backend: Backend;
  readonly authenticator: Authenticator;
  /** Paths of the operations guides -> ours. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Largest request, in JSON and in protobuf. */
  readonly maxBodyBytes: number;
  /** Fires when the door closes: streams end, everything else is finished. */
  readonly closing: AbortSignal;
}

/** Header -> field of the request, where the message has it. */
const HEADER_FIELDS: Readonly<Record<string, string>> = {
  'idempotency-key': 'idempotency_key',
  'last-event-id': 'after_seq',
};

/** Serves every `google.api.http` route of the contracts by forwarding it. */
export function serveMethods(server: FastifyInstance, options: MethodRoutesOptions): void {
  const routes = httpRoutes(options.registry);
  server.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/api/*',
    handler: async (request, reply) => {
      const asked = request.url.split('?', 1)[0]!;
      const path = options.aliases[asked] ?? asked;
      const found = findRoute(routes, request.method, path);
      if (!('route' in found)) return sendMissing(request, reply, found.allowed);
      return answerInSpan(request, reply, found.route.template.text, () =>
        answer(options, found.route, found.fields, request, reply),
      );
    },
  });
}

type Found = { route: HttpRoute; fields: Record<string, string> } | { allowed: string[] };

function findRoute(routes: readonly HttpRoute[], verb: string, path: string): Found {
  const allowed: string[] = [];
  for (const route of routes) {
    const fields = matchPath(route.template, path);
    if (!fields) continue;
    if (route.verb === verb) return { route, fields };
    allowed.push(route.verb);
  }
  return { allowed };
}

/** 405 with what is possible, where another verb is; else 404. `others` are the verbs that a method of the contracts has here. */
export function sendMissing(request: FastifyRequest, reply: FastifyReply, others: readonly string[]) {
  const isOwnPath = request.server.hasRoute({ method: 'GET', url: request.url.split('?', 1)[0]! });
  const allowed = others.length === 0 && isOwnPath ? ['GET'] : others;
  if (allowed.length === 0) {
    return sendProblem(request, reply, new SolveigError('NOT_FOUND', 'there is nothing at this path'));
  }
  reply.header('allow', allowed.join(', '));
  const error = new SolveigError('INVALID_REQUEST', `${request.method} is not possible here; ${allowed.join(', ')} is`);
  return sendProblem(request, reply, error, 405);
}

async function answer(
  options: MethodRoutesOptions,
  route: HttpRoute,
  fields: Record<string, string>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const caller = await options.authenticator.admit(route.methodName, credentialsOf(request));
  const left = closedSignal(reply);
  const call: BackendCall = {
    method: route.methodName,
    caller,
    requestId: request.id,
    deadlineMs: Date.now() + defaultDeadlineMs(route.methodName),
    signal: route.isStream ? AbortSignal.any([left, options.closing]) : left,
  };
  const asked = { backend: options.backend, call, method: route.method };
  const read = readRequest(route.method.input, inputOf(route, fields, request));
  if (!read.ok) throw await refusalOf(asked, read);
  const { bytes } = read;
  if (bytes.byteLength > options.maxBodyBytes) throw encodedTooLarge(bytes.byteLength, options.maxBodyBytes);
  try {
    if (route.isStream) await stream(options, route, call, bytes, request, reply);
    else await unary(options.backend, route, call, bytes, reply);
  } catch (error) {
    throw await withAllViolations(asked, bytes, error);
  }
}

/** What is short in JSON can be long in protobuf: -1 takes ten bytes there. */
function encodedTooLarge(bytes: number, limit: number): SolveigError {
  const [has, most] = [bytes, limit].map((size) => `${Math.ceil((size / 2 ** 20) * 10) / 10} MB`);
  return new SolveigError(
    'LIMIT_EXCEEDED',
    `the request is ${has} of protobuf, more than the limit of ${most}: upload the problem as a blob`,
    { metadata: { limit_bytes: String(limit) } },
  );
}

async function unary(backend: Backend, route: HttpRoute, call: BackendCall, bytes: Uint8Array, reply: FastifyReply) {
  const json = responseJson(route.method.output, await backend.unary(call, bytes));
  if (route.methodName === 'solveig.solver.v1.JobService/SubmitJob') acceptJob(reply, json);
  if (route.methodName === 'solveig.monitor.v1.MonitorService/Health' && isCritical(json)) reply.status(503);
  await reply.send(json);
}

/** Whoever looks at the status only must see it too. */
function isCritical(json: unknown): boolean {
  return (json as { level?: string }).level === 'HEALTH_LEVEL_CRITICAL';
}

/** 202 and where to look, for a job that is new; 200 for one that was there. */
function acceptJob(reply: FastifyReply, json: unknown): void {
  const { job, existed } = json as { job?: { id?: string }; existed?: boolean };
  if (!existed) reply.status(202);
  if (job?.id) reply.header('location', `/api/v1/jobs/${job.id}`);
}

/** A job that waits says nothing for long: after this its watcher gets the headers, and signs of life. */
const FIRST_MESSAGE_MS = 1_000;

async function stream(
  { backend, closing }: MethodRoutesOptions,
  route: HttpRoute,
  call: BackendCall,
  bytes: Uint8Array,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const messages = backend.serverStream(call, bytes)[Symbol.asyncIterator]();
  const first = messages.next();
  // Errors before the headers are still plain HTTP answers.
  const late = new AbortController();
  const opening = await Promise.race([first, pause(FIRST_MESSAGE_MS, late.signal)]).finally(() => late.abort());
  const problem = (error: unknown) =>
    problemOf(closing.aborted ? new SolveigError('SHUTTING_DOWN', 'the gateway is stopping') : error, request.url).body;
  if (opening && isSeen(route, opening, request)) {
    await messages.return?.();
    await reply.status(204).send();
    return;
  }
  reply.hijack();
  try {
    await writeSse(reply.raw, sseEvents(route, first, messages, problem), reply.getHeaders());
  } catch (error) {
    if (!reply.raw.headersSent) writeProblem(reply.raw, request.url, error);
    else reply.raw.destroy();
  }
}

/**
 * Whether all there is to tell is the last event again, which the client says it has: 204 then, or an EventSource would come
 * back for it for ever.
 */
function isSeen(route: HttpRoute, opening: IteratorResult<Uint8Array>, request: FastifyRequest): boolean {
  const lastEventId = headerText(request, 'last-event-id');
  if (lastEventId === undefined || opening.done) return false;
  const { seq } = responseJson(route.method.output, opening.value) as { seq?: number };
  return seq !== undefined && seq <= Number(lastEventId);
}

async function* sseEvents(
  route: HttpRoute,
  first: Promise<IteratorResult<Uint8Array>>,
  rest: AsyncIterator<Uint8Array>,
  problem: (error: unknown) => object,
): AsyncIterable<SseEvent> {
  try {
    for (let next = await first; !next.done; next = await rest.next()) {
      yield sseEventOf(responseJson(route.method.output, next.value) as Record<string, unknown>);
    }
  } catch (error) {
    // Too late for a status; not called "error", which is what EventSource calls a lost connection.
    yield { event: 'problem', data: problem(error) };
  } finally {
    await rest.return?.();
  }
}

/** The event's number and name, where the message has them; else the name of its only field. */
function sseEventOf(data: Record<string, unknown>): SseEvent {
  const id = typeof data.seq === 'number' ? String(data.seq) : undefined;
  const event = typeof data.event === 'string' ? data.event : (Object.keys(data)[0] ?? 'message');
  return { id, event, data };
}

function inputOf(route: HttpRoute, pathFields: Record<string, string>, request: FastifyRequest): RestInput {
  const headerFields: Record<string, string> = {};
  for (const [header, name] of Object.entries(HEADER_FIELDS)) {
    const value = headerText(request, header);
    if (value !== undefined && route.method.input.fields.some((f) => f.name === name)) headerFields[name] = value;
  }
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  return { pathFields, query, body: route.hasBody ? (request.body ?? undefined) : undefined, headerFields };
}
