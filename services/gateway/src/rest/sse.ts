import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;

export interface SseEvent {
  /** Comes back as `Last-Event-ID` when the client reconnects. */
  readonly id?: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/** One event in the wire format of server-sent events (WHATWG HTML, section 9.2). */
export function formatSse({ id, event, data }: SseEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * Writes events until the source ends or the client leaves; a slow client slows
 * the source. The headers go at once, with `headers`: what can be refused with a
 * status must have been refused before.
 */
export async function writeSse(
  response: ServerResponse,
  events: AsyncIterable<SseEvent>,
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  });
  response.flushHeaders();
  const left = once(response, 'close').catch(() => undefined);
  const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), KEEP_ALIVE_MS);
  try {
    for await (const event of events) {
      if (response.destroyed) return;
      if (!response.write(formatSse(event))) await Promise.race([once(response, 'drain'), left]);
    }
  } finally {
    clearInterval(keepAlive);
    response.end();
  }
}
