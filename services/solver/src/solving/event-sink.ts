import type { SolveigError } from '@solveig/kit/errors';
import type { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Incumbent, Relaxation, SolveMeasures, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { NearDeadline } from './near-deadline.ts';

/** One synchronous solve after its end, or while it nears its deadline: what its events are made from. */
export interface SynchronousSolve {
  /** An id of its own; there is no job behind it. */
  readonly solveId: string;
  readonly tenant: string;
  readonly kind: ProblemKind;
  /** Empty when the problem is not made from a template. */
  readonly templateId: string;
  readonly size: number;
  readonly secondSize: number;
  /** W3C traceparent of the call. */
  readonly traceParent: string | undefined;
  /** Absent when it never reached a worker. */
  readonly started: { readonly at: Date; readonly worker: string; readonly host: string } | undefined;
  /** What happened until its deadline was near; told then, and not again at the end. */
  readonly nearing?: SynchronousNearing | undefined;
  /** Since then. */
  readonly incumbents: readonly SeenIncumbent[];
  readonly fellBacks: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
  readonly relaxations: readonly Relaxation[];
  readonly endedAt: Date;
  readonly ending: SynchronousEnding;
}

export interface SeenIncumbent {
  readonly at: Date;
  readonly incumbent: Incumbent;
}

export interface SynchronousNearing extends NearDeadline {
  readonly at: Date;
  readonly started: SynchronousSolve['started'];
  readonly incumbents: readonly SeenIncumbent[];
}

export type SynchronousEnding =
  /** It goes on: only what is new is told. */
  | { readonly kind: 'running' }
  | { readonly kind: 'completed'; readonly result: SolveResult }
  | {
      readonly kind: 'failed';
      readonly error: SolveigError;
      readonly measures: SolveMeasures;
      readonly budgetMillis: number;
    }
  | { readonly kind: 'cancelled'; readonly detail: string };

/**
 * Takes the events of synchronous solves. Its promise: returns at once, never
 * throws, writes in batches afterwards; what does not fit its buffer is lost
 * and counted, improvements first.
 */
export interface EventSink {
  recordSynchronous(solve: SynchronousSolve): void;
}
