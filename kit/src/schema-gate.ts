import type { App } from './app.ts';
import { backoffMs } from './backoff.ts';
import { pause } from './clock.ts';
import type { Db } from './db.ts';
import { errorFrom } from './errors.ts';
import type { HealthBook } from './health.ts';
import type { Logger } from './log.ts';
import { schemaProblem } from './migrate.ts';

/** Soon at first: on a machine that starts, database and migrations are under way. */
const CHECK_AGAIN = { firstMs: 50, maxMs: 2_000 };

export interface SchemaGate {
  db: Db;
  health: HealthBook;
  log: Logger;
  /** Of the service's migrations. */
  directory: URL | string;
}

/**
 * Runs `begin` once the schema is what this code needs: before it resolves when that is so now, else in the background as soon
 * as somebody migrates or the database comes back. Until then the health part `schema` is down and says why. A `begin` that
 * throws is run again.
 */
export async function whenSchemaIsCurrent(
  app: App,
  gate: SchemaGate,
  begin: () => Promise<void> | void,
): Promise<void> {
  const tryOnce = async (): Promise<boolean> => {
    const problem = await problemOf(gate, begin);
    gate.health.set('schema', problem ? 'down' : 'ok', problem ?? '');
    return problem === undefined;
  };
  if (await tryOnce()) return;
  gate.log.warn({ problem: gate.health.readiness().parts.schema?.detail }, 'waiting for the database schema');
  void (async () => {
    let attempt = 0;
    do await pause(backoffMs(++attempt, CHECK_AGAIN), app.signal);
    while (!app.signal.aborted && !(await tryOnce()));
  })();
}

async function problemOf(
  { db, directory }: SchemaGate,
  begin: () => Promise<void> | void,
): Promise<string | undefined> {
  try {
    const problem = await schemaProblem(db.query, directory);
    if (problem === undefined) await begin();
    return problem;
  } catch (error) {
    return errorFrom(error).message;
  }
}
