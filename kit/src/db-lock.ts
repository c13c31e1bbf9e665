import { setMaxListeners } from 'node:events';
import type pg from 'pg';
import { errorFrom, SolveigError } from './errors.ts';

/**
 * Runs `run` in a session that holds the advisory lock `name`; gives undefined at once when another session holds it. The signal
 * that `run` gets fires when `signal` does, and when the session, and with it the lock, is lost.
 */
export async function underLock<T>(
  pool: pg.Pool,
  name: string,
  run: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const client = await pool.connect().catch((error: unknown) => {
    throw errorFrom(error);
  });
  const lost = new AbortController();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
    // The session is gone and with it the lock: whoever works under it must stop.
    lost.abort(new SolveigError('DEPENDENCY_DOWN', 'the database connection that held the lock was lost'));
  };
  client.on('error', onError);
  try {
    const result = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
      [name],
    );
    if (!result.rows[0]?.locked) return undefined;
    try {
      const both = AbortSignal.any([signal, lost.signal]);
      setMaxListeners(0, both);
      return await run(both);
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch((error: Error) => {
        broken ??= error;
      });
    }
  } catch (error) {
    throw errorFrom(error);
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}
