import { monotonicMs, secondsSince } from '@solveig/kit/clock';
import { crashPoint } from '@solveig/kit/crash-point';
import type { Db } from '@solveig/kit/db';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import { withSpan } from '@solveig/kit/telemetry';
import { retryDelayMs } from '#domain/retry-schedule';
import type { SendOutcome } from '#domain/send-outcome';
import type { AlertingMetrics } from '../alerting-metrics.ts';
import type { Channel } from '../channels/channel.ts';
import { closeChannel, noteFailed, noteSent } from '../store/channels.ts';
import { giveBack, type LeasedDelivery, markDead, markRetry, markSent } from '../store/deliveries.ts';

export interface AttemptOptions {
  db: Db;
  log: Logger;
  metrics: AlertingMetrics;
  health: HealthBook;
  maxAttempts: number;
}

/** Longest silence that a destination may ask of a whole channel. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Sends a leased delivery once and writes down what became of it. The span is a child of the alert's own, so that one trace
 * leads from the solve to the message. Gives whether the channel works.
 */
export function attempt(
  options: AttemptOptions,
  channel: Channel,
  row: LeasedDelivery,
  signal: AbortSignal,
): Promise<boolean> {
  const attributes = {
    'solveig.delivery.id': row.id,
    'solveig.channel': channel.name,
    'solveig.delivery.attempt': row.attempts,
    'solveig.alert.status': row.status,
  };
  const parent = row.trace_parent || undefined;
  return withSpan('alerting.deliver', { attributes, parent, links: row.trace_links }, async (span) => {
    const startMs = monotonicMs();
    // Each attempt was counted before it was made: one that takes its process down every time ends here.
    const isSpent = row.attempts > options.maxAttempts;
    const outcome = isSpent ? SPENT : await sendSafely(channel, row, signal);
    crashPoint('send-after-send');
    options.metrics.attempts.inc({ channel: channel.name, outcome: outcome.kind });
    options.metrics.sendSeconds.observe({ channel: channel.name, outcome: outcome.kind }, secondsSince(startMs));
    span.setAttribute('solveig.delivery.outcome', outcome.kind);
    if (outcome.kind === 'sent') {
      await settleSent(options, channel, row, outcome);
      return true;
    }
    if (signal.aborted && outcome.kind === 'retry') await giveBack(options.db, row);
    else await settleFailed(options, channel, row, outcome);
    return false;
  });
}

const SPENT: SendOutcome = { kind: 'fatal', error: 'every attempt ended without an outcome' };

/** A channel never throws; should one do so all the same, the message is tried again like any other. */
async function sendSafely(channel: Channel, row: LeasedDelivery, signal: AbortSignal): Promise<SendOutcome> {
  const { id, notification, done } = row;
  try {
    return await channel.send({ id, notification, done }, signal);
  } catch (error) {
    return { kind: 'retry', error: `the message could not be made: ${(error as Error).message}` };
  }
}

async function settleSent(
  { db, log, metrics, health }: AttemptOptions,
  channel: Channel,
  row: LeasedDelivery,
  outcome: Extract<SendOutcome, { kind: 'sent' }>,
): Promise<void> {
  const warning = outcome.warning ?? '';
  const fields = { delivery: row.id, channel: channel.name, attempt: row.attempts };
  if (!(await markSent(db, row, outcome.providerRef ?? '', warning))) {
    log.warn(fields, 'a message was sent after its lease had ended; it may be sent again under the same id');
    return;
  }
  await noteSent(db, channel.name, warning);
  metrics.delaySeconds.observe({ channel: channel.name }, Math.max(0, Date.now() - row.created_at.getTime()) / 1000);
  health.set(`channel ${channel.name}`, warning ? 'degraded' : 'ok', warning);
  if (warning) log.warn({ ...fields, warning }, 'a message was sent to some only');
  else log.info({ ...fields, status: row.status }, 'a message was sent');
}

async function settleFailed(
  options: AttemptOptions,
  channel: Channel,
  row: LeasedDelivery,
  outcome: Exclude<SendOutcome, { kind: 'sent' }>,
): Promise<void> {
  const { db, log, health, maxAttempts } = options;
  const { error } = outcome;
  const retryAfterMs = outcome.kind === 'retry' ? outcome.retryAfterMs : undefined;
  const fields = { delivery: row.id, channel: channel.name, attempt: row.attempts, error };
  health.set(`channel ${channel.name}`, 'degraded', error);
  await noteFailed(db, channel.name, error, retryAfterMs && Math.min(retryAfterMs, LONGEST_PAUSE_MS));
  const delayMs =
    outcome.kind === 'retry'
      ? retryDelayMs({ attempts: row.attempts, maxAttempts, retryAfterMs, random: Math.random() })
      : undefined;
  if (delayMs === undefined) {
    if (outcome.kind === 'fatal' && outcome.disableChannel) {
      await closeChannel(db, channel.name);
      log.error(fields, 'the destination wants nothing more; the channel is closed');
    }
    await bury(options, channel, row, error);
    return;
  }
  const done = outcome.kind === 'retry' ? [...row.done, ...(outcome.done ?? [])] : row.done;
  await markRetry(db, row, error, delayMs, done);
  log.warn({ ...fields, retryInMs: delayMs }, 'a message could not be sent and is tried again');
}

async function bury(
  { db, log, metrics }: AttemptOptions,
  channel: Channel,
  row: LeasedDelivery,
  error: string,
): Promise<void> {
  if (!(await markDead(db, row, error))) return;
  metrics.deadLetters.inc({ channel: channel.name });
  const fields = { delivery: row.id, channel: channel.name, attempts: row.attempts, alerts: row.alert_ids, error };
  log.error(fields, 'a message was given up; it is a dead letter now');
}
