import type { Db } from '@solveig/kit/db';

export interface WorkerPresence {
  /** Names this process, and no other one ever. */
  instance: string;
  host: string;
  /** Solves at the same time. */
  slots: number;
  /** Jobs it wants to hold at once: slots, and more when they are over in no time. */
  appetite: number;
  running: number;
}

/** Says that a worker is here; gives the time of the database's clock. */
export async function reportPresence(db: Db, worker: WorkerPresence): Promise<Date> {
  const [row] = await db.query<{ now: Date }>(
    `-- INSERT worker presence
INSERT INTO worker (instance, host, slots, appetite, running, seen_at) VALUES ($1, $2, $3, $4, $5, now())
ON CONFLICT (instance) DO UPDATE SET slots = excluded.slots, appetite = excluded.appetite,
  running = excluded.running, seen_at = excluded.seen_at
RETURNING clock_timestamp() AS now`,
    [worker.instance, worker.host, worker.slots, worker.appetite, worker.running],
  );
  return row?.now ?? new Date();
}

/** Says that a worker is gone: the dispatcher counts on it no longer. */
export async function forgetWorker(db: Db, instance: string): Promise<void> {
  await db.query('DELETE FROM worker WHERE instance = $1', [instance]);
}
