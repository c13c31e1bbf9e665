import { type Bus, type BusMessage, type Consumer, TerminalError } from '@solveig/kit/bus';
import { crashPoint } from '@solveig/kit/crash-point';
import type { Db, Tx } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import { readEvent } from '@solveig/kit/events';
import type { HealthBook } from '@solveig/kit/health';
import { once } from '@solveig/kit/inbox';
import type { Logger } from '@solveig/kit/log';
import { currentTraceParent } from '@solveig/kit/telemetry';
import { type Alert, mergeAlert } from '#domain/alert';
import type { Route } from '#domain/route';
import type { AlertingMetrics } from './alerting-metrics.ts';
import { alertOf } from './codec.ts';
import { placeAlert } from './place-alert.ts';
import { lockAlert, saveAlert } from './store/alerts.ts';

/** The durable on the stream, and the consumer's name in the inbox. */
export const CONSUMER = 'alerting';
const CONCURRENCY = 4;
/** Short, so that what was in hand when NATS or this process went away comes again soon; the bus prolongs it meanwhile. */
const ACK_WAIT_MS = 10_000;
/** A message that fails so often, alone and through no outage, would come for ever. */
const MAX_DELIVERIES = 10;

export interface AlertConsumerOptions {
  bus: Bus;
  db: Db;
  log: Logger;
  metrics: AlertingMetrics;
  health: HealthBook;
  root: Route;
  /** Called after each commit: groups may be due. */
  onTaken: () => void;
}

type Outcome = 'taken' | 'late' | 'duplicate';

/**
 * Takes every alert exactly once: inbox, alert, its groups and their timers in one transaction, acknowledged after the
 * commit. Events of one alert are taken one after the other.
 */
export function onAlert(options: AlertConsumerOptions): Consumer {
  const { bus, metrics, health } = options;
  health.set('consumer', 'ok');
  return bus.consume({
    stream: 'ALERTS',
    durable: CONSUMER,
    filter: 'solveig.v1.alert.>',
    ackWaitMs: ACK_WAIT_MS,
    concurrency: CONCURRENCY,
    keyOf: (message) => message.headers.get('ce-subject') ?? message.subject,
    handle: async (message) => {
      const alert = read(message, metrics);
      const outcome = await take(options, message, alert).catch((error: unknown) => {
        health.set('consumer', 'degraded', errorFrom(error).message);
        throw error;
      });
      health.set('consumer', 'ok', '', { last_alert_at: new Date().toISOString() });
      metrics.events.inc({ outcome });
      crashPoint('consume-after-commit');
      options.onTaken();
    },
  });
}

function read(message: BusMessage, metrics: AlertingMetrics): Alert {
  try {
    const event = readEvent(message);
    if (event.key !== 'alert') throw new RangeError(`${event.type} is no alert`);
    return alertOf(event.body);
  } catch (cause) {
    metrics.events.inc({ outcome: 'malformed' });
    throw cause instanceof TerminalError ? cause : new TerminalError((cause as Error).message, { cause });
  }
}

async function take(options: AlertConsumerOptions, message: BusMessage, alert: Alert): Promise<Outcome> {
  const { db } = options;
  const traceParent = currentTraceParent() ?? message.traceParent ?? '';
  try {
    return await db.tx((tx) => once(tx, CONSUMER, message.messageId, () => record(options, tx, alert, traceParent)));
  } catch (thrown) {
    const error = errorFrom(thrown);
    if (error.retryable || message.deliveryCount < MAX_DELIVERIES) throw error;
    throw new TerminalError(`message ${message.messageId} cannot be stored: ${error.message}`, { cause: thrown });
  }
}

async function record(
  { db, log, root }: AlertConsumerOptions,
  tx: Tx,
  alert: Alert,
  traceParent: string,
): Promise<'taken' | 'late'> {
  const known = await lockAlert(db, tx, alert.id);
  const merged = mergeAlert(known, alert);
  if ('ignore' in merged) {
    log.info({ alert: alert.id, why: merged.ignore }, 'an alert event came late and changes nothing');
    return 'late';
  }
  await saveAlert(db, tx, merged.take, traceParent);
  await placeAlert(db, tx, merged.take, root, known !== undefined);
  log.info({ alert: alert.id, name: alert.name, severity: alert.severity, status: alert.status }, 'an alert was taken');
  return 'taken';
}
