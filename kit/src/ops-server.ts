import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './app.ts';
import type { HealthBook, Readiness } from './health.ts';
import type { Metrics } from './metrics.ts';

export interface OpsServerOptions {
  /** host:port; port 0 takes a free one. */
  address: string;
  health: HealthBook;
  metrics: Metrics;
  service: string;
  version: string;
  /** More to show at `/health/detailed`. */
  detail?: () => Promise<object>;
}

type Answer = { status: number; type: string; body: string };

/**
 * Serves `/metrics` (OpenMetrics), `/health` and `/health/live` (the process answers), `/health/ready` (503 when a critical
 * part is down) and `/health/detailed` (every part, with reasons).
 */
export async function startOpsServer(app: App, options: OpsServerOptions): Promise<{ address: string }> {
  const startedAt = Date.now();
  const server = createServer((request, response) => void reply(options, startedAt, request, response));
  server.keepAliveTimeout = 5000;
  const [host, port] = splitAddress(options.address);
  await listen(server, host, port);
  app.defer('ops server', async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return { address: `${host}:${(server.address() as AddressInfo).port}` };
}

/** Splits host:port; an IPv6 host keeps its brackets outside of sockets. */
export function splitAddress(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) =>
      reject(new Error(`the ops server cannot listen on ${host}:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => resolve());
  });
}

async function reply(
  options: OpsServerOptions,
  startedAt: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerTo(options, startedAt, request).catch(
    (error: Error): Answer => json(500, { error: error.message }),
  );
  response.writeHead(answer.status, { 'content-type': answer.type, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(options: OpsServerOptions, startedAt: number, request: IncomingMessage): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { error: 'only GET' });
  const { service, version, health } = options;
  const base = { service, version, uptime_seconds: Math.round((Date.now() - startedAt) / 1000) };
  switch (request.url?.split('?')[0]) {
    case '/metrics':
      return { status: 200, type: options.metrics.contentType, body: await options.metrics.text() };
    case '/health':
    case '/health/live':
      return json(200, { status: 'ok', ...base });
    case '/health/ready': {
      const readiness = health.readiness();
      return json(readiness.ready ? 200 : 503, {
        status: readiness.ready ? 'ok' : 'down',
        ...base,
        reasons: reasonsOf(readiness),
      });
    }
    case '/health/detailed': {
      const readiness = health.readiness();
      const detail = await options.detail?.();
      return json(200, {
        status: summaryOf(readiness),
        ...base,
        ready: readiness.ready,
        reasons: reasonsOf(readiness),
        parts: partsOf(readiness),
        ...detail,
      });
    }
    default:
      return json(404, { error: 'try /metrics, /health, /health/live, /health/ready or /health/detailed' });
  }
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}

function summaryOf({ ready, parts }: Readiness): string {
  if (!ready) return 'down';
  return Object.values(parts).some((p) => p.status === 'down' || p.status === 'degraded') ? 'degraded' : 'ok';
}

/** `part: why` for every part that is not well. */
function reasonsOf({ parts }: Readiness): string[] {
  return Object.entries(parts)
    .filter(([, p]) => p.status !== 'ok')
    .map(([name, p]) => `${name}: ${p.detail || p.status}`);
}

function partsOf({ parts }: Readiness): object {
  return Object.fromEntries(
    Object.entries(parts).map(([name, p]) => [
      name,
      { status: p.status, detail: p.detail, critical: p.isCritical, since: p.since, ...p.extra },
    ]),
  );
}
