import { SolveigError } from '@solveig/kit/errors';
import type { ChildMeasures, ChildOrder, IncumbentReport, MateMessage } from './messages.ts';
import { reserveMs, type StopSteps, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

const SHORT_MS = 50;

/** Of one of several workers on the same problem. */
export interface PlaceInTeam {
  /** 0 for the one that answers. */
  readonly index: number;
  /** Tells all others. */
  tell(message: MateMessage): void;
}

/** What a running solve asks of its slot. */
export interface RunningSolveParts {
  readonly id: number;
  readonly task: WorkerTask;
  readonly worker: string;
  readonly queueSeconds: number;
  readonly steps: StopSteps;
  /** Absent when it works alone. */
  readonly place: PlaceInTeam | undefined;
  send(order: ChildOrder): void;
  /** The caller has been answered; the worker may still be at it. */
  onSettled(): void;
  /** The flag did not end it: its thread is being terminated. */
  onStuck(): void;
  /** Terminating did not end it either. */
  kill(): void;
}

/**
 * One solve in a worker, from the caller's side: answers once, before the
 * deadline, and ends what does not end by itself in three steps: flag,
 * terminate, SIGKILL.
 */
export class RunningSolve {
  readonly id: number;
  readonly task: WorkerTask;
  readonly answer: Promise<WorkerAnswer>;
  readonly #parts: RunningSolveParts;
  readonly #beganMs = Date.now();
  readonly #timers: NodeJS.Timeout[] = [];
  #resolve: (answer: WorkerAnswer) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #kept: { readonly result: Uint8Array; readonly peakMemoryMegabytes: number } | undefined;
  #isSettled = false;
  #isEnding = false;

  constructor(parts: RunningSolveParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.task = parts.task;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Sends the order and watches deadline, stop and cancel. */
  begin(): void {
    const { id, task, worker } = this.#parts;
    const { problem, travel, emergency, strategies, seed, iterations, goal, slowdown, stop, cancel } = task;
    const remainingMs = task.deadlineMs - this.#beganMs;
    const reserve = reserveMs(remainingMs);
    const budgetMs = Math.max(0, remainingMs - reserve);
    const mateIndex = this.#parts.place?.index;
    const isHelping = task.isHelping ?? false;
    const limits = { budgetMs, seed, iterations, goal, slowdown };
    const order = { problem, travel, emergency, strategies, ...limits, mateIndex, isHelping };
    this.#parts.send({ type: 'solve', id, ...order });
    // The engine ends by itself at its budget; when it does not, what it had is taken just before the deadline.
    this.#later(remainingMs - reserve * 3, this.#keep);
    this.#later(remainingMs - reserve * 0.3, this.#endLate);
    this.#later(remainingMs - reserve * 0.1, this.#giveUp);
    stop?.addEventListener('abort', this.#end, { once: true });
    cancel.addEventListener('abort', this.#cancel, { once: true });
    task.onStarted?.(worker);
    if (cancel.aborted) this.#cancel();
    else if (stop?.aborted) this.#end();
  }

  /** It has run for less than a memory check takes to come round. */
  get wasShort(): boolean {
    return Date.now() - this.#beganMs < SHORT_MS;
  }

  improved(incumbent: IncumbentReport): void {
    if (!this.#isSettled) this.task.onIncumbent?.(incumbent);
  }

  /** Its worker has something to say to its mates. */
  tellMates(message: MateMessage): void {
    if (!this.#isSettled) this.#parts.place?.tell(message);
  }

  /** A mate has said something. */
  hear(message: MateMessage): void {
    if (!this.#isSettled) this.#parts.send({ ...message, id: this.id });
  }

  succeed(result: Uint8Array, measures: ChildMeasures): void {
    const { queueSeconds, worker } = this.#parts;
    if (this.#settle()) this.#resolve({ result, measures, queueSeconds, worker });
  }

  /** A checked answer that was kept in case the solve does not end in time. */
  keep(result: Uint8Array, peakMemoryMegabytes: number): void {
    this.#kept = { result, peakMemoryMegabytes };
    this.task.onKept?.();
    if (this.#isEnding) this.#succeedWithKept();
  }

  #succeedWithKept(): void {
    if (!this.#kept) return;
    const { result, peakMemoryMegabytes } = this.#kept;
    const seconds = (Date.now() - this.#beganMs) / 1000;
    this.succeed(result, { solveSeconds: seconds, cpuSeconds: seconds, peakMemoryMegabytes });
  }

  fail(error: Error): void {
    if (this.#settle()) this.#reject(error);
  }

  /** The worker is done with it, one way or another. */
  over(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#isSettled) return;
    this.#succeedWithKept();
    this.fail(new SolveigError('TIMEOUT', 'The engine had to be ended before it had any answer.'));
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.task.stop?.removeEventListener('abort', this.#end);
    this.task.cancel.removeEventListener('abort', this.#cancel);
    this.#parts.onSettled();
    return true;
  }

  readonly #cancel = () => {
    this.fail(new SolveigError('CANCELLED', 'The solve was cancelled.'));
    this.#end();
  };

  readonly #giveUp = () => {
    this.#succeedWithKept();
    this.fail(new SolveigError('TIMEOUT', 'The deadline passed before there was any answer.'));
  };

  /** On a busy machine it is a long way to the worker and back: what it has is fetched before it is needed. */
  readonly #keep = () => this.#parts.send({ type: 'keep', id: this.id });

  readonly #endLate = () => {
    this.#parts.send({ type: 'keep', id: this.id });
    this.#end();
  };

  readonly #end = () => {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const { id, steps, send, onStuck, kill } = this.#parts;
    send({ type: 'stop', id });
    this.#later(steps.terminateAfterMs, () => {
      send({ type: 'keep', id });
      send({ type: 'terminate', id });
      onStuck();
    });
    this.#later(steps.killAfterMs, kill);
  };

  #later(afterMs: number, run: () => void): void {
    this.#timers.push(setTimeout(run, Math.max(0, afterMs)));
  }
}
