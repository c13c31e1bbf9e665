import type { Db, Tx } from '@solveig/kit/db';
import type { OutboxMessage } from '@solveig/kit/outbox';
import { storable } from '@solveig/kit/storable';
import type { JobState } from '#domain/jobs/job-state';

/** One thing that happened to a job: a row for its watchers and, for most, a message for everybody. */
export interface JobEvent {
  jobId: string;
  /** The job's own event number, from 1. */
  seq: number;
  event: string;
  state: JobState;
  /** An encoded solveig.model.v1.Incumbent. */
  incumbent?: Uint8Array | undefined;
  detail: string;
  message?: OutboxMessage | undefined;
}

/**
 * CTEs that write events and their messages for the jobs whose `id` stands in the CTE `moved`. Their values, from parameter
 * `$first` on, come from `eventValues`. They run in the statement that changes the jobs: all of it happens, or nothing.
 */
export function recordEvents(first: number): string {
  const $ = (n: number, type: string) => `$${first + n}::${type}[]`;
  return `
happened AS (
  SELECT e.* FROM unnest(${$(0, 'uuid')}, ${$(1, 'int')}, ${$(2, 'text')}, ${$(3, 'text')}, ${$(4, 'bytea')}, ${$(5, 'text')},
    ${$(6, 'text')}, ${$(7, 'jsonb')}, ${$(8, 'bytea')})
    AS e(job_id, seq, event, state, incumbent, detail, subject, headers, payload)
  JOIN moved ON moved.id = e.job_id
), recorded AS (
  INSERT INTO job_event (job_id, seq, event, state, incumbent, detail)
  SELECT job_id, seq, event, state, incumbent, detail FROM happened
  ON CONFLICT (job_id, seq) DO NOTHING
), enqueued AS (
  INSERT INTO outbox (subject, msg_id, key, headers, payload)
  SELECT subject, headers ->> 'ce-id', job_id::text, headers, payload FROM happened
  WHERE subject IS NOT NULL ORDER BY job_id, seq
  ON CONFLICT (msg_id) DO NOTHING
)`;
}

/** Writes events of jobs that the transaction has changed before. */
export async function recordEventsIn(db: Db, tx: Tx, events: readonly JobEvent[]): Promise<void> {
  await db.query(
    `-- INSERT job_event
WITH moved AS (SELECT DISTINCT unnest($1::uuid[]) AS id), ${recordEvents(1)}
SELECT count(*) FROM moved`,
    eventValues(events),
    tx,
  );
}

/** Parameter values for `recordEvents`. */
export function eventValues(events: readonly JobEvent[]): unknown[] {
  return [
    events.map((e) => e.jobId),
    events.map((e) => e.seq),
    events.map((e) => e.event),
    events.map((e) => e.state),
    events.map((e) => (e.incumbent ? bufferOf(e.incumbent) : null)),
    events.map((e) => storable(e.detail)),
    events.map((e) => e.message?.subject ?? null),
    events.map((e) => (e.message ? JSON.stringify(e.message.headers) : null)),
    events.map((e) => (e.message ? bufferOf(e.message.payload) : null)),
  ];
}

/** A view for `pg`, which takes Buffers only; no copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
