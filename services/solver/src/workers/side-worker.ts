import type { App } from '@solveig/kit/app';
import { SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import type { SideAnswer, SideMessage, SideOrder } from './messages.ts';
import { residentMegabytes } from './peak-memory.ts';
import { startChild, type WorkerChild } from './worker-child.ts';
import { workerFile } from './worker-entry.ts';

export interface SideWorkerOptions {
  readonly name: string;
  /** What it is for: `plans` are short and must come at once, `texts` (also explanations) may be long and come seldom. */
  readonly task: 'plans' | 'texts';
  readonly niceness: number;
  /** Orders that may wait. */
  readonly queueLimit: number;
  /** Megabytes (2^20) of its JavaScript memory; with its matrices, which are not in that, it may have three times as much. */
  readonly memoryLimitMegabytes: number;
  /** Without an order for so long, its process is ended; never when left out. */
  readonly idleAfterMs?: number;
  readonly log: Logger;
}

/** An order without the number that the side worker gives it. */
export type SideTask = SideOrder extends infer Order ? (Order extends SideOrder ? Omit<Order, 'id'> : never) : never;

interface Errand {
  readonly order: SideOrder;
  readonly resolve: (answer: SideAnswer) => void;
  readonly reject: (error: Error) => void;
}

const LONGEST_BACKOFF_MS = 5_000;
const RETRY_AFTER_MS = 1_000;
/** Resident memory that an order may take, as a multiple of the limit of JavaScript memory. */
const MOST_RESIDENT = 3;
const MEMORY_CHECK_MS = 100;

/**
 * A small process beside the pool for what must not wait for a worker: one order
 * at a time, first come first served. What takes too long ends with its process.
 */
export class SideWorker {
  readonly #options: SideWorkerOptions;
  readonly #waiting: Errand[] = [];
  #current: Errand | undefined;
  #child: WorkerChild<SideOrder> | undefined;
  #isReady = false;
  #isClosed = false;
  #failedStarts = 0;
  #lastId = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #startTimer: NodeJS.Timeout | undefined;
  #memoryTimer: NodeJS.Timeout | undefined;

  constructor(options: SideWorkerOptions) {
    this.#options = options;
  }

  /** Whether an order would be begun at once, or as soon as those before it are done. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts the process before the first order comes. */
  prepare(): void {
    if (this.#child || this.#startTimer || this.#isClosed) return;
    this.#start();
  }

  /** Throws `SolveigError`: QUEUE_FULL, WORKER_ERROR, MEMORY_ERROR, SHUTTING_DOWN, or with the signal CANCELLED or its reason. */
  run(task: SideTask, signal: AbortSignal): Promise<SideAnswer> {
    if (this.#isClosed) return Promise.reject(new SolveigError('SHUTTING_DOWN', 'The solver is stopping.'));
    if (signal.aborted) return Promise.reject(abortError(signal));
    const { queueLimit, name } = this.#options;
    if (this.#waiting.length >= queueLimit) {
      const message = `${queueLimit} orders are waiting for ${name} already.`;
      return Promise.reject(new SolveigError('QUEUE_FULL', message, { retryAfterMs: RETRY_AFTER_MS }));
    }
    return new Promise((resolve, reject) => {
      const errand: Errand = {
        order: { ...task, id: ++this.#lastId },
        resolve: (answer) => {
          signal.removeEventListener('abort', onAbort);
          resolve(answer);
        },
        reject: (error) => {
          signal.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      const onAbort = () => {
        this.#giveUp(errand);
        reject(abortError(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(errand);
      this.#next();
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#startTimer);
    clearInterval(this.#memoryTimer);
    const stopping = new SolveigError('SHUTTING_DOWN', 'The solver is stopping.');
    for (const errand of this.#waiting.splice(0)) errand.reject(stopping);
    this.#current?.reject(stopping);
    this.#current = undefined;
    this.#child?.kill();
  }

  #next(): void {
    if (this.#current || this.#isClosed) return;
    clearTimeout(this.#idleTimer);
    const errand = this.#waiting[0];
    if (!errand) {
      this.#rest();
      return;
    }
    if (!this.#child || !this.#isReady) {
      this.prepare();
      return;
    }
    this.#waiting.shift();
    this.#current = errand;
    this.#child.send(errand.order);
    this.#memoryTimer ??= setInterval(this.#checkMemory, MEMORY_CHECK_MS);
  }

  /** Looks at the process from outside: matrices are in no limit of V8's. */
  readonly #checkMemory = () => {
    const errand = this.#current;
    if (!errand) {
      clearInterval(this.#memoryTimer);
      this.#memoryTimer = undefined;
      return;
    }
    const { memoryLimitMegabytes, name, idleAfterMs, log } = this.#options;
    const most = memoryLimitMegabytes * MOST_RESIDENT;
    const resident = residentMegabytes(this.#child?.pid ?? -1) ?? 0;
    if (resident <= most) return;
    log.warn({ worker: name, megabytes: Math.round(resident), limit: most }, 'a side worker needed too much memory');
    errand.reject(new SolveigError('MEMORY_ERROR', `The ${name} needed more than the limit of ${most} MB.`));
    this.#current = undefined;
    this.#end();
    if (this.#waiting.length > 0 || idleAfterMs === undefined) this.prepare();
  };

  #rest(): void {
    const { idleAfterMs } = this.#options;
    if (idleAfterMs !== undefined && this.#child) this.#idleTimer = setTimeout(() => this.#end(), idleAfterMs);
  }

  /** An order that waits is forgotten; one that runs ends with the process, which computes and cannot hear. */
  #giveUp(errand: Errand): void {
    const at = this.#waiting.indexOf(errand);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#current !== errand) return;
    this.#current = undefined;
    this.#end();
    if (this.#waiting.length > 0 || this.#options.idleAfterMs === undefined) this.prepare();
  }

  #end(): void {
    this.#child?.kill();
    this.#child = undefined;
    this.#isReady = false;
  }

  #start(): void {
    this.#startTimer = undefined;
    const { niceness, memoryLimitMegabytes, task } = this.#options;
    const program = {
      file: workerFile('side-process'),
      flags: [`--max-old-space-size=${memoryLimitMegabytes}`, '--max-semi-space-size=4'],
      args: [task],
    };
    const child: WorkerChild<SideOrder> = startChild<SideOrder, SideMessage>(
      niceness,
      {
        onMessage: (message) => {
          if (child === this.#child) this.#hear(message);
        },
        onExit: ({ lastWords }) => {
          if (child === this.#child) this.#onExit(lastWords);
        },
      },
      program,
    );
    this.#child = child;
  }

  #hear(message: SideMessage): void {
    if (message.type === 'ready') {
      this.#isReady = true;
      this.#failedStarts = 0;
    } else if (this.#current?.order.id === message.id) {
      const errand = this.#current;
      this.#current = undefined;
      if (message.type !== 'failed') errand.resolve(message);
      else errand.reject(new SolveigError('WORKER_ERROR', `The ${this.#options.name} failed: ${message.cause}`));
    }
    this.#next();
  }

  #onExit(lastWords: string): void {
    const { name, log, memoryLimitMegabytes, idleAfterMs } = this.#options;
    const errand = this.#current;
    const wasReady = this.#isReady;
    this.#current = undefined;
    this.#child = undefined;
    this.#isReady = false;
    if (this.#isClosed) return;
    log.warn({ worker: name, detail: lastWords.trim().slice(-500) }, 'a side worker ended');
    const outOfMemory = /heap out of memory/i.test(lastWords);
    const message = outOfMemory
      ? `The ${name} needed more than the limit of ${memoryLimitMegabytes} MB.`
      : `The process of the ${name} ended.`;
    errand?.reject(new SolveigError(outOfMemory ? 'MEMORY_ERROR' : 'WORKER_ERROR', message, { cause: lastWords }));
    if (this.#waiting.length === 0 && idleAfterMs !== undefined) return;
    const backoffMs = wasReady ? 0 : Math.min(LONGEST_BACKOFF_MS, 100 * 2 ** this.#failedStarts++);
    this.#startTimer = setTimeout(() => this.#start(), backoffMs);
  }
}

/** A side worker that ends with the app. */
export function createSideWorker(app: App, options: SideWorkerOptions): SideWorker {
  const worker = new SideWorker(options);
  app.defer(options.name, () => worker.close());
  return worker;
}

function abortError({ reason }: AbortSignal): Error {
  return reason instanceof SolveigError
    ? reason
    : new SolveigError('CANCELLED', 'The order was given up.', { cause: reason });
}
