import { SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import type { ChildMeasures, ChildMessage } from './messages.ts';
import { residentMegabytes } from './peak-memory.ts';
import { startChild, type WorkerChild } from './worker-child.ts';
import { reserveMs, type StopSteps, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

export interface SlotOptions {
  readonly name: string;
  readonly niceness: number;
  /** Megabytes (2^20) that a solve may use beyond the idle process. */
  readonly memoryLimitMegabytes: number;
  readonly recycleAfterMs: number;
  readonly recycleAfterSolves: number;
  /** After so many failures in a row the process is replaced. */
  readonly failureLimit: number;
  readonly steps: StopSteps;
  readonly log: Logger;
  /** The slot has become free, or has stopped being so. */
  onChange(): void;
  onFailure(cause: 'crash' | 'memory' | 'stuck' | 'error'): void;
}

/** `ending` still runs a solve whose caller has been answered. */
export type SlotState = 'starting' | 'idle' | 'busy' | 'ending' | 'closed';

interface Current {
  readonly id: number;
  readonly task: WorkerTask;
  readonly queueSeconds: number;
  readonly beganMs: number;
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly timers: NodeJS.Timeout[];
  readonly release: () => void;
  isSettled: boolean;
  isEnding: boolean;
}

const NOTHING_MEASURED: ChildMeasures = { solveSeconds: 0, cpuSeconds: 0, peakMemoryMegabytes: 0 };
const LONGEST_BACKOFF_MS = 5_000;
const PONG_WITHIN_MS = 5_000;

/**
 * A place for one solve at a time: keeps a warm child process, replaces it when
 * it dies, fails too often, grows or is old, and ends solves in three steps:
 * flag, terminate, SIGKILL.
 */
export class WorkerSlot {
  readonly name: string;
  readonly #options: SlotOptions;
  #child: WorkerChild | undefined;
  #state: SlotState = 'starting';
  #current: Current | undefined;
  #lastId = 0;
  #idleMegabytes = 0;
  #residentMegabytes = 0;
  #bornMs = 0;
  #solves = 0;
  #failures = 0;
  #failedStarts = 0;
  #hasBeenReady = false;
  #replacedFor = '';
  #killedFor: 'memory' | 'stuck' | undefined;
  #pongTimer: NodeJS.Timeout | undefined;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(options: SlotOptions) {
    this.name = options.name;
    this.#options = options;
    this.#start();
  }

  get state(): SlotState {
    return this.#state;
  }

  /** What is wrong with the worker: it does not start, or it was replaced for its failures and has solved nothing since; else empty. */
  get trouble(): string {
    if (this.#failedStarts === 0) return this.#replacedFor;
    return `${this.name} could not be started, ${this.#failedStarts} times in a row`;
  }

  /** It has never been ready, or cannot be started any more. */
  get isDown(): boolean {
    return this.#state === 'starting' && (this.#failedStarts > 0 || !this.#hasBeenReady);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get residentMegabytes(): number {
    return this.#residentMegabytes;
  }

  /** Solves a task; only when `state` is `idle`. */
  solve(task: WorkerTask, queueSeconds: number): Promise<WorkerAnswer> {
    const remainingMs = task.deadlineMs - Date.now();
    const reserve = reserveMs(remainingMs);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const onStop = () => this.#end(id);
      const onCancel = () => {
        this.#settle(id, new SolveigError('CANCELLED', 'The solve was cancelled.'));
        this.#end(id);
      };
      const release = () => {
        task.stop.removeEventListener('abort', onStop);
        task.cancel.removeEventListener('abort', onCancel);
      };
      const current = { id, task, queueSeconds, resolve, reject, release, beganMs: Date.now() };
      this.#current = { ...current, timers: [], isSettled: false, isEnding: false };
      this.#setState('busy');
      const { problem, travel, emergency, seed, iterations, slowdown } = task;
      const budgetMs = Math.max(0, remainingMs - reserve);
      this.#child?.send({ type: 'solve', id, problem, travel, emergency, budgetMs, seed, iterations, slowdown });
      // The engine ends by itself at its budget; when it does not, what it had is taken just before the deadline.
      this.#later(id, remainingMs - reserve * 0.3, () => this.#endLate(id));
      this.#later(id, remainingMs, () => {
        this.#settle(id, new SolveigError('TIMEOUT', 'The deadline passed before there was any answer.'));
      });
      task.stop.addEventListener('abort', onStop, { once: true });
      task.cancel.addEventListener('abort', onCancel, { once: true });
      task.onStarted?.(this.name);
      if (task.cancel.aborted) onCancel();
      else if (task.stop.aborted) onStop();
    });
  }

  /** Looks at the memory of the process from outside; WebAssembly memory is in no limit of V8's. */
  checkMemory(): void {
    if (!this.#child || this.#state === 'starting') return;
    this.#residentMegabytes = residentMegabytes(this.#child.pid) ?? 0;
    const limit = this.#idleMegabytes + this.#options.memoryLimitMegabytes;
    if (this.#idleMegabytes === 0 || this.#residentMegabytes <= limit) return;
    this.#killFor('memory');
  }

  /** Asks the process for a sign of life, and replaces an idle one that is old. */
  checkLife(): void {
    if (this.#state === 'idle' && Date.now() - this.#bornMs > this.#options.recycleAfterMs) {
      this.#replace();
      return;
    }
    if (!this.#child || this.#pongTimer || this.#state === 'starting') return;
    this.#pongTimer = setTimeout(() => this.#killFor('stuck'), PONG_WITHIN_MS);
    this.#child.send({ type: 'ping' });
  }

  /** Ends the process; a solve in it is answered with SHUTTING_DOWN. */
  close(): void {
    this.#setState('closed');
    clearTimeout(this.#restartTimer);
    this.#forgetPing();
    if (this.#current) this.#settle(this.#current.id, new SolveigError('SHUTTING_DOWN', 'The solver is stopping.'));
    this.#clearTimers();
    this.#child?.kill();
  }

  #start(): void {
    this.#bornMs = Date.now();
    this.#solves = 0;
    this.#idleMegabytes = 0;
    this.#killedFor = undefined;
    this.#forgetPing();
    // A new process begins with a clean sheet; `trouble` stays until it has solved something.
    if (this.#failures >= this.#options.failureLimit) this.#failures = 0;
    const child: WorkerChild = startChild(this.#options.niceness, {
      onMessage: (message) => {
        if (child === this.#child) this.#hear(message);
      },
      onExit: (how) => {
        if (child === this.#child) this.#onExit(how);
      },
    });
    this.#child = child;
  }

  #forgetPing(): void {
    clearTimeout(this.#pongTimer);
    this.#pongTimer = undefined;
  }

  #replace(): void {
    const old = this.#child;
    this.#setState('starting');
    this.#child = undefined;
    old?.kill();
    this.#start();
  }

  #hear(message: ChildMessage): void {
    switch (message.type) {
      case 'ready':
        this.#failedStarts = 0;
        this.#hasBeenReady = true;
        this.#becomeIdle();
        return;
      case 'pong':
        this.#forgetPing();
        return;
      case 'incumbent':
        if (this.#isCurrent(message.id)) this.#current?.task.onIncumbent?.(message.incumbent);
        return;
      case 'kept':
        if (message.result) this.#answer(message.id, message.result, this.#measuresNow());
        return;
      case 'result':
        this.#failures = 0;
        this.#replacedFor = '';
        this.#answer(message.id, message.result, message.measures);
        this.#finish(message.id);
        return;
      case 'invalid':
        this.#failures = 0;
        this.#settle(
          message.id,
          new SolveigError('INVALID_PROBLEM', `The problem has ${message.violations.length} violations.`, {
            violations: [...message.violations],
          }),
        );
        this.#finish(message.id);
        return;
      case 'failed': {
        const reason = message.outOfMemory ? 'MEMORY_ERROR' : 'WORKER_ERROR';
        this.#settle(message.id, new SolveigError(reason, `The worker failed: ${message.cause}`));
        this.#fail(message.outOfMemory ? 'memory' : 'error', message.cause);
        if (!message.restarting) this.#finish(message.id);
        else {
          this.#afterEnd();
          this.#setState('starting');
        }
      }
    }
  }

  #isCurrent(id: number): boolean {
    return this.#current?.id === id && !this.#current.isSettled;
  }

  #answer(id: number, result: Uint8Array, measures: ChildMeasures): void {
    if (!this.#isCurrent(id)) return;
    const current = this.#current as Current;
    current.isSettled = true;
    current.release();
    current.resolve({ result, measures, queueSeconds: current.queueSeconds, worker: this.name });
    if (this.#state === 'busy') this.#setState('ending');
  }

  #settle(id: number, error: Error): void {
    if (!this.#isCurrent(id)) return;
    const current = this.#current as Current;
    current.isSettled = true;
    current.release();
    current.reject(error);
    if (this.#state === 'busy') this.#setState('ending');
  }

  #measuresNow(): ChildMeasures {
    const beganMs = this.#current?.beganMs;
    if (beganMs === undefined) return NOTHING_MEASURED;
    const seconds = (Date.now() - beganMs) / 1000;
    return { solveSeconds: seconds, cpuSeconds: seconds, peakMemoryMegabytes: this.#residentMegabytes };
  }

  /** The first step of three: the flag. */
  #end(id: number): void {
    const current = this.#current;
    if (!current || current.id !== id || current.isEnding) return;
    current.isEnding = true;
    const { terminateAfterMs, killAfterMs } = this.#options.steps;
    this.#child?.send({ type: 'stop', id });
    this.#later(id, terminateAfterMs, () => {
      this.#child?.send({ type: 'keep', id });
      this.#child?.send({ type: 'terminate', id });
      this.#fail('stuck', 'a solve did not end by the flag');
    });
    this.#later(id, killAfterMs, () => this.#killFor('stuck'));
  }

  #endLate(id: number): void {
    this.#child?.send({ type: 'keep', id });
    this.#end(id);
  }

  #later(id: number, afterMs: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        if (this.#current?.id === id) run();
      },
      Math.max(0, afterMs),
    );
    this.#current?.timers.push(timer);
  }

  #clearTimers(): void {
    for (const timer of this.#current?.timers ?? []) clearTimeout(timer);
  }

  /** The thread is free again. */
  #finish(id: number): void {
    if (this.#current?.id !== id) return;
    this.#afterEnd();
    this.#solves++;
    const { failureLimit, recycleAfterSolves, memoryLimitMegabytes } = this.#options;
    this.#residentMegabytes = residentMegabytes(this.#child?.pid ?? -1) ?? 0;
    const grown = this.#residentMegabytes - this.#idleMegabytes;
    const isOverFailureLimit = this.#failures >= failureLimit;
    if (isOverFailureLimit || this.#solves >= recycleAfterSolves || grown > memoryLimitMegabytes / 4) this.#replace();
    else this.#setState('idle');
  }

  /** The solve is over; which state comes next is up to the caller. */
  #afterEnd(): void {
    this.#clearTimers();
    const current = this.#current;
    if (current) {
      this.#settle(current.id, new SolveigError('TIMEOUT', 'The engine had to be ended before it had any answer.'));
      this.#current = undefined;
    }
  }

  /** A thread is warm: the first of a new process, or one after a terminated one. */
  #becomeIdle(): void {
    if (this.#current) this.#afterEnd();
    this.#residentMegabytes = residentMegabytes(this.#child?.pid ?? -1) ?? 0;
    this.#idleMegabytes ||= this.#residentMegabytes;
    if (this.#failures >= this.#options.failureLimit) this.#replace();
    else this.#setState('idle');
  }

  #fail(cause: 'crash' | 'memory' | 'stuck' | 'error', detail: string): void {
    this.#failures++;
    this.#options.onFailure(cause);
    const failures = this.#failures;
    this.#options.log.warn({ worker: this.name, cause, detail, failures }, 'a solve failed in its worker');
    if (failures < this.#options.failureLimit) return;
    this.#replacedFor = `${this.name} failed ${failures} times in a row and was replaced: ${detail}`;
  }

  #killFor(why: 'memory' | 'stuck'): void {
    this.#killedFor = why;
    this.#child?.kill();
  }

  #onExit({ code, signal, lastWords }: { code: number | null; signal: string | null; lastWords: string }): void {
    this.#forgetPing();
    this.#child = undefined;
    if (this.#state === 'closed') return;
    const wasReady = this.#idleMegabytes > 0;
    const outOfMemory = this.#killedFor === 'memory' || /heap out of memory/i.test(lastWords);
    const detail = outOfMemory ? this.#memoryMessage() : `the worker process ended (${signal ?? `code ${code}`})`;
    if (this.#current) {
      const reason = outOfMemory ? 'MEMORY_ERROR' : 'WORKER_ERROR';
      this.#settle(this.#current.id, new SolveigError(reason, capitalised(detail), { cause: lastWords }));
    }
    this.#fail(outOfMemory ? 'memory' : (this.#killedFor ?? 'crash'), lastWords.trim() || detail);
    this.#afterEnd();
    this.#setState('starting');
    if (wasReady) {
      this.#start();
      return;
    }
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, 100 * 2 ** this.#failedStarts++);
    this.#restartTimer = setTimeout(() => this.#start(), backoffMs);
  }

  #memoryMessage(): string {
    const used = Math.round(this.#residentMegabytes - this.#idleMegabytes);
    return `the solve used ${used} MB beyond an idle worker, more than the limit of ${this.#options.memoryLimitMegabytes} MB`;
  }

  #setState(state: SlotState): void {
    if (this.#state === 'closed' || this.#state === state) return;
    this.#state = state;
    this.#options.onChange();
  }
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
