import {
  type Attributes,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { App } from './app.ts';
import { errorFrom } from './errors.ts';
import { uuidv7 } from './ids.ts';
import {
  currentContext,
  newSpanContext,
  parseTraceParent,
  runInContext,
  type TraceContext,
  type TraceParent,
} from './trace-context.ts';

export { currentTraceParent, type TraceParent, traceIdOf } from './trace-context.ts';

const tracers = new Map<App, Tracer>();

export interface TelemetryOptions {
  service: string;
  version: string;
  /** OTLP/HTTP traces endpoint; no spans are made when it is not set. */
  otlpUrl?: string | undefined;
}

/** Starts the export of spans for one app: batched, as OTLP/HTTP JSON, flushed when the app stops. */
export function startTelemetry(app: App, options: TelemetryOptions): void {
  if (!options.otlpUrl) return;
  const provider = new BasicTracerProvider({
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.namespace': 'solveig',
      'service.version': options.version,
      'service.instance.id': uuidv7(),
    }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: options.otlpUrl, timeoutMillis: 2000 }), {
        scheduledDelayMillis: 500,
        maxQueueSize: 8192,
        exportTimeoutMillis: 2000,
      }),
    ],
  });
  tracers.set(app, provider.getTracer('solveig', options.version));
  app.defer('telemetry', async () => {
    tracers.delete(app);
    // A collector that is gone must not hold up or fail the stop.
    await provider.shutdown().catch(() => undefined);
  });
}

/** Who records the spans of `app`; undefined when nobody does. */
export function tracerOf(app: App): Tracer | undefined {
  return tracers.get(app);
}

/** The tracer of the current work, else of the app of this process, if any. */
function currentTracer(context: TraceContext | undefined): Tracer | undefined {
  if (context?.tracer || tracers.size === 0) return context?.tracer;
  return [...tracers.values()].at(-1);
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

export interface SpanOptions {
  kind?: keyof typeof KINDS;
  attributes?: Attributes;
  /** Where the work came from when it came over the wire; else the current span is the parent. */
  parent?: TraceParent | undefined;
  /** Other spans that this work joins. */
  links?: readonly TraceParent[];
  /** Whose tracer records it; default: that of the current work. */
  app?: App;
  /** Recorded only as a part of other work: a poll of the database every second is no trace of its own. */
  onlyInside?: boolean;
}

/** A span begun by hand, for streams and callbacks. `end` with an error marks it failed. */
export interface OpenSpan {
  readonly span: Span;
  readonly context: TraceContext;
  end(error?: unknown): void;
}

/**
 * Begins a span. Without an exporter nothing is recorded, yet the trace id goes on: a trace begins here when none came in.
 */
export function beginSpan(name: string, options: SpanOptions = {}): OpenSpan {
  const current = currentContext();
  const parent =
    options.parent === undefined ? current?.spanContext : (parseTraceParent(options.parent) ?? current?.spanContext);
  if (options.onlyInside && !parent) return new UnrecordedSpan(newSpanContext());
  const tracer = (options.app && tracers.get(options.app)) ?? currentTracer(current);
  if (!tracer) return new UnrecordedSpan(parent ?? newSpanContext());
  const parentContext = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  const links = options.links
    ?.map(parseTraceParent)
    .filter((l) => l !== undefined)
    .map((context): Link => ({ context }));
  const span = tracer.startSpan(
    name,
    {
      kind: KINDS[options.kind ?? 'internal'],
      ...(options.attributes ? { attributes: options.attributes } : {}),
      ...(links ? { links } : {}),
    },
    parentContext,
  );
  return {
    span,
    context: { span, spanContext: span.spanContext(), tracer },
    end: (error) => {
      if (error !== undefined) markFailed(span, error);
      span.end();
    },
  };
}

/** A span that nobody records: it carries the trace on. */
class UnrecordedSpan implements OpenSpan {
  readonly context: TraceContext;

  constructor(spanContext: SpanContext) {
    this.context = { span: undefined, spanContext, tracer: undefined };
  }

  get span(): Span {
    return trace.wrapSpanContext(this.context.spanContext as SpanContext);
  }

  end(): void {}
}

function markFailed(span: Span, thrown: unknown): void {
  const error = errorFrom(thrown);
  span.setAttribute('error.type', error.reason);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  const cause = error.cause ?? error;
  span.recordException(cause instanceof Error ? cause : String(cause));
}

/** Runs `run` inside a span that is current for everything it awaits; a throw marks the span failed and goes on. */
export async function withSpan<T>(name: string, options: SpanOptions, run: (span: Span) => Promise<T>): Promise<T> {
  const open = beginSpan(name, options);
  try {
    const result = await runInContext(open.context, () => run(open.span));
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}

/** The current span, to add attributes and events to; a span that records nothing when there is none. */
export function currentSpan(): Span {
  const context = currentContext();
  return context?.span ?? trace.wrapSpanContext(context?.spanContext ?? newSpanContext());
}
