import { GreatCircle } from '#domain/geo/great-circle';
import type { Location } from '#domain/geo/location';
import type { MatrixMode } from '#domain/geo/travel-mode';
import type { TravelCells } from '../workers/messages.ts';

/** Travel from straight lines alone, for the emergency answer when the distance service is silent. */
export function estimateTravel(locations: readonly Location[], mode: MatrixMode): TravelCells {
  return { mode, ...new GreatCircle(locations, mode).matrix() };
}
