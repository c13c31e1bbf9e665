import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { answerJson, listenHttp, readBody, wholeNumber } from './http-json.ts';
import type { Inbox } from './inbox.ts';

/** How posts to a path are answered from now on, to try out failures. */
export interface Behaviour {
  /** The path it is about; `*` is every path. */
  readonly path: string;
  readonly status?: number;
  /** Sent as `Retry-After`. */
  readonly retry_after_seconds?: number;
  readonly delay_ms?: number;
  /** Cuts the connection instead of answering. */
  readonly reset?: boolean;
  /** For so many posts only, then as usual again; for ever when absent. */
  readonly times?: number;
}

/**
 * Stands in for Slack and for anybody's webhook: `POST /slack`, `POST /webhook`, `POST /<anything>` are written into the inbox.
 * `PUT /_behaviour` (a `Behaviour`, or a list) makes it fail, `DELETE /_behaviour` makes it well; `GET /_inbox?kind=&since=&limit=&wait_ms=` reads.
 */
export async function startHttpSink(inbox: Inbox, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const behaviours = new Map<string, Behaviour & { left: number }>();
  return await listenHttp(port, async (request, response, url) => {
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /_inbox') return await answerInbox(inbox, response, url);
    if (route === 'GET /_behaviour') return answerJson(response, 200, [...behaviours.values()]);
    if (route === 'PUT /_behaviour') {
      for (const behaviour of [JSON.parse(await readBody(request)) as Behaviour | Behaviour[]].flat()) {
        behaviours.set(behaviour.path, { ...behaviour, left: behaviour.times ?? Number.POSITIVE_INFINITY });
      }
      return answerJson(response, 200, [...behaviours.values()]);
    }
    if (route === 'DELETE /_behaviour') {
      behaviours.clear();
      return answerJson(response, 200, []);
    }
    if (request.method !== 'POST') return answerJson(response, 404, { error: 'post something, or GET /_inbox' });
    await takePost(inbox, behaviourFor(behaviours, url.pathname), request, response, url);
  });
}

async function answerInbox(inbox: Inbox, response: ServerResponse, url: URL): Promise<void> {
  const query = {
    kind: url.searchParams.get('kind') ?? undefined,
    since: wholeNumber(url, 'since'),
    limit: wholeNumber(url, 'limit'),
  };
  const arrivals = await inbox.waitFor(query, Math.min(wholeNumber(url, 'wait_ms') ?? 0, 60_000));
  answerJson(response, 200, { arrivals });
}

async function takePost(
  inbox: Inbox,
  behaviour: Behaviour | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readBody(request);
  const status = behaviour?.status ?? 200;
  const traceparent = request.headers.traceparent;
  inbox.add({
    kind: url.pathname.split('/')[1] || 'webhook',
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
    content: {
      path: url.pathname,
      status: behaviour?.reset ? 0 : status,
      headers: request.headers,
      body: parsedIfJson(body),
    },
  });
  if (behaviour?.delay_ms) await delay(behaviour.delay_ms);
  if (behaviour?.reset) return void request.socket.resetAndDestroy();
  const headers: Record<string, string> =
    behaviour?.retry_after_seconds === undefined ? {} : { 'retry-after': String(behaviour.retry_after_seconds) };
  // Slack answers a plain "ok", and a webhook's answer is not read.
  response.writeHead(status, { 'content-type': 'text/plain', ...headers });
  response.end(status < 300 ? 'ok' : `status ${status}, as asked for`);
}

function behaviourFor(behaviours: Map<string, Behaviour & { left: number }>, path: string): Behaviour | undefined {
  const behaviour = behaviours.get(path) ?? behaviours.get('*');
  if (behaviour && --behaviour.left <= 0) behaviours.delete(behaviour.path);
  return behaviour;
}

function parsedIfJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
