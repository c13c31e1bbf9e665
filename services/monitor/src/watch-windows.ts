import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db, Tx } from '@solveig/kit/db';
import { uuidv7 } from '@solveig/kit/ids';
import type { Logger } from '@solveig/kit/log';
import { newSpanContext, runInContext } from '@solveig/kit/trace-context';
import type { Severity } from '#domain/alert';
import { type AlertChange, AlertLedger } from '#domain/alert-ledger';
import { applyNoData } from '#domain/no-data';
import type { Rules } from '#domain/rules';
import { applyServiceWatch, type WatchedService } from '#domain/service-watch';
import { applyThreshold, THRESHOLD_RULES } from '#domain/threshold-rules';
import type { MonitorMetrics } from './monitor-metrics.ts';
import { readAllFiring } from './store/alerts.ts';
import { lockJudging } from './store/judging-lock.ts';
import { readWindows } from './store/rollups.ts';
import { lastDecider } from './store/solve-history.ts';
import { tellAlerts } from './tell-alerts.ts';

export interface WatchOptions {
  db: Db;
  log: Logger;
  metrics: MonitorMetrics;
  rules: Rules;
  everyMs: number;
  /** Where alerts about the platform itself belong. */
  platformTenant: string;
  serviceMisses: number;
  /** What is known of the other services now. */
  services(): readonly WatchedService[];
}

/** Judges windows, services and silence every `everyMs`, until the app stops. A failed round is made up for by the next. */
export function startWatching(app: App, options: WatchOptions): void {
  const { db, log, metrics } = options;
  // Rounds are not part of any trace, and one a second would bury those that matter.
  const unrecorded = { spanContext: newSpanContext(), span: undefined, tracer: undefined };
  const loop = runInContext(unrecorded, async () => {
    while (!app.signal.aborted) {
      try {
        const { changes, firing } = await db.tx((tx) => judgeWindows(db, tx, options));
        metrics.countChanges(changes);
        showFiring(metrics, firing);
        for (const { change, alert } of changes) {
          log.info(
            { alert: alert.id, alertname: alert.name, severity: alert.severity, summary: alert.summary },
            `alert ${change}`,
          );
        }
      } catch (err) {
        if (!app.signal.aborted) log.warn({ err }, 'windows could not be judged');
      }
      await pause(options.everyMs, app.signal);
    }
  });
  app.defer('window watch', () => loop);
}

/** One round in a transaction. Gives the changes, and what fires after them. */
export async function judgeWindows(
  db: Db,
  tx: Tx,
  options: WatchOptions,
): Promise<{ changes: AlertChange[]; firing: Severity[] }> {
  const { rules } = options;
  const nowMs = await lockJudging(db, tx);
  const sinceMs = nowMs - rules.thresholds.windowMs;
  const ledger = new AlertLedger({ firing: await readAllFiring(db, tx), nowMs, newId: () => uuidv7(nowMs) });
  for (const { tenant, kind, tally } of await readWindows(db, tx, sinceMs)) {
    const scope = { tenant, kind, templateId: '', service: 'solver' };
    for (const rule of THRESHOLD_RULES) applyThreshold(rule, { scope, tally }, rules.thresholds, ledger);
  }
  for (const service of options.services()) {
    applyServiceWatch(service, { maxMisses: options.serviceMisses, tenant: options.platformTenant }, ledger);
  }
  applyNoData(ledger, nowMs, rules.noDataMs);
  const changes = await Promise.all(ledger.changes.map((change) => withDecider(db, tx, change, rules, sinceMs)));
  return { changes: await tellAlerts(db, tx, ledger, changes), firing: ledger.allFiring().map((a) => a.severity) };
}

/** A window is decided by its last bad solve. */
async function withDecider(db: Db, tx: Tx, change: AlertChange, rules: Rules, sinceMs: number): Promise<AlertChange> {
  const rule = THRESHOLD_RULES.find((r) => r.alertName === change.alert.name);
  if (!rule || change.change !== 'raised') return change;
  const slowSeconds = rules.thresholds.responseSeconds.warning;
  const decider = await lastDecider(db, tx, change.alert.scope, { decidedBy: rule.decidedBy, sinceMs, slowSeconds });
  return decider ? { ...change, decider, alert: { ...change.alert, decider } } : change;
}

function showFiring(metrics: MonitorMetrics, firing: readonly Severity[]): void {
  for (const severity of ['critical', 'error', 'warning', 'info'] as const) {
    metrics.firing.set({ severity }, firing.filter((s) => s === severity).length);
  }
}
