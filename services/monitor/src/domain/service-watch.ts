import { type AlertScope, NO_DECIDER } from './alert.ts';
import type { AlertLedger } from './alert-ledger.ts';
import type { Level } from './threshold-rules.ts';

export const SERVICE_DOWN = 'ServiceDown';

/** What asking a service gave: its own word, or that nobody answered. */
export type Probe =
  | { readonly answered: true; readonly isReady: boolean; readonly detail: string }
  | { readonly answered: false; readonly detail: string };

/** How another service answers, or how the monitor itself keeps up. */
export interface PartReport {
  /** solver, distance, ..., or `consumer`. */
  readonly name: string;
  readonly level: Level;
  readonly reason: string;
}

/** What is known of one service. */
export interface WatchedService {
  readonly name: string;
  /** Probes without an answer, in a row. */
  readonly misses: number;
  readonly last: Probe | undefined;
}

/** How much longer silence must last before it calls a service down. A refused connection needs no patience. */
const PATIENCE = 4;

/** How long the next probe may take, milliseconds: on a busy machine answers are late, and only a patient probe may decide. */
export function probeTimeoutMs(
  { misses }: WatchedService,
  { maxMisses, timeoutMs }: { maxMisses: number; timeoutMs: number },
): number {
  return misses + 1 >= maxMisses ? PATIENCE * timeoutMs : timeoutMs;
}

/** Takes the result of a probe into account. */
export function observeProbe(service: WatchedService, probe: Probe): WatchedService {
  return { ...service, misses: probe.answered ? 0 : service.misses + 1, last: probe };
}

/** Raises the alert after `maxMisses` probes without an answer, resolves it with the first answer. */
export function applyServiceWatch(
  service: WatchedService,
  { maxMisses, tenant }: { maxMisses: number; tenant: string },
  ledger: AlertLedger,
): void {
  const scope: AlertScope = { tenant, kind: '', templateId: '', service: service.name };
  const before = ledger.firing(SERVICE_DOWN, scope);
  if (service.misses >= maxMisses) {
    ledger.raise({
      name: SERVICE_DOWN,
      severity: 'critical',
      scope,
      aspect: '',
      summary: `${service.name} does not answer`,
      description: `${service.name} did not answer ${service.misses} times in a row: ${service.last?.detail ?? ''}.`,
      value: service.misses,
      threshold: maxMisses,
      decider: NO_DECIDER,
    });
  } else if (before && service.last?.answered) {
    ledger.resolve(before, `${service.name} answers again.`, NO_DECIDER);
  }
}

/** How the service counts in health. A single miss is not yet an outage. */
export function partReportOf(service: WatchedService, maxMisses: number): PartReport {
  const { name, misses, last } = service;
  if (!last) return { name, level: 'unknown', reason: 'not asked yet' };
  if (misses >= maxMisses) return { name, level: 'critical', reason: `does not answer (${last.detail})` };
  if (!last.answered) return { name, level: 'degraded', reason: `did not answer the last time (${last.detail})` };
  return last.isReady
    ? { name, level: 'healthy', reason: last.detail }
    : { name, level: 'degraded', reason: `is not ready: ${last.detail}` };
}
