import type { Db } from '@solveig/kit/db';
import type { KindToken } from '#domain/jobs/job-state';
import { bufferOf, eventValues, type JobEvent, recordEvents } from './event-rows.ts';
import { JOB_COLUMNS, type JobRow } from './job-row.ts';

/** A job that was checked and now asks to be accepted. */
export interface NewJob {
  id: string;
  tenant: string;
  subject: string;
  idempotencyKey: string | undefined;
  /** SHA-256, 32 bytes. */
  specHash: Uint8Array;
  kind: KindToken;
  priority: number;
  templateId: string;
  label: string;
  size: number;
  secondSize: number;
  problem: Uint8Array | undefined;
  problemBlob: string | undefined;
  options: Uint8Array;
  traceParent: string;
  maxAttempts: number;
  expiresAfterSeconds: number;
  /** Its `submitted`, number 1. */
  event: JobEvent;
}

const INSERT = `-- INSERT job submit
WITH moved AS (
  INSERT INTO job (id, tenant, subject, idem_key, spec_hash, kind, priority, template_id, label, size, second_size,
    problem, problem_blob, options, trace_parent, max_attempts, deadline_at, actor)
  SELECT i.id, i.tenant, i.subject, i.idem_key, i.spec_hash, i.kind, i.priority, i.template_id, i.label, i.size,
    i.second_size, i.problem, i.problem_blob, i.options, i.trace_parent, i.max_attempts,
    now() + make_interval(secs => i.expires_after), i.subject
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::smallint[], $8::text[],
    $9::text[], $10::int[], $11::int[], $12::bytea[], $13::text[], $14::bytea[], $15::text[], $16::int[], $17::float8[])
    AS i(id, tenant, subject, idem_key, spec_hash, kind, priority, template_id, label, size, second_size, problem,
      problem_blob, options, trace_parent, max_attempts, expires_after)
  ON CONFLICT (tenant, idem_key) WHERE idem_key IS NOT NULL DO NOTHING
  RETURNING ${JOB_COLUMNS}
), ${recordEvents(18)}
SELECT * FROM moved`;

/** Accepts jobs in one statement; gives the rows accepted. A job whose key its tenant used before is not among them. */
export function insertJobs(db: Db, jobs: readonly NewJob[]): Promise<JobRow[]> {
  return db.query<JobRow>(INSERT, [
    jobs.map((j) => j.id),
    jobs.map((j) => j.tenant),
    jobs.map((j) => j.subject),
    jobs.map((j) => j.idempotencyKey ?? null),
    jobs.map((j) => bufferOf(j.specHash)),
    jobs.map((j) => j.kind),
    jobs.map((j) => j.priority),
    jobs.map((j) => j.templateId),
    jobs.map((j) => j.label),
    jobs.map((j) => j.size),
    jobs.map((j) => j.secondSize),
    jobs.map((j) => (j.problem ? bufferOf(j.problem) : null)),
    jobs.map((j) => j.problemBlob ?? null),
    jobs.map((j) => bufferOf(j.options)),
    jobs.map((j) => j.traceParent),
    jobs.map((j) => j.maxAttempts),
    jobs.map((j) => j.expiresAfterSeconds),
    ...eventValues(jobs.map((j) => j.event)),
  ]);
}

/** The job that an idempotency key stands for, with the hash of its request. */
export async function jobByKey(
  db: Db,
  tenant: string,
  idempotencyKey: string,
): Promise<(JobRow & { spec_hash: Buffer }) | undefined> {
  const [row] = await db.query<JobRow & { spec_hash: Buffer }>(
    `-- SELECT job by key
SELECT ${JOB_COLUMNS}, job.spec_hash FROM job WHERE tenant = $1 AND idem_key = $2`,
    [tenant, idempotencyKey],
  );
  return row;
}
