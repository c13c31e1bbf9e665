import type {
  Incumbent,
  Problem,
  Relaxation,
  SolveOptions,
  SolveResult,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Budgets } from './budgets.ts';
import type { NearDeadline } from './near-deadline.ts';
import type { CheckCaller, ProblemCheck } from './problem-checker.ts';

/** One solve, synchronous or a job's attempt. */
export interface SolveRequestContext {
  /** The job's id, or the synchronous solve's own. */
  readonly solveId: string;
  readonly tenant: string;
  readonly problem: Problem;
  readonly options: SolveOptions | undefined;
  /** When the answer is due, epoch milliseconds. */
  readonly deadlineMs: number;
  /** Time that the job has waited already. */
  readonly queueSeconds?: number | undefined;
  /** W3C traceparent that the solve belongs to; default the current one. */
  readonly traceParent?: string | undefined;
}

export interface SolveHooks {
  onStarted?(info: { worker: string; host: string }): void;
  onIncumbent?(incumbent: Incumbent): void;
  onFellBack?(change: { from: string; to: string; cause: string }): void;
  onRelaxed?(relaxations: Relaxation[]): void;
  /** At most once a run. */
  onNearDeadline?(near: NearDeadline): void;
  /** End without an answer. */
  readonly cancel: AbortSignal;
  /** End now and keep the best answer. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Solves problems in worker processes, with travel data from the distance
 * service. `run` throws `SolveigError`: INVALID_PROBLEM, LIMIT_EXCEEDED,
 * QUEUE_FULL (with a retry hint), WORKER_ERROR, MEMORY_ERROR,
 * TIMEOUT (only without any answer), CANCELLED, WRONG_ANSWER, SHUTTING_DOWN.
 */
export interface SolveRunner {
  readonly budgets: Budgets;
  /** All violations of any problem, or what it is and how large; `bytes` is its message where that is at hand. */
  check(problem: Problem, caller: CheckCaller, bytes?: Uint8Array): Promise<ProblemCheck>;
  run(request: SolveRequestContext, hooks: SolveHooks): Promise<SolveResult>;
  slots(): { total: number; free: number; queued: number };
}
