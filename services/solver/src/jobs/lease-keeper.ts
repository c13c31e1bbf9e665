import { monotonicMs } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { extendLeases, recordProgress } from '../store/hold-jobs.ts';
import type { HeldJob } from './held-job.ts';
import type { Wake } from './wake.ts';

export interface LeaseKeeperParts {
  db: Db;
  wake: Wake;
  log: Logger;
  leaseMs: number;
  /** The jobs held now. */
  held: () => Iterable<HeldJob>;
  /** The job is another's by now, or has been ended. */
  onFenced: (job: HeldJob) => void;
}

/** After this share of a lease without a word from the database, a solve ends with what it has. */
const SILENCE_LIMIT = 5 / 6;

/** The reason of such a stop, which no person asked for. */
function silence(): SolveigError {
  return new SolveigError('DEPENDENCY_DOWN', 'the database has not answered for most of the lease');
}

/** Keeps what this worker holds: leases, and the record of what happens. One statement serves all its jobs. */
export class LeaseKeeper {
  readonly #parts: LeaseKeeperParts;
  #heardAtMs = monotonicMs();
  #recording: Promise<void> = Promise.resolve();

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts;
  }

  /** Extends all leases; learns of stops, cancellations and fences. Never throws. */
  async beat(): Promise<void> {
    const { db, leaseMs, log } = this.#parts;
    const jobs = [...this.#parts.held()].filter((job) => !job.isEnding && !job.isFenced);
    const askedAtMs = monotonicMs();
    if (jobs.length === 0) {
      this.#heardAtMs = askedAtMs;
      return;
    }
    try {
      const holds = jobs.map(({ row }) => ({ id: row.id, epoch: row.epoch }));
      const alive = new Map((await extendLeases(db, holds, leaseMs / 1000)).map((row) => [row.id, row.stop]));
      this.#heardAtMs = askedAtMs;
      for (const job of jobs) {
        const stop = alive.get(job.row.id);
        if (stop) job.stop.abort();
        if (stop === undefined) this.#fence(job);
      }
    } catch (err) {
      const silentMs = monotonicMs() - this.#heardAtMs;
      log.warn({ err, silentMs: Math.round(silentMs) }, 'leases could not be extended');
      if (silentMs > leaseMs * SILENCE_LIMIT) for (const job of jobs) job.stop.abort(silence());
    }
  }

  /** Records what happened since the last call, one call at a time. Never throws. */
  record(): Promise<void> {
    this.#recording = this.#recording.then(() => this.#record());
    return this.#recording;
  }

  async #record(): Promise<void> {
    const { db, wake, log } = this.#parts;
    const batch = [...this.#parts.held()]
      .filter((job) => !job.isEnding && !job.isFenced)
      .map((job) => ({ job, progress: job.takeProgress() }))
      .filter(({ progress }) => progress.events.length > 0);
    if (batch.length === 0) return;
    try {
      const kept = await recordProgress(
        db,
        batch.map(({ progress }) => progress),
      );
      wakeRelays();
      wake.jobs([...kept]);
      for (const { job } of batch) if (!kept.has(job.row.id)) this.#fence(job);
    } catch (err) {
      log.warn({ err, jobs: batch.length }, 'progress could not be recorded; it is kept');
      for (const { job, progress } of batch) job.putBack(progress.events);
    }
  }

  #fence(job: HeldJob): void {
    if (job.isEnding || job.isFenced) return;
    this.#parts.onFenced(job);
  }
}
