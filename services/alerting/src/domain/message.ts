import type { AlertStatus, Severity } from './alert.ts';
import { type Labels, sortedLabels } from './labels.ts';
import type { Notification, NotifiedAlert } from './notification.ts';

/** A name and a value to show side by side. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** One alert, in words. Nothing is escaped yet: each channel does it in its own way. */
export interface MessageItem {
  readonly status: AlertStatus;
  readonly title: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
}

/** What a person reads, the same in every channel. */
export interface Message {
  /** One line without control characters, at most 150 characters. */
  readonly title: string;
  readonly status: AlertStatus;
  readonly severity: Severity;
  readonly symbol: string;
  /** `#rrggbb`: by severity, green when all is well again. */
  readonly color: string;
  readonly facts: readonly Fact[];
  readonly items: readonly MessageItem[];
  /** How many alerts are not shown. */
  readonly more: number;
  readonly links: readonly Link[];
}

const LOOKS: Readonly<Record<Severity, { symbol: string; color: string }>> = {
  critical: { symbol: '🔴', color: '#c0392b' },
  error: { symbol: '🟠', color: '#d35400' },
  warning: { symbol: '🟡', color: '#b7950b' },
  info: { symbol: '🔵', color: '#2e6da4' },
};
const RESOLVED_LOOK = { symbol: '✅', color: '#1e8449' };
const TITLE_CHARACTERS = 150;
/** Said already in the title or in a fact of its own. */
const TOLD_LABELS = new Set(['alertname', 'severity', 'tenant']);
const TOLD_ANNOTATIONS = new Set([
  'summary',
  'description',
  'value',
  'threshold',
  'runbook',
  'runbook_url',
  'job_id',
  'trace_id',
]);

/** Words for a notification. `externalUrl` is where people reach the platform; without it there are no links to it. */
export function messageOf(notification: Notification, externalUrl: string): Message {
  const { status, severity, alerts, tenant } = notification;
  const firing = alerts.filter((alert) => alert.status === 'firing').length;
  const count = status === 'firing' ? `${firing + notification.truncatedAlerts}` : '';
  const name = notification.commonLabels.alertname ?? notification.groupLabels.alertname ?? 'Alerts';
  const subject = notification.commonLabels.template_id ?? notification.commonLabels.kind ?? '';
  const look = status === 'resolved' ? RESOLVED_LOOK : LOOKS[severity];
  const head = status === 'firing' ? `[FIRING:${count}]` : '[RESOLVED]';
  return {
    title: oneLine(`${head} ${name}${subject ? ` ${subject}` : ''} (${severity})`, TITLE_CHARACTERS),
    status,
    severity,
    ...look,
    facts: [
      { name: 'Severity', value: severity },
      { name: 'Tenant', value: tenant },
      ...extraLabels(notification.commonLabels, {}),
    ],
    items: alerts.map((alert) => itemOf(alert, notification.commonLabels, externalUrl)),
    more: notification.truncatedAlerts,
    links: externalUrl ? [{ title: 'All alerts', url: `${trimSlash(externalUrl)}/api/v1/alerts` }] : [],
  };
}

function itemOf(alert: NotifiedAlert, common: Labels, externalUrl: string): MessageItem {
  const { annotations } = alert;
  const runbook = annotations.runbook_url ?? annotations.runbook ?? '';
  const facts: Fact[] = [
    { name: 'Measured', value: `${amount(alert.value)} (limit ${amount(alert.threshold)})` },
    { name: 'Since', value: clock(alert.startedAt) },
    ...(alert.endedAt
      ? [{ name: 'Until', value: `${clock(alert.endedAt)} (after ${duration(alert.startedAt, alert.endedAt)})` }]
      : []),
    ...extraLabels(alert.labels, common),
    ...sortedLabels(annotations)
      .filter(([name, value]) => !TOLD_ANNOTATIONS.has(name) && value !== '')
      .map(([name, value]) => ({ name, value })),
    ...(alert.jobId ? [{ name: 'Job', value: alert.jobId }] : []),
    ...(alert.traceId ? [{ name: 'Trace', value: alert.traceId }] : []),
    ...(runbook && !isWebLink(runbook) ? [{ name: 'Runbook', value: runbook }] : []),
  ];
  const links: Link[] = [];
  if (isWebLink(runbook)) links.push({ title: 'Runbook', url: runbook });
  if (alert.jobId && externalUrl) links.push({ title: 'Job', url: jobUrl(externalUrl, alert.jobId) });
  return {
    status: alert.status,
    title: oneLine(annotations.summary ?? alert.name, TITLE_CHARACTERS),
    text: annotations.description ?? '',
    facts,
    links,
  };
}

/** Where the job of an alert is seen. */
export function jobUrl(externalUrl: string, jobId: string): string {
  return `${trimSlash(externalUrl)}/api/v1/jobs/${encodeURIComponent(jobId)}`;
}

/** One line: control characters and line breaks become spaces, and what is too long ends in an ellipsis. */
export function oneLine(text: string, maxCharacters: number): string {
  const flat = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return clip(flat, maxCharacters);
}

/** At most `maxCharacters` code points, the last one an ellipsis when something was cut. */
export function clip(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const points = [...text];
  return points.length <= maxCharacters ? text : `${points.slice(0, maxCharacters - 1).join('')}…`;
}

function extraLabels(labels: Labels, told: Labels): Fact[] {
  return sortedLabels(labels)
    .filter(([name, value]) => !TOLD_LABELS.has(name) && value !== '' && told[name] !== value)
    .map(([name, value]) => ({ name, value }));
}

function isWebLink(text: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(text);
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Four significant digits, without an exponent where people would not expect one. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 10_000 ? Math.round(value).toString() : String(Number(value.toPrecision(4)));
}

/** `2026-11-21 12:00:05 UTC` */
function clock(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function duration(fromIso: string, untilIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(untilIso) - Date.parse(fromIso)) / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts.map((n, i) => (n > 0 ? `${n} ${['h', 'min', 's'][i]}` : '')).filter(Boolean);
  return shown.join(' ') || '0 s';
}
