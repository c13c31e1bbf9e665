import { SolveigError } from '@solveig/kit/errors';
import type { SideAnswer } from './messages.ts';
import type { SideWorker } from './side-worker.ts';
import type { WorkerPool } from './worker-pool.ts';
import { reserveMs, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

/** Name of the side worker where it stands for a worker of the pool. */
const LAST_RESORT = 'last-resort';

/** The emergency plan is asked for this part of the time before the deadline, within limits, and more for large matrices. */
const SHARE = 0.2;
const LEAST_MS = 60;
const MOST_MS = 400;
const MS_A_CELL = 2e-4;
/** A plan that is later than this helps nobody any more. */
const GRACE_MS = 500;

/** How long before the deadline the emergency plan is asked for. */
function lastResortMs(task: WorkerTask, remainingMs: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, remainingMs * SHARE)) + largeMs(task);
}

function largeMs({ travel }: WorkerTask): number {
  return travel.reduce((sum, { size }) => sum + size * size, 0) * MS_A_CELL;
}

/**
 * Runs a task that visits places in the pool. When its deadline is near and it
 * still waits for a worker, or its worker has shown no plan, the side worker
 * makes the emergency plan, which is the answer unless a better one comes in
 * time.
 */
export function runInTime(pool: WorkerPool, side: SideWorker, task: WorkerTask): Promise<WorkerAnswer> {
  return new InTime(pool, side, task).answer;
}

class InTime {
  readonly answer: Promise<WorkerAnswer>;
  readonly #side: SideWorker;
  readonly #task: WorkerTask;
  readonly #beganMs = Date.now();
  readonly #withdraw = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  #startedMs: number | undefined;
  #hasPlan = false;
  #plan: Promise<WorkerAnswer | undefined> | undefined;
  #resolve: (answer: WorkerAnswer) => void = () => undefined;

  constructor(pool: WorkerPool, side: SideWorker, task: WorkerTask) {
    this.#side = side;
    this.#task = task;
    const remainingMs = task.deadlineMs - this.#beganMs;
    this.#timers.push(
      setTimeout(this.#prepare, Math.max(0, remainingMs - lastResortMs(task, remainingMs))),
      // What the worker had is asked for before this.
      setTimeout(this.#takePlan, Math.max(0, remainingMs - reserveMs(remainingMs) * 0.15)),
    );
    task.cancel.addEventListener('abort', this.#cancel, { once: true });
    if (task.cancel.aborted) this.#cancel();
    this.answer = new Promise<WorkerAnswer>((resolve, reject) => {
      this.#resolve = resolve;
      pool.run(this.#watched()).then(resolve, (error: unknown) => this.#onFailure(error).then(resolve, reject));
    }).finally(() => this.#end());
  }

  #watched(): WorkerTask {
    const { onStarted, onIncumbent } = this.#task;
    return {
      ...this.#task,
      cancel: this.#withdraw.signal,
      onStarted: (worker) => {
        this.#startedMs = Date.now();
        onStarted?.(worker);
      },
      onIncumbent: (incumbent) => {
        this.#hasPlan = true;
        onIncumbent?.(incumbent);
      },
    };
  }

  readonly #cancel = () => this.#withdraw.abort();

  readonly #prepare = () => {
    if (this.#hasPlan || this.#task.cancel.aborted) return;
    const { problem, travel, cancel, deadlineMs } = this.#task;
    const patienceMs = Math.ceil(Math.max(0, deadlineMs - Date.now()) + GRACE_MS + largeMs(this.#task));
    const signal = AbortSignal.any([cancel, AbortSignal.timeout(patienceMs)]);
    this.#plan = this.#side
      .run({ type: 'emergency', problem, travel }, signal)
      .then((plan) => this.#answerOf(plan))
      .catch(() => undefined);
    // Whoever still waits gets nothing better any more.
    void this.#plan.then((plan) => {
      if (plan && this.#startedMs === undefined) this.#take(plan);
    });
  };

  readonly #takePlan = () => {
    void this.#plan?.then((plan) => plan && this.#take(plan));
  };

  #take(plan: WorkerAnswer): void {
    this.#resolve(plan);
    this.#withdraw.abort();
  }

  /** The deadline has passed without an answer: the plan may still be on its way. */
  async #onFailure(error: unknown): Promise<WorkerAnswer> {
    const isLate = error instanceof SolveigError && error.reason === 'TIMEOUT';
    const plan = isLate ? await this.#plan : undefined;
    if (!plan) throw error;
    return plan;
  }

  #answerOf(plan: SideAnswer): WorkerAnswer | undefined {
    if (plan.type !== 'planned') return undefined;
    const endedMs = Date.now();
    const waited = this.#startedMs === undefined;
    if (waited) this.#task.onStarted?.(LAST_RESORT);
    return {
      result: plan.result,
      measures: plan.measures,
      queueSeconds: ((this.#startedMs ?? endedMs) - this.#beganMs) / 1000,
      worker: LAST_RESORT,
      lastResort: waited ? 'no worker was free in time' : 'its worker had no plan when the deadline was near',
    };
  }

  #end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#task.cancel.removeEventListener('abort', this.#cancel);
  }
}
