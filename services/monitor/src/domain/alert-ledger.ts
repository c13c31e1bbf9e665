import { type Alert, type AlertScope, type Decider, dedupKeyOf, type Finding } from './alert.ts';

/** A change of an alert that has to be written and told. */
export interface AlertChange {
  readonly change: 'raised' | 'resolved';
  readonly alert: Alert;
  /** The event that decided this change: a resolve has another one than the alert's beginning. */
  readonly decider: Decider;
}

interface LedgerOptions {
  /** Alerts that fire now, as far as the rules to come may touch them. */
  readonly firing: readonly Alert[];
  readonly nowMs: number;
  /** Gives a fresh id. */
  newId(): string;
}

/**
 * What fires, while rules are being applied: it turns findings into alerts, says each only once, and keeps the order of
 * changes. Nothing is written here.
 */
export class AlertLedger {
  readonly changes: AlertChange[] = [];
  readonly #firing = new Map<string, Alert>();
  readonly #seen = new Set<string>();
  readonly #options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.#options = options;
    for (const alert of options.firing) this.#firing.set(keyOf(alert.scope.tenant, alert.dedupKey), alert);
  }

  /** When the rules are applied. */
  get nowMs(): number {
    return this.#options.nowMs;
  }

  /** The alert that fires under this name, if one does. */
  firing(name: string, scope: AlertScope, aspect = ''): Alert | undefined {
    return this.#firing.get(keyOf(scope.tenant, dedupKeyOf(name, scope, aspect)));
  }

  /** All that fire now. */
  allFiring(): Alert[] {
    return [...this.#firing.values()];
  }

  /** Says that something is wrong. With another severity than before the old alert ends and a new one begins. */
  raise(finding: Finding): void {
    const dedupKey = dedupKeyOf(finding.name, finding.scope, finding.aspect);
    const key = keyOf(finding.scope.tenant, dedupKey);
    const before = this.#firing.get(key);
    if (before?.severity === finding.severity) {
      this.seen(before);
      return;
    }
    if (before) this.resolve(before, `It is now ${finding.severity}.`, finding.decider);
    const { nowMs, newId } = this.#options;
    const alert: Alert = {
      ...finding,
      id: newId(),
      dedupKey,
      status: 'firing',
      startedAtMs: nowMs,
      endedAtMs: undefined,
      seenAtMs: nowMs,
      resolution: '',
    };
    this.#firing.set(key, alert);
    this.changes.push({ change: 'raised', alert, decider: finding.decider });
  }

  /** Notes that the alert's scope was heard of, so that it does not end for lack of data. */
  seen(alert: Alert): void {
    this.#seen.add(alert.id);
  }

  /** Ends an alert. `resolution` says why, in words. */
  resolve(alert: Alert, resolution: string, decider: Decider): void {
    const { nowMs } = this.#options;
    const resolved: Alert = { ...alert, status: 'resolved', endedAtMs: nowMs, resolution };
    this.#firing.delete(keyOf(alert.scope.tenant, alert.dedupKey));
    this.changes.push({ change: 'resolved', alert: resolved, decider });
  }

  /** Ids of alerts from before that still fire and were heard of. */
  seenIds(): string[] {
    const known = new Set(this.#options.firing.map((alert) => alert.id));
    return this.allFiring()
      .map((alert) => alert.id)
      .filter((id) => known.has(id) && this.#seen.has(id));
  }
}

function keyOf(tenant: string, dedupKey: string): string {
  return `${tenant}|${dedupKey}`;
}
