import { formatSeconds, NO_DECIDER } from './alert.ts';
import type { AlertLedger } from './alert-ledger.ts';
import { SERVICE_DOWN } from './service-watch.ts';

/**
 * Ends alerts whose scope was not heard of for `noDataMs`: nobody solves that template any more, so nothing will ever show it
 * well again. A wrong answer ends so too, when none follows. A service that is down is heard of by its silence.
 */
export function applyNoData(ledger: AlertLedger, nowMs: number, noDataMs: number): void {
  for (const alert of ledger.allFiring()) {
    if (alert.name === SERVICE_DOWN || nowMs - alert.seenAtMs < noDataMs) continue;
    ledger.resolve(alert, `No data: nothing was heard of it for ${formatSeconds(noDataMs / 1000)}.`, NO_DECIDER);
  }
}
