import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { MatrixMode } from '#domain/geo/travel-mode';
import type { TravelCells } from './messages.ts';
import { planOrder } from './side-work.ts';

const STOPS = 60;
const VEHICLES = 6;
/** Enough for the inner loops to be compiled. */
const ROUNDS = 3;

/** Makes emergency plans of small problems of both kinds, so that the first real one finds compiled code. */
export async function warmSide(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await plan(delivery(), ['drive']);
    await plan(trip(), ['walk', 'transit']);
  }
}

async function plan(problem: Problem, modes: readonly MatrixMode[]): Promise<void> {
  const travel = modes.map(travelOf);
  await planOrder({ type: 'emergency', id: 0, problem: Problem.encode(problem).finish(), travel });
}

const at = (i: number) => ({ latitude: 52 + ((i * 37) % 23) / 500, longitude: 5 + ((i * 53) % 29) / 500 });

function delivery(): Problem {
  const stops = Array.from({ length: STOPS - 1 }, (_, i) => ({
    id: `stop ${i}`,
    location: at(i),
    demand: [1 + (i % 5)],
    serviceSeconds: 240,
    timeWindows: [{ startSeconds: 28_800 + (i % 4) * 7200, endSeconds: 43_200 + (i % 4) * 7200 }],
  }));
  const depots = [{ id: 'depot', location: at(0) }];
  const vehicles = [
    {
      id: 'van',
      count: VEHICLES,
      capacity: [40],
      shift: { startSeconds: 25_200, endSeconds: 64_800 },
      costPerHour: 30,
    },
  ];
  return Problem.fromPartial({
    kind: { $case: 'routing', value: { stops, depots, vehicles, capacityDimensions: ['boxes'] } },
  });
}

function trip(): Problem {
  const places = Array.from({ length: STOPS }, (_, i) => ({
    id: `place ${i}`,
    location: at(i),
    visitSeconds: 3600,
    importance: 1 + (i % 9),
    openingHours: [{ openSeconds: 36_000, closeSeconds: 64_800 }],
  }));
  const days = ['2026-01-01', '2026-01-02'].map((date) => ({ date, startSeconds: 32_400, endSeconds: 50_400 }));
  return Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days } } });
}

function travelOf(mode: MatrixMode): TravelCells {
  const cells = Int32Array.from({ length: STOPS * STOPS }, (_, cell) => {
    const [from, to] = [at(Math.floor(cell / STOPS)), at(cell % STOPS)];
    return Math.round((Math.abs(from.latitude - to.latitude) + Math.abs(from.longitude - to.longitude)) * 2e4);
  });
  return { mode, size: STOPS, durations: cells, distances: cells };
}
