import { hostname } from 'node:os';
import type { App } from '@solveig/kit/app';
import { monotonicMs, pause } from '@solveig/kit/clock';
import type { Db, Tx } from '@solveig/kit/db';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import type { JobRow } from '../store/job-row.ts';
import { lockOverdue, type Move, moveJobs } from '../store/move-jobs.ts';
import { forgetOldBlobs, forgetOldJobs, forgetOldWorkers, MOST_FORGOTTEN } from '../store/retention.ts';
import type { DbClock } from './db-clock.ts';
import { momentOf } from './end-job.ts';
import { requeuedEvent, solveEvent } from './job-events.ts';
import type { JobMetrics } from './job-metrics.ts';
import type { Wake } from './wake.ts';

export interface ReconcilerParts {
  db: Db;
  wake: Wake;
  clock: DbClock;
  metrics: JobMetrics;
  health: HealthBook;
  log: Logger;
  leaseMs: number;
  dispatchTimeoutMs: number;
  jobRetentionDays: number;
}

const MOST_TICK_MS = 2_000;
const PAGE = 200;
const TIDY_EVERY_MS = 60_000;
const MOST_TIDY_MS = 1_000;
const ACTOR = `reconciler ${hostname()}`;

/**
 * Puts right what was left lying: jobs of workers that fell silent, dispatches that nobody took (also when NATS lost its
 * disk), jobs past their deadline, and rows past their time. One process does it at a time.
 */
export function startReconciler(app: App, parts: ReconcilerParts): void {
  const { db, log } = parts;
  const tickMs = Math.min(parts.leaseMs / 3, MOST_TICK_MS);
  let tidyAtMs = monotonicMs() + TIDY_EVERY_MS;
  const loop = (async () => {
    while (!app.signal.aborted) {
      try {
        await db.tryAdvisoryLock('reconciler', async () => {
          await reconcile(parts);
          if (monotonicMs() < tidyAtMs) return;
          tidyAtMs = monotonicMs() + TIDY_EVERY_MS;
          await tidy(parts);
        });
        parts.health.set('reconciler', 'ok');
      } catch (err) {
        parts.health.set('reconciler', 'degraded', 'jobs of dead workers wait: the database does not answer');
        if (!app.signal.aborted) log.warn({ err }, 'reconciling failed; it is tried again');
      }
      await pause(tickMs, app.signal);
    }
  })();
  app.defer('reconciler', () => loop);
}

/** One look at everything overdue; gives how many jobs were moved. */
export async function reconcile(parts: ReconcilerParts): Promise<number> {
  const seconds = parts.dispatchTimeoutMs / 1000;
  const lost = await moveOverdue(
    parts,
    (tx) => lockOverdue(parts.db, tx, 'lease', PAGE),
    (job) => afterLostLease(parts, job),
  );
  const late = await moveOverdue(
    parts,
    (tx) => lockOverdue(parts.db, tx, 'deadline', PAGE),
    (job) => expiry(parts, job),
  );
  const untaken = await moveOverdue(
    parts,
    (tx) => lockOverdue(parts.db, tx, 'dispatch', PAGE, seconds),
    untakenDispatch,
  );
  for (const { from, to } of lost) {
    parts.log.warn({ job: from.id, attempt: (from as JobRow).attempt, to }, 'the worker of a job fell silent');
    if (to === 'QUEUED') parts.metrics.requeued('worker_lost');
    else parts.metrics.ended(from as JobRow, to, 'POISON_JOB');
  }
  for (const { from } of late) parts.metrics.ended(from as JobRow, 'EXPIRED', '');
  for (const _ of untaken) parts.metrics.requeued('dispatch_timeout');
  return lost.length + late.length + untaken.length;
}

async function moveOverdue(
  { db, wake }: ReconcilerParts,
  lock: (tx: Tx) => Promise<JobRow[]>,
  decide: (job: JobRow) => Move,
): Promise<Move[]> {
  const moved = await db.tx(async (tx) => {
    const moves = (await lock(tx)).map(decide);
    const ids = await moveJobs(db, moves, tx);
    return moves.filter((move) => ids.has(move.from.id));
  });
  if (moved.length === 0) return moved;
  wakeRelays();
  wake.jobs(moved.map((move) => move.from.id));
  wake.work();
  return moved;
}

/** The attempt was counted when it began, so a job that kills its workers runs out of them. */
function afterLostLease({ clock }: ReconcilerParts, job: JobRow): Move {
  if (job.attempt < job.max_attempts) {
    const detail = `the worker fell silent in attempt ${job.attempt} of ${job.max_attempts}`;
    return { from: job, to: 'QUEUED', actor: ACTOR, event: requeuedEvent(job, detail) };
  }
  const error = { reason: 'POISON_JOB', message: `the worker fell silent in each of ${job.attempt} attempts` };
  const event = solveEvent(
    'failed',
    job,
    momentOf(job, clock),
    { ...error, outcome: undefined },
    { detail: error.message },
  );
  return { from: job, to: 'FAILED', actor: ACTOR, error, event };
}

function untakenDispatch(job: JobRow): Move {
  const event = requeuedEvent(job, `no worker took dispatch ${job.dispatch_n} in time`);
  return { from: job, to: 'QUEUED', actor: ACTOR, event };
}

function expiry({ clock }: ReconcilerParts, job: JobRow): Move {
  const detail = job.attempt === 0 ? 'it did not start in time' : 'its time was over before it could be tried again';
  const event = solveEvent('expired', job, momentOf(job, clock), {}, { detail });
  return { from: job, to: 'EXPIRED', actor: ACTOR, event };
}

async function tidy({ db, jobRetentionDays }: ReconcilerParts): Promise<void> {
  await pageByPage(() => forgetOldJobs(db, jobRetentionDays));
  await pageByPage(() => forgetOldBlobs(db));
  await forgetOldWorkers(db);
}

/** Forgets page after page, for a moment only: jobs of dead workers wait meanwhile. */
async function pageByPage(forget: () => Promise<number>): Promise<void> {
  const endMs = monotonicMs() + MOST_TIDY_MS;
  while ((await forget()) === MOST_FORGOTTEN && monotonicMs() < endMs);
}
