import { greatCircleMeters, type Location } from '#domain/geo/location';
import { PACE } from '#domain/geo/pace';
import type { MatrixMode } from '#domain/geo/travel-mode';
import type { TravelCells } from '../workers/messages.ts';

/** Travel from straight lines alone, for the emergency answer when the distance service is silent. */
export function estimateTravel(locations: readonly Location[], mode: MatrixMode): TravelCells {
  const size = locations.length;
  const durations = new Int32Array(size * size);
  const distances = new Int32Array(size * size);
  const { speed, detour, waitSeconds } = PACE[mode];
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) {
      const meters = greatCircleMeters(locations[row] as Location, locations[column] as Location) * detour;
      const seconds = meters === 0 ? 0 : Math.round(meters / speed + waitSeconds);
      for (const cell of [row * size + column, column * size + row]) {
        durations[cell] = seconds;
        distances[cell] = Math.round(meters);
      }
    }
  }
  return { mode, size, durations, distances };
}
