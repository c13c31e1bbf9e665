import type { Metrics } from '@solveig/kit/metrics';
import type { AlertChange } from '#domain/alert-ledger';
import { type IntakeState, lagSeconds } from './health-report.ts';

/** What the monitor counts about itself. */
export function monitorMetrics(metrics: Metrics, intake: IntakeState) {
  const alerts = metrics.counter({
    name: 'solveig_monitor_alert_changes_total',
    help: 'Alerts that began or ended',
    labels: ['alertname', 'severity', 'change'],
  });
  metrics.gauge({
    name: 'solveig_monitor_consumer_lag_seconds',
    help: 'Age of the last event when it was handled; 0 after a quiet minute',
    collect: (gauge) => gauge.set(lagSeconds(intake)),
  });
  metrics.gauge({
    name: 'solveig_monitor_consumer_held_messages',
    help: 'Messages taken from the stream and not settled yet',
    collect: (gauge) => gauge.set(intake.consumer?.held() ?? 0),
  });
  return {
    events: metrics.counter({
      name: 'solveig_monitor_events_total',
      help: 'Solve events handled, by name and by what they did: recorded, duplicate, passed (nothing ended) or refused',
      labels: ['event', 'outcome'],
    }),
    batchSize: metrics.histogram({
      name: 'solveig_monitor_batch_events',
      help: 'Events written in one transaction',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200],
    }),
    batchSeconds: metrics.histogram({
      name: 'solveig_monitor_batch_duration_seconds',
      help: 'Time to judge and write one batch of events',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    }),
    delay: metrics.histogram({
      name: 'solveig_monitor_event_delay_seconds',
      help: 'Time from the end of a solve to its history being committed',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600],
    }),
    firing: metrics.gauge({
      name: 'solveig_monitor_alerts_firing',
      help: 'Alerts that fire now',
      labels: ['severity'],
    }),
    countChanges: (changes: readonly AlertChange[]) => {
      for (const { change, alert } of changes) alerts.inc({ alertname: alert.name, severity: alert.severity, change });
    },
  };
}

export type MonitorMetrics = ReturnType<typeof monitorMetrics>;
