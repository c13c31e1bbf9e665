import type { ReceivedEvent } from '@solveig/kit/events';
import { type TraceParent, traceIdOf } from '@solveig/kit/telemetry';
import type { AlertChanged } from '@solveig/proto/gen/solveig/events/v1/alert';
import type {
  SolveCancelled,
  SolveCompleted,
  SolveContext,
  SolveExpired,
  SolveFailed,
  SolveOutcome,
} from '@solveig/proto/gen/solveig/events/v1/solve';
import { ProblemKind, problemKindToJSON } from '@solveig/proto/gen/solveig/model/v1/common';
import {
  Attempt_Outcome,
  StopReason,
  solveStatusToJSON,
  stopReasonToJSON,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { type Alert, annotationsOf, labelsOf } from '#domain/alert';
import type { StopReason as DomainStopReason, EndedSolve, SolveEnd, WrongAnswer } from '#domain/ended-solve';

/** Alerts are published under the tenant's name. */
const SUBJECT_TOKEN = /^[A-Za-z0-9_-]+$/;

/** An event body of a solve that ended. */
type EndedBody = SolveCompleted | SolveFailed | SolveCancelled | SolveExpired;

const END_OF_KEY: Readonly<Record<string, SolveEnd>> = {
  completed: 'answered',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** Whether an event on `subject` ends a solve: the last token says what happened. */
export function endsSolve(subject: string): boolean {
  return Object.hasOwn(END_OF_KEY, subject.slice(subject.lastIndexOf('.') + 1));
}

/**
 * What the monitor takes from an event; undefined for events on the way (submitted, started, improved, ...), which end
 * nothing. Throws a RangeError when the event lacks its context. `traceParent` is the span that handles the event.
 */
export function endedSolveOf(event: ReceivedEvent, traceParent: TraceParent | undefined): EndedSolve | undefined {
  const end = END_OF_KEY[event.key];
  if (!end) return undefined;
  const body = event.body as EndedBody;
  const { context } = body;
  if (!context?.jobId) throw new RangeError('the event has no context');
  if (!SUBJECT_TOKEN.test(context.tenant)) throw new RangeError('the tenant is not a subject token');
  const failure = 'reason' in body ? body : undefined;
  const outcome = 'outcome' in body ? body.outcome : undefined;
  return {
    ...contextPart(context, event),
    ...outcomePart(outcome),
    end,
    reason: clean(failure?.reason ?? ''),
    wrongAnswers: wrongAnswersOf(outcome, failure),
    size: outcome?.measures?.size || context.size,
    secondSize: outcome?.measures?.secondSize || context.secondSize,
    traceId: clean(context.traceId) || traceIdOf(traceParent ?? ''),
    traceParent: traceParent ?? '',
  };
}

function contextPart(context: SolveContext, event: ReceivedEvent) {
  return {
    jobId: clean(context.jobId),
    tenant: clean(context.tenant),
    kind: kindToken(context.kind),
    templateId: clean(context.templateId),
    endedAtMs: timeOf(context.at) ?? event.time.getTime(),
    isSynchronous: context.synchronous,
    attempt: context.attempt,
  };
}

function outcomePart(outcome: SolveOutcome | undefined) {
  const measures = outcome?.measures;
  const firstAnswer = finite(measures?.firstAnswerSeconds);
  return {
    status: outcome ? lastWords(solveStatusToJSON(outcome.status), 'SOLVE_STATUS_') : '',
    stopReason: stopReasonOf(outcome?.stopReason),
    strategy: clean(outcome?.strategy ?? ''),
    isDegraded: outcome?.degraded ?? false,
    solveSeconds: seconds(measures?.solveSeconds),
    queueSeconds: seconds(measures?.queueSeconds),
    matrixSeconds: seconds(measures?.matrixSeconds),
    // 0 is proto3's "not set": no engine answers in no time.
    firstAnswerSeconds: firstAnswer !== undefined && firstAnswer > 0 ? firstAnswer : undefined,
    cpuSeconds: seconds(measures?.cpuSeconds),
    peakMemoryMegabytes: seconds(measures?.peakMemoryMegabytes),
    iterations: measures?.iterations ?? 0,
    budgetSeconds: (outcome?.budgetMillis ?? 0) / 1000,
    value: finite(outcome?.value),
    bound: finite(outcome?.bound),
    gap: finite(outcome?.gap),
    cacheHits: Math.max(0, measures?.matrixCacheHits ?? 0),
    cacheMisses: Math.max(0, measures?.matrixCacheMisses ?? 0),
    host: clean(measures?.host ?? ''),
    version: clean(measures?.version ?? ''),
  };
}

function wrongAnswersOf(outcome: SolveOutcome | undefined, failure: SolveFailed | undefined): WrongAnswer[] {
  const refused = (outcome?.attempts ?? [])
    .filter((attempt) => attempt.outcome === Attempt_Outcome.OUTCOME_WRONG_ANSWER)
    .map((attempt) => ({ strategy: clean(attempt.strategy), cause: clean(attempt.cause) }));
  if (refused.length > 0 || failure?.reason !== 'WRONG_ANSWER') return refused;
  return [{ strategy: clean(outcome?.strategy || 'an unnamed strategy'), cause: clean(failure.message) }];
}

function stopReasonOf(reason: StopReason | undefined): DomainStopReason {
  if (reason === undefined || reason === StopReason.STOP_REASON_UNSPECIFIED) return '';
  return lastWords(stopReasonToJSON(reason), 'STOP_REASON_') as DomainStopReason;
}

/** The kind token of subjects and labels. */
export function kindToken(kind: ProblemKind): string {
  return kind === ProblemKind.PROBLEM_KIND_UNSPECIFIED
    ? 'unknown'
    : lastWords(problemKindToJSON(kind), 'PROBLEM_KIND_');
}

/** The enum of a kind token; unspecified for one that is not known. */
export function kindOfToken(token: string): ProblemKind {
  const found = Object.entries(ProblemKind).find(([name]) => name === `PROBLEM_KIND_${token.toUpperCase()}`);
  return found?.[1] ?? ProblemKind.PROBLEM_KIND_UNSPECIFIED;
}

function lastWords(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length).toLowerCase() : '';
}

/** NUL, and every half of a character, paired or not. */
const UNSTORABLE = /[\0\ud800-\udfff]/;

/** Postgres text holds no NUL, and its JSON no half characters. */
function clean(text: string): string {
  // Nearly every text is plain, and looking is much cheaper than replacing.
  return UNSTORABLE.test(text) ? text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

function timeOf(at: Date | undefined): number | undefined {
  return finite(at?.getTime());
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function seconds(value: number | undefined): number {
  return Math.max(0, finite(value) ?? 0);
}

/** An alert as it is told. */
export function alertChangedOf(alert: Alert): AlertChanged {
  return {
    id: alert.id,
    tenant: alert.scope.tenant,
    name: alert.name,
    severity: alert.severity,
    status: alert.status,
    labels: labelsOf(alert),
    annotations: annotationsOf(alert),
    value: alert.value,
    threshold: alert.threshold,
    startedAt: new Date(alert.startedAtMs),
    endedAt: alert.endedAtMs === undefined ? undefined : new Date(alert.endedAtMs),
    jobId: alert.decider.jobId,
    traceId: alert.decider.traceId,
  };
}
