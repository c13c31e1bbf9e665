import { Pool } from 'undici';
import { NO_WAY } from '#domain/matrix-planes';
import { ProviderError, type TableAnswer, type TableRequest } from '../travel-provider.ts';
import { NoRoadNear } from './no-road-near.ts';
import { type OsrmAnswer, readOsrmAnswer } from './osrm-answer.ts';
import { osrmTablePath } from './osrm-path.ts';

export interface OsrmConnectionOptions {
  readonly baseUrl: string;
  readonly connections: number;
  /** A request must be answered within this, milliseconds. */
  readonly timeoutMs: number;
}

/** One osrm-routed: sends table requests, gives tables or a `ProviderError`. */
export class OsrmConnection {
  readonly #options: OsrmConnectionOptions;
  readonly #pool: Pool;
  readonly #prefix: string;

  constructor(options: OsrmConnectionOptions) {
    this.#options = options;
    const url = new URL(options.baseUrl);
    this.#prefix = url.pathname.replace(/\/$/, '');
    // osrm-routed closes a connection after 512 requests and after 5 s of silence: leave before it does.
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      maxRequestsPerClient: 500,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 4_000,
      connectTimeout: options.timeoutMs,
    });
  }

  async table(request: TableRequest, signal: AbortSignal): Promise<TableAnswer> {
    const { path, coordinates } = osrmTablePath(request);
    const [rows, columns] = [request.origins.length, request.destinations.length];
    const { status, body } = await this.#getWithin(path, 1_000_000 + rows * columns * 40, signal);
    const answer = await readAnswer(status, body, rows, columns);
    if (answer.code === 'NoSegment') {
      const place = coordinates[Number(/coordinate (\d+)/.exec(answer.message)?.[1])];
      if (place) throw new NoRoadNear(place);
    }
    if (answer.code !== 'Ok') throw refusal(status, answer);
    if (status !== 200 || !answer.durations || !answer.distances) {
      throw new ProviderError('malformed', `osrm answered ${status} Ok without durations and distances`);
    }
    return tableOf(answer.durations, answer.distances, answer.dataVersion);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** One request within its time. A kept connection that breaks before the answer is replaced once. */
  async #getWithin(path: string, maxBytes: number, signal: AbortSignal): Promise<Response> {
    signal.throwIfAborted();
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const { timeoutMs } = this.#options;
    const late = new ProviderError('timeout', `osrm did not answer within ${timeoutMs} ms`);
    const timer = setTimeout(() => controller.abort(late), timeoutMs);
    try {
      return await this.#get(path, maxBytes, controller.signal).catch((error: unknown) => {
        if (!isBrokenConnection(error) || controller.signal.aborted) throw error;
        return this.#get(path, maxBytes, controller.signal);
      });
    } catch (error) {
      signal.throwIfAborted();
      throw controller.signal.aborted ? late : providerErrorFrom(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #get(path: string, maxBytes: number, signal: AbortSignal): Promise<Response> {
    const { statusCode, body } = await this.#pool.request({ method: 'GET', path: this.#prefix + path, signal });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new ProviderError('malformed', `osrm answered more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return { status: statusCode, body: Buffer.concat(chunks) };
  }
}

interface Response {
  readonly status: number;
  readonly body: Buffer;
}

async function readAnswer(status: number, body: Buffer, rows: number, columns: number): Promise<OsrmAnswer> {
  try {
    return await readOsrmAnswer(body, rows, columns);
  } catch (cause) {
    // A proxy answers in HTML, a failing server with anything.
    if (status >= 500) throw new ProviderError('failed', `osrm answered ${status}`, { cause });
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ProviderError('malformed', `osrm answered ${status} with something else than a table: ${what}`, {
      cause,
    });
  }
}

function refusal(status: number, { code, message }: OsrmAnswer): ProviderError {
  // A request that is wrong in itself says nothing about the server's health.
  const fault = status >= 400 && status < 500 && status !== 429 ? 'refused' : 'failed';
  return new ProviderError(fault, `osrm answered ${status} ${code || 'without a code'}: ${message}`, { code });
}

function tableOf(durations: Int32Array, distances: Int32Array, dataVersion: string): TableAnswer {
  for (let cell = 0; cell < durations.length; cell++) {
    if (durations[cell] === NO_WAY || distances[cell] === NO_WAY) durations[cell] = distances[cell] = NO_WAY;
  }
  return { durations, distances, dataVersion, offRoad: [] };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isBrokenConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function providerErrorFrom(cause: unknown): ProviderError {
  if (cause instanceof ProviderError) return cause;
  const code = codeOf(cause);
  const isTimeout = /TIMEOUT|ETIMEDOUT/.test(code);
  const what = cause instanceof Error ? cause.message || code : String(cause);
  return new ProviderError(isTimeout ? 'timeout' : 'unreachable', `osrm does not answer: ${what}`, { code, cause });
}
