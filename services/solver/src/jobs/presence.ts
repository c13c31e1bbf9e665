import { monotonicMs } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { reportPresence } from '../store/worker-presence.ts';
import type { DbClock } from './db-clock.ts';
import { HOST } from './run-job.ts';
import type { Wake } from './wake.ts';

export interface PresenceParts {
  db: Db;
  wake: Wake;
  clock: DbClock;
  leaseMs: number;
  instance: string;
}

/** Tells the dispatcher that this worker is here and what it wants: every third of a lease, and when that changed. */
export class Presence {
  readonly #parts: PresenceParts;
  #toldAppetite = -1;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Never throws: the health part `database` says what is wrong, and the next call tries again. */
  async tell({ slots, appetite, running }: { slots: number; appetite: number; running: number }): Promise<void> {
    const { db, instance, clock, wake, leaseMs } = this.#parts;
    const isFresh = monotonicMs() - this.#toldAtMs < leaseMs / 3;
    if (appetite === this.#toldAppetite && isFresh) return;
    try {
      clock.set(await reportPresence(db, { instance, host: HOST, slots, appetite, running }));
      this.#toldAtMs = monotonicMs();
      if (appetite > this.#toldAppetite) wake.work();
      this.#toldAppetite = appetite;
    } catch {
      this.#toldAtMs = Number.NEGATIVE_INFINITY;
    }
  }
}
