import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly atMs: number;
}

export type Answer = (response: ServerResponse, posted: Posted) => void;

/** A real HTTP server that records what arrives and answers as told. */
export class HttpSink implements AsyncDisposable {
  readonly posts: Posted[] = [];
  readonly #server: Server;
  #waiting: (() => void)[] = [];
  /** One for each of the next posts; then `answer`. */
  readonly next: Answer[] = [];
  answer: Answer = (response) => response.end('ok');

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url: path = '', headers } = request;
        const posted = { path, headers, body: Buffer.concat(chunks).toString('utf8'), atMs: Date.now() };
        this.posts.push(posted);
        (this.next.shift() ?? this.answer)(response, posted);
        for (const wake of this.#waiting.splice(0)) wake();
      });
    });
  }

  static async start(): Promise<HttpSink> {
    const sink = new HttpSink();
    await new Promise<void>((resolve) => sink.#server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  url(path: string): string {
    return `http://${this.host}${path}`;
  }

  at(path: string): Posted[] {
    return this.posts.filter((posted) => posted.path === path);
  }

  /** Resolves once `isMet` holds; fails with what arrived when it does not in time. */
  async until(isMet: () => boolean, timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!isMet()) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`not met within ${timeoutMs} ms; arrived: ${this.posts.map((p) => p.path).join(' ')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 100));
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);
