import { SolveigError, type Violation } from '@solveig/kit/errors';
import { isUuid } from '@solveig/kit/ids';
import { resendSince } from '@solveig/kit/outbox';
import { type PageSizes, pageSizeOf, pageSizeViolation } from '@solveig/kit/page-size';
import { type CallContext, implement, type RpcService } from '@solveig/kit/rpc-server';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import {
  type Job,
  JobServiceService,
  type ListJobsRequest,
  type ListJobsResponse,
} from '@solveig/proto/gen/solveig/solver/v1/job';
import type { JobState as StateToken } from '#domain/jobs/job-state';
import { cancelJob, type EndJobParts, jobNotFound, stopJob } from '../jobs/end-job.ts';
import { kindToken, stateToken, toJob } from '../jobs/job-codec.ts';
import type { SolvedJobs } from '../jobs/solved-job.ts';
import type { Submitter } from '../jobs/submit-job.ts';
import { watchJob } from '../jobs/watch-job.ts';
import type { BlobReader } from '../store/blob-store.ts';
import { listJobs, readJob } from '../store/read-jobs.ts';
import { diffJobs } from './diff-jobs.ts';
import { readPageToken, writePageToken } from './page-token.ts';

export interface JobServiceParts extends EndJobParts {
  submitter: Submitter;
  blobs: BlobReader;
  pages: PageSizes;
  solved: SolvedJobs;
}

/** Outbox rows are kept for 7 days. */
const RESEND_DAYS = 7;
const TENANT = /^[A-Za-z0-9_-]{1,64}$/;

/** Solves that survive crashes. Every query carries the tenant: another's job is as unknown as none. */
export function jobService(parts: JobServiceParts): RpcService {
  const { submitter } = parts;
  const read = (tenant: string, id: string) => readWhole(parts, tenant, id);
  return implement(JobServiceService, {
    submitJob: async (request, context) => {
      const { row, existed } = await submitter.submit(request, context);
      return { job: toJob(row), existed };
    },
    getJob: async ({ jobId }, { tenant }) => ({ job: await read(tenant, checkedId(jobId)) }),
    listJobs: (request, { tenant }) => list(parts, request, tenant),
    watchJob: ({ jobId, afterSeq }, { tenant, signal }) =>
      watchJob({ ...parts, read }, { tenant, id: checkedId(jobId), afterSeq }, signal),
    cancelJob: async ({ jobId, reason }, { tenant, subject }) => ({
      job: toJob(await cancelJob(parts, { tenant, subject, id: checkedId(jobId) }, reason.slice(0, 200))),
    }),
    stopJob: async ({ jobId }, { tenant, subject }) => ({
      job: toJob(await stopJob(parts, { tenant, subject, id: checkedId(jobId) })),
    }),
    diffJobs: (request, { tenant }) => diffJobs(parts.solved, request, tenant),
    resendEvents: async ({ since, tenant }, ctx) => {
      const oldest = Date.now() - RESEND_DAYS * 86_400_000;
      if (!since || since.getTime() < oldest) throw invalidSince();
      const whose = tenantToResend(tenant, ctx);
      const subjectPrefix = `solveig.v1.solve.${whose === undefined ? '' : `${whose}.`}`;
      const events = await parts.db.tx((tx) => resendSince(tx, since, { subjectPrefix }));
      ctx.log.info({ by: ctx.subject, of: whose ?? 'all tenants', since, events }, 'events are sent again');
      return { events };
    },
  });
}

/** Whose events a caller may have sent again; undefined = everybody's. Without the word of the gateway nobody is an admin. */
function tenantToResend(named: string, { tenant, role }: CallContext): string | undefined {
  const isAdmin = role === 'admin';
  const whose = named || (isAdmin ? undefined : tenant);
  if (whose === undefined || whose === tenant) return whose;
  if (!isAdmin) throw new SolveigError('PERMISSION_DENIED', 'only an admin may resend the events of another tenant');
  if (TENANT.test(whose)) return whose;
  const [message, hint] = ['it cannot be the name of a tenant', 'letters, digits, - and _, at most 64'];
  const violations = [{ path: 'tenant', reason: 'MALFORMED', message, hint }];
  throw new SolveigError('INVALID_REQUEST', `tenant: ${message}`, { violations });
}

async function readWhole({ db, blobs }: JobServiceParts, tenant: string, id: string): Promise<Job> {
  const row = await readJob(db, tenant, id);
  if (!row) throw jobNotFound(id);
  const bytes = row.result ?? (row.result_blob === null ? undefined : await blobs.read(tenant, row.result_blob));
  return toJob(row, bytes && SolveResult.decode(bytes));
}

async function list(
  { db, pages }: JobServiceParts,
  request: ListJobsRequest,
  tenant: string,
): Promise<ListJobsResponse> {
  const states = request.states.map(stateToken);
  const kind = kindToken(request.kind);
  const badPage = pageSizeViolation(request.pageSize, pages);
  const violations = [
    ...stateViolations(states),
    ...(request.kind !== ProblemKind.PROBLEM_KIND_UNSPECIFIED && kind === undefined ? [kindViolation()] : []),
    ...(badPage ? [badPage] : []),
  ];
  if (violations.length > 0) throw new SolveigError('INVALID_REQUEST', 'the list cannot be made', { violations });
  const filter = JSON.stringify([[...states].sort(), kind ?? '', request.templateId]);
  const limit = pageSizeOf(request.pageSize, pages);
  const rows = await listJobs(db, {
    tenant,
    states: states as StateToken[],
    kind,
    templateId: request.templateId,
    beforeId: readPageToken(request.pageToken, filter),
    // One more than asked for tells whether there is another page.
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { jobs: page.map((row) => toJob(row)), nextPageToken: hasMore ? writePageToken(last.id, filter) : '' };
}

/** An id that cannot be one is as unknown as any other. */
function checkedId(id: string): string {
  if (!isUuid(id)) throw jobNotFound(id);
  return id;
}

function stateViolations(states: readonly (StateToken | undefined)[]): Violation[] {
  return states.flatMap((state, i) => {
    if (state !== undefined) return [];
    const hint = 'one of the states of JobState but UNSPECIFIED';
    return [{ path: `states[${i}]`, reason: 'UNKNOWN_STATE', message: 'there is no such state', hint }];
  });
}

function kindViolation(): Violation {
  const hint = 'routing, itinerary or linear; none for all';
  return { path: 'kind', reason: 'UNKNOWN_KIND', message: 'there are no jobs of such a kind', hint };
}

function invalidSince(): SolveigError {
  const message = 'since is missing or too long ago';
  const hint = `a moment in the last ${RESEND_DAYS} days: older events are not kept`;
  return new SolveigError('INVALID_REQUEST', message, {
    violations: [{ path: 'since', reason: 'OUT_OF_RANGE', message, hint }],
  });
}
