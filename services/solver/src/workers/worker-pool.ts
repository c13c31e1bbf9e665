import type { App } from '@solveig/kit/app';
import { SolveigError } from '@solveig/kit/errors';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import type { Metrics } from '@solveig/kit/metrics';
import { SolveClock } from './solve-clock.ts';
import { SolveTeam } from './solve-team.ts';
import { WorkerSlot } from './worker-slot.ts';
import type { StopSteps, WorkerAnswer, WorkerTask } from './worker-task.ts';

export interface WorkerPoolOptions {
  /** Child processes; each solves one problem at a time. */
  readonly size: number;
  /** Solves that may wait for a worker. */
  readonly queueLimit: number;
  /** Megabytes (2^20) that a solve may use beyond an idle worker. */
  readonly memoryLimitMegabytes: number;
  readonly checkEveryMs: number;
  readonly recycleAfterMs: number;
  readonly recycleAfterSolves: number;
  readonly failureLimit: number;
  readonly niceness?: number;
  readonly steps?: StopSteps;
  readonly log: Logger;
  readonly health: HealthBook;
  readonly metrics: Metrics;
}

const MEMORY_CHECK_MS = 100;
const NICENESS = 5;
const STEPS: StopSteps = { terminateAfterMs: 1_000, killAfterMs: 5_000 };

interface Waiting {
  readonly task: WorkerTask;
  readonly sinceMs: number;
  readonly start: (slot: WorkerSlot) => void;
  /** The pool closes. */
  readonly refuse: () => void;
}

/** The supervisor: hands solves to warm child processes, first come first served, and never computes itself. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: WorkerSlot[];
  readonly #queue: Waiting[] = [];
  readonly #clock = new SolveClock();
  readonly #teams = new Set<SolveTeam>();
  readonly #timers: NodeJS.Timeout[];
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const { size, log, metrics } = options;
    const failures = metrics.counter({
      name: 'solveig_solver_worker_failures_total',
      help: 'Solves that failed in their worker, by cause',
      labels: ['cause'],
    });
    this.#slots = [];
    for (let n = 1; n <= size; n++) {
      const slot = new WorkerSlot({
        ...options,
        name: `worker-${n}`,
        niceness: options.niceness ?? NICENESS,
        steps: options.steps ?? STEPS,
        log,
        onChange: () => this.#onChange(),
        onFailure: (cause) => failures.inc({ cause }),
      });
      this.#slots.push(slot);
    }
    this.#timers = [
      setInterval(() => this.#checkMemory(), MEMORY_CHECK_MS),
      setInterval(() => this.#slots.forEach((slot) => void slot.checkLife()), options.checkEveryMs),
    ];
    this.#declareMetrics();
    this.#tellHealth();
  }

  /** Solves one task. Throws `SolveigError`: QUEUE_FULL, TIMEOUT, CANCELLED, INVALID_PROBLEM, WORKER_ERROR, MEMORY_ERROR, SHUTTING_DOWN. */
  run(task: WorkerTask): Promise<WorkerAnswer> {
    if (this.#isClosed) return Promise.reject(new SolveigError('SHUTTING_DOWN', 'The solver is stopping.'));
    if (task.cancel.aborted) return Promise.reject(new SolveigError('CANCELLED', 'The solve was cancelled.'));
    const idle = this.#queue.length === 0 ? this.#slots.find((slot) => slot.state === 'idle') : undefined;
    if (idle) return this.#start(idle, task, 0);
    this.#recallMate();
    const { queueLimit, size } = this.#options;
    if (this.#queue.length >= queueLimit) {
      const retryAfterMs = this.#clock.retryAfterMs(this.#queue.length, size);
      const message = `All ${size} workers are busy and ${queueLimit} solves are waiting already.`;
      return Promise.reject(new SolveigError('QUEUE_FULL', message, { retryAfterMs }));
    }
    return this.#wait(task);
  }

  slots(): { total: number; free: number; queued: number } {
    const free = this.#slots.filter((slot) => slot.state === 'idle').length;
    return { total: this.#slots.length, free, queued: this.#queue.length };
  }

  /** Resolves once every worker is warm, or after `timeoutMs`. */
  async warm(timeoutMs: number): Promise<void> {
    const endMs = Date.now() + timeoutMs;
    while (this.#slots.some((slot) => slot.state === 'starting') && Date.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends every process at once; solves in flight are answered with SHUTTING_DOWN. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const { refuse } of this.#queue.splice(0)) refuse();
    for (const slot of this.#slots) slot.close();
  }

  #wait(task: WorkerTask): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      const sinceMs = Date.now();
      const leave = () => {
        clearTimeout(timer);
        task.cancel.removeEventListener('abort', onCancel);
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
      };
      const waiting: Waiting = {
        task,
        sinceMs,
        start: (slot) => {
          leave();
          this.#start(slot, task, (Date.now() - sinceMs) / 1000).then(resolve, reject);
        },
        refuse: () => {
          leave();
          reject(new SolveigError('SHUTTING_DOWN', 'The solver is stopping.'));
        },
      };
      const onCancel = () => {
        leave();
        reject(new SolveigError('CANCELLED', 'The solve was cancelled.'));
      };
      const timer = setTimeout(() => {
        leave();
        reject(new SolveigError('TIMEOUT', 'The deadline passed while the solve waited for a worker.'));
      }, task.deadlineMs - sinceMs);
      task.cancel.addEventListener('abort', onCancel, { once: true });
      this.#queue.push(waiting);
    });
  }

  /** Solves in a slot, and in idle ones beside it that nobody waits for. */
  async #start(slot: WorkerSlot, task: WorkerTask, queueSeconds: number): Promise<WorkerAnswer> {
    const beganMs = Date.now();
    const team = new SolveTeam(slot, task);
    this.#teams.add(team);
    const idle = this.#slots.filter((other) => other !== slot && other.state === 'idle');
    try {
      return await team.solve(idle.slice(this.#queue.length), queueSeconds);
    } finally {
      this.#teams.delete(team);
      this.#clock.add(Date.now() - beganMs);
    }
  }

  /** Somebody needs a worker: one that only helps is sent away, from the largest team. */
  #recallMate(): void {
    const [largest] = [...this.#teams].sort((a, b) => b.size - a.size);
    largest?.release();
  }

  #onChange(): void {
    for (const slot of this.#slots ?? []) {
      if (slot.state !== 'idle') continue;
      const next = this.#queue[0];
      if (!next) break;
      next.start(slot);
    }
    this.#tellHealth();
  }

  #checkMemory(): void {
    for (const slot of this.#slots) if (slot.state === 'busy' || slot.state === 'ending') slot.checkMemory();
  }

  #tellHealth(): void {
    if (this.#isClosed || !this.#slots) return;
    const troubles = this.#slots.map((slot) => slot.trouble).filter((text) => text !== '');
    const isDown = this.#slots.every((slot) => slot.isDown);
    const { health } = this.#options;
    if (isDown) health.set('workers', 'down', troubles[0] ?? 'no worker is ready yet', this.#figures);
    else health.set('workers', troubles.length > 0 ? 'degraded' : 'ok', troubles.join('; '), this.#figures);
  }

  readonly #figures = () => ({
    ...this.slots(),
    working: this.#slots.filter((slot) => slot.state !== 'starting').length,
    pids: this.#slots.map((slot) => slot.pid ?? '-').join(' '),
  });

  #declareMetrics(): void {
    const { metrics } = this.#options;
    metrics.gauge({
      name: 'solveig_solver_workers',
      help: 'Worker processes by state',
      labels: ['state'],
      collect: (gauge) => {
        for (const state of ['starting', 'idle', 'busy', 'ending'] as const) {
          gauge.set({ state }, this.#slots.filter((slot) => slot.state === state).length);
        }
      },
    });
    metrics.gauge({
      name: 'solveig_solver_queued',
      help: 'Solves that wait for a worker',
      collect: (gauge) => gauge.set(this.#queue.length),
    });
    metrics.gauge({
      name: 'solver_memory_bytes',
      help: 'Resident memory of all worker processes',
      collect: (gauge) => gauge.set(this.#slots.reduce((sum, slot) => sum + slot.residentMegabytes, 0) * 2 ** 20),
    });
  }
}

/** Starts a pool that ends with the app. */
export function startWorkerPool(app: App, options: WorkerPoolOptions): WorkerPool {
  const pool = new WorkerPool(options);
  app.defer('workers', () => pool.close());
  return pool;
}
