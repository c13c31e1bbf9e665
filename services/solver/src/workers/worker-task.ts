import type { SolveGoal } from '#domain/strategy/solve-goal';
import type { ChildMeasures, IncumbentReport, TravelCells } from './messages.ts';

/** One solve for the pool. */
export interface WorkerTask {
  /** A protobuf message `solveig.model.v1.Problem`. */
  readonly problem: Uint8Array;
  readonly travel: readonly TravelCells[];
  /** Travel is only estimated: use the emergency strategy. */
  readonly emergency: boolean;
  /** Names of the strategies that may be tried, in order; all of the kind when absent. */
  readonly strategies?: readonly string[] | undefined;
  /** When the answer is due, epoch milliseconds. */
  readonly deadlineMs: number;
  readonly seed: number;
  readonly iterations?: number | undefined;
  /** What of an answer is good enough to end before the deadline. */
  readonly goal?: SolveGoal | undefined;
  /** Fault setting: multiplies the time of the solve; 1 normally. */
  readonly slowdown: number;
  /** Idle workers that may search beside the first one; they leave when somebody waits for a worker. 0 when absent. */
  readonly mates?: number | undefined;
  /** Seconds beyond a small one's that an emergency plan takes to be made, read and checked, as estimated; 0 when absent. */
  readonly emergencySeconds?: number;
  /** Only searches beside another worker. */
  readonly isHelping?: boolean;
  readonly onStarted?: ((worker: string) => void) | undefined;
  readonly onIncumbent?: ((incumbent: IncumbentReport) => void) | undefined;
  /** A checked answer of the worker is at hand, in case it has none itself in time. */
  readonly onKept?: (() => void) | undefined;
  /** End without an answer. */
  readonly cancel: AbortSignal;
  /** End now and keep the best answer. */
  readonly stop?: AbortSignal | undefined;
}

export interface WorkerAnswer {
  /** A protobuf message `solveig.model.v1.SolveResult`. */
  readonly result: Uint8Array;
  readonly measures: ChildMeasures;
  readonly queueSeconds: number;
  readonly worker: string;
  /** Set when the side worker made the emergency plan in place of a worker: why, in words. */
  readonly lastResort?: string;
}

/** How a solve is ended that does not end by itself, in milliseconds after it was asked to. */
export interface StopSteps {
  /** The thread is terminated. */
  readonly terminateAfterMs: number;
  /** The process is killed. */
  readonly killAfterMs: number;
}

/**
 * Time kept back from the engine for its last step and the way home: 8 % of the
 * time to the deadline, 20 to 250 ms.
 */
export function reserveMs(remainingMs: number): number {
  return Math.min(250, Math.max(20, remainingMs * 0.08));
}
