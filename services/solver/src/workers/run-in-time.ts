import { SolveigError } from '@solveig/kit/errors';
import type { SideAnswer } from './messages.ts';
import { planned } from './side-work.ts';
import type { SideWorker } from './side-worker.ts';
import type { WorkerPool } from './worker-pool.ts';
import { reserveMs, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

/** Name of the side worker where it stands for a worker of the pool. */
const LAST_RESORT = 'last-resort';

/** The emergency plan is asked for this part of the time before the deadline, within limits, and sooner for large problems. */
const SHARE = 0.2;
const LEAST_MS = 60;
const MOST_MS = 400;
/** A plan that is later than this helps nobody any more. */
const GRACE_MS = 500;
/** Up to so much the plan is made in this process where the side worker cannot: it takes as long as checking a plan. */
const MOST_SECONDS_HERE = 0.02;
/** So long after the deadline the side worker is not waited for any more when it can be made here. */
const IMPATIENT_MS = 50;

/** How long before the deadline the emergency plan is asked for. */
function lastResortMs(task: WorkerTask, remainingMs: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, remainingMs * SHARE)) + extraMs(task);
}

function extraMs({ emergencySeconds = 0 }: WorkerTask): number {
  return emergencySeconds * 1000;
}

/**
 * Runs a task that visits places in the pool. When its deadline is near and it
 * still waits for a worker, or its worker has shown no plan or cannot hand it
 * over, the side worker makes the emergency plan, which is the answer unless a
 * better one comes in time. Where the side worker is not there either, small
 * problems are planned in this process.
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
  #isKept = false;
  #plan: Promise<WorkerAnswer | undefined> | undefined;
  #resolve: (answer: WorkerAnswer) => void = () => undefined;

  constructor(pool: WorkerPool, side: SideWorker, task: WorkerTask) {
    this.#side = side;
    this.#task = task;
    const remainingMs = task.deadlineMs - this.#beganMs;
    this.#timers.push(
      setTimeout(this.#prepare, Math.max(0, remainingMs - lastResortMs(task, remainingMs))),
      // What the worker has shown is fetched three reserves before the deadline.
      setTimeout(this.#prepareUnkept, Math.max(0, remainingMs - reserveMs(remainingMs) * 2)),
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
    const { onStarted, onIncumbent, onKept } = this.#task;
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
      onKept: () => {
        this.#isKept = true;
        onKept?.();
      },
    };
  }

  readonly #cancel = () => this.#withdraw.abort();

  readonly #prepare = () => {
    if (!this.#hasPlan) this.#ask();
  };

  readonly #prepareUnkept = () => {
    if (!this.#isKept) this.#ask();
  };

  #ask(): void {
    if (this.#plan || this.#task.cancel.aborted) return;
    this.#plan = this.#bySideWorker();
    // Whoever still waits gets nothing better any more.
    void this.#plan.then((plan) => {
      if (plan && this.#startedMs === undefined) this.#take(plan);
    });
  }

  async #bySideWorker(): Promise<WorkerAnswer | undefined> {
    const { problem, travel, cancel, deadlineMs } = this.#task;
    const mayPlanHere = this.#mayPlanHere();
    if (!this.#side.isReady && mayPlanHere) {
      this.#side.prepare();
      return this.#planHere();
    }
    const graceMs = mayPlanHere ? IMPATIENT_MS : GRACE_MS + extraMs(this.#task);
    const patienceMs = Math.ceil(Math.max(0, deadlineMs - Date.now()) + graceMs);
    const signal = AbortSignal.any([cancel, AbortSignal.timeout(patienceMs)]);
    try {
      return this.#answerOf(await this.#side.run({ type: 'emergency', problem, travel }, signal));
    } catch {
      return mayPlanHere && !cancel.aborted ? this.#planHere() : undefined;
    }
  }

  #mayPlanHere(): boolean {
    return (this.#task.emergencySeconds ?? Number.POSITIVE_INFINITY) <= MOST_SECONDS_HERE;
  }

  async #planHere(): Promise<WorkerAnswer | undefined> {
    try {
      return this.#answerOf(await planned({ type: 'emergency', id: 0, ...this.#task }));
    } catch {
      return undefined;
    }
  }

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
    if (isLate) this.#ask();
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
      lastResort: waited ? 'no worker was free in time' : this.#workersFault(),
    };
  }

  #workersFault(): string {
    return this.#hasPlan
      ? 'its worker did not hand over its plan in time'
      : 'its worker had no plan when the deadline was near';
  }

  #end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#task.cancel.removeEventListener('abort', this.#cancel);
  }
}
