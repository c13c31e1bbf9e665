import { type Alert, severityRank } from './alert.ts';
import type { GroupSnapshot, NotifiedState, NotifyReason } from './notify-decision.ts';

/**
 * One alert for each fingerprint: an alert that ended and came back under another id is one alert that fires, as in
 * Alertmanager. `members` come with the last changed first.
 */
export function currentAlerts<A extends Alert>(members: readonly A[]): A[] {
  const byFingerprint = new Map<string, A>();
  for (const alert of members) {
    const known = byFingerprint.get(alert.fingerprint);
    if (!known || (known.status === 'resolved' && alert.status === 'firing'))
      byFingerprint.set(alert.fingerprint, alert);
  }
  return [...byFingerprint.values()];
}

/** The fingerprints of a group's alerts by status. */
export function snapshotOf(alerts: readonly Alert[]): GroupSnapshot {
  const withStatus = (status: string) => alerts.filter((a) => a.status === status).map((a) => a.fingerprint);
  return { firing: withStatus('firing'), resolved: withStatus('resolved') };
}

/** The alerts that a channel has not heard of in their present state, in the order given. */
export function newsFor<A extends Alert>(told: NotifiedState | undefined, alerts: readonly A[]): A[] {
  const firing = new Set(told?.firing ?? []);
  const resolved = new Set(told?.resolved ?? []);
  return alerts.filter((a) => !(a.status === 'firing' ? firing : resolved).has(a.fingerprint));
}

/** The place of a message in the queue, the smaller the sooner: the worst first; a first message before additions and repeats. */
export function priorityOf(severity: string, reason: NotifyReason): number {
  const haste = reason === 'first' ? 0 : reason === 'repeat' ? 2 : 1;
  return severityRank(severity) * 3 + haste;
}
