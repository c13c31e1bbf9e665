import { databaseUrlOf, type PlatformState } from '@solveig/local/platform-state';
import pg from 'pg';

const TABLE = `
CREATE TABLE bare_job (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  spec bytea NOT NULL,
  state text NOT NULL DEFAULT 'QUEUED',
  epoch bigint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  result bytea
) WITH (fillfactor = 80);
CREATE INDEX bare_job_queued ON bare_job (id) WHERE state = 'QUEUED'`;

/** Fills the queue: `$1` rows with the spec `$2`. */
const FILL = `INSERT INTO bare_job (id, tenant, spec) SELECT gen_random_uuid(), 'default', $2 FROM generate_series(1, $1)`;

const CLAIM = `
UPDATE bare_job SET state = 'RUNNING', epoch = epoch + 1, lease_until = now() + interval '30 s'
WHERE id = (SELECT id FROM bare_job WHERE state = 'QUEUED' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, epoch, spec`;

const COMPLETE = `
UPDATE bare_job SET state = 'SUCCEEDED', result = $3, lease_until = NULL
WHERE id = $1 AND epoch = $2 AND state = 'RUNNING'`;

/** A table of jobs without anything else, in a database of its own on the platform's Postgres. */
export interface BareJobs extends AsyncDisposable {
  readonly url: string;
  /** Puts jobs into the queue. */
  fill(count: number, spec: Buffer): Promise<void>;
  /** Claims and completes one job; false when none is left. */
  runOne(result: Buffer): Promise<boolean>;
  clear(): Promise<void>;
}

/** Makes the table. `connections` is how many jobs can be run at once. */
export async function openBareJobs(state: PlatformState, connections: number): Promise<BareJobs> {
  const platformUrl = new URL(databaseUrlOf(state, 'postgres'));
  await runOnce(platformUrl.href, 'CREATE DATABASE bare');
  const url = Object.assign(new URL(platformUrl.href), { pathname: '/bare' }).href;
  await runOnce(url, TABLE);
  const pool = new pg.Pool({ connectionString: url, max: connections });
  pool.on('error', () => undefined);
  return {
    url,
    fill: async (count, spec) => {
      await pool.query(FILL, [count, spec]);
    },
    runOne: async (result) => {
      const { rows } = await pool.query<{ id: string; epoch: string }>({ name: 'claim', text: CLAIM });
      const [job] = rows;
      if (!job) return false;
      await pool.query({ name: 'complete', text: COMPLETE, values: [job.id, job.epoch, result] });
      return true;
    },
    clear: async () => {
      await pool.query('TRUNCATE bare_job');
    },
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await runOnce(platformUrl.href, 'DROP DATABASE bare WITH (FORCE)');
    },
  };
}

async function runOnce(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
