import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import { schemaProblem } from '@solveig/kit/migrate';
import { migrationsDirectory } from './migrations-directory.ts';

const CHECK_EVERY_MS = 2_000;

/**
 * Calls `begin` once the schema is what this code needs: at once when it is, else as soon as somebody migrates or the database
 * comes back. Until then the health part `schema` says why. Work that meets a missing table would only fail.
 */
export async function whenSchemaIsCurrent(
  app: App,
  { db, health, log }: { db: Db; health: HealthBook; log: Logger },
  begin: () => void,
): Promise<void> {
  const isCurrent = async () => {
    const problem = await schemaProblem(db.query, migrationsDirectory).catch(
      (error: unknown) => errorFrom(error).message,
    );
    health.set('schema', problem ? 'down' : 'ok', problem ?? '');
    return problem === undefined;
  };
  if (await isCurrent()) {
    begin();
    return;
  }
  log.warn({ problem: health.readiness().parts.schema?.detail }, 'waiting for the database schema');
  void (async () => {
    while (!app.signal.aborted) {
      await pause(CHECK_EVERY_MS, app.signal);
      if (!app.signal.aborted && (await isCurrent())) {
        begin();
        return;
      }
    }
  })();
}
