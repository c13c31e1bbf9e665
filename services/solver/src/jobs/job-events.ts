import { eventMessage } from '@solveig/kit/events';
import { type TraceParent, traceIdOf } from '@solveig/kit/telemetry';
import type { SolveContext } from '@solveig/proto/gen/solveig/events/v1/solve';
import { Incumbent } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { MessageOf, SolveEventName } from '@solveig/proto/subjects';
import { type JobState, PRIORITY_TOKENS } from '#domain/jobs/job-state';
import type { JobEvent } from '../store/event-rows.ts';
import type { JobRow } from '../store/job-row.ts';
import { KIND_OF_TOKEN } from './job-codec.ts';

/**
 * The one table of what happens to a job: the state it is in then, and the subject that tells the world. `requeued` is told
 * to the job's watchers only; `dispatched` goes to the workers.
 */
export const JOB_EVENTS = {
  submitted: { state: 'QUEUED', subject: 'submitted' },
  dispatched: { state: 'DISPATCHED', subject: 'jobDispatched' },
  started: { state: 'RUNNING', subject: 'started' },
  improved: { state: 'RUNNING', subject: 'improved' },
  fellback: { state: 'RUNNING', subject: 'fellback' },
  relaxed: { state: 'RUNNING', subject: 'relaxed' },
  neardeadline: { state: 'RUNNING', subject: 'neardeadline' },
  requeued: { state: 'QUEUED', subject: undefined },
  completed: { state: 'SUCCEEDED', subject: 'completed' },
  failed: { state: 'FAILED', subject: 'failed' },
  cancelled: { state: 'CANCELLED', subject: 'cancelled' },
  expired: { state: 'EXPIRED', subject: 'expired' },
} as const satisfies Record<string, { state: JobState; subject: SolveEventName | 'jobDispatched' | undefined }>;

export const EVENT_SOURCE = '/solver';

/** Rules that were bent, as told in one event: a stream takes 256 KiB a message. All of them stand in the result. */
export const MOST_RELAXATIONS_TOLD = 200;

/** Every kind so far is one instance of its template: only a schedule holds several. */
export const INSTANCES_A_PROBLEM = 1;

/** What events need to know about their job. */
export type EventJob = Pick<JobRow, 'id' | 'tenant' | 'kind' | 'template_id' | 'priority' | 'size' | 'second_size'>;

/** When in the life of the job it happened. */
export interface EventMoment {
  /** The job's own event number. */
  seq: number;
  epoch: number;
  attempt: number;
  at: Date;
  /** The span that it belongs to. */
  traceParent: TraceParent;
}

/** What every solve event of a job carries. */
export function contextOf(job: EventJob, moment: EventMoment): SolveContext {
  return {
    jobId: job.id,
    tenant: job.tenant,
    kind: KIND_OF_TOKEN[job.kind],
    templateId: job.template_id,
    seq: moment.seq,
    epoch: moment.epoch,
    attempt: moment.attempt,
    priority: PRIORITY_TOKENS[job.priority] ?? 'norm',
    synchronous: false,
    at: moment.at,
    traceId: traceIdOf(moment.traceParent),
    size: job.size,
    secondSize: job.second_size,
    instanceCount: INSTANCES_A_PROBLEM,
  };
}

/** A solve event of a job: for its watchers and for everybody. `body` is the message without its context. */
export function solveEvent<N extends SolveEventName>(
  name: N,
  job: EventJob,
  moment: EventMoment,
  body: Omit<MessageOf<N>, 'context'>,
  seen: { detail?: string; incumbent?: Incumbent } = {},
): JobEvent {
  const full = { ...body, context: contextOf(job, moment) } as unknown as MessageOf<N>;
  return {
    jobId: job.id,
    seq: moment.seq,
    event: name,
    state: JOB_EVENTS[name].state,
    detail: seen.detail ?? '',
    incumbent: seen.incumbent && Incumbent.encode(seen.incumbent).finish(),
    message: eventMessage(name, {
      tokens: { tenant: job.tenant, kind: job.kind, job: job.id },
      id: `s:${job.id}:${moment.seq}`,
      source: EVENT_SOURCE,
      time: moment.at,
      subject: job.id,
      traceParent: moment.traceParent,
      body: full,
    } as Parameters<typeof eventMessage<N>>[1]),
  };
}

/** The job goes to the workers: ids only, the row is the job. */
export function dispatchedEvent(
  job: EventJob & Pick<JobRow, 'dispatch_n' | 'last_seq' | 'trace_parent'>,
  at: Date,
): JobEvent {
  const dispatch = job.dispatch_n + 1;
  return {
    jobId: job.id,
    seq: job.last_seq + 1,
    event: 'dispatched',
    state: JOB_EVENTS.dispatched.state,
    detail: '',
    message: eventMessage('jobDispatched', {
      tokens: { priority: PRIORITY_TOKENS[job.priority] ?? 'norm', kind: job.kind },
      id: `j:${job.id}:${dispatch}`,
      source: EVENT_SOURCE,
      time: at,
      subject: job.id,
      traceParent: job.trace_parent,
      body: { jobId: job.id, dispatch },
    }),
  };
}

/** The job waits for a worker again. */
export function requeuedEvent(job: Pick<JobRow, 'id' | 'last_seq'>, detail: string): JobEvent {
  return { jobId: job.id, seq: job.last_seq + 1, event: 'requeued', state: JOB_EVENTS.requeued.state, detail };
}
