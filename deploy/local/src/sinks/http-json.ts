import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** No alert and no batch of spans comes near it; a runaway client does. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** A small HTTP server on the loopback address; `port` 0 takes a free one. */
export async function listenHttp(port: number, handle: Handler): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sink');
    handle(request, response, url).catch((error: Error & { status?: number }) => {
      if (!response.headersSent) answerJson(response, error.status ?? 500, { error: error.message });
      else response.destroy();
    });
  });
  await listening(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw Object.assign(new Error(`the body is over ${MAX_BODY_BYTES} bytes`), { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

/** A whole number of the query string; undefined when it is absent, an error when it is something else. */
export function wholeNumber(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw Object.assign(new Error(`${name} must be a whole number, not "${text}"`), { status: 400 });
  return Number(text);
}
