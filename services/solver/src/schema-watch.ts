import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import { schemaProblem } from '@solveig/kit/migrate';
import { migrationsDirectory } from './migrations-directory.ts';

const CHECK_EVERY_MS = 1_000;

/**
 * Holds the health part `schema` until the database has the tables that this
 * code needs. Synchronous solves need none of them, and what jobs do in vain
 * meanwhile they do again; so nothing waits but readiness.
 */
export async function watchSchema(
  app: App,
  { db, health, log }: { db: Db; health: HealthBook; log: Logger },
): Promise<void> {
  const look = async () => {
    const problem = await schemaProblem(db.query, migrationsDirectory).catch(
      (error: unknown) => errorFrom(error).message,
    );
    health.set('schema', problem === undefined ? 'ok' : 'down', problem ?? '');
    return problem;
  };
  const problem = await look();
  if (problem === undefined) return;
  log.warn({ problem }, 'waiting for the database schema');
  const untilCurrent = async () => {
    while (!app.signal.aborted) {
      await pause(CHECK_EVERY_MS, app.signal);
      if (!app.signal.aborted && (await look()) === undefined) return;
    }
  };
  void untilCurrent();
}
