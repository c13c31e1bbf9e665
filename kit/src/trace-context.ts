import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span, SpanContext, Tracer } from '@opentelemetry/api';
import { randomHex } from './ids.ts';

/** W3C `traceparent`: `00-<32 hex trace id>-<16 hex span id>-<2 hex flags>`. */
export type TraceParent = string;

/** What travels along with the work: the current span, recorded or not, and who records the next ones. */
export interface TraceContext {
  readonly spanContext: SpanContext | undefined;
  readonly span: Span | undefined;
  readonly tracer: Tracer | undefined;
}

const storage = new AsyncLocalStorage<TraceContext>();

export function currentContext(): TraceContext | undefined {
  return storage.getStore();
}

/** Runs `run` with `context` as the current one, across its awaits. */
export function runInContext<T>(context: TraceContext, run: () => T): T {
  return storage.run(context, run);
}

const NOTHING: TraceContext = { spanContext: undefined, span: undefined, tracer: undefined };

/** Runs `run` as part of no trace: for work that a request sets off but that is not its own. */
export function runDetached<T>(run: () => T): T {
  return storage.run(NOTHING, run);
}

const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;

/** Reads a traceparent; undefined when it is malformed or all zero. */
export function parseTraceParent(text: TraceParent | undefined): SpanContext | undefined {
  const match = text && !text.startsWith('ff') ? TRACE_PARENT.exec(text) : null;
  const [, traceId, spanId, flags] = match ?? [];
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

export function formatTraceParent(context: SpanContext): TraceParent {
  return `00-${context.traceId}-${context.spanId}-${context.traceFlags & 1 ? '01' : '00'}`;
}

/** A trace that nobody records: it still ties logs, events and answers together. */
export function newSpanContext(): SpanContext {
  return { traceId: randomHex(16), spanId: randomHex(8), traceFlags: 0 };
}

/** The traceparent to send along, if there is a current trace. */
export function currentTraceParent(): TraceParent | undefined {
  const context = storage.getStore()?.spanContext;
  return context && formatTraceParent(context);
}

/** The 32 hex digits that name the trace; empty for a malformed traceparent. */
export function traceIdOf(traceParent: TraceParent): string {
  return parseTraceParent(traceParent)?.traceId ?? '';
}
