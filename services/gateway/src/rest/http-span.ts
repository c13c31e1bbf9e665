import { withSpan } from '@solveig/kit/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headerText } from './credentials.ts';
import { sendProblem } from './problem.ts';

/** Answers a request in a span of its own; whatever is thrown before the answer was begun becomes a problem document. */
export function answerInSpan(
  request: FastifyRequest,
  reply: FastifyReply,
  template: string,
  answer: () => Promise<void>,
): Promise<void> {
  request.routeTemplate = template;
  const attributes = {
    'http.request.method': request.method,
    'http.route': template,
    'url.path': request.url.split('?', 1)[0]!,
  };
  const parent = headerText(request, 'traceparent');
  return withSpan(`${request.method} ${template}`, { kind: 'server', parent, attributes }, async (span) => {
    reply.header('x-trace-id', span.spanContext().traceId);
    try {
      await answer();
    } catch (error) {
      if (reply.sent) reply.raw.destroy();
      else await sendProblem(request, reply, error);
    }
    span.setAttribute('http.response.status_code', reply.raw.statusCode);
  });
}

/** Fires when the client leaves before its answer. */
export function closedSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
