import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { pruneInbox } from '@solveig/kit/inbox';
import type { Logger } from '@solveig/kit/log';
import { newSpanContext, runInContext } from '@solveig/kit/trace-context';
import { pruneAlerts } from './store/alerts.ts';
import { pruneBaselines } from './store/baselines.ts';
import { pruneRollups } from './store/rollups.ts';
import { pruneSolves } from './store/solve-history.ts';

const EVERY_MS = 600_000;
const FIRST_AFTER_MS = 30_000;
/** Fine buckets serve windows and dashboards of an hour. */
const KEEP_FINE_MS = 2 * 3_600_000;
const PAGE = 10_000;

/** Forgets what is older than it is kept, in pages, by one instance at a time. */
export function startRetention(
  app: App,
  { db, log, keepHistoryMs }: { db: Db; log: Logger; keepHistoryMs: number },
): void {
  const unrecorded = { spanContext: newSpanContext(), span: undefined, tracer: undefined };
  const loop = runInContext(unrecorded, async () => {
    await pause(FIRST_AFTER_MS, app.signal);
    while (!app.signal.aborted) {
      await db
        .tryAdvisoryLock('retention', (signal) => prune(db, keepHistoryMs, signal))
        .catch((err: unknown) => {
          if (!app.signal.aborted) log.warn({ err }, 'old rows could not be forgotten');
        });
      await pause(EVERY_MS, app.signal);
    }
  });
  app.defer('retention', () => loop);
}

/** Forgets everything that is too old. */
export async function prune(db: Db, keepHistoryMs: number, signal: AbortSignal): Promise<void> {
  await inPages(() => pruneSolves(db, keepHistoryMs), signal);
  await inPages(() => pruneInbox(db), signal);
  await pruneRollups(db, { fineMs: KEEP_FINE_MS, coarseMs: keepHistoryMs });
  await pruneBaselines(db, keepHistoryMs);
  await pruneAlerts(db, keepHistoryMs);
}

async function inPages(page: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await page()) >= PAGE);
}
