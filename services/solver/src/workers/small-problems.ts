import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { TravelCells } from './messages.ts';

const SMALL_MIP = `Maximize
 gain: 5 x + 4 y + 3 z
Subject To
 a: 2 x + 3 y + z <= 5
 b: 4 x + y + 2 z <= 11
 c: 3 x + 4 y + 2 z <= 8
Generals
 x y z
End`;
const PLACES = 9;

/** Stops of a day that is too large for a proof, on a grid. */
const MANY = 144;
const GRID = 12;

export interface SmallProblem {
  readonly problem: Problem;
  readonly travel: TravelCells[];
}

/** A problem that every strategy of its kind answers in milliseconds, with its travel: to warm up and to test. */
export function smallProblem(kind: string): SmallProblem {
  switch (kind) {
    case 'routing':
      return { problem: round(), travel: [travelOf('drive')] };
    case 'itinerary':
      return { problem: trip(), travel: [travelOf('walk'), travelOf('transit')] };
    case 'linear':
      return { problem: mip(), travel: [] };
    default:
      throw new RangeError(`there is no small problem of the kind ${kind}`);
  }
}

/** A day of deliveries with windows for the fast search. */
export function manyStops(): SmallProblem {
  const location = (i: number) => ({ latitude: 52 + Math.floor(i / GRID) / 100, longitude: 5 + (i % GRID) / 100 });
  const stops = Array.from({ length: MANY }, (_, i) => {
    const startSeconds = 3600 * (i % 5);
    const timeWindows = i % 3 === 0 ? [] : [{ startSeconds, endSeconds: startSeconds + 14_400 }];
    return { id: `stop ${i}`, location: location(i), demand: [1 + (i % 4)], serviceSeconds: 180, timeWindows };
  });
  const vehicles = [{ id: 'van', count: MANY / 4, capacity: [40], shift: { startSeconds: 0, endSeconds: 43_200 } }];
  const depots = [{ id: 'depot', location: location(MANY / 2) }];
  const value = { stops, depots, vehicles, capacityDimensions: ['boxes'] };
  const size = MANY + 1;
  const places = [MANY / 2, ...stops.keys()];
  const cells = Int32Array.from({ length: size * size }, (_, cell) => {
    const [a, b] = [places[Math.floor(cell / size)] as number, places[cell % size] as number];
    return 60 * (Math.abs((a % GRID) - (b % GRID)) + Math.abs(Math.floor(a / GRID) - Math.floor(b / GRID)));
  });
  const problem = Problem.fromPartial({ kind: { $case: 'routing', value } });
  return { problem, travel: [{ mode: 'drive', size, durations: cells, distances: cells.map((cell) => 10 * cell) }] };
}

/** The first place is the depot. */
function round(): Problem {
  const places = Array.from({ length: PLACES }, (_, i) => ({
    id: `place ${i}`,
    location: { latitude: 52, longitude: 5 + i / 100 },
  }));
  const [depot, ...stops] = places;
  const vehicles = [{ id: 'van', count: 2, capacity: [5] }];
  const value = {
    stops: stops.map((stop) => ({ ...stop, demand: [1], serviceSeconds: 60 })),
    depots: depot ? [depot] : [],
    vehicles,
    capacityDimensions: ['boxes'],
  };
  return Problem.fromPartial({ kind: { $case: 'routing', value } });
}

function mip(): Problem {
  return Problem.fromPartial({ kind: { $case: 'linear', value: { form: { $case: 'lpText', value: SMALL_MIP } } } });
}

function trip(): Problem {
  const places = Array.from({ length: PLACES }, (_, i) => ({
    id: `place ${i}`,
    location: { latitude: 52, longitude: 5 + i / 100 },
    visitSeconds: 3600,
    importance: 1 + i,
    openingHours: [{ openSeconds: 36_000, closeSeconds: 64_800 }],
  }));
  const days = ['2026-01-01', '2026-01-02'].map((date) => ({ date, startSeconds: 32_400, endSeconds: 50_400 }));
  return Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days } } });
}

function travelOf(mode: TravelCells['mode']): TravelCells {
  const cells = Int32Array.from({ length: PLACES * PLACES }, (_, cell) => {
    const legs = Math.abs((cell % PLACES) - Math.floor(cell / PLACES));
    return legs * 700;
  });
  return { mode, size: PLACES, durations: cells, distances: cells };
}
