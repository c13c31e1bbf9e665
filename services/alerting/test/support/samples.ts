import type { Alert } from '#domain/alert';
import { fingerprintOf } from '#domain/labels';
import { type Notification, notificationOf } from '#domain/notification';

/** An alert that fires, changed as told. */
export function sampleAlert(change: Partial<Alert> = {}, extraLabels: Record<string, string> = {}): Alert {
  const labels = { alertname: 'SolveRegression', severity: 'critical', tenant: 'acme', ...extraLabels };
  return {
    id: 'alert-1',
    tenant: 'acme',
    name: labels.alertname,
    severity: labels.severity,
    status: 'firing',
    labels,
    fingerprint: fingerprintOf(labels),
    annotations: { summary: 'solves are 60 % slower', description: 'median 1.6 s against 1.0 s' },
    value: 1.6,
    threshold: 1.5,
    startedAt: new Date('2026-01-01T10:00:00Z'),
    endedAt: undefined,
    jobId: '01890000-0000-7000-8000-000000000001',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    ...change,
  };
}

export function sampleNotification(alerts: readonly Alert[] = [sampleAlert()]): Notification {
  return notificationOf({
    groupKey: '{}:{alertname="SolveRegression",tenant="acme"}',
    receiver: 'ops',
    tenant: 'acme',
    groupLabels: { alertname: 'SolveRegression', tenant: 'acme' },
    reason: 'first',
    beganAt: new Date('2026-01-01T10:00:00Z'),
    alerts,
    maxAlerts: 100,
  });
}

export function sampleDelivery(change: { id?: string; alerts?: readonly Alert[]; done?: string[] } = {}) {
  return { id: change.id ?? 'd1e2l3', notification: sampleNotification(change.alerts), done: change.done ?? [] };
}
