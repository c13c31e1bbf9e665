import type { App } from '@solveig/kit/app';
import { type Bus, type BusMessage, type Consumer, TerminalError } from '@solveig/kit/bus';
import { monotonicMs, secondsSince } from '@solveig/kit/clock';
import { crashPoint } from '@solveig/kit/crash-point';
import type { Db } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import { readEvent } from '@solveig/kit/events';
import type { Logger } from '@solveig/kit/log';
import { currentTraceParent, withSpan } from '@solveig/kit/telemetry';
import type { Rules } from '#domain/rules';
import { Batcher, type Outcomes } from './batcher.ts';
import { endedSolveOf, endsSolve } from './codec.ts';
import type { IntakeState } from './health-report.ts';
import type { MonitorMetrics } from './monitor-metrics.ts';
import { CONSUMER, type Recorded, recordSolves, type SolveMessage } from './record-solves.ts';
import type { BucketLengths } from './store/rollups.ts';

const BATCH_MESSAGES = 100;
/** What arrives within this time is recorded together: a transaction costs as much for one as for ten. */
const GATHER_MS = 50;
const MAX_DELIVERIES = 10;
/** While one batch is being written the next one comes in. */
const PREFETCH = 4 * BATCH_MESSAGES;

export interface SolveEventOptions {
  bus: Bus;
  db: Db;
  log: Logger;
  metrics: MonitorMetrics;
  rules: Rules;
  lengths: BucketLengths;
  intake: IntakeState;
  ackWaitMs: number;
}

/**
 * Takes every event of every solve. Those that end a solve are recorded and judged, many in one transaction; a message is
 * acknowledged after the commit. Effects happen once however often a message comes.
 */
export function onSolveEvent(app: App, options: SolveEventOptions): Consumer {
  const { bus, metrics, intake } = options;
  const batcher = new Batcher<SolveMessage>({ maxItems: BATCH_MESSAGES, gatherMs: GATHER_MS }, (messages) =>
    recordInPieces(app, options, messages),
  );
  const handle = async (message: BusMessage) => {
    const event = read(message, metrics);
    if (!event.solve) {
      metrics.events.inc({ event: event.name, outcome: 'passed' });
      return;
    }
    await batcher.add({ messageId: message.messageId, solve: event.solve }).catch((error: unknown) => {
      throw givenUp(error, message);
    });
    intake.handledAtMs = Date.now();
    intake.lagSeconds = Math.max(0, intake.handledAtMs - message.storedAt.getTime()) / 1000;
  };
  return bus.consume({
    stream: 'SOLVE',
    durable: CONSUMER,
    filter: 'solveig.v1.solve.>',
    ackWaitMs: options.ackWaitMs,
    maxAckPending: 2 * PREFETCH,
    prefetch: PREFETCH,
    concurrency: PREFETCH,
    isOfUse: ({ subject }) => {
      if (endsSolve(subject)) return true;
      metrics.events.inc({ event: 'other', outcome: 'passed' });
      return false;
    },
    handle,
  });
}

/** A message that fails alone, again and again, and through no outage, would come for ever. */
function givenUp(thrown: unknown, message: BusMessage): Error {
  const error = errorFrom(thrown);
  if (error.reason !== 'INTERNAL' || message.deliveryCount < MAX_DELIVERIES) return error;
  return new TerminalError(`message ${message.messageId} failed ${message.deliveryCount} times`, { cause: error });
}

function read(message: BusMessage, metrics: MonitorMetrics) {
  try {
    const event = readEvent(message);
    return { name: event.key, solve: endedSolveOf(event, currentTraceParent()) };
  } catch (error) {
    metrics.events.inc({ event: 'unreadable', outcome: 'refused' });
    if (error instanceof TerminalError) throw error;
    throw new TerminalError(`message ${message.messageId} on ${message.subject} is not a solve event`, {
      cause: error,
    });
  }
}

/** A message that Postgres refuses must not take its whole batch with it: then each is tried alone. */
async function recordInPieces(app: App, options: SolveEventOptions, messages: SolveMessage[]): Promise<Outcomes> {
  try {
    await record(app, options, messages);
    return [];
  } catch (thrown) {
    const error = errorFrom(thrown);
    if (messages.length === 1 || error.reason !== 'INTERNAL') throw error;
    options.log.warn({ err: error, messages: messages.length }, 'a batch failed and is taken apart');
  }
  const failures: unknown[] = [];
  for (const message of messages) {
    failures.push(
      await record(app, options, [message]).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  }
  return failures;
}

async function record(app: App, options: SolveEventOptions, messages: readonly SolveMessage[]): Promise<void> {
  const { db, metrics, log } = options;
  const [first, ...others] = messages.map((m) => m.solve.traceParent).filter((parent) => parent !== '');
  const startMs = monotonicMs();
  const span = {
    app,
    ...(first ? { parent: first } : {}),
    links: others,
    attributes: { 'messaging.batch.message_count': messages.length },
  };
  const recorded = await withSpan('monitor.recordSolves', span, () =>
    db.tx((tx) => recordSolves(db, tx, messages, options), { retry: true }),
  );
  crashPoint('consume-after-commit');
  metrics.batchSize.observe(messages.length);
  metrics.batchSeconds.observe(secondsSince(startMs));
  count(recorded, metrics);
  for (const { change, alert } of recorded.changes) {
    log.info(
      { alert: alert.id, alertname: alert.name, severity: alert.severity, summary: alert.summary },
      `alert ${change}`,
    );
  }
}

function count(recorded: Recorded, metrics: MonitorMetrics): void {
  const now = Date.now();
  for (const solve of recorded.solves) {
    metrics.events.inc({ event: solve.end, outcome: 'recorded' });
    metrics.delay.observe(Math.max(0, now - solve.endedAtMs) / 1000);
  }
  if (recorded.duplicates > 0) metrics.events.inc({ event: 'any', outcome: 'duplicate' }, recorded.duplicates);
  metrics.countChanges(recorded.changes);
}
