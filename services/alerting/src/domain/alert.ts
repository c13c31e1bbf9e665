import type { Labels } from './labels.ts';

/** Worst first. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];
export type AlertStatus = 'firing' | 'resolved';

/** 0 is the worst. A word outside the list counts as the mildest, so that it still reaches somebody. */
export function severityRank(severity: string): number {
  const rank = SEVERITIES.indexOf(severity as Severity);
  return rank < 0 ? SEVERITIES.length - 1 : rank;
}

/** The worst of some severities; `info` of none. */
export function worstSeverity(severities: readonly string[]): Severity {
  const rank = severities.reduce((worst, s) => Math.min(worst, severityRank(s)), SEVERITIES.length - 1);
  return SEVERITIES[rank] as Severity;
}

/** Something is wrong, or was. The same alert keeps its id from firing to resolved. */
export interface Alert {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly severity: string;
  readonly status: AlertStatus;
  /** Always with `alertname`, `severity` and `tenant`. */
  readonly labels: Labels;
  /** FNV-1a of the labels. */
  readonly fingerprint: string;
  readonly annotations: Labels;
  /** What was measured, and the limit that it passed. */
  readonly value: number;
  readonly threshold: number;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  /** The deciding solve. */
  readonly jobId: string;
  readonly traceId: string;
}

export type MergeOutcome =
  | { readonly take: Alert }
  | { readonly ignore: 'late_firing' | 'late_resolved' | 'nothing_new' };

/**
 * What an event makes of what is known of the same alert. Redelivery may turn the order of events around, so a state
 * is judged by its own times: a firing that began before the known end is old news.
 */
export function mergeAlert(known: Alert | undefined, incoming: Alert): MergeOutcome {
  if (!known) return { take: incoming };
  if (incoming.status === 'firing') {
    const beginsAnew = known.endedAt !== undefined && incoming.startedAt > known.endedAt;
    if (known.status === 'resolved') return beginsAnew ? { take: incoming } : { ignore: 'late_firing' };
    return { take: { ...incoming, startedAt: earlier(known.startedAt, incoming.startedAt) } };
  }
  if (known.status === 'resolved') return { ignore: 'nothing_new' };
  const ended = incoming.endedAt ?? incoming.startedAt;
  if (ended < known.startedAt) return { ignore: 'late_resolved' };
  return { take: { ...incoming, startedAt: earlier(known.startedAt, incoming.startedAt) } };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
