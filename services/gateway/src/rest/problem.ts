import type { ServerResponse } from 'node:http';
import { errorFrom, SolveigError, toProblem } from '@solveig/kit/errors';
import { beginSpan, currentTraceParent, traceIdOf } from '@solveig/kit/telemetry';
import { runInContext } from '@solveig/kit/trace-context';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BLOB_PATHS } from './aliases.ts';
import { headerText } from './credentials.ts';

/** Answers with `application/problem+json` (RFC 9457) and the headers that go with the error. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown, status?: number) {
  const { body, headers } = inTrace(request, () => problemOf(thrown, request.url, status));
  if (body.trace_id !== undefined) reply.header('x-trace-id', body.trace_id);
  return reply.status(body.status).headers(headers).type('application/problem+json').send(JSON.stringify(body));
}

/** What is refused before its route is found, such as a body that is not JSON, has no trace yet: it gets one. */
function inTrace<T>(request: FastifyRequest, run: () => T): T {
  if (currentTraceParent() !== undefined) return run();
  const open = beginSpan(request.method, {
    kind: 'server',
    parent: headerText(request, 'traceparent'),
    attributes: { 'http.request.method': request.method, 'url.path': request.url.split('?', 1)[0]! },
  });
  try {
    return runInContext(open.context, run);
  } finally {
    open.end();
  }
}

/** The same for a response that Fastify no longer owns. */
export function writeProblem(response: ServerResponse, url: string, thrown: unknown): void {
  const { body, headers } = problemOf(thrown, url);
  response.writeHead(body.status, { ...headers, 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(body));
}

/** The problem document of anything thrown. */
export function problemOf(thrown: unknown, url: string, status?: number) {
  const error = restError(thrown, url);
  const traceParent = currentTraceParent();
  const problem = toProblem(error, {
    instance: url.split('?', 1)[0]!,
    ...(traceParent ? { traceId: traceIdOf(traceParent) } : {}),
  });
  const body = status === undefined ? problem : { ...problem, status };
  const headers: Record<string, string> = {};
  if (body.retry_after_seconds !== undefined) headers['retry-after'] = String(body.retry_after_seconds);
  if (body.status === 401) headers['www-authenticate'] = 'Bearer realm="solveig"';
  return { body, headers };
}

/** Fastify's own refusals by their codes; everything else by the kit's one guess. */
function restError(thrown: unknown, url: string): SolveigError {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const others = url.split('?', 1)[0] === BLOB_PATHS.all ? ' or application/octet-stream' : '';
    return new SolveigError('INVALID_REQUEST', `the body must be application/json${others}`, { cause: thrown });
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_CTP')) {
    return new SolveigError('INVALID_REQUEST', (thrown as Error).message, { cause: thrown });
  }
  return errorFrom(thrown);
}
