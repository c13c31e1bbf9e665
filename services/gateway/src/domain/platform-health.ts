/** One word for the platform, from what its parts say. */
export type PlatformLevel = 'healthy' | 'degraded' | 'critical';

export interface PartState {
  readonly name: string;
  readonly status: 'ok' | 'degraded' | 'down' | 'unknown';
  readonly detail: string;
}

/** Parts without which nothing can be solved. */
const VITAL: ReadonlySet<string> = new Set(['solver', 'database']);

export interface PlatformHealth {
  readonly level: PlatformLevel;
  /** One sentence for each part that is not well. */
  readonly reasons: readonly string[];
}

/** critical: a vital part is down; degraded: any part is not well; else healthy. */
export function platformHealth(parts: readonly PartState[]): PlatformHealth {
  const unwell = parts.filter((part) => part.status !== 'ok');
  const isCritical = unwell.some((part) => VITAL.has(part.name) && part.status === 'down');
  return {
    level: isCritical ? 'critical' : unwell.length > 0 ? 'degraded' : 'healthy',
    reasons: unwell.map((part) => `${part.name} is ${part.status}${part.detail ? `: ${part.detail}` : ''}`),
  };
}
