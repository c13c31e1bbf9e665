import type { MatrixMode } from '#domain/geo/travel-mode';
import type { Violation } from '#domain/linear/violation';
import type { LinearMeasures } from '#domain/quote/measure-linear';
import type { SolveGoal } from '#domain/strategy/solve-goal';

/*
 * What the supervisor and its child processes say to each other (Node's IPC
 * with structured clone, so byte and number arrays travel as they are), and
 * what a child says to its solver thread.
 */

/** Travel of one mode between the locations of a problem, row-major, -1 where there is no way. */
export interface TravelCells {
  readonly mode: MatrixMode;
  readonly size: number;
  /** Seconds. */
  readonly durations: Int32Array;
  /** Metres. */
  readonly distances: Int32Array;
}

export interface SolveOrder {
  readonly type: 'solve';
  readonly id: number;
  /** A protobuf message `solveig.model.v1.Problem`. */
  readonly problem: Uint8Array;
  readonly travel: readonly TravelCells[];
  /** Travel times are plain estimates: only the emergency strategy may be used. */
  readonly emergency: boolean;
  /** Names of the strategies that may be tried, in order; all of the kind when absent. */
  readonly strategies?: readonly string[] | undefined;
  readonly budgetMs: number;
  readonly seed: number;
  readonly iterations?: number | undefined;
  /** What of an answer is good enough to end before the budget. */
  readonly goal?: SolveGoal | undefined;
  /** Really burns this many times the solve's own time in all; 1 is no slowdown. */
  readonly slowdown: number;
  /** Others search the same problem: its number among them, 0 for the one that answers. Absent when it is alone. */
  readonly mateIndex?: number | undefined;
  /** Only searches for the others: nobody reads its own answer. */
  readonly isHelping?: boolean;
}

/** What one of several workers that search the same problem tells the others. */
export interface MateMessage {
  readonly type: 'mate';
  readonly id: number;
  /** Who says it. */
  readonly from: number;
  /** Of a new best, whose flat form follows; absent for other words of the engine. */
  readonly value?: number | undefined;
  readonly flat: Int32Array;
}

/** Answers to the supervisor's orders. Numbers of incumbents are in the problem's own sense. */
export type ChildMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'incumbent'; readonly id: number; readonly incumbent: IncumbentReport }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly result: Uint8Array;
      readonly measures: ChildMeasures;
      /** The last incumbent when it was not told before. */
      readonly incumbent?: IncumbentReport | undefined;
    }
  | MateMessage
  | { readonly type: 'invalid'; readonly id: number; readonly violations: readonly Violation[] }
  /** With `restarting` another solver thread is being started; `ready` follows. */
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly cause: string;
      readonly outOfMemory: boolean;
      readonly restarting?: boolean;
    }
  /** The best checked answer of a solve that did not end when asked; absent when there is none. */
  | { readonly type: 'kept'; readonly id: number; readonly result?: Uint8Array | undefined };

export type ChildOrder =
  | SolveOrder
  /** End the solve now and give the best answer. */
  | { readonly type: 'stop'; readonly id: number }
  /** Give the best answer so far at once; the solve goes on. */
  | { readonly type: 'keep'; readonly id: number }
  /** What a mate says, for the solve of this id. */
  | MateMessage
  /** Terminate the solver thread and start another. */
  | { readonly type: 'terminate'; readonly id: number }
  | { readonly type: 'ping' };

export interface IncumbentReport {
  readonly value: number;
  readonly bound?: number | undefined;
  readonly gap?: number | undefined;
  readonly elapsedSeconds: number;
  readonly iterations: number;
  readonly strategy: string;
}

export interface ChildMeasures {
  readonly solveSeconds: number;
  readonly cpuSeconds: number;
  /** Megabytes (2^20) of resident memory at the highest. */
  readonly peakMemoryMegabytes: number;
}

/** What the thread says to the process around it. */
export type ThreadMessage =
  | Exclude<ChildMessage, { type: 'pong' | 'kept' }>
  /** A checked answer to keep in case the thread has to be terminated. */
  | { readonly type: 'checkpoint'; readonly id: number; readonly result: Uint8Array };

/** What a side worker is asked: short work that must not wait for a worker of the pool. */
export type SideOrder =
  /** The emergency answer to a problem that visits places. */
  | {
      readonly type: 'emergency';
      readonly id: number;
      readonly problem: Uint8Array;
      readonly travel: readonly TravelCells[];
    }
  /** What is wrong with a problem, and how large it is. */
  | { readonly type: 'check'; readonly id: number; readonly problem: Uint8Array }
  /** What a plan (a message `solveig.model.v1.Solution`) is worth, and what it breaks. */
  | {
      readonly type: 'evaluate';
      readonly id: number;
      readonly problem: Uint8Array;
      readonly plan: Uint8Array;
      readonly travel: readonly TravelCells[];
    }
  /** Why a plan leaves out what it leaves out; without a plan one is made. */
  | {
      readonly type: 'explain';
      readonly id: number;
      readonly problem: Uint8Array;
      readonly plan: Uint8Array | undefined;
      readonly travel: readonly TravelCells[];
      readonly budgetMs: number;
    }
  /** Where one more fits beside a plan. */
  | {
      readonly type: 'slots';
      readonly id: number;
      readonly problem: Uint8Array;
      readonly plan: Uint8Array;
      readonly travel: readonly TravelCells[];
      readonly subjectId: string;
      readonly perVehicle: number;
      readonly most: number;
      readonly budgetMs: number;
    };

export type SideAnswer =
  | { readonly type: 'planned'; readonly id: number; readonly result: Uint8Array; readonly measures: ChildMeasures }
  | {
      readonly type: 'checked';
      readonly id: number;
      readonly violations: readonly Violation[];
      readonly size: number;
      readonly secondSize: number;
      /** Absent where there are violations. */
      readonly linear?: LinearMeasures | undefined;
    }
  /** A message `solveig.solver.v1.EvaluateResponse`; absent for a problem that cannot be read, which the violations say. */
  | {
      readonly type: 'evaluated';
      readonly id: number;
      readonly response?: Uint8Array | undefined;
      readonly violations: readonly Violation[];
    }
  /** A message `solveig.solver.v1.ExplainResponse` or `FindSlotsResponse`; absent for a program or a plan that cannot be read. */
  | {
      readonly type: 'explained' | 'slots';
      readonly id: number;
      readonly response?: Uint8Array | undefined;
      readonly violations: readonly Violation[];
    };

export type SideMessage =
  | { readonly type: 'ready' }
  | SideAnswer
  | { readonly type: 'failed'; readonly id: number; readonly cause: string };

/** What a solver thread shares with the process around it. */
export interface ThreadData {
  /** See `STOP_SLOT`. */
  readonly flags: SharedArrayBuffer;
  /** See `MateBox`. */
  readonly mates: SharedArrayBuffer;
}

/** Slots of the shared flags: the id of the solve that must end. */
export const STOP_SLOT = 0;
