import type { MateMessage } from './messages.ts';
import type { WorkerSlot } from './worker-slot.ts';
import type { WorkerAnswer, WorkerTask } from './worker-task.ts';

/**
 * A solve by several workers: the first one answers; its mates search the same
 * problem with other seeds, or parts of it that the first one gives them, and
 * only tell what they find. They leave when the first one is done, or one by one
 * when somebody else needs a worker.
 */
export class SolveTeam {
  readonly #first: WorkerSlot;
  readonly #task: WorkerTask;
  readonly #mates = new Map<WorkerSlot, AbortController>();

  constructor(first: WorkerSlot, task: WorkerTask) {
    this.#first = first;
    this.#task = task;
  }

  /** Number of workers beside the first. */
  get size(): number {
    return this.#mates.size;
  }

  /** Solves with those that are idle, as many as the task wants. */
  async solve(idle: readonly WorkerSlot[], queueSeconds: number): Promise<WorkerAnswer> {
    const mates = idle.slice(0, this.#task.mates ?? 0);
    const place = mates.length > 0 ? { index: 0, tell: this.#teller(this.#first) } : undefined;
    const answer = this.#first.solve(this.#task, queueSeconds, place);
    mates.forEach((slot, index) => {
      this.#join(slot, index + 1);
    });
    try {
      return await answer;
    } finally {
      for (const mate of this.#mates.values()) mate.abort();
      this.#mates.clear();
    }
  }

  /** Sends one mate away; false when there is none. */
  release(): boolean {
    for (const [slot, mate] of this.#mates) {
      this.#mates.delete(slot);
      mate.abort();
      return true;
    }
    return false;
  }

  #join(slot: WorkerSlot, index: number): void {
    const leave = new AbortController();
    this.#mates.set(slot, leave);
    const { problem, travel, emergency, strategies, deadlineMs, seed, slowdown } = this.#task;
    const order = { problem, travel, emergency, strategies, deadlineMs, slowdown };
    slot
      .solve({ ...order, seed: (seed + index) >>> 0, isHelping: true, cancel: leave.signal }, 0, {
        index,
        tell: this.#teller(slot),
      })
      // What it found was told; how it ended is no concern of the caller's.
      .catch(() => undefined)
      .finally(() => this.#mates.delete(slot));
  }

  #teller(from: WorkerSlot): (message: MateMessage) => void {
    return (message) => {
      for (const slot of [this.#first, ...this.#mates.keys()]) if (slot !== from) slot.tell(message);
    };
  }
}
