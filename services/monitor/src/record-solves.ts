import type { Db, Tx } from '@solveig/kit/db';
import { uuidv7 } from '@solveig/kit/ids';
import { type AlertChange, AlertLedger } from '#domain/alert-ledger';
import type { EndedSolve } from '#domain/ended-solve';
import { alertKeysOf, baselineKeysOf, judgeBatch } from '#domain/judge-batch';
import type { Rules } from '#domain/rules';
import { readFiring } from './store/alerts.ts';
import { readBaselines, writeBaselines } from './store/baselines.ts';
import { claimMessages } from './store/inbox-batch.ts';
import { lockJudging } from './store/judging-lock.ts';
import { addToRollups, type BucketLengths } from './store/rollups.ts';
import { insertSolves } from './store/solve-history.ts';
import { tellAlerts } from './tell-alerts.ts';

/** The name under which messages are remembered as handled. */
export const CONSUMER = 'monitor';

/** A solve that ended and the message that said so. */
export interface SolveMessage {
  readonly messageId: string;
  readonly solve: EndedSolve;
}

/** What became of a batch. */
export interface Recorded {
  /** Solves that were new. */
  readonly solves: readonly EndedSolve[];
  readonly duplicates: number;
  readonly changes: readonly AlertChange[];
}

/**
 * One transaction for a batch of messages: inbox, history, rollups, baselines, alerts and what is said of them. Messages and
 * solves that were handled before have no effect, so the whole may be run again.
 */
export async function recordSolves(
  db: Db,
  tx: Tx,
  messages: readonly SolveMessage[],
  { rules, lengths }: { rules: Rules; lengths: BucketLengths },
): Promise<Recorded> {
  const nowMs = await lockJudging(db, tx);
  const fresh = await claimMessages(
    db,
    tx,
    CONSUMER,
    messages.map((m) => m.messageId),
  );
  const claimed = messages.filter((m) => fresh.delete(m.messageId)).map((m) => m.solve);
  const unknown = claimed.length > 0 ? await insertSolves(db, tx, claimed) : new Set<string>();
  const solves = claimed.filter((solve) => unknown.delete(solve.jobId));
  const duplicates = messages.length - solves.length;
  if (solves.length === 0) return { solves, duplicates, changes: [] };

  await addToRollups(db, tx, solves, { limits: rules.thresholds.responseSeconds, lengths, nowMs });
  const keys = baselineKeysOf(solves);
  const baselines = await readBaselines(db, tx, keys);
  const firing = await readFiring(db, tx, alertKeysOf(solves));
  const ledger = new AlertLedger({ firing, nowMs, newId: () => uuidv7(nowMs) });
  judgeBatch(solves, baselines, rules, ledger);
  await writeBaselines(db, tx, keys, baselines);
  return { solves, duplicates, changes: await tellAlerts(db, tx, ledger) };
}
