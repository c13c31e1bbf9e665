import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { Random } from '@solveig/solver/domain/engine/random';
import { GreatCircle } from '@solveig/solver/domain/geo/great-circle';
import { randomItinerary } from '@solveig/solver/domain/itinerary/random-itinerary';
import type { TravelCells } from '@solveig/solver/workers/messages';

/** A problem as the worker gets it. */
export interface Order {
  readonly problem: Uint8Array;
  readonly travel: readonly TravelCells[];
}

const CENTRE = { latitude: 52.09, longitude: 5.12 };
/** About 60 km across. */
const SPREAD_DEGREES = 0.27;
const STOPS_A_VEHICLE = 20;

/**
 * A day of deliveries around a depot, two windows in three, seeded. With a matrix it comes along, as after the distance service; without
 * one, ways are great circles.
 */
export function deliveryDay(stops: number, seed: number, withMatrix: boolean): Order {
  const random = new Random(seed);
  const place = () => ({
    latitude: CENTRE.latitude + (random.unit() - 0.5) * 2 * SPREAD_DEGREES,
    longitude: CENTRE.longitude + (random.unit() - 0.5) * 3 * SPREAD_DEGREES,
  });
  const places = [CENTRE, ...Array.from({ length: stops }, place)];
  const value = {
    stops: places.slice(1).map((location, index) => {
      const from = (8 + random.below(8)) * 3_600;
      const timeWindows = random.unit() < 2 / 3 ? [{ startSeconds: from, endSeconds: from + 4 * 3_600 }] : [];
      return { id: `s${index}`, location, demand: [1 + random.below(9)], serviceSeconds: 180, timeWindows };
    }),
    depots: [{ id: 'depot', location: CENTRE }],
    vehicles: [
      {
        id: 'van',
        count: Math.ceil((2 * stops) / STOPS_A_VEHICLE),
        capacity: [5 * STOPS_A_VEHICLE],
        shift: { startSeconds: 7 * 3_600, endSeconds: 19 * 3_600 },
        costPerKm: 1,
      },
    ],
    capacityDimensions: ['boxes'],
    greatCircle: !withMatrix,
  };
  const problem = Problem.encode(Problem.fromPartial({ kind: { $case: 'routing', value } })).finish();
  if (!withMatrix) return { problem, travel: [] };
  const { size, durations, distances } = new GreatCircle(places, 'drive').matrix();
  return { problem, travel: [{ mode: 'drive', size, durations, distances }] };
}

/** A trip, seeded. */
export function trip(places: number, days: number, seed: number): Order {
  const { input, travel } = randomItinerary({ seed, places, days });
  const value = { ...input, places: [...input.places], days: [...input.days] };
  const message = Problem.fromPartial({ kind: { $case: 'itinerary', value: value as object } });
  const cells = (['walk', 'ride'] as const).flatMap((way): TravelCells[] => {
    const matrix = travel[way];
    return matrix ? [{ mode: way === 'walk' ? 'walk' : 'transit', ...matrix }] : [];
  });
  return { problem: Problem.encode(message).finish(), travel: cells };
}
