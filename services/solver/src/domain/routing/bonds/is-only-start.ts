import type { RoutingInput } from '#domain/routing/problem';
import { LOCK } from '#domain/routing/problem-rules';

/** Whether given routes say no more than where to start: nothing is locked and no change is priced. */
export function isOnlyStart({ givenRoutes = [], change }: RoutingInput): boolean {
  const { vehicleChange = 0, predecessorChange = 0, removal = 0 } = change ?? {};
  if (vehicleChange > 0 || predecessorChange > 0 || removal > 0) return false;
  return givenRoutes.every(({ lock, lockedStops }) => lock === LOCK.none && lockedStops === 0);
}
