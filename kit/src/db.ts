import { setMaxListeners } from 'node:events';
import pg from 'pg';
import { settleCommit } from './after-commit.ts';
import type { App } from './app.ts';
import { backoffMs } from './backoff.ts';
import { monotonicMs, pause, secondsSince } from './clock.ts';
import { listenTo } from './db-listen.ts';
import { errorFrom, SolveigError } from './errors.ts';
import type { HealthBook } from './health.ts';
import type { Logger } from './log.ts';
import { DB_SECONDS_BUCKETS, type Histogram, type Metrics } from './metrics.ts';
import { beginSpan } from './telemetry.ts';
import { runInContext } from './trace-context.ts';

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
  /** Longest statement, milliseconds. Default 30,000. */
  statementTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const PING_MS = 5_000;
/** Connections are made anew after an hour, so that a failover or a rotated password is noticed. */
const RECYCLE_S = 3_600;
const TX_ATTEMPTS = 3;

/** Opens the pool of a service. It does not wait for the database: health part `database` says how it does. */
export function openDb(app: App, options: DbOptions): Db {
  const { schema, log, health } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    maxLifetimeSeconds: RECYCLE_S,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: `solveig-${app.name}`,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    options: `-c search_path="${schema}"`,
  });
  // Without this listener a restart of Postgres would end the process (57P01 on an idle client).
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
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
  const pinging = setInterval(() => void ping(), PING_MS);
  pinging.unref();
  void ping();
  app.defer('database', async () => {
    clearInterval(pinging);
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

/** `INSERT outbox`, `SELECT job`: verb and first table, for span names and labels of low cardinality. */
export function querySummary(text: string): string {
  const named = /^\s*--\s*([a-z0-9 _.-]+)/i.exec(text)?.[1];
  if (named) return named.trim();
  const verb =
    /^\s*(?:WITH\b[\s\S]*?\)\s*)?(SELECT|INSERT|UPDATE|DELETE|WITH|BEGIN|COMMIT|ROLLBACK|NOTIFY|LISTEN|SET)\b/i.exec(
      text,
    )?.[1];
  const table = /\b(?:INTO|UPDATE|FROM)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)/i.exec(text)?.[1];
  return [verb?.toUpperCase() ?? 'QUERY', table].filter(Boolean).join(' ');
}

const summaries = new Map<string, string>();

function summaryOf(text: string): string {
  let summary = summaries.get(text);
  if (summary === undefined) {
    summary = querySummary(text);
    if (summaries.size < 1000) summaries.set(text, summary);
  }
  return summary;
}

async function runQuery<R>(
  on: pg.Pool | Tx,
  text: string,
  values: unknown[] | undefined,
  schema: string,
  seconds: Histogram<'db_query_summary' | 'error_type'>,
): Promise<R[]> {
  const startMs = monotonicMs();
  const summary = summaryOf(text);
  const open = beginSpan(summary, {
    kind: 'client',
    onlyInside: true,
    attributes: { 'db.system.name': 'postgresql', 'db.namespace': schema, 'db.query.summary': summary },
  });
  try {
    const result = await runInContext(open.context, () => on.query(text, values));
    seconds.observe({ db_query_summary: summary, error_type: '' }, secondsSince(startMs));
    open.end();
    return result.rows as R[];
  } catch (thrown) {
    const error = errorFrom(thrown);
    const sqlState = (thrown as { code?: string }).code;
    if (sqlState) open.span.setAttribute('db.response.status_code', sqlState);
    seconds.observe({ db_query_summary: summary, error_type: error.reason }, secondsSince(startMs));
    open.end(error);
    throw error;
  }
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
    await client.query('COMMIT');
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

async function underLock<T>(
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
