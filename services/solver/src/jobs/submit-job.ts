import { createHash } from 'node:crypto';
import { crashPoint } from '@solveig/kit/crash-point';
import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import { uuidv7 } from '@solveig/kit/ids';
import type { Metrics } from '@solveig/kit/metrics';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { currentTraceParent } from '@solveig/kit/telemetry';
import { formatTraceParent, newSpanContext } from '@solveig/kit/trace-context';
import { SolveOptions } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import { PRIORITY_TOKENS } from '#domain/jobs/job-state';
import { requestError } from '../rpc/check-solve.ts';
import { problemError } from '../solving/check-problem.ts';
import type { CheckCaller } from '../solving/problem-checker.ts';
import type { SolveRunner } from '../solving/solve-runner.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { JobRow } from '../store/job-row.ts';
import { insertJobs, jobByKey, type NewJob } from '../store/submit-jobs.ts';
import { createBatcher } from './batcher.ts';
import { DEFAULT_EXPIRES_AFTER_SECONDS, problemOf, submissionViolations } from './check-submission.ts';
import type { DbClock } from './db-clock.ts';
import { kindToken, priorityIndex } from './job-codec.ts';
import { solveEvent } from './job-events.ts';
import type { Wake } from './wake.ts';

/** Problems and answers up to this size stand in the job's row, larger ones in a blob. */
export const INLINE_BYTES = 64 * 1024;

/** What a job's blobs outlive its deadline by, so that a late retry still finds its problem. */
const BLOB_GRACE_SECONDS = 7 * 86_400;

export interface Submitter {
  /** Accepts a job, durably once this resolves. The same key with the same request gives the first job. */
  submit(request: SubmitJobRequest, caller: SubmitCaller): Promise<{ row: JobRow; existed: boolean }>;
}

export interface SubmitCaller extends CheckCaller {
  readonly tenant: string;
  readonly subject: string;
}

export interface SubmitterParts {
  db: Db;
  blobs: BlobStore;
  runner: Pick<SolveRunner, 'check' | 'budgets'>;
  wake: Wake;
  clock: DbClock;
  metrics: Metrics;
  maxAttempts: number;
}

export function createSubmitter(parts: SubmitterParts): Submitter {
  const { db, wake } = parts;
  const accepted = parts.metrics.counter({
    name: 'solveig_solver_jobs_accepted_total',
    help: 'Jobs accepted',
    labels: ['kind', 'priority'],
  });
  const scheduled = parts.metrics.counter({
    name: 'jobs_scheduled_total',
    help: 'Jobs accepted (name of the operations guides)',
    labels: ['type'],
  });
  const inserts = createBatcher<NewJob, JobRow | undefined>({
    most: 64,
    lanes: 1,
    run: async (jobs) => {
      crashPoint('submit-before-commit');
      const rows = await insertJobs(db, jobs);
      crashPoint('submit-after-commit');
      wakeRelays();
      wake.work();
      const byId = new Map(rows.map((row) => [row.id, row]));
      return jobs.map((job) => byId.get(job.id));
    },
  });
  return {
    submit: async (request, caller) => {
      const job = await prepare(parts, request, caller);
      const row = await inserts.add(job);
      if (!row) return { row: await firstOf(db, job), existed: true };
      accepted.inc({ kind: job.kind, priority: PRIORITY_TOKENS[job.priority] ?? 'norm' });
      scheduled.inc({ type: job.kind });
      return { row, existed: false };
    },
  };
}

/** Checks a submission, stores what is too big for a row, and writes down the job. */
async function prepare(parts: SubmitterParts, request: SubmitJobRequest, caller: SubmitCaller): Promise<NewJob> {
  const { tenant, subject } = caller;
  const violations = submissionViolations(request, tenant, parts.runner.budgets);
  if (violations.length > 0) throw await requestError(parts, violations, request, caller);
  const { problem, bytes } = await problemOf(request, tenant, parts.blobs);
  const { violations: faults, kind, size, secondSize } = await parts.runner.check(problem, caller, bytes);
  if (faults.length > 0) throw problemError(faults);
  const token = kindToken(kind as Parameters<typeof kindToken>[0]);
  if (!token) throw new SolveigError('INVALID_PROBLEM', 'the problem is of no known kind');
  const expiresAfterSeconds = request.expiresAfterSeconds ?? DEFAULT_EXPIRES_AFTER_SECONDS;
  const keepSeconds = expiresAfterSeconds + BLOB_GRACE_SECONDS;
  const isInline = bytes.byteLength <= INLINE_BYTES;
  const problemBlob = isInline ? undefined : await storeProblem(parts.blobs, tenant, request, bytes, keepSeconds);
  const traceParent = currentTraceParent() ?? formatTraceParent(newSpanContext());
  const id = uuidv7();
  const priority = priorityIndex(request.priority);
  const templateId = request.options?.templateId ?? '';
  const eventJob = { id, tenant, kind: token, template_id: templateId, priority, size, second_size: secondSize };
  const moment = { seq: 1, epoch: 0, attempt: 0, at: parts.clock.now(), traceParent };
  return {
    id,
    tenant,
    subject,
    idempotencyKey: request.idempotencyKey || undefined,
    specHash: hashOf(request, bytes),
    kind: token,
    priority,
    templateId,
    label: request.label,
    size,
    secondSize,
    problem: isInline ? bytes : undefined,
    problemBlob,
    options: request.options ? SolveOptions.encode(request.options).finish() : new Uint8Array(),
    traceParent,
    maxAttempts: parts.maxAttempts,
    expiresAfterSeconds,
    event: solveEvent('submitted', eventJob, moment, {}),
  };
}

async function storeProblem(
  blobs: BlobStore,
  tenant: string,
  request: SubmitJobRequest,
  bytes: Uint8Array,
  keepSeconds: number,
): Promise<string> {
  if (request.problemBlobId === '') return blobs.put(tenant, bytes, keepSeconds);
  await blobs.keep(tenant, request.problemBlobId, keepSeconds);
  return request.problemBlobId;
}

/** SHA-256 of the request without its key; the same problem counts as the same inline and as a blob. */
function hashOf(request: SubmitJobRequest, problemBytes: Uint8Array): Uint8Array {
  const rest = SubmitJobRequest.encode({
    ...request,
    problem: undefined,
    problemBlobId: '',
    idempotencyKey: '',
  }).finish();
  return createHash('sha256').update(`${rest.byteLength} `).update(rest).update(problemBytes).digest();
}

async function firstOf(db: Db, job: NewJob): Promise<JobRow> {
  const first = await jobByKey(db, job.tenant, job.idempotencyKey ?? '');
  if (!first) throw new SolveigError('CONFLICT', 'the job of this idempotency key was just removed; send it again');
  if (!first.spec_hash.equals(job.specHash)) {
    throw new SolveigError(
      'IDEMPOTENCY_KEY_REUSED',
      `the idempotency key belongs to job ${first.id}, which asks for something else`,
      {
        metadata: { job_id: first.id },
      },
    );
  }
  return first;
}
