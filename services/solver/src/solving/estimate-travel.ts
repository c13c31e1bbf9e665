import { greatCircleMeters, type Location } from '#domain/geo/location';
import type { MatrixMode } from '#domain/geo/travel-mode';
import type { TravelCells } from '../workers/messages.ts';

/** Metres a second on the way, and how much longer the way is than the straight line. Coarse on purpose. */
const PACE: Readonly<Record<MatrixMode, { speed: number; detour: number; waitSeconds: number }>> = {
  walk: { speed: 1.25, detour: 1.3, waitSeconds: 0 },
  bicycle: { speed: 4, detour: 1.3, waitSeconds: 60 },
  transit: { speed: 6, detour: 1.4, waitSeconds: 420 },
  drive: { speed: 8, detour: 1.4, waitSeconds: 120 },
};

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
