import type { Db } from '@solveig/kit/db';
import type { SolverMode, StrategySetting } from '#domain/strategy/strategy-book';

/** What was set of strategies; those that are not there are as the code declares them. */
export function readStrategySettings(db: Db): Promise<StrategySetting[]> {
  return db.query<StrategySetting>('SELECT kind, name, enabled, position FROM strategy_setting');
}

/** Keeps settings, in place of those of the same strategies. */
export async function writeStrategySettings(db: Db, settings: readonly StrategySetting[]): Promise<void> {
  await db.query(
    `INSERT INTO strategy_setting (kind, name, enabled, position)
SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::integer[])
ON CONFLICT (kind, name) DO UPDATE
SET enabled = excluded.enabled, position = excluded.position, changed_at = now()`,
    [
      settings.map(({ kind }) => kind),
      settings.map(({ name }) => name),
      settings.map(({ enabled }) => enabled),
      settings.map(({ position }) => position),
    ],
  );
}

/** The mode that was set; normal when none was. */
export async function readSolverMode(db: Db): Promise<SolverMode> {
  const [row] = await db.query<{ mode: SolverMode }>('SELECT mode FROM solver_mode');
  return row?.mode ?? 'normal';
}

export async function writeSolverMode(db: Db, mode: SolverMode): Promise<void> {
  await db.query(
    `INSERT INTO solver_mode (mode) VALUES ($1)
ON CONFLICT (single) DO UPDATE SET mode = excluded.mode, changed_at = now()`,
    [mode],
  );
}
