import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { isWithoutMatrix } from '#domain/routing/measured-modes';

/** Making, reading and checking one without a matrix takes some 50 us a stop; on a busy machine twice as long. */
const SECONDS_A_STOP = 1e-4;
/** With a matrix, laying that out is most of it. */
const SECONDS_A_CELL = 2e-7;

/** What the size of a problem adds to the time that its emergency plan takes. */
export function emergencySeconds({ kind }: Problem): number {
  if (kind?.$case === 'itinerary') return (kind.value.places.length + 1) ** 2 * SECONDS_A_CELL;
  if (kind?.$case !== 'routing') return 0;
  const { stops, depots } = kind.value;
  if (isWithoutMatrix(kind.value)) return stops.length * SECONDS_A_STOP;
  return (stops.length + depots.length) ** 2 * SECONDS_A_CELL;
}
