import { currentTraceParent, withSpan } from '@solveig/kit/telemetry';
import type { Agent } from 'undici';
import { request } from 'undici';
import { parseRetryAfter } from '#domain/retry-schedule';
import { outcomeOfStatus, type SendOutcome } from '#domain/send-outcome';
import {
  BlockedTargetError,
  type EgressPolicy,
  guardedAgent,
  type Resolve,
  targetOf,
  urlProblem,
} from './ssrf-guard.ts';

/** How much of an answer is read: enough for an error in words. */
const MAX_ANSWER_BYTES = 16_384;
const MAX_DETAIL_CHARACTERS = 200;

export interface PosterOptions {
  readonly url: string;
  readonly policy: EgressPolicy;
  readonly connections: number;
  /** Longest attempt, milliseconds. */
  readonly timeoutMs: number;
  /** For tests of the guard. */
  readonly resolve?: Resolve | undefined;
}

/** What a destination answered. */
export interface HttpAnswer {
  readonly status: number;
  /** The beginning of the body. */
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

/** Posts JSON to one destination. */
export interface Poster {
  /** Never throws: what cannot be sent becomes an outcome. `judge` reads an answer; by default its status decides. */
  post(
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    judge?: (answer: HttpAnswer) => SendOutcome,
  ): Promise<SendOutcome>;
  close(): Promise<void>;
}

/** Makes a poster with a connection pool of its own. Redirects are never followed and answers are read up to 16 KB. */
export function createPoster(options: PosterOptions): Poster {
  const { url, policy, timeoutMs } = options;
  const problem = urlProblem(url, policy);
  if (problem) {
    return {
      post: async () => ({ kind: 'fatal', error: `the address is refused: ${problem}` }),
      close: async () => {},
    };
  }
  const target = new URL(url);
  const agent = guardedAgent(target, policy, options.connections, options.resolve);
  return {
    post: async (body, headers, signal, judge = judgeByStatus) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return judge(await exchange(agent, target, body, headers, limit));
      } catch (error) {
        return failureOf(error, signal, timeoutMs);
      }
    },
    close: () => agent.destroy(),
  };
}

/** What an answer means by its status alone. */
export function judgeByStatus({ status, text, retryAfterMs }: HttpAnswer): SendOutcome {
  return outcomeOfStatus(status, text, retryAfterMs);
}

/** One request inside a client span of the HTTP conventions; the receiver gets that span as its parent. */
async function exchange(
  agent: Agent,
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const attributes = {
    'http.request.method': 'POST',
    'server.address': url.hostname,
    'server.port': Number(targetOf(url).split(':').at(-1)),
    'url.scheme': url.protocol.slice(0, -1),
  };
  return withSpan('POST', { kind: 'client', attributes }, async (span) => {
    const traceParent = currentTraceParent();
    const trace = traceParent ? { traceparent: traceParent } : {};
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      body,
      signal,
      headers: { 'content-type': 'application/json', 'user-agent': 'solveig-alerting/1', ...headers, ...trace },
    });
    span.setAttribute('http.response.status_code', answer.statusCode);
    if (answer.statusCode >= 400) span.setAttribute('error.type', String(answer.statusCode));
    const retryAfter = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      text: await beginningOf(answer.body),
      retryAfterMs: parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, new Date()),
    };
  });
}

/** Reads the beginning of a body and gives up the rest, so that an endless answer costs nothing. */
async function beginningOf(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_DETAIL_CHARACTERS);
}

/** A blocked address is final; everything else that goes wrong on the way may pass. */
function failureOf(thrown: unknown, signal: AbortSignal, timeoutMs: number): SendOutcome {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const cause = error.cause instanceof Error ? error.cause : error;
  if (error instanceof BlockedTargetError || cause instanceof BlockedTargetError) {
    return { kind: 'fatal', error: `the address is refused: ${cause.message}` };
  }
  if (signal.aborted) return { kind: 'retry', error: 'the service stopped before an answer came' };
  if (error.name === 'TimeoutError') return { kind: 'retry', error: `no answer within ${timeoutMs} ms` };
  const code = 'code' in cause && typeof cause.code === 'string' ? `${cause.code}: ` : '';
  return { kind: 'retry', error: `${code}${cause.message || error.message}`.slice(0, MAX_DETAIL_CHARACTERS) };
}
