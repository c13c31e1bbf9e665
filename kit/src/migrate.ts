import pg from 'pg';
import { type Migration, readMigrations } from './migration-files.ts';

/** What was done to a schema, from its own history table. */
export interface MigrationEvent {
  version: number;
  name: string;
  direction: 'up' | 'down';
  at: Date;
  elapsedMs: number;
}

export interface MigrationRow {
  version: number;
  name: string;
  isBreaking: boolean;
  /** `changed`: applied, but the file is not what it was then. `unknown`: applied, and no file has its number. */
  state: 'applied' | 'pending' | 'changed' | 'unknown';
  appliedAt: Date | undefined;
}

export interface Migrations {
  /** Applies what is pending, up to `to` (default: all), each in its own transaction; gives the names applied. */
  up(to?: number): Promise<string[]>;
  /** Undoes the last `steps` (default 1); gives the names undone. */
  down(steps?: number): Promise<string[]>;
  status(): Promise<MigrationRow[]>;
  history(): Promise<MigrationEvent[]>;
  /** The SQL that `up` would run, to be run by hand; it records itself as `up` does. */
  sql(): Promise<string>;
}

export interface MigrateOptions {
  url: string;
  schema: string;
  directory: URL | string;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS schema_migration (
  version integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS schema_migration_history (
  id bigserial PRIMARY KEY,
  version integer NOT NULL,
  name text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('up', 'down')),
  at timestamptz NOT NULL DEFAULT now(),
  elapsed_ms integer NOT NULL
);`;

interface AppliedRow {
  version: number;
  name: string;
  checksum: string;
  applied_at: Date;
}

/** The migrations in `directory` over the schema `schema`. Two runs at once wait for each other (advisory lock). */
export function migrations(options: MigrateOptions): Migrations {
  const files = () => readMigrations(options.directory);
  const locked = <T>(run: (client: pg.Client, applied: AppliedRow[]) => Promise<T>) =>
    withClient(options, async (client) => {
      await client.query('SELECT pg_advisory_lock(hashtext($1))', [`solveig.migrate.${options.schema}`]);
      await prepareSchema(client, options.schema);
      return run(client, await appliedRows(client));
    });
  return {
    up: (to = Number.POSITIVE_INFINITY) => locked((client, applied) => applyPending(client, files(), applied, to)),
    down: (steps = 1) => locked((client, applied) => undoLast(client, files(), applied, steps)),
    status: () => withClient(options, async (client) => rowsOf(files(), await appliedRows(client))),
    history: () => withClient(options, historyRows),
    sql: () =>
      withClient(options, async (client) => sqlOf(options.schema, pendingOf(files(), await appliedRows(client)))),
  };
}

/** What keeps the schema from being what this code needs; undefined when it is current. For readiness. */
export async function schemaProblem(
  query: <R>(text: string) => Promise<R[]>,
  directory: URL | string,
): Promise<string | undefined> {
  const files = readMigrations(directory);
  const exists = await query<{ found: string | null }>(`SELECT to_regclass('schema_migration')::text AS found`);
  const applied = exists[0]?.found ? await query<AppliedRow>('SELECT * FROM schema_migration ORDER BY version') : [];
  const rows = rowsOf(files, applied);
  const pending = rows.filter((r) => r.state === 'pending');
  const changed = rows.filter((r) => r.state === 'changed');
  if (changed.length > 0) return `migration ${changed[0]?.name} was changed after it was applied`;
  if (pending.length > 0)
    return `${pending.length} migration${pending.length > 1 ? 's are' : ' is'} pending, first ${pending[0]?.name}: run \`migrate up\``;
  return undefined;
}

async function withClient<T>({ url, schema }: MigrateOptions, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'solveig-migrate' });
  // Without a listener a lost connection would end the process; the query in flight rejects anyway.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SELECT set_config('search_path', $1, false)`, [`"${schema}"`]);
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function prepareSchema(client: pg.Client, schema: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rowCount === 0) await client.query(`CREATE SCHEMA "${schema}"`);
  await client.query(TABLES);
}

async function appliedRows(client: pg.Client): Promise<AppliedRow[]> {
  const found = await client.query<{ found: string | null }>(`SELECT to_regclass('schema_migration')::text AS found`);
  if (!found.rows[0]?.found) return [];
  return (await client.query<AppliedRow>('SELECT * FROM schema_migration ORDER BY version')).rows;
}

async function historyRows(client: pg.Client): Promise<MigrationEvent[]> {
  const found = await client.query<{ found: string | null }>(
    `SELECT to_regclass('schema_migration_history')::text AS found`,
  );
  if (!found.rows[0]?.found) return [];
  const result = await client.query<MigrationEvent>(
    'SELECT version, name, direction, at, elapsed_ms AS "elapsedMs" FROM schema_migration_history ORDER BY id',
  );
  return result.rows;
}

function rowsOf(files: Migration[], applied: AppliedRow[]): MigrationRow[] {
  const byVersion = new Map(applied.map((row) => [row.version, row]));
  const rows = files.map((file): MigrationRow => {
    const row = byVersion.get(file.version);
    const state = !row ? 'pending' : row.checksum === file.checksum ? 'applied' : 'changed';
    return { version: file.version, name: file.name, isBreaking: file.isBreaking, state, appliedAt: row?.applied_at };
  });
  const strangers = applied.filter((row) => row.version > files.length);
  return [
    ...rows,
    ...strangers.map(
      (r): MigrationRow => ({
        version: r.version,
        name: r.name,
        isBreaking: false,
        state: 'unknown',
        appliedAt: r.applied_at,
      }),
    ),
  ];
}

function pendingOf(files: Migration[], applied: AppliedRow[]): Migration[] {
  for (const file of files) {
    const row = applied.find((a) => a.version === file.version);
    if (row && row.checksum !== file.checksum) {
      throw new Error(
        `migration ${file.version} ${file.name} was changed after it was applied; write a new one instead`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.version));
  return files.filter((file) => !done.has(file.version));
}

async function applyPending(
  client: pg.Client,
  files: Migration[],
  applied: AppliedRow[],
  to: number,
): Promise<string[]> {
  const names: string[] = [];
  for (const file of pendingOf(files, applied).filter((f) => f.version <= to)) {
    await inTransaction(client, file, 'up', file.upSql, [
      'INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3)',
      [file.version, file.name, file.checksum],
    ]);
    names.push(file.name);
  }
  return names;
}

async function undoLast(
  client: pg.Client,
  files: Migration[],
  applied: AppliedRow[],
  steps: number,
): Promise<string[]> {
  const names: string[] = [];
  for (const row of applied.slice(-steps).reverse()) {
    const file = files.find((f) => f.version === row.version);
    if (!file) throw new Error(`migration ${row.version} ${row.name} is applied, but its file is not here`);
    if (!file.downSql) throw new Error(`migration ${row.version} ${row.name} has no way back`);
    await inTransaction(client, file, 'down', file.downSql, [
      'DELETE FROM schema_migration WHERE version = $1',
      [file.version],
    ]);
    names.push(file.name);
  }
  return names;
}

async function inTransaction(
  client: pg.Client,
  file: Migration,
  direction: 'up' | 'down',
  sql: string,
  [record, values]: [string, unknown[]],
): Promise<void> {
  const startMs = Date.now();
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(record, values);
    await client.query(
      'INSERT INTO schema_migration_history (version, name, direction, elapsed_ms) VALUES ($1, $2, $3, $4)',
      [file.version, file.name, direction, Date.now() - startMs],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`migration ${file.version} ${file.name} (${direction}) failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function sqlOf(schema: string, pending: Migration[]): string {
  const parts = pending.map(
    (
      m,
    ) => `BEGIN;\n${m.upSql}\nINSERT INTO schema_migration (version, name, checksum) VALUES (${m.version}, '${m.name}', '${m.checksum}');
INSERT INTO schema_migration_history (version, name, direction, elapsed_ms) VALUES (${m.version}, '${m.name}', 'up', 0);\nCOMMIT;`,
  );
  return [`CREATE SCHEMA IF NOT EXISTS "${schema}";\nSET search_path = "${schema}";${TABLES}`, ...parts, ''].join(
    '\n\n',
  );
}
