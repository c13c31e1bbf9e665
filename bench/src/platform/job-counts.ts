import { setTimeout as delay } from 'node:timers/promises';
import { databaseUrlOf, type PlatformState } from '@solveig/local/platform-state';
import pg from 'pg';

const LOOK_EVERY_MS = 50;
const MOST_WAIT_MS = 120_000;

/** What the solver's table says of its jobs: it is the truth about them. */
export interface JobCounts extends AsyncDisposable {
  /** The database's clock now, as text that keeps its microseconds. */
  now(): Promise<string>;
  /** Waits until no job is left to be run. */
  allEnded(): Promise<void>;
  /** Jobs that succeeded after `since`, and the seconds from then to the last of them. Throws when one ended otherwise. */
  succeededSince(since: string): Promise<{ count: number; seconds: number }>;
  /** State and attempts so far of one job. */
  job(id: string): Promise<{ state: string; attempt: number }>;
}

export function openJobCounts(state: PlatformState): JobCounts {
  const pool = new pg.Pool({ connectionString: databaseUrlOf(state, 'postgres'), max: 1 });
  pool.on('error', () => undefined);
  const one = async <T extends object>(text: string, values: unknown[] = []): Promise<T> => {
    const { rows } = await pool.query<T>(text, values);
    return rows[0] as T;
  };
  return {
    now: async () => (await one<{ now: string }>('SELECT clock_timestamp()::text AS now')).now,
    allEnded: async () => {
      const untilMs = performance.now() + MOST_WAIT_MS;
      const text = `SELECT count(*)::int AS left FROM solver.job WHERE state IN ('QUEUED', 'DISPATCHED', 'RUNNING')`;
      for (;;) {
        const { left } = await one<{ left: number }>(text);
        if (left === 0) return;
        if (performance.now() > untilMs) throw new Error(`${left} jobs are left after ${MOST_WAIT_MS / 1000} s`);
        await delay(LOOK_EVERY_MS);
      }
    },
    succeededSince: async (since) => {
      const { count, seconds, others } = await one<{ count: number; seconds: number; others: number }>(
        `SELECT count(*)::int AS count, coalesce(extract(epoch FROM max(finished_at) - $1::timestamptz), 0)::float8 AS seconds,
           count(*) FILTER (WHERE state <> 'SUCCEEDED')::int AS others
         FROM solver.job WHERE finished_at > $1::timestamptz`,
        [since],
      );
      if (others > 0) throw new Error(`${others} of ${count} trivial jobs did not succeed`);
      return { count, seconds };
    },
    job: (id) => one('SELECT state, attempt FROM solver.job WHERE id = $1', [id]),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
