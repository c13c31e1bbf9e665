export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** What an alert is about: labels without those that every alert has. */
export interface AlertScope {
  readonly tenant: string;
  /** Empty when not about one kind. */
  readonly kind: string;
  /** Empty when not about one template. */
  readonly templateId: string;
  /** The service at fault, for example solver. */
  readonly service: string;
}

/** The solve that decided, empty where none did. */
export interface Decider {
  readonly jobId: string;
  readonly traceId: string;
  readonly traceParent: string;
}

export const NO_DECIDER: Decider = { jobId: '', traceId: '', traceParent: '' };

/** Something is wrong: what a rule says before anybody knows whether it has been said already. */
export interface Finding {
  /** CamelCase, for example SolveRegression. */
  readonly name: string;
  readonly severity: Severity;
  readonly scope: AlertScope;
  /** What tells two alerts of one name and scope apart, for example the metric; may be empty. */
  readonly aspect: string;
  readonly summary: string;
  readonly description: string;
  readonly value: number;
  readonly threshold: number;
  /** Labels beside the usual ones. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations beside the usual ones. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly decider: Decider;
}

export type AlertStatus = 'firing' | 'resolved';

/** An alert: a finding with an identity and a life. One id has one severity; worse or better is another alert. */
export interface Alert extends Finding {
  readonly id: string;
  readonly dedupKey: string;
  readonly status: AlertStatus;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** When its scope was last heard of. */
  readonly seenAtMs: number;
  /** Why it ended, in words; empty while it fires. */
  readonly resolution: string;
}

/** The same key: the same alert. At most one of a key fires in a tenant. */
export function dedupKeyOf(name: string, scope: Omit<AlertScope, 'tenant'>, aspect = ''): string {
  const about = scope.templateId !== '' ? `template:${scope.templateId}` : `kind:${scope.kind}`;
  return [name, scope.service, about, aspect].join('|');
}

/** All labels of an alert; empty ones are left out. */
export function labelsOf(finding: Finding): Record<string, string> {
  const { tenant, kind, templateId, service } = finding.scope;
  const all = {
    alertname: finding.name,
    severity: finding.severity,
    service,
    tenant,
    kind,
    template_id: templateId,
    ...finding.labels,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** Where to read what to do, relative to the repository. */
export function runbookOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return `docs/runbooks/${words}.md`;
}

/** All annotations of an alert. */
export function annotationsOf(alert: Alert): Record<string, string> {
  return {
    summary: alert.summary,
    description: alert.description,
    runbook: runbookOf(alert.name),
    value: formatFigure(alert.value),
    threshold: formatFigure(alert.threshold),
    ...alert.annotations,
    ...(alert.resolution === '' ? {} : { resolution: alert.resolution }),
  };
}

/** A figure with three significant digits, without an exponent where that is readable. */
export function formatFigure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A share as a percentage with at most one decimal. */
export function formatPercent(share: number): string {
  return `${String(Number((share * 100).toFixed(1)))} %`;
}

/** Seconds with a unit that reads well. */
export function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${formatFigure(seconds * 1000)} ms` : `${formatFigure(seconds)} s`;
}
