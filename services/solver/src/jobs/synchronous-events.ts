import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { type ErrorReason, errorFrom, SolveigError } from '@solveig/kit/errors';
import { eventMessage } from '@solveig/kit/events';
import type { Logger } from '@solveig/kit/log';
import type { Metrics } from '@solveig/kit/metrics';
import { enqueue, type OutboxMessage } from '@solveig/kit/outbox';
import { traceIdOf } from '@solveig/kit/telemetry';
import { formatTraceParent, newSpanContext } from '@solveig/kit/trace-context';
import type { MessageOf, SolveEventName } from '@solveig/proto/subjects';
import type { EventSink, SynchronousSolve } from '../solving/event-sink.ts';
import { kindToken } from './job-codec.ts';
import { EVENT_SOURCE, INSTANCES_A_PROBLEM, MOST_RELAXATIONS_TOLD } from './job-events.ts';
import { outcomeOf, outcomeWithoutAnswer } from './solve-outcome-event.ts';

/** Solves that may wait to be recorded; above half of it improvements are left out. */
const MOST_WAITING = 5_000;
const BATCH = 100;
/** What ends within this time is written together: a transaction, a pass of the relay and the monitor's share cost as much for one as for ten. */
const GATHER_MS = 100;
/** The start and the improvements of a shorter solve are not told: nobody can follow it any more, and its end says what it took. */
const LEAST_FOLLOWED_MS = 1_000;
const RETRY_MS = 1_000;
/** Errors that lie in the events, not in the moment. */
const HOPELESS: ReadonlySet<ErrorReason> = new Set<ErrorReason>(['INVALID_REQUEST', 'LIMIT_EXCEEDED']);
const IMPROVED_EVERY_MS = 250;
/** How long a stop waits for the database to take what is left. */
const LAST_WORDS_MS = 3_000;

/** Records synchronous solves after their answer, many in one transaction. The caller never waits for it. */
export function startSynchronousEvents(app: App, parts: { db: Db; log: Logger; metrics: Metrics }): EventSink {
  const { db, log, metrics } = parts;
  const waiting: SynchronousSolve[] = [];
  const dropped = metrics.counter({
    name: 'solveig_solver_synchronous_events_dropped_total',
    help: 'Events of synchronous solves that were not recorded because too much waited',
    labels: ['event'],
  });
  let writing: Promise<void> | undefined;

  const forget = ({ solveId, tenant }: SynchronousSolve, err: unknown) => {
    dropped.inc({ event: 'all' });
    log.error({ err, solve: solveId, tenant }, 'the events of a synchronous solve cannot be written');
  };
  let most = BATCH;
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (waiting.length < BATCH) await pause(GATHER_MS, app.signal);
      const batch = waiting.slice(0, most);
      try {
        const messages = batch.flatMap(writtenDown);
        await db.tx((tx) => enqueue(tx, messages));
        waiting.splice(0, batch.length);
        most = BATCH;
      } catch (err) {
        if (HOPELESS.has(errorFrom(err).reason)) {
          // One that cannot be written must not hold up the others: it is found by writing each by itself.
          if (batch.length === 1) forget(waiting.shift() as SynchronousSolve, err);
          most = batch.length === 1 ? BATCH : 1;
          continue;
        }
        if (app.signal.aborted) return;
        log.warn({ err, waiting: waiting.length }, 'synchronous solves could not be recorded; they wait');
        await pause(RETRY_MS, app.signal);
      }
    }
  };
  const start = () => {
    writing ??= write().finally(() => {
      writing = undefined;
      if (waiting.length > 0 && !app.signal.aborted) start();
    });
  };
  app.defer(
    'synchronous events',
    async () => {
      start();
      await writing;
      if (waiting.length > 0) log.warn({ lost: waiting.length }, 'synchronous solves were not recorded');
    },
    LAST_WORDS_MS,
  );
  return {
    recordSynchronous: (solve) => {
      if (waiting.length >= MOST_WAITING) {
        dropped.inc({ event: 'all' });
        return;
      }
      const isTight = waiting.length >= MOST_WAITING / 2;
      if (isTight) dropped.inc({ event: 'improved' }, solve.incumbents.length);
      waiting.push(isTight ? { ...solve, incumbents: [] } : solve);
      start();
    },
  };
}

/** Throws INVALID_REQUEST for a solve of which there can be no messages, such as one of a tenant that is no token. */
function writtenDown(solve: SynchronousSolve): OutboxMessage[] {
  try {
    return messagesOf(solve);
  } catch (cause) {
    throw new SolveigError('INVALID_REQUEST', 'there can be no events of this solve', { cause });
  }
}

/** The events of one solve, in order, numbered from 1, without those that were told when its deadline was near. */
export function messagesOf(solve: SynchronousSolve): OutboxMessage[] {
  const kind = kindToken(solve.kind);
  if (!kind) return [];
  const traceParent = solve.traceParent ?? formatTraceParent(newSpanContext());
  const messages: OutboxMessage[] = [];
  const say = <N extends SolveEventName>(name: N, at: Date, body: Omit<MessageOf<N>, 'context'>) => {
    const seq = messages.length + 1;
    const context = contextOf(solve, { seq, at, traceId: traceIdOf(traceParent) });
    messages.push(
      eventMessage(name, {
        tokens: { tenant: solve.tenant, kind, job: solve.solveId },
        id: `s:${solve.solveId}:${seq}`,
        source: EVENT_SOURCE,
        time: at,
        subject: solve.solveId,
        traceParent,
        body: { ...body, context } as unknown as MessageOf<N>,
      } as Parameters<typeof eventMessage<N>>[1]),
    );
  };
  const { nearing, ending, endedAt } = solve;
  const follow = (started: SynchronousSolve['started'], incumbents: SynchronousSolve['incumbents']) => {
    if (started) say('started', started.at, { worker: started.worker, host: started.host });
    for (const { at, incumbent } of spaced(incumbents)) say('improved', at, { incumbent });
  };
  if (nearing) {
    const { elapsedSeconds, budgetSeconds, incumbents } = nearing;
    follow(nearing.started, incumbents);
    const incumbent = incumbents.at(-1)?.incumbent;
    say('neardeadline', nearing.at, { elapsedSeconds, budgetSeconds, incumbent });
  }
  if (ending.kind === 'running') return messages;
  const told = messages.length;
  const started = nearing?.started ? undefined : solve.started;
  const isLong = started && endedAt.getTime() - started.at.getTime() >= LEAST_FOLLOWED_MS;
  if (nearing || isLong) follow(started, solve.incumbents);
  for (const { from, to, cause } of solve.fellBacks) {
    say('fellback', endedAt, { fromStrategy: from, toStrategy: to, cause });
  }
  if (solve.relaxations.length > 0) {
    say('relaxed', endedAt, { relaxations: solve.relaxations.slice(0, MOST_RELAXATIONS_TOLD) });
  }
  if (ending.kind === 'completed') say('completed', endedAt, { outcome: outcomeOf(ending.result) });
  else if (ending.kind === 'cancelled') say('cancelled', endedAt, { detail: ending.detail });
  else {
    const { reason, message } = ending.error;
    const outcome = outcomeWithoutAnswer(ending.measures, ending.budgetMillis);
    say('failed', endedAt, { reason, message, outcome });
  }
  return messages.slice(told);
}

function contextOf(solve: SynchronousSolve, { seq, at, traceId }: { seq: number; at: Date; traceId: string }) {
  return {
    jobId: solve.solveId,
    tenant: solve.tenant,
    kind: solve.kind,
    templateId: solve.templateId,
    seq,
    epoch: 0,
    attempt: 1,
    priority: '',
    synchronous: true,
    at,
    traceId,
    size: solve.size,
    secondSize: solve.secondSize,
    instanceCount: INSTANCES_A_PROBLEM,
  };
}

/** At most four a second, the last one always. */
function spaced(incumbents: SynchronousSolve['incumbents']): SynchronousSolve['incumbents'] {
  const last = incumbents.at(-1);
  let keptAtMs = Number.NEGATIVE_INFINITY;
  return incumbents.filter((one) => {
    const isDue = one.at.getTime() - keptAtMs >= IMPROVED_EVERY_MS;
    const isNearEnd = last !== undefined && last.at.getTime() - one.at.getTime() < IMPROVED_EVERY_MS;
    if (one !== last && (!isDue || isNearEnd)) return false;
    keptAtMs = one.at.getTime();
    return true;
  });
}
