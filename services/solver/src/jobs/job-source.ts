import type { Bus, PulledMessage, Puller } from '@solveig/kit/bus';
import { monotonicMs } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { readEvent } from '@solveig/kit/events';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import { FIRST_TURNS, fairOrder, reservedTurns } from '#domain/jobs/fair-order';
import { PRIORITY_TOKENS, type PriorityToken } from '#domain/jobs/job-state';
import { type WaitingRow, waitingJobs } from '../store/dispatch-jobs.ts';
import { groupsOf } from './dispatcher.ts';

/** A job to try for. Whether it is to be had, only its row says. */
export interface TakenJob {
  id: string;
  /** Which dispatch the message is of; 0 when the job was found by polling. */
  dispatch: number;
  message: PulledMessage | undefined;
}

export interface JobSource {
  /** Jobs to try for, at most `room`, without waiting. */
  take(room: number): Promise<TakenJob[]>;
  /** Whether jobs come from the database, because NATS has been down for too long. */
  isPolling(): boolean;
}

export interface JobSourceParts {
  db: Db;
  bus: Bus;
  health: HealthBook;
  log: Logger;
  leaseMs: number;
  pollAfterMs: number;
  weightOf: (tenant: string) => number;
  /** Called when a job may be there. */
  onHint: () => void;
}

/** Jobs from NATS; from the database while NATS is down. */
export function openJobSource(parts: JobSourceParts): JobSource {
  const fromBus = busSource(parts);
  const fromDatabase = databaseSource(parts);
  let upAtMs = monotonicMs();
  let wasPolling = false;
  const isPolling = () => {
    // A server that answers without JetStream, or without the stream, brings no jobs either.
    if (fromBus.isUp()) upAtMs = monotonicMs();
    const polling = monotonicMs() - upAtMs > parts.pollAfterMs;
    if (polling !== wasPolling) {
      wasPolling = polling;
      const detail = polling ? 'NATS or its JetStream is down: jobs are taken from the database' : '';
      parts.health.set('jobs', polling ? 'degraded' : 'ok', detail);
      parts.log.warn({ polling }, 'the way that jobs come has changed');
    }
    return polling;
  };
  return { take: (room) => (isPolling() ? fromDatabase(room) : fromBus.take(room)), isPolling };
}

/** Hints may get lost, and what was given back is not hinted at. */
const LOOK_EVERYWHERE_MS = 500;

/** One durable a priority. Each pull asks for what is there; the shares of norm and low hold here too. */
function busSource({ bus, leaseMs, log, onHint }: JobSourceParts) {
  const pullers = Object.fromEntries(
    PRIORITY_TOKENS.map((priority) => [
      priority,
      bus.pull({
        stream: 'JOBS',
        durable: `solve-${priority}`,
        filter: `solveig.v1.job.${priority}.*`,
        ackWaitMs: leaseMs,
      }),
    ]),
  ) as Record<PriorityToken, Puller>;
  // Where something may be. An empty answer costs a round trip, so nobody asks again without a reason.
  const promising = new Set<PriorityToken>(PRIORITY_TOKENS);
  let allAtMs = monotonicMs();
  // Every message of the stream is a core message too: a hint to look, for all workers at once.
  bus.subscribe('solveig.v1.job.*.*', ({ subject }) => {
    const priority = PRIORITY_TOKENS.find((token) => token === subject.split('.')[3]);
    if (priority) promising.add(priority);
    onHint();
    return undefined;
  });
  let turn = 0;
  const isUp = () => PRIORITY_TOKENS.every((priority) => pullers[priority].isUp());
  const take = async (room: number): Promise<TakenJob[]> => {
    if (monotonicMs() - allAtMs > LOOK_EVERYWHERE_MS) {
      allAtMs = monotonicMs();
      for (const priority of PRIORITY_TOKENS) promising.add(priority);
    }
    const taken: TakenJob[] = [];
    const reserved = reservedTurns(turn, room);
    const steps: [PriorityToken, number][] = [
      ['low', reserved.low],
      ['norm', reserved.norm],
      ['hi', room],
      ['norm', room],
      ['low', room],
    ];
    for (const [priority, most] of steps) {
      const wanted = Math.min(most, room - taken.length);
      if (wanted <= 0 || !promising.has(priority)) continue;
      // Taken back first: a hint that comes during the pull must count.
      promising.delete(priority);
      const messages = await pullers[priority].ready(wanted);
      if (messages.length === wanted) promising.add(priority);
      for (const message of messages) {
        const job = read(message, log);
        if (job) taken.push(job);
      }
    }
    turn = (turn + taken.length) % 10;
    return taken;
  };
  return { take, isUp };
}

function read(message: PulledMessage, log: Logger): TakenJob | undefined {
  try {
    const event = readEvent(message);
    if (event.key === 'jobDispatched') return { id: event.body.jobId, dispatch: event.body.dispatch, message };
    log.warn({ subject: message.subject, key: event.key }, 'a message that is no dispatch was dropped');
  } catch (err) {
    log.warn({ err, subject: message.subject }, 'a dispatch that cannot be read was dropped');
  }
  message.terminate();
  return undefined;
}

/** What was dispatched before NATS went down comes first: its turn had come. */
function databaseSource({ db, weightOf }: JobSourceParts): (room: number) => Promise<TakenJob[]> {
  let turns = FIRST_TURNS;
  return async (room) => {
    const fair = (rows: WaitingRow[], count: number) => {
      const order = fairOrder(groupsOf(rows), count, weightOf, turns);
      turns = order.turns;
      return order.picks;
    };
    const dispatched = fair(await waitingJobs(db, 'DISPATCHED', room + 1), room);
    const left = room - dispatched.length;
    const queued = left > 0 ? fair(await waitingJobs(db, 'QUEUED', left + 1), left) : [];
    return [...dispatched, ...queued].map(({ id }) => ({ id, dispatch: 0, message: undefined }));
  };
}
