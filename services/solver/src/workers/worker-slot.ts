import { SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import type { ChildMessage, MateMessage } from './messages.ts';
import { residentMegabytes } from './peak-memory.ts';
import { type PlaceInTeam, RunningSolve } from './running-solve.ts';
import { startChild, type WorkerChild } from './worker-child.ts';
import type { StopSteps, WorkerAnswer, WorkerTask } from './worker-task.ts';

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

const LONGEST_BACKOFF_MS = 5_000;
/** After so many short solves the memory of the process is looked at. */
const LOOK_EVERY = 16;
const PONG_WITHIN_MS = 5_000;
/** A worker is warm in a second; on a machine that has no time for it, later. */
const START_WITHIN_MS = 60_000;

/**
 * A place for one solve at a time: keeps a warm child process, replaces it when
 * it dies, fails too often, grows or is old.
 */
export class WorkerSlot {
  readonly name: string;
  readonly #options: SlotOptions;
  #child: WorkerChild | undefined;
  #state: SlotState = 'starting';
  #current: RunningSolve | undefined;
  #lastId = 0;
  #idleMegabytes = 0;
  #residentMegabytes = 0;
  #bornMs = 0;
  #startingSinceMs = 0;
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

  /** Solves a task; only when `state` is `idle`. `place`: among others who search the same problem. */
  solve(task: WorkerTask, queueSeconds: number, place?: PlaceInTeam): Promise<WorkerAnswer> {
    const running = new RunningSolve({
      id: ++this.#lastId,
      task,
      worker: this.name,
      queueSeconds,
      steps: this.#options.steps,
      place,
      send: (order) => this.#child?.send(order),
      onSettled: () => {
        if (this.#state === 'busy') this.#setState('ending');
      },
      onStuck: () => this.#fail('stuck', 'a solve did not end by the flag'),
      kill: () => this.#killFor('stuck'),
    });
    this.#current = running;
    this.#setState('busy');
    running.begin();
    return running.answer;
  }

  /** Hands what a mate says to the solve that runs here; the caller knows that it is for the same problem. */
  tell(message: MateMessage): void {
    this.#current?.hear(message);
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
    if (this.#state === 'starting' && this.#child && Date.now() - this.#startingSinceMs > START_WITHIN_MS) {
      this.#killFor('stuck');
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
    this.#current?.fail(new SolveigError('SHUTTING_DOWN', 'The solver is stopping.'));
    this.#afterEnd();
    this.#child?.kill();
  }

  #start(): void {
    this.#bornMs = Date.now();
    this.#startingSinceMs = this.#bornMs;
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
        this.#solveOf(message.id)?.improved(message.incumbent);
        return;
      case 'mate':
        this.#solveOf(message.id)?.tellMates(message);
        return;
      case 'kept':
        if (message.result) this.#solveOf(message.id)?.keep(message.result, this.#residentMegabytes);
        return;
      case 'result':
        this.#failures = 0;
        this.#replacedFor = '';
        if (message.incumbent) this.#solveOf(message.id)?.improved(message.incumbent);
        this.#solveOf(message.id)?.succeed(message.result, message.measures);
        this.#finish(message.id);
        return;
      case 'invalid': {
        this.#failures = 0;
        const violations = [...message.violations];
        const text = `The problem has ${violations.length} violations.`;
        this.#solveOf(message.id)?.fail(new SolveigError('INVALID_PROBLEM', text, { violations }));
        this.#finish(message.id);
        return;
      }
      case 'failed':
        this.#hearFailure(message);
    }
  }

  #hearFailure({ id, cause, outOfMemory, restarting }: ChildMessage & { type: 'failed' }): void {
    const reason = outOfMemory ? 'MEMORY_ERROR' : 'WORKER_ERROR';
    this.#solveOf(id)?.fail(new SolveigError(reason, `The worker failed: ${cause}`));
    this.#fail(outOfMemory ? 'memory' : 'error', cause);
    if (!restarting) {
      this.#finish(id);
      return;
    }
    this.#afterEnd();
    this.#startingSinceMs = Date.now();
    this.#setState('starting');
  }

  #solveOf(id: number): RunningSolve | undefined {
    return this.#current?.id === id ? this.#current : undefined;
  }

  /** The thread is free again. */
  #finish(id: number): void {
    const current = this.#current;
    if (current?.id !== id) return;
    this.#afterEnd();
    this.#solves++;
    const { failureLimit, recycleAfterSolves, memoryLimitMegabytes } = this.#options;
    // Reading it costs as much as a trivial solve's way through here, and such a solve leaves little behind.
    if (!current.wasShort || this.#solves % LOOK_EVERY === 0) {
      this.#residentMegabytes = residentMegabytes(this.#child?.pid ?? -1) ?? 0;
    }
    const grown = this.#residentMegabytes - this.#idleMegabytes;
    const isOverFailureLimit = this.#failures >= failureLimit;
    if (isOverFailureLimit || this.#solves >= recycleAfterSolves || grown > memoryLimitMegabytes / 4) this.#replace();
    else this.#setState('idle');
  }

  /** The solve is over; which state comes next is up to the caller. */
  #afterEnd(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.over();
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
      this.#current.fail(new SolveigError(reason, capitalised(detail), { cause: lastWords }));
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
