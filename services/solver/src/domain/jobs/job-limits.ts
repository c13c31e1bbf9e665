/** How many jobs a worker wants to hold: one a slot, and more when they are over in no time, so that a slot need not wait
 * for the next claim. `typicalSeconds` is what a job takes. At most 16 more a slot. */
export function appetiteOf(slots: number, typicalSeconds: number): number {
  const LOOK_AHEAD_SECONDS = 0.1;
  const extra = Math.floor(LOOK_AHEAD_SECONDS / Math.max(typicalSeconds, 1e-4));
  return slots * (1 + Math.min(16, extra));
}

/** How many more jobs the dispatcher may send: the queue in NATS stays short, or fairness comes too late. */
export function dispatchRoom(capacity: { appetite: number; dispatched: number; running: number }): number {
  return Math.max(0, 3 * capacity.appetite - capacity.dispatched - capacity.running);
}

/** What to do with the message of a job that could not be claimed. */
export type UnclaimedVerdict = 'done' | { againInMs: number };

/**
 * `row` is the job as it is now, if there is one; `dispatch` the number that the message carries. Whatever changed hands or
 * ended needs this message no more: the row, not the message, is the job.
 */
export function verdictOnUnclaimed(
  row: { state: string; dispatch_n: number; lease_seconds: number | null; is_free: boolean } | undefined,
  dispatch: number,
): UnclaimedVerdict {
  if (!row || dispatch < row.dispatch_n) return 'done';
  if (row.state === 'RUNNING') return { againInMs: 1000 * Math.max(0.2, row.lease_seconds ?? 0) + 100 };
  return row.is_free ? { againInMs: 100 } : 'done';
}
