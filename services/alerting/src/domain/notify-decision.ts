/** What a channel was last told of a group: fingerprints of alerts. */
export interface NotifiedState {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly at: Date;
}

/** What the group holds now: fingerprints; none is in both. */
export interface GroupSnapshot {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
}

export interface DecisionRules {
  readonly sendResolved: boolean;
  readonly repeatIntervalMs: number;
  readonly now: Date;
}

/** Why a group is told, or not. */
export type NotifyReason = 'first' | 'new_alerts' | 'all_resolved' | 'new_resolved' | 'repeat' | 'nothing_new';

/** Whether and why a channel must be told; the rule of Alertmanager's dedup stage. */
export function notifyReason(
  told: NotifiedState | undefined,
  group: GroupSnapshot,
  { sendResolved, repeatIntervalMs, now }: DecisionRules,
): NotifyReason {
  if (!told) return group.firing.length > 0 ? 'first' : 'nothing_new';
  if (!isSubset(group.firing, told.firing)) return told.firing.length > 0 ? 'new_alerts' : 'first';
  if (group.firing.length === 0) return told.firing.length > 0 ? 'all_resolved' : 'nothing_new';
  if (sendResolved && !isSubset(group.resolved, told.resolved)) return 'new_resolved';
  return now.getTime() - told.at.getTime() >= repeatIntervalMs ? 'repeat' : 'nothing_new';
}

/** Whether a reason makes a message: an end that nobody wants to hear of is only remembered. */
export function makesMessage(reason: NotifyReason, sendResolved: boolean): boolean {
  return reason !== 'nothing_new' && (reason !== 'all_resolved' || sendResolved);
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  const known = new Set(whole);
  return part.every((item) => known.has(item));
}
