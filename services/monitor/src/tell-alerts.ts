import type { Db, Tx } from '@solveig/kit/db';
import { eventMessage } from '@solveig/kit/events';
import { enqueue } from '@solveig/kit/outbox';
import { formatTraceParent, newSpanContext } from '@solveig/kit/trace-context';
import type { AlertChange, AlertLedger } from '#domain/alert-ledger';
import { alertChangedOf } from './codec.ts';
import { insertAlert, resolveAlert, touchAlerts } from './store/alerts.ts';

/**
 * Writes what the ledger says in the transaction: alert rows, and for each change one message to the outbox, whose parent is
 * the span of the event that decided. Gives the changes that took place.
 */
export async function tellAlerts(
  db: Db,
  tx: Tx,
  ledger: AlertLedger,
  changes: readonly AlertChange[] = ledger.changes,
): Promise<AlertChange[]> {
  await touchAlerts(db, tx, ledger.seenIds());
  const told: AlertChange[] = [];
  for (const change of changes) {
    const { alert } = change;
    const isNew = await (change.change === 'raised' ? insertAlert(db, tx, alert) : resolveAlert(db, tx, alert));
    if (isNew) told.push(change);
  }
  await enqueue(tx, told.map(messageOf));
  return told;
}

function messageOf({ alert, decider }: AlertChange) {
  // An alert that no solve decided begins a trace of its own.
  const traceParent =
    decider.traceParent || alert.decider.traceParent || formatTraceParent({ ...newSpanContext(), traceFlags: 1 });
  return eventMessage('alert', {
    tokens: { tenant: alert.scope.tenant, severity: alert.severity, name: alert.name },
    id: `a:${alert.id}:${alert.status}`,
    source: '/monitor',
    time: new Date(alert.endedAtMs ?? alert.startedAtMs),
    subject: alert.id,
    traceParent,
    body: alertChangedOf(alert),
  });
}
