import { fromGrpcError, isGrpcError } from './error-grpc.ts';
import type { ErrorReason } from './error-reasons.ts';
import { SolveigError } from './solveig-error.ts';

/** System error codes that mean "nobody answers there". */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** SQLSTATE (or its class) to reason and words; https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQL_STATES: Record<string, [ErrorReason, string]> = {
  '08': ['DEPENDENCY_DOWN', 'the connection to the database was lost'],
  '53': ['DEPENDENCY_DOWN', 'the database is out of resources'],
  '57': ['DEPENDENCY_DOWN', 'the database is restarting'],
  '25006': ['DEPENDENCY_DOWN', 'the database takes no writes now'],
  '40': ['CONFLICT', 'another transaction came first'],
  '23505': ['CONFLICT', 'a row with this key exists already'],
  // A NUL character: text of the wire may hold it, text of the database may not.
  '22021': ['INVALID_REQUEST', 'a text holds a character that cannot be stored'],
  '22P05': ['INVALID_REQUEST', 'a text holds a character that cannot be stored'],
  '55P03': ['CONFLICT', 'another transaction holds this row'],
  '57014': ['TIMEOUT', 'the database statement took too long'],
};

/** NATS client errors by class name: their packages stay out of this file, which every package imports. */
const NATS_DOWN = new Set([
  'JetStreamNotEnabled',
  'NoRespondersError',
  'ClosedConnectionError',
  'DrainingConnectionError',
  'ConnectionError',
  'RequestError',
  'StreamNotFoundError',
  'ConsumerNotFoundError',
]);

const NATS_STREAM_FULL = 10077;
const NATS_MESSAGE_TOO_BIG = 10054;

/** Turns whatever was thrown into a `SolveigError`: the one place that guesses. */
export function errorFrom(unknown: unknown): SolveigError {
  if (unknown instanceof SolveigError) return unknown;
  if (!(unknown instanceof Error)) return internal(unknown);
  return fromAbort(unknown) ?? fromNats(unknown) ?? fromCode(unknown) ?? internal(unknown);
}

function internal(cause: unknown): SolveigError {
  return new SolveigError('INTERNAL', 'something went wrong inside; the trace id leads to the cause', { cause });
}

function fromAbort(error: Error): SolveigError | undefined {
  if (error.name === 'AbortError') {
    if (error.cause instanceof SolveigError) return error.cause;
    return new SolveigError('CANCELLED', 'the call was cancelled', { cause: error });
  }
  const isTimeout = error.name === 'TimeoutError' && error instanceof DOMException;
  return isTimeout ? new SolveigError('TIMEOUT', 'the deadline passed', { cause: error }) : undefined;
}

function fromNats(error: Error): SolveigError | undefined {
  if ('code' in error && error.code === NATS_STREAM_FULL) {
    return new SolveigError('QUEUE_FULL', 'the stream is full', { cause: error, retryAfterMs: 1000 });
  }
  const isOverPayload = error.name === 'InvalidArgumentError' && error.message.includes('max_payload');
  if (isOverPayload || ('code' in error && error.code === NATS_MESSAGE_TOO_BIG)) {
    return new SolveigError('LIMIT_EXCEEDED', 'the message is larger than its stream takes', { cause: error });
  }
  const isDown = NATS_DOWN.has(error.constructor.name) || NATS_DOWN.has(error.name);
  // The NATS client has its own TimeoutError; the platform's is a DOMException and was handled before.
  if (!isDown && error.name !== 'TimeoutError') return undefined;
  return new SolveigError('DEPENDENCY_DOWN', 'the message bus does not answer', { cause: error, retryAfterMs: 1000 });
}

function fromCode(error: Error): SolveigError | undefined {
  if (isGrpcError(error)) return fromGrpcError(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK_CODES.has(code)) {
    return new SolveigError('DEPENDENCY_DOWN', 'a part that this needs does not answer', {
      cause: error,
      retryAfterMs: 1000,
    });
  }
  if (code.length === 5) {
    const row = SQL_STATES[code] ?? SQL_STATES[code.slice(0, 2)];
    if (row)
      return new SolveigError(row[0], row[1], {
        cause: error,
        ...(row[0] === 'TIMEOUT' ? {} : { retryAfterMs: 1000 }),
      });
  }
  // The pool and the client report a lost or late connection by message only.
  if (
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/.test(
      error.message,
    )
  ) {
    return new SolveigError('DEPENDENCY_DOWN', 'the database does not answer', { cause: error, retryAfterMs: 1000 });
  }
  return undefined;
}
