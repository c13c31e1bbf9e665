import type { Labels } from '#domain/labels';
import { jobUrl } from '#domain/message';
import type { Notification, NotifiedAlert } from '#domain/notification';

/** Go's zero time: what Alertmanager sends as the end of an alert that fires. */
const NOT_ENDED = '0001-01-01T00:00:00Z';

/** The body of Alertmanager's webhook, version 4. */
export interface WebhookBody {
  version: '4';
  groupKey: string;
  truncatedAlerts: number;
  status: string;
  receiver: string;
  groupLabels: Labels;
  commonLabels: Labels;
  commonAnnotations: Labels;
  externalURL: string;
  notification_reason: string;
  alerts: WebhookAlert[];
}

interface WebhookAlert {
  status: string;
  labels: Labels;
  annotations: Labels;
  startsAt: string;
  endsAt: string;
  generatorURL: string;
  fingerprint: string;
}

/** Writes a notification as Alertmanager would, so that its receivers work unchanged. */
export function webhookBody(notification: Notification, externalUrl: string): WebhookBody {
  return {
    version: '4',
    groupKey: notification.groupKey,
    truncatedAlerts: notification.truncatedAlerts,
    status: notification.status,
    receiver: notification.receiver,
    groupLabels: notification.groupLabels,
    commonLabels: notification.commonLabels,
    commonAnnotations: notification.commonAnnotations,
    externalURL: externalUrl,
    notification_reason: notification.reason,
    alerts: notification.alerts.map((alert) => webhookAlert(alert, externalUrl)),
  };
}

function webhookAlert(alert: NotifiedAlert, externalUrl: string): WebhookAlert {
  return {
    status: alert.status,
    labels: alert.labels,
    annotations: { ...factsOf(alert), ...alert.annotations },
    startsAt: alert.startedAt,
    endsAt: alert.endedAt || NOT_ENDED,
    generatorURL: externalUrl && alert.jobId ? jobUrl(externalUrl, alert.jobId) : '',
    fingerprint: alert.fingerprint,
  };
}

/** What version 4 has no place for travels as annotations. */
function factsOf(alert: NotifiedAlert): Labels {
  return {
    alert_id: alert.id,
    value: String(alert.value),
    threshold: String(alert.threshold),
    ...(alert.jobId ? { job_id: alert.jobId } : {}),
    ...(alert.traceId ? { trace_id: alert.traceId } : {}),
  };
}
