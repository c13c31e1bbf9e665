import { Random } from '#domain/engine/random';
import { travelMatrix } from '#domain/geo/travel-matrix';
import type { RoutingProblem, Stop, Vehicle } from './problem.ts';

/** Seeded problems for tests and benchmarks. */
export interface InstanceShape {
  readonly seed: number;
  readonly stops: number;
  readonly vehicles: number;
  /** Share of stops with windows, 0 to 1. */
  readonly windows?: number;
  readonly windowsEach?: number;
  readonly optional?: number;
  readonly skills?: boolean;
  /** Streets on a grid, Manhattan distances, instead of the plane. */
  readonly grid?: boolean;
  readonly costPerHour?: number;
  readonly fixedCost?: number;
  readonly maxDurationSeconds?: number;
}

/** A day from 8 to 18 h in a square of 20 km, one depot in its middle, kilograms and litres. */
export function randomInstance(shape: InstanceShape): RoutingProblem {
  const random = new Random(shape.seed);
  const side = 20_000;
  const point = () => {
    const x = random.below(side);
    const y = random.below(side);
    return shape.grid ? { x: Math.round(x / 250) * 250, y: Math.round(y / 250) * 250 } : { x, y };
  };
  const places = [{ x: side / 2, y: side / 2 }, ...Array.from({ length: shape.stops }, point)];
  const meters = places.flatMap((a) =>
    places.map((b) =>
      Math.round(shape.grid ? Math.abs(a.x - b.x) + Math.abs(a.y - b.y) : Math.hypot(a.x - b.x, a.y - b.y)),
    ),
  );
  const stops = Array.from({ length: shape.stops }, (_, index): Stop => randomStop(random, shape, index));
  const load = Math.ceil((2.2 * 12 * shape.stops) / shape.vehicles);
  const vehicle: Vehicle = {
    id: 'van',
    count: shape.vehicles,
    startDepotId: '',
    endDepotId: '',
    openEnd: false,
    capacity: [load, load * 4],
    shift: { startSeconds: 8 * 3600, endSeconds: 18 * 3600 },
    skills: shape.skills ? ['lift'] : [],
    fixedCost: shape.fixedCost ?? 0,
    costPerKm: 1,
    costPerHour: shape.costPerHour,
    maxDurationSeconds: shape.maxDurationSeconds,
  };
  return {
    input: {
      stops,
      depots: [{ id: 'depot' }],
      vehicles: [vehicle],
      capacityDimensions: ['kg', 'litres'],
      travelMode: 2,
    },
    travel: travelMatrix(
      meters.map((m) => Math.round(m / 10)),
      meters,
    ),
  };
}

function randomStop(random: Random, shape: InstanceShape, index: number): Stop {
  const timeWindows = [];
  if (random.unit() < (shape.windows ?? 0)) {
    for (let k = 0; k < (shape.windowsEach ?? 1); k++) {
      const startSeconds = (8 + 4 * k) * 3600 + random.below(shape.windowsEach === 2 ? 3 * 3600 : 7 * 3600);
      timeWindows.push({ startSeconds, endSeconds: startSeconds + 1800 + random.below(2 * 3600) });
    }
  }
  const optional = random.unit() < (shape.optional ?? 0);
  const kg = 5 + random.below(15);
  return {
    id: `s${index}`,
    name: '',
    demand: [kg, kg * (2 + random.below(3))],
    serviceSeconds: 120 + random.below(480),
    timeWindows,
    skills: shape.skills && random.unit() < 0.2 ? ['lift'] : [],
    optional,
    prize: optional ? 1 + random.below(8) : 0,
  };
}
