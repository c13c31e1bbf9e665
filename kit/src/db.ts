import pg from 'pg';
import { settleCommit } from './after-commit.ts';
import type { App } from './app.ts';
import { backoffMs } from './backoff.ts';
import { pause } from './clock.ts';
import { listenTo } from './db-listen.ts';
import { underLock } from './db-lock.ts';
import { runQuery } from './db-query.ts';
import { errorFrom, type SolveigError } from './errors.ts';
import type { HealthBook } from './health.ts';
import type { Logger } from './log.ts';
import { DB_SECONDS_BUCKETS, type Metrics } from './metrics.ts';

/** A client inside a transaction. */
export type Tx = pg.PoolClient;

/** The database of one service: its own schema, a bounded pool. */
export interface Db {
  readonly pool: pg.Pool;
  readonly schema: string;
  /** Runs one statement, on `client` if given; gives its rows. */
  query<R>(text: string, values?: unknown[], client?: Tx): Promise<R[]>;
  /**
   * Runs `run` in a transaction. With `retry`, a lost connection or a conflict runs it again (3 times at most): only for work
   * that may run twice. A commit whose answer is lost may have happened; with `retry` it runs again, so guard by keys.
   */
  tx<T>(run: (client: Tx) => Promise<T>, options?: { retry?: boolean }): Promise<T>;
  /** Calls `onNotify` for each NOTIFY on `channel` until `signal` fires. Notices sent while reconnecting are lost: poll too. */
  listen(channel: string, onNotify: (payload: string) => void, signal: AbortSignal): void;
  /** Runs `run` while holding the advisory lock `name`; gives undefined at once when another process holds it. */
  tryAdvisoryLock<T>(name: string, run: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Proves that the database answers; sets the health part `database`. */
  ping(): Promise<boolean>;
}

export interface DbOptions {
  url: string;
  schema: string;
  /** Most connections. */
  poolSize: number;
  log: Logger;
  metrics: Metrics;
  health: HealthBook;
  /** Age at which a connection is made anew, milliseconds. Default one hour. */
  recycleMs?: number;
  /** Longest statement, milliseconds. Default 30,000. */
  statementTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const PING_MS = 5_000;
/** A database that does not answer is asked more often: who waits for it should not wait for us as well. */
const PING_DOWN_MS = 250;
const ANSWER_GRACE_MS = 5_000;
const RECYCLE_MS = 3_600_000;
const TX_ATTEMPTS = 3;

/** Opens the pool of a service. It does not wait for the database: health part `database` says how it does. */
export function openDb(app: App, options: DbOptions): Db {
  const { schema, log, health } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    maxLifetimeSeconds: (options.recycleMs ?? RECYCLE_MS) / 1000,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: `solveig-${app.name}`,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    // The server keeps the limit above; this one is for a server that is gone without a word.
    query_timeout: (options.statementTimeoutMs ?? 30_000) + ANSWER_GRACE_MS,
    idle_in_transaction_session_timeout: 60_000,
    options: `-c search_path="${schema}"`,
  });
  // Without this listener a restart of Postgres would end the process (57P01 on an idle client).
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // Nor may a client be without one while it is handed out: a FATAL that arrives together with the greeting would do the same.
  pool.on('connect', (client) =>
    client.on('error', (error) => log.debug({ err: error }, 'a database connection was lost')),
  );
  const seconds = options.metrics.histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'Duration of database statements',
    labels: ['db_query_summary', 'error_type'],
    buckets: DB_SECONDS_BUCKETS,
  });
  poolGauges(pool, options);
  const query = <R>(text: string, values?: unknown[], client?: Tx) =>
    runQuery<R>(client ?? pool, text, values, schema, seconds);
  const ping = async () => {
    const failure = await pool.query('SELECT 1').then(
      () => undefined,
      (error: unknown) => errorFrom(error),
    );
    if (failure) health.set('database', 'down', failure.message);
    else health.set('database', 'ok', '', { connections: pool.totalCount, waiting: pool.waitingCount });
    return failure === undefined;
  };
  let pinging: NodeJS.Timeout | undefined;
  const keepPinging = async () => {
    const isUp = await ping();
    if (!app.signal.aborted) pinging = setTimeout(() => void keepPinging(), isUp ? PING_MS : PING_DOWN_MS).unref();
  };
  void keepPinging();
  app.defer('database', async () => {
    clearTimeout(pinging);
    await pool.end();
  });
  return {
    pool,
    schema,
    query,
    tx: (run, { retry = false } = {}) => (retry ? retried(() => inTransaction(pool, run)) : inTransaction(pool, run)),
    listen: (channel, onNotify, signal) => listenTo(options, channel, onNotify, AbortSignal.any([signal, app.signal])),
    tryAdvisoryLock: (name, run) => underLock(pool, `${schema}.${name}`, run, app.signal),
    ping,
  };
}

function poolGauges(pool: pg.Pool, { metrics, poolSize }: DbOptions): void {
  metrics.gauge({
    name: 'database_connection_pool_size',
    help: 'Most connections that the pool may hold',
    collect: (g) => g.set(poolSize),
  });
  metrics.gauge({
    name: 'database_connection_pool_usage',
    help: 'Share of the pool in use, 0 to 1',
    collect: (g) => g.set((pool.totalCount - pool.idleCount) / poolSize),
  });
  metrics.gauge({
    name: 'db_client_connection_pending_requests',
    help: 'Callers waiting for a connection',
    collect: (g) => g.set(pool.waitingCount),
  });
}

async function inTransaction<T>(pool: pg.Pool, run: (client: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw errorFrom(error);
  });
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  // The pool's listener does not cover a client that is checked out.
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await run(client);
    const { command } = await client.query('COMMIT');
    // Postgres answers a COMMIT after a failed statement by rolling back, without an error.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back: an error inside it was swallowed');
    settleCommit(client, true);
    return result;
  } catch (error) {
    settleCommit(client, false);
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken ??= failed;
    });
    throw errorFrom(error);
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (thrown) {
      const error = errorFrom(thrown);
      const isWorthIt = error.reason === 'DEPENDENCY_DOWN' || isSerializationConflict(error);
      if (!isWorthIt || attempt >= TX_ATTEMPTS) throw error;
      await pause(backoffMs(attempt, { firstMs: 50, maxMs: 1000 }));
    }
  }
}

/** Class 40: the transaction was rolled back for another's sake, so running it again may work. A taken key would not. */
function isSerializationConflict(error: SolveigError): boolean {
  return error.reason === 'CONFLICT' && String((error.cause as { code?: string } | undefined)?.code).startsWith('40');
}
