import type { JobState, KindToken } from '#domain/jobs/job-state';

/** A job as its table has it, without the bytes of problem, options and result. */
export interface JobRow {
  id: string;
  tenant: string;
  subject: string;
  kind: KindToken;
  /** Index into PRIORITY_TOKENS. */
  priority: number;
  template_id: string;
  label: string;
  size: number;
  second_size: number;
  trace_parent: string;
  max_attempts: number;
  created_at: Date;
  deadline_at: Date;
  state: JobState;
  last_seq: number;
  attempt: number;
  /** A bigint, so a string of digits. */
  epoch: string;
  dispatch_n: number;
  stop_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  incumbent: Buffer | null;
  error: { reason: string; message: string } | null;
}

/** What a worker needs to run a job. */
export interface ClaimedRow extends JobRow {
  problem: Buffer | null;
  problem_blob: string | null;
  options: Buffer;
  /** Seconds between submission and this claim, by the clock of the database. */
  queue_seconds: number;
  /** An attempt before this one has said that it nears its deadline. */
  near_deadline_told: boolean;
}

/** A job as clients ask for it. */
export interface ShownJobRow extends JobRow {
  /** Who made the last change of its state. */
  actor: string;
}

/** A job with its answer. */
export interface JobWithResultRow extends ShownJobRow {
  result: Buffer | null;
  result_blob: string | null;
}

/** The columns of a JobRow. */
export const JOB_COLUMNS = `job.id, job.tenant, job.subject, job.kind, job.priority, job.template_id, job.label, job.size,
  job.second_size, job.trace_parent, job.max_attempts, job.created_at, job.deadline_at, job.state, job.last_seq,
  job.attempt, job.epoch, job.dispatch_n, job.stop_at, job.started_at, job.finished_at, job.incumbent, job.error`;
