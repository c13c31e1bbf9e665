import type { Db } from '@solveig/kit/db';
import type { Metrics } from '@solveig/kit/metrics';
import { type Backlog, readBacklog } from './store/deliveries.ts';

const DELAY_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];
/** A scrape must not cost a query when two scrapers come at once. */
const BACKLOG_AGE_MS = 1000;

/** What alerting counts. */
export function alertingMetrics(metrics: Metrics) {
  return {
    events: metrics.counter({
      name: 'solveig_alerting_events_total',
      help: 'Alert events taken, by what became of them: taken, duplicate, late or malformed',
      labels: ['outcome'],
    }),
    notifications: metrics.counter({
      name: 'solveig_alerting_notifications_total',
      help: 'Messages decided on, by channel and reason; merged ones replaced a message that was still waiting',
      labels: ['channel', 'reason', 'merged'],
    }),
    attempts: metrics.counter({
      name: 'solveig_alerting_delivery_attempts_total',
      help: 'Attempts to deliver, by outcome: sent, retry or fatal',
      labels: ['channel', 'outcome'],
    }),
    deadLetters: metrics.counter({
      name: 'solveig_alerting_dead_letters_total',
      help: 'Deliveries given up',
      labels: ['channel'],
    }),
    resends: metrics.counter({
      name: 'solveig_alerting_resends_total',
      help: 'Deliveries sent again because nobody knows whether they were sent: their holder went away',
      labels: ['channel'],
    }),
    sendSeconds: metrics.histogram({
      name: 'solveig_alerting_send_duration_seconds',
      help: 'Duration of one attempt',
      labels: ['channel', 'outcome'],
    }),
    delaySeconds: metrics.histogram({
      name: 'solveig_alerting_delivery_delay_seconds',
      help: 'From the decision to send until the destination took it',
      labels: ['channel'],
      buckets: DELAY_BUCKETS,
    }),
  };
}

export type AlertingMetrics = ReturnType<typeof alertingMetrics>;

/** Gauges of what waits and what was given up, read from the database at each scrape. */
export function backlogGauges(metrics: Metrics, db: Db): void {
  let known: { at: number; backlog: Promise<Backlog | undefined> } | undefined;
  const read = () => {
    if (!known || Date.now() - known.at > BACKLOG_AGE_MS) {
      known = { at: Date.now(), backlog: readBacklog(db).catch(() => undefined) };
    }
    return known.backlog;
  };
  const gauge = (name: string, help: string, of: (backlog: Backlog) => number) =>
    metrics.gauge({
      name,
      help,
      // While the database is away the last known figure stays.
      collect: async (g) => {
        const backlog = await read();
        if (backlog) g.set(of(backlog));
      },
    });
  gauge('solveig_alerting_deliveries_pending', 'Deliveries that wait or are being sent', (b) => b.pending);
  gauge('solveig_alerting_dead_letters', 'Deliveries given up and not sent again', (b) => b.dead);
  gauge(
    'solveig_alerting_oldest_pending_seconds',
    'Age of the oldest delivery that waits',
    (b) => b.oldestPendingSeconds,
  );
}
