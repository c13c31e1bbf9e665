import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { hasEnded } from '#domain/jobs/job-state';
import type { JobRow, ShownJobRow } from '../store/job-row.ts';
import { askToStop, lockJob, type Move, moveJobs } from '../store/move-jobs.ts';
import { readJob } from '../store/read-jobs.ts';
import type { DbClock } from './db-clock.ts';
import { type EventMoment, solveEvent } from './job-events.ts';
import type { JobMetrics } from './job-metrics.ts';
import type { Wake } from './wake.ts';

export interface EndJobParts {
  db: Db;
  wake: Wake;
  clock: DbClock;
  metrics: JobMetrics;
}

interface Whose {
  tenant: string;
  id: string;
  subject: string;
}

/**
 * Ends a job without an answer, at once: its row decides. A worker that holds it finds its epoch gone, stops, and says
 * nothing. Throws NOT_FOUND, or ALREADY_FINISHED when the job ended before.
 */
export async function cancelJob(parts: EndJobParts, whose: Whose, reason: string): Promise<ShownJobRow> {
  const detail = reason || `cancelled by ${whose.subject || 'its owner'}`;
  const row = await inTransaction(parts, whose, async (job, move) => {
    const event = solveEvent('cancelled', job, momentOf(job, parts.clock), { detail }, { detail });
    await move({
      from: job,
      to: 'CANCELLED',
      actor: actorOf(whose),
      error: { reason: 'CANCELLED', message: detail },
      event,
    });
  });
  wakeRelays();
  parts.metrics.ended(row, 'CANCELLED', 'CANCELLED');
  parts.wake.work();
  return row;
}

/** Asks a job to end now with the best answer it has. Throws NOT_FOUND, or ALREADY_FINISHED when it ended before. */
export async function stopJob(parts: EndJobParts, whose: Whose): Promise<ShownJobRow> {
  return inTransaction(parts, whose, (job, _, tx) => askToStop(parts.db, tx, job.id));
}

async function inTransaction(
  { db, wake }: EndJobParts,
  { tenant, id }: Whose,
  change: (job: JobRow, move: (move: Move) => Promise<unknown>, tx: Parameters<typeof lockJob>[1]) => Promise<void>,
): Promise<ShownJobRow> {
  await db.tx(async (tx) => {
    const job = await lockJob(db, tx, tenant, id);
    if (!job) throw jobNotFound(id);
    if (hasEnded(job.state)) {
      throw new SolveigError('ALREADY_FINISHED', `the job has ended already: ${job.state}`, {
        metadata: { job_id: id, state: job.state },
      });
    }
    await change(job, (move) => moveJobs(db, [move], tx), tx);
  });
  wake.jobs([id]);
  wake.order(id);
  const row = await readJob(db, tenant, id);
  if (!row) throw jobNotFound(id);
  return row;
}

/** The same words for a job that is not there and for one of another tenant. */
export function jobNotFound(id: string): SolveigError {
  return new SolveigError('NOT_FOUND', `there is no job ${JSON.stringify(id.slice(0, 64))}`);
}

/** The moment of the next event of a job that no worker tells about. */
export function momentOf(job: JobRow, clock: DbClock): EventMoment {
  return {
    seq: job.last_seq + 1,
    epoch: Number(job.epoch),
    attempt: job.attempt,
    at: clock.now(),
    traceParent: job.trace_parent,
  };
}

function actorOf({ subject, tenant }: Whose): string {
  return subject || `tenant ${tenant}`;
}
