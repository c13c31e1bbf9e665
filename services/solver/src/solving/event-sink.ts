import type { SolveigError } from '@solveig/kit/errors';
import type { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Incumbent, Relaxation, SolveMeasures, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';

/** One synchronous solve after its end: what its events (started, improved, fellback, relaxed, and the last) are made from. */
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
  readonly incumbents: readonly { readonly at: Date; readonly incumbent: Incumbent }[];
  readonly fellBacks: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
  readonly relaxations: readonly Relaxation[];
  readonly endedAt: Date;
  readonly ending: SynchronousEnding;
}

export type SynchronousEnding =
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
