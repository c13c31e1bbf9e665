import { ERROR_REASONS, isErrorReason } from '@solveig/kit/errors';
import { traceIdOf } from '@solveig/kit/telemetry';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { Incumbent, type SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { type Job, type JobError, JobState, Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { hasEnded, type KindToken, type JobState as StateToken } from '#domain/jobs/job-state';
import type { JobRow, ShownJobRow } from '../store/job-row.ts';

/** Kinds as they stand in rows and subjects. */
export const KIND_OF_TOKEN: Readonly<Record<KindToken, ProblemKind>> = {
  routing: ProblemKind.PROBLEM_KIND_ROUTING,
  itinerary: ProblemKind.PROBLEM_KIND_ITINERARY,
  linear: ProblemKind.PROBLEM_KIND_LINEAR,
};

const TOKEN_OF_KIND = new Map<ProblemKind, KindToken>(
  Object.entries(KIND_OF_TOKEN).map(([token, kind]) => [kind, token as KindToken]),
);

/** The token of a kind; undefined for one without. */
export function kindToken(kind: ProblemKind): KindToken | undefined {
  return TOKEN_OF_KIND.get(kind);
}

export const STATE_OF_TOKEN: Readonly<Record<StateToken, JobState>> = {
  QUEUED: JobState.JOB_STATE_QUEUED,
  DISPATCHED: JobState.JOB_STATE_DISPATCHED,
  RUNNING: JobState.JOB_STATE_RUNNING,
  SUCCEEDED: JobState.JOB_STATE_SUCCEEDED,
  FAILED: JobState.JOB_STATE_FAILED,
  CANCELLED: JobState.JOB_STATE_CANCELLED,
  EXPIRED: JobState.JOB_STATE_EXPIRED,
};

const TOKEN_OF_STATE = new Map<JobState, StateToken>(
  Object.entries(STATE_OF_TOKEN).map(([token, state]) => [state, token as StateToken]),
);

export function stateToken(state: JobState): StateToken | undefined {
  return TOKEN_OF_STATE.get(state);
}

const PRIORITIES = [Priority.PRIORITY_HI, Priority.PRIORITY_NORM, Priority.PRIORITY_LOW] as const;

/** The number that a row stores: 0 hi, 1 norm (also when not said), 2 low. */
export function priorityIndex(priority: Priority): number {
  const index = PRIORITIES.indexOf(priority as (typeof PRIORITIES)[number]);
  return index === -1 ? 1 : index;
}

/** A job as clients see it. */
export function toJob(row: JobRow | ShownJobRow, result?: SolveResult): Job {
  return {
    id: row.id,
    kind: KIND_OF_TOKEN[row.kind],
    state: STATE_OF_TOKEN[row.state],
    priority: PRIORITIES[row.priority] ?? Priority.PRIORITY_NORM,
    templateId: row.template_id,
    label: row.label,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    deadlineAt: row.deadline_at,
    lastSeq: row.last_seq,
    traceId: traceIdOf(row.trace_parent),
    incumbent: row.incumbent ? Incumbent.decode(row.incumbent) : undefined,
    result,
    error: row.error ? toJobError(row.error) : undefined,
    size: row.size,
    secondSize: row.second_size,
    endedBy: 'actor' in row && hasEnded(row.state) ? row.actor : '',
  };
}

function toJobError(error: { reason: string; message: string }): JobError {
  const known = isErrorReason(error.reason) ? ERROR_REASONS[error.reason] : ERROR_REASONS.INTERNAL;
  return {
    reason: error.reason,
    message: error.message,
    remedy: known.remedy,
    legacyCode: known.legacyCode ?? '',
  };
}
