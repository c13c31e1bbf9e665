import type { Db, Tx } from '@solveig/kit/db';

/**
 * Waits until nobody else judges, for the rest of the transaction, and gives the database's time in milliseconds. One at a
 * time, over all instances: baselines and alerts are read, changed and written, and the order of solves matters to them.
 */
export async function lockJudging(db: Db, tx: Tx): Promise<number> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${db.schema}.judging`], tx);
  const [row] = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now', [], tx);
  return (row as { now: Date }).now.getTime();
}
