import pino from 'pino';
import { currentContext } from './trace-context.ts';

export type Logger = pino.Logger;

const SECRET_KEYS = [
  'authorization',
  'cookie',
  'password',
  'apiKey',
  'api_key',
  'secret',
  'token',
  'natsPassword',
  'databaseUrl',
  '["x-api-key"]',
  '["set-cookie"]',
];

const REDACT = SECRET_KEYS.flatMap((key) => (key.startsWith('[') ? [key, `*${key}`] : [key, `*.${key}`, `*.*.${key}`]));

function traceIds(): object {
  const context = currentContext()?.spanContext;
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
}

/**
 * A logger of JSON lines: `time` (ISO 8601), `level` (word), `service`, `trace_id`, `span_id`, `msg`, fields.
 * Fields named like secrets are replaced. Writes to stdout at once, so that a crash loses nothing.
 */
export function createLogger(service: string, level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: traceIds,
    redact: { paths: REDACT, censor: '(redacted)' },
    serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
  };
  return destination ? pino(options, destination) : pino(options);
}
