import { backoffMs } from '@solveig/kit/backoff';
import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { runInContext } from '@solveig/kit/trace-context';
import { SolveMeasures, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { SolveRunner } from '../solving/solve-runner.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { JobEvent } from '../store/event-rows.ts';
import { type Finish, recordProgress } from '../store/hold-jobs.ts';
import { moveJobs } from '../store/move-jobs.ts';
import type { Finisher } from './finisher.ts';
import type { HeldJob } from './held-job.ts';
import { requeuedEvent, solveEvent } from './job-events.ts';
import type { JobMetrics } from './job-metrics.ts';
import { budgetMsOf, type Ending, HOST } from './run-job.ts';
import { outcomeOf, outcomeWithoutAnswer } from './solve-outcome-event.ts';
import { INLINE_BYTES } from './submit-job.ts';
import type { Wake } from './wake.ts';

export interface EndHeldParts {
  db: Db;
  blobs: BlobStore;
  finisher: Finisher;
  metrics: JobMetrics;
  wake: Wake;
  log: Logger;
  /** Names this process and no other one ever. */
  instance: string;
  runner: Pick<SolveRunner, 'budgets'>;
  /** Stops the waiting for a database that is down. */
  signal: AbortSignal;
  jobRetentionDays: number;
  /** Resolves when nothing that happened before is still being recorded. */
  recorded: () => Promise<void>;
  /** The process is stopping. */
  isLeaving: () => boolean;
}

/** Writes the end of an attempt; gives whether the message that brought the job is done with. */
export async function endHeld(parts: EndHeldParts, job: HeldJob, ending: Ending, seconds: number): Promise<boolean> {
  await parts.recorded();
  if (job.isFenced) return true;
  if (ending.kind === 'answered') return finish(parts, job, await answered(parts, job, ending.result), '');
  const isGivenBack = parts.isLeaving() && job.cancel.signal.aborted;
  if (ending.kind === 'again' || isGivenBack) return tryAgain(parts, job, ending.error, isGivenBack, seconds);
  return finish(parts, job, failed(parts, job, ending.error, seconds), ending.error.reason);
}

async function finish({ finisher, metrics, log, signal }: EndHeldParts, job: HeldJob, end: Finish, reason: string) {
  const outcome = await finisher.finish(end, signal);
  if (outcome === 'ended') {
    metrics.ended(job.row, end.state, reason);
    const { id, tenant, kind, attempt } = job.row;
    const facts = { job: id, tenant, kind, attempt, state: end.state, ...(reason === '' ? {} : { reason }) };
    // In the job's trace: this is the line by which `solveig logs --trace` finds it.
    runInContext(job.span.context, () => log.info(facts, 'a job has ended'));
  }
  // What waits in the spool may still be wanted from this message: let it come again.
  return outcome !== 'spooled';
}

async function answered(parts: EndHeldParts, job: HeldJob, result: SolveResult): Promise<Finish> {
  const { row } = job;
  const bytes = SolveResult.encode(result).finish();
  const isInline = bytes.byteLength <= INLINE_BYTES;
  const blob = isInline ? undefined : await putResult(parts, row.tenant, bytes);
  const events = job.takeLast();
  const outcome = outcomeOf(result);
  const detail = result.strategy === '' ? '' : `answered by ${result.strategy}`;
  const last = solveEvent('completed', row, job.nextMoment(), { outcome }, { detail });
  return {
    ...base(parts, job, [...events, last]),
    state: 'SUCCEEDED',
    // A database that is down takes no blob either: the answer then stands in the row, however big.
    result: blob === undefined ? bytes : undefined,
    resultBlob: blob,
    error: undefined,
  };
}

function putResult({ blobs, jobRetentionDays, log }: EndHeldParts, tenant: string, bytes: Uint8Array) {
  return blobs.put(tenant, bytes, (jobRetentionDays + 1) * 86_400).catch((err: unknown) => {
    log.warn({ err }, 'a large answer could not be stored as a blob; it goes into its row');
    return undefined;
  });
}

function failed(parts: EndHeldParts, job: HeldJob, error: SolveigError, seconds: number): Finish {
  const { row } = job;
  const events = job.takeLast();
  const measures = SolveMeasures.fromPartial({
    solveSeconds: seconds,
    queueSeconds: row.queue_seconds,
    size: row.size,
    secondSize: row.second_size,
    host: HOST,
  });
  const told = { reason: error.reason, message: error.message };
  const body = { ...told, outcome: outcomeWithoutAnswer(measures, budgetMsOf(parts, job)) };
  const last = solveEvent('failed', row, job.nextMoment(), body, { detail: error.message });
  return {
    ...base(parts, job, [...events, last]),
    state: 'FAILED',
    result: undefined,
    resultBlob: undefined,
    error: told,
  };
}

function base({ instance }: EndHeldParts, job: HeldJob, events: readonly JobEvent[]) {
  return {
    id: job.row.id,
    epoch: job.row.epoch,
    lastSeq: job.lastSeq,
    incumbent: job.incumbentBytes,
    actor: instance,
    events,
  };
}

/** Back to the queue, unless its attempts are spent. A job that this process gives back has lost no attempt. */
async function tryAgain(
  parts: EndHeldParts,
  job: HeldJob,
  error: SolveigError,
  isGivenBack: boolean,
  seconds: number,
): Promise<boolean> {
  const { row } = job;
  const isAttemptReturned = isGivenBack || error.reason === 'QUEUE_FULL' || error.reason === 'SHUTTING_DOWN';
  if (!isAttemptReturned && row.attempt >= row.max_attempts) {
    const poison = new SolveigError(
      'POISON_JOB',
      `it failed in each of ${row.attempt} attempts, last: ${error.message}`,
    );
    return finish(parts, job, failed(parts, job, poison, seconds), 'POISON_JOB');
  }
  const delayMs = isGivenBack ? 0 : (error.retryAfterMs ?? backoffMs(row.attempt, { firstMs: 500, maxMs: 30_000 }));
  const events = job.takeLast();
  if (events.length > 0) {
    await recordProgress(parts.db, [
      { id: row.id, epoch: row.epoch, lastSeq: job.lastSeq, incumbent: job.incumbentBytes, events },
    ]);
  }
  const cause = isGivenBack ? 'its worker is stopping' : error.message;
  const from = { id: row.id, state: 'RUNNING' as const, last_seq: job.lastSeq };
  const moved = await moveJobs(parts.db, [
    {
      from,
      to: 'QUEUED',
      actor: parts.instance,
      delaySeconds: delayMs / 1000,
      isAttemptReturned,
      event: requeuedEvent(from, `attempt ${row.attempt} ended: ${cause}`),
    },
  ]);
  if (moved.size > 0) {
    parts.metrics.requeued(error.reason);
    const facts = { job: row.id, tenant: row.tenant, attempt: row.attempt, reason: error.reason, cause, delayMs };
    runInContext(job.span.context, () => parts.log.warn(facts, 'a job is tried again'));
  }
  wakeRelays();
  parts.wake.jobs([row.id]);
  return true;
}
