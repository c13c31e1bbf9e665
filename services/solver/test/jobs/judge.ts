import {
  type Anomaly,
  type ClientNote,
  checkHistory,
  type Effect,
  type Transition,
} from '@solveig/test/history-checker';
import type { World } from './world.ts';

interface Row {
  job_id: string;
  n: number;
  from_state: string | null;
  to_state: string;
  epoch: string;
  at: Date;
}

/** The whole history of a world's database. */
export async function transitionsOf(world: World): Promise<Transition[]> {
  const rows = await world.sql<Row>('SELECT * FROM job_transition ORDER BY job_id, n');
  return rows.map((row) => ({
    jobId: row.job_id,
    n: row.n,
    from: row.from_state,
    to: row.to_state,
    epoch: Number(row.epoch),
    at: row.at,
  }));
}

/** How the world ended, one row a job: the event that ended it went into the outbox once. */
async function endEvents(world: World): Promise<Effect[]> {
  const rows = await world.sql<{ key: string }>(
    `SELECT key FROM outbox WHERE subject LIKE 'solveig.v1.solve.%' AND split_part(subject, '.', 7) IN ('completed', 'failed', 'cancelled', 'expired')`,
  );
  return rows.map(({ key }) => ({ jobId: key, what: 'end event' }));
}

/** Everything that is wrong with what happened in a world. */
export async function judge(world: World, notes: readonly ClientNote[] = []): Promise<Anomaly[]> {
  return checkHistory({ transitions: await transitionsOf(world), notes, effects: await endEvents(world) });
}
