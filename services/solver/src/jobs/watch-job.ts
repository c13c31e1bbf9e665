import type { Db } from '@solveig/kit/db';
import { Incumbent } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Job, WatchJobResponse } from '@solveig/proto/gen/solveig/solver/v1/job';
import { hasEnded } from '#domain/jobs/job-state';
import { type EventRow, eventsAfter, readJob } from '../store/read-jobs.ts';
import { Bell } from './bell.ts';
import { jobNotFound } from './end-job.ts';
import { STATE_OF_TOKEN } from './job-codec.ts';
import type { Wake } from './wake.ts';

export interface WatchParts {
  db: Db;
  wake: Wake;
  /** The job with its answer, as clients see it. */
  read: (tenant: string, id: string) => Promise<Job>;
}

const PAGE = 200;
const MOST_SEQ = 2 ** 31 - 1;
/** Longest time until an event is seen whose hint got lost. */
const POLL_MS = 1_000;

/**
 * Everything that happens to a job after event `afterSeq`, in order and without gaps, until it has ended; the last message
 * carries the job. Who comes back with the number seen last misses nothing.
 */
export async function* watchJob(
  parts: WatchParts,
  whose: { tenant: string; id: string; afterSeq: number },
  signal: AbortSignal,
): AsyncGenerator<WatchJobResponse> {
  const { db, wake } = parts;
  const bell = new Bell();
  const stopListening = wake.onJob(whose.id, bell.ring);
  // Above it Postgres knows no integer, and no job an event.
  let seen = Math.min(whose.afterSeq, MOST_SEQ);
  try {
    while (!signal.aborted) {
      const job = await readJob(db, whose.tenant, whose.id);
      if (!job) throw jobNotFound(whose.id);
      // Read after the job: when that has ended, its last event is among them.
      for (let more = job.last_seq > seen; more; ) {
        const rows = await eventsAfter(db, whose.id, seen, PAGE);
        for (const row of rows) {
          seen = row.seq;
          yield await told(parts, whose, row);
          if (hasEnded(row.state)) return;
        }
        more = rows.length === PAGE;
      }
      if (hasEnded(job.state)) return yield await again(parts, whose, seen);
      await bell.wait(POLL_MS, signal);
    }
    signal.throwIfAborted();
  } finally {
    stopListening();
  }
}

async function told(
  parts: WatchParts,
  whose: { tenant: string; id: string },
  row: EventRow,
): Promise<WatchJobResponse> {
  return {
    seq: row.seq,
    event: row.event,
    at: row.at,
    state: STATE_OF_TOKEN[row.state],
    incumbent: row.incumbent ? Incumbent.decode(row.incumbent) : undefined,
    detail: row.detail,
    job: hasEnded(row.state) ? await parts.read(whose.tenant, whose.id) : undefined,
  };
}

/** For who has seen the end already: the end once more, so that every watch closes with the job. */
async function again(
  parts: WatchParts,
  whose: { tenant: string; id: string },
  seen: number,
): Promise<WatchJobResponse> {
  const [last] = await eventsAfter(parts.db, whose.id, Math.max(0, seen - 1), 1);
  if (last && hasEnded(last.state)) return told(parts, whose, last);
  const job = await parts.read(whose.tenant, whose.id);
  return { seq: job.lastSeq, event: '', at: job.finishedAt, state: job.state, incumbent: undefined, detail: '', job };
}
