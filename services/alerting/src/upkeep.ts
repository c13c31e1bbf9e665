import type { App } from '@solveig/kit/app';
import type { Db } from '@solveig/kit/db';
import { pruneInbox } from '@solveig/kit/inbox';
import type { Logger } from '@solveig/kit/log';
import type { AlertingMetrics } from './alerting-metrics.ts';
import { startLoop } from './paced-loop.ts';
import { buryUndeliverable } from './store/deliveries.ts';
import { pruneAlerting } from './store/retention.ts';

const BURY_MS = 5_000;
const PRUNE_MS = 600_000;

export interface UpkeepOptions {
  db: Db;
  log: Logger;
  metrics: AlertingMetrics;
  channels: readonly string[];
  keepDays: number;
}

/** Makes dead letters of what no channel will ever take, and forgets what is old; one process at a time does the latter. */
export function startUpkeep(app: App, { db, log, metrics, channels, keepDays }: UpkeepOptions): void {
  startLoop(app, 'undeliverable messages', log, async () => {
    for (const { id, channel } of await buryUndeliverable(db, channels)) {
      metrics.deadLetters.inc({ channel });
      log.error({ delivery: id, channel }, 'a message was given up; it is a dead letter now');
    }
    return BURY_MS;
  });
  startLoop(app, 'retention', log, async () => {
    await db.tryAdvisoryLock('retention', async () => {
      const removed = (await pruneAlerting(db, keepDays)) + (await pruneInbox(db));
      if (removed > 0) log.info({ removed }, 'old rows were removed');
    });
    return PRUNE_MS;
  });
}
