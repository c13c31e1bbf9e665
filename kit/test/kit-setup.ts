import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { type Bus, connectBus } from '@solveig/kit/bus';
import { type Db, openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { inboxSql } from '@solveig/kit/inbox';
import { createLogger, type Logger } from '@solveig/kit/log';
import { createMetrics, type Metrics } from '@solveig/kit/metrics';
import { outboxSql } from '@solveig/kit/outbox';
import pg from 'pg';

/** What every part of a test app is made of. Logs go to `lines`. */
export interface Parts {
  app: App;
  log: Logger;
  metrics: Metrics;
  health: HealthBook;
  lines: string[];
}

/** An app of the test's own: `await using it = await startTestApp()`. */
export function startTestApp<T = object>(
  build: (parts: Parts) => Promise<T> = async () => ({}) as T,
): Promise<RunningApp<Parts & T>> {
  const lines: string[] = [];
  const log = createLogger('kit', 'debug', { write: (line: string) => void lines.push(line) });
  return startApp('kit', new AbortController().signal, async (app) => {
    const parts = { app, log, metrics: createMetrics('kit'), health: new HealthBook(), lines };
    return { ...parts, ...(await build(parts)) };
  });
}

/** The database `url` with outbox and inbox in the schema `solver`. */
export async function openTestDb(parts: Parts, url: string): Promise<Db> {
  const client = new pg.Client(url);
  await client.connect();
  await client
    .query(`CREATE SCHEMA IF NOT EXISTS solver; SET search_path = solver; ${outboxSql} ${inboxSql}`)
    .catch((error) => {
      // A second app of the same test finds the tables there.
      if (error.code !== '42P07') throw error;
    });
  await client.end();
  return openDb(parts.app, { ...parts, url, schema: 'solver', poolSize: 6 });
}

export function connectTestBus(parts: Parts, url: string): Promise<Bus> {
  return connectBus(parts.app, { ...parts, url, name: 'test' });
}

/** Resolves when `condition` holds; rejects after `timeoutMs` with what it says. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
  what = 'the condition',
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what} did not come true within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
