import type { HealthBook } from '@solveig/kit/health';
import type { GuardedProvider } from './matrix/guarded-provider.ts';

/**
 * Tells the health of each road network. None of them is critical: estimates always work, so the service stays ready,
 * degraded. A network without any address is not a part.
 */
export function tellProviderHealth(health: HealthBook, provider: GuardedProvider): void {
  for (const mode of provider.provider.modes) {
    const { state, lastError, failureRatio } = provider.breaker(mode);
    const extra = { breaker: state, failure_ratio: failureRatio };
    const part = `${provider.name}_${mode}`;
    if (state === 'closed') health.set(part, 'ok', '', extra);
    else health.set(part, 'degraded', `cells are stale or estimates: ${lastError}`, extra);
  }
  health.set('great_circle', 'ok');
}
