import {
  collectDefaultMetrics,
  type OpenMetricsContentType,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client';
import { currentContext } from './trace-context.ts';

/** Label values by label name. */
export type Labels<L extends string> = Partial<Record<L, string | number>>;

export interface Counter<L extends string> {
  inc(labels?: Labels<L>, value?: number): void;
}

export interface Gauge<L extends string> {
  set(labels: Labels<L>, value: number): void;
  set(value: number): void;
  inc(labels?: Labels<L>, value?: number): void;
  dec(labels?: Labels<L>, value?: number): void;
  remove(labels: Labels<L>): void;
}

export interface Histogram<L extends string> {
  /** Records `value`; when the current trace is sampled, it becomes the exemplar of its bucket. */
  observe(labels: Labels<L>, value: number): void;
  observe(value: number): void;
}

interface MetricOptions<L extends string> {
  /** `solveig_<service>_<thing>_<unit>`; counters end in `_total`. */
  name: string;
  help: string;
  labels?: readonly L[];
}

interface GaugeOptions<L extends string> extends MetricOptions<L> {
  /** Called at each scrape, to set the value just then. */
  collect?: (gauge: Gauge<L>) => void | Promise<void>;
}

interface HistogramOptions<L extends string> extends MetricOptions<L> {
  /** Upper bounds, ascending. Default: 5 ms to 10 s, as the semantic conventions ask. */
  buckets?: readonly number[];
}

/** Seconds of a remote call, by the semantic conventions. */
export const CALL_SECONDS_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;
/** Seconds of a database call, by the semantic conventions. */
export const DB_SECONDS_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;
/** Seconds of a solve, doubling from 10 ms to about 11 minutes. */
export const SOLVE_SECONDS_BUCKETS = Array.from({ length: 17 }, (_, i) => 0.01 * 2 ** i);

/** The metrics of one app. Asking twice for the same name gives the same metric. */
export interface Metrics {
  readonly service: string;
  readonly contentType: string;
  counter<const L extends string = never>(options: MetricOptions<L>): Counter<L>;
  gauge<const L extends string = never>(options: GaugeOptions<L>): Gauge<L>;
  histogram<const L extends string = never>(options: HistogramOptions<L>): Histogram<L>;
  /** OpenMetrics text of everything. */
  text(): Promise<string>;
  readonly registry: Registry<OpenMetricsContentType>;
}

/** A row of `docs/reference/metrics.md`. */
export interface MetricRow {
  service: string;
  name: string;
  type: string;
  labels: string[];
  help: string;
}

/** Makes a registry of its own, so that two apps in one process stay apart. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry as unknown as Registry });
  const known = new Map<string, unknown>();
  const once = <T>(name: string, make: () => T): T => {
    const found = (known.get(name) as T | undefined) ?? make();
    known.set(name, found);
    return found;
  };
  const base = (o: MetricOptions<string>) => ({
    name: o.name,
    help: o.help,
    labelNames: [...(o.labels ?? [])],
    registers: [registry],
  });
  return {
    service,
    registry,
    contentType: registry.contentType,
    counter: (o) => once(o.name, () => wrapCounter(new PromCounter(base(o)), !o.labels)),
    gauge: (o) => once(o.name, () => makeGauge(o, base(o))),
    histogram: (o) =>
      once(o.name, () =>
        wrapHistogram(
          new PromHistogram({ ...base(o), buckets: [...(o.buckets ?? CALL_SECONDS_BUCKETS)], enableExemplars: true }),
        ),
      ),
    text: () => registry.metrics(),
  };
}

function wrapCounter<L extends string>(counter: PromCounter, hasNoLabels: boolean): Counter<L> {
  // A counter without labels is there from the start, so that its rate is known from zero.
  if (hasNoLabels) counter.inc(0);
  return { inc: (labels = {}, value = 1) => counter.inc(labels as Labels<string>, value) };
}

function makeGauge<L extends string>(
  options: GaugeOptions<L>,
  base: ConstructorParameters<typeof PromGauge>[0],
): Gauge<L> {
  const collect = options.collect;
  const gauge = new PromGauge(collect ? { ...base, collect: () => collect(wrapped) } : base);
  const wrapped: Gauge<L> = {
    set: (labels: Labels<L> | number, value?: number) => {
      if (typeof labels === 'number') gauge.set(labels);
      else gauge.set(labels as Labels<string>, value as number);
    },
    inc: (labels = {}, value = 1) => gauge.inc(labels as Labels<string>, value),
    dec: (labels = {}, value = 1) => gauge.dec(labels as Labels<string>, value),
    remove: (labels) => gauge.remove(labels as Labels<string>),
  };
  return wrapped;
}

function wrapHistogram<L extends string>(histogram: PromHistogram): Histogram<L> {
  return {
    observe: (first: Labels<L> | number, second?: number) => {
      const labels = typeof first === 'number' ? {} : (first as Labels<string>);
      const value = typeof first === 'number' ? first : (second as number);
      const span = currentContext()?.spanContext;
      const sampled = span && span.traceFlags & 1;
      // prom-client mutates nothing here, and wants the exemplar key to be absent rather than undefined.
      histogram.observe(
        sampled
          ? { labels, value, exemplarLabels: { trace_id: span.traceId, span_id: span.spanId } }
          : { labels, value },
      );
    },
  };
}

/** The metrics of an app for the reference page, default process metrics included. */
export async function describeMetrics(metrics: Metrics): Promise<MetricRow[]> {
  const all = await metrics.registry.getMetricsAsJSON();
  const labelsOf = (name: string) =>
    (metrics.registry.getSingleMetric(name) as unknown as { labelNames?: string[] })?.labelNames ?? [];
  return all.map((m) => ({
    service: metrics.service,
    name: m.name,
    type: String(m.type),
    labels: [...labelsOf(m.name)],
    help: m.help,
  }));
}
