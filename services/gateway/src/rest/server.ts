import type { App } from '@solveig/kit/app';
import { errorFrom, SolveigError } from '@solveig/kit/errors';
import { uuidv7 } from '@solveig/kit/ids';
import type { Logger } from '@solveig/kit/log';
import type { Metrics } from '@solveig/kit/metrics';
import { splitAddress } from '@solveig/kit/ops-server';
import fastify, { type FastifyInstance } from 'fastify';
import openApi from '../../../../docs/reference/openapi.json' with { type: 'json' };
import { serveBlobs } from './blob-routes.ts';
import { type HealthRoutesOptions, serveHealth } from './health-routes.ts';
import { type MethodRoutesOptions, sendMissing, serveMethods } from './method-routes.ts';
import { sendProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Path template, for metrics and spans; empty where nothing matched. */
    routeTemplate: string;
  }
}

export interface RestServerOptions extends HealthRoutesOptions, Omit<MethodRoutesOptions, 'closing'> {
  /** host:port */
  readonly address: string;
  /** The descriptor image, served at /api/v1/descriptors.binpb. */
  readonly image: Uint8Array;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Opens the REST door; gives its address (host:port). */
export async function startRestServer(app: App, options: RestServerOptions): Promise<{ address: string }> {
  const server = fastify({
    bodyLimit: options.maxBodyBytes,
    forceCloseConnections: 'idle',
    genReqId: () => uuidv7(),
    // Headers must be here after a minute, as Node has it; a blob of 100 MB may take as long as its call.
    requestTimeout: 300_000,
    logger: false,
  });
  server.decorateRequest('routeTemplate', '');
  readJsonBodies(server);
  count(server, options.metrics);
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });
  server.setErrorHandler((error, request, reply) => {
    if ((error as { statusCode?: number }).statusCode === undefined && errorFrom(error).reason === 'INTERNAL') {
      options.log.error({ err: error, path: request.url }, 'a rest request failed');
    }
    const { code } = error as { code?: string };
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return sendProblem(request, reply, bodyTooLarge(options, error));
    return sendProblem(request, reply, error, code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? 415 : undefined);
  });
  server.setNotFoundHandler((request, reply) => sendMissing(request, reply, []));
  serveHealth(server, options);
  serveDocuments(server, options.image);
  const closing = new AbortController();
  serveBlobs(server, options);
  serveMethods(server, { ...options, closing: closing.signal });
  const [host, port] = splitAddress(options.address);
  const url = new URL(await server.listen({ host: host.replace(/^\[|\]$/g, ''), port }));
  app.onDrain('rest server', () => {
    closing.abort();
    // A connection whose request was just finished is idle, and would hold up the end until it times out.
    const timer = setInterval(() => server.server.closeIdleConnections(), 50);
    return server.close().finally(() => clearInterval(timer));
  });
  app.defer('rest server', () => {
    server.server.closeAllConnections();
    return server.close();
  });
  return { address: url.host };
}

function bodyTooLarge({ maxBodyBytes }: RestServerOptions, cause: unknown): SolveigError {
  const limit = `${maxBodyBytes / 2 ** 20} MB`;
  return new SolveigError('LIMIT_EXCEEDED', `the body is larger than ${limit}: upload the problem as a blob`, {
    metadata: { limit_bytes: String(maxBodyBytes) },
    cause,
  });
}

/** `application/json` only, parsed by V8; names like `__proto__` are refused later, as unknown fields. */
function readJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body as string));
    } catch (error) {
      done(new SolveigError('INVALID_REQUEST', `the body is not JSON: ${(error as Error).message}`, { cause: error }));
    }
  });
}

function serveDocuments(server: FastifyInstance, image: Uint8Array): void {
  server.get('/api/v1/openapi.json', async () => openApi);
  server.get('/api/v1/descriptors.binpb', async (_request, reply) =>
    reply.type('application/octet-stream').send(Buffer.from(image)),
  );
}

function count(server: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.counter({
    name: 'http_requests_total',
    help: 'REST requests answered',
    labels: ['method', 'route', 'status'],
  });
  const seconds = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  server.addHook('onResponse', async (request, reply) => {
    const route =
      request.routeTemplate || (request.routeOptions.url?.includes('*') ? '' : request.routeOptions.url) || 'other';
    const row = { method: request.method, route, status: String(reply.raw.statusCode) };
    requests.inc(row);
    seconds.observe(row, reply.elapsedTime / 1000);
  });
}
