import { type Alert, type AlertStatus, type Severity, severityRank, worstSeverity } from './alert.ts';
import { commonLabels, type Labels } from './labels.ts';
import type { NotifyReason } from './notify-decision.ts';

/** An alert as it was when its group was told; plain JSON. Times are ISO 8601. */
export interface NotifiedAlert {
  readonly id: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly severity: string;
  readonly status: AlertStatus;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: number;
  readonly threshold: number;
  readonly startedAt: string;
  /** Empty while it fires. */
  readonly endedAt: string;
  readonly jobId: string;
  readonly traceId: string;
}

/** What one channel is told of one group: everything that a message is made from; plain JSON, kept with the delivery. */
export interface Notification {
  readonly groupKey: string;
  readonly receiver: string;
  readonly tenant: string;
  readonly status: AlertStatus;
  readonly reason: NotifyReason | 'test';
  /** The worst of the alerts. */
  readonly severity: Severity;
  /** When the group last went from nothing to something: messages of one such episode belong together. ISO 8601. */
  readonly beganAt: string;
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  /** Firing ones first, the worst first, the newest first. */
  readonly alerts: readonly NotifiedAlert[];
  /** How many more the group holds. */
  readonly truncatedAlerts: number;
}

export interface NotificationInput {
  readonly groupKey: string;
  readonly receiver: string;
  readonly tenant: string;
  readonly groupLabels: Labels;
  readonly reason: NotifyReason | 'test';
  readonly beganAt: Date;
  readonly alerts: readonly Alert[];
  /** Most alerts to carry; the others are only counted. */
  readonly maxAlerts: number;
}

/** Puts the state of a group into the form that is kept and sent. */
export function notificationOf(input: NotificationInput): Notification {
  const ordered = [...input.alerts].sort(inOrder);
  const firing = ordered.filter((alert) => alert.status === 'firing');
  return {
    groupKey: input.groupKey,
    receiver: input.receiver,
    tenant: input.tenant,
    status: firing.length > 0 ? 'firing' : 'resolved',
    reason: input.reason,
    severity: worstSeverity((firing.length > 0 ? firing : ordered).map((alert) => alert.severity)),
    beganAt: input.beganAt.toISOString(),
    groupLabels: input.groupLabels,
    commonLabels: commonLabels(ordered.map((alert) => alert.labels)),
    commonAnnotations: commonLabels(ordered.map((alert) => alert.annotations)),
    alerts: ordered.slice(0, input.maxAlerts).map(toNotified),
    truncatedAlerts: Math.max(0, ordered.length - input.maxAlerts),
  };
}

function inOrder(a: Alert, b: Alert): number {
  if (a.status !== b.status) return a.status === 'firing' ? -1 : 1;
  return severityRank(a.severity) - severityRank(b.severity) || b.startedAt.getTime() - a.startedAt.getTime();
}

function toNotified({ tenant: _, startedAt, endedAt, ...alert }: Alert): NotifiedAlert {
  return { ...alert, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? '' };
}
