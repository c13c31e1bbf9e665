import { pause } from '@solveig/kit/clock';
import { crashPoint } from '@solveig/kit/crash-point';
import type { Db } from '@solveig/kit/db';
import { type ErrorReason, errorFrom } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { type Finish, finishJobs, hasFinishedUnder } from '../store/hold-jobs.ts';
import { createBatcher } from './batcher.ts';
import type { Spool } from './spool.ts';
import type { Wake } from './wake.ts';

export interface Finisher {
  /**
   * Ends a job under its epoch. `ended`: it is written. `fenced`: the job is another's by now, or was cancelled. While the
   * database is down the answer waits in the spool; `spooled` when `signal` fires meanwhile.
   */
  finish(finish: Finish, signal: AbortSignal): Promise<'ended' | 'fenced' | 'spooled'>;
  /** Writes what an earlier process left in the spool; gives how many answers were still wanted. */
  recover(): Promise<number>;
}

const RETRY_MS = 500;
/** Ends of short jobs come by the dozen; who waits for one of them does not notice. */
const GATHER_MS = 20;
/** Errors of the database that say nothing against the answer. */
const PASSING: ReadonlySet<ErrorReason> = new Set<ErrorReason>(['DEPENDENCY_DOWN', 'TIMEOUT', 'CONFLICT']);

export function createFinisher(parts: { db: Db; spool: Spool; wake: Wake; log: Logger }): Finisher {
  const { db, spool, wake, log } = parts;
  const finishes = createBatcher<Finish, boolean>({
    most: 64,
    lanes: 2,
    gatherMs: GATHER_MS,
    run: async (batch) => {
      crashPoint('finish-before-commit');
      const ended = await finishJobs(db, batch);
      crashPoint('finish-after-commit');
      wakeRelays();
      wake.jobs([...ended]);
      return batch.map((finish) => ended.has(finish.id));
    },
  });
  /** Undefined: the database does not answer. */
  const attempt = async (finish: Finish, isRetry: boolean): Promise<'ended' | 'fenced' | undefined> => {
    try {
      if (await finishes.add(finish)) return 'ended';
      // A commit whose answer was lost looks like a fence.
      return isRetry && (await hasFinishedUnder(db, finish)) ? 'ended' : 'fenced';
    } catch (error) {
      if (!PASSING.has(errorFrom(error).reason)) throw error;
      return undefined;
    }
  };
  return {
    finish: async (finish, signal) => {
      const first = await attempt(finish, false);
      if (first) return first;
      await spool.put(finish).then(
        () => log.warn({ job: finish.id }, 'the database is down: an answer waits in the spool'),
        // A full disk is no reason to forget an answer that is still in memory.
        (err: unknown) => log.error({ err, job: finish.id }, 'the database is down and the spool takes nothing'),
      );
      while (!signal.aborted) {
        await pause(RETRY_MS, signal);
        const outcome = await attempt(finish, true);
        if (!outcome) continue;
        await spool.remove(finish);
        return outcome;
      }
      return 'spooled';
    },
    recover: async () => {
      let wanted = 0;
      for (const finish of await spool.all()) {
        const outcome = await attempt(finish, true).catch((err: unknown) => {
          // One answer that cannot be written does not hold up the others.
          log.error({ err, job: finish.id }, 'an answer in the spool cannot be written');
          return undefined;
        });
        if (!outcome) continue;
        if (outcome === 'ended') wanted++;
        await spool.remove(finish);
        log.info({ job: finish.id, outcome }, 'an answer from the spool was written');
      }
      return wanted;
    },
  };
}
