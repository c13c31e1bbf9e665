import { Random } from '#domain/engine/random';
import { GreatCircle } from '#domain/geo/great-circle';
import type { Location } from '#domain/geo/location';
import { type RoutingInput, routingLocations, type Stop, type Vehicle } from '#domain/routing/problem';
import type { MeasuredRouting } from './divide-routing.ts';

/** Seeded problems without a matrix, for tests and measurements. */
export interface LargeShape {
  readonly seed: number;
  readonly stops: number;
  readonly depots?: number;
  /** Share of stops with a window of four hours. */
  readonly windows?: number;
  readonly optional?: number;
  /** What all vehicles carry over what all stops need; 1.3 when absent. */
  readonly slack?: number;
  readonly more?: Partial<RoutingInput>;
}

const HOUR = 3600;
const CAPACITY = 60;

/** Vans from depots in a country of some 30 km x 30 km, 7 to 19 h, a mean load of 3. */
export function randomLarge({
  seed,
  stops,
  depots = 1,
  windows = 0,
  optional = 0,
  ...shape
}: LargeShape): MeasuredRouting {
  const random = new Random(seed);
  const location = (): Location => ({ latitude: 50 + 0.3 * random.unit(), longitude: 5 + 0.45 * random.unit() });
  const places = Array.from({ length: stops }, (_, index): Stop => {
    const opens = (7 + random.below(8)) * HOUR;
    const isOptional = random.unit() < optional;
    return {
      id: `s${index}`,
      name: '',
      location: location(),
      demand: [1 + random.below(5)],
      serviceSeconds: 120,
      timeWindows: random.unit() < windows ? [{ startSeconds: opens, endSeconds: opens + 4 * HOUR }] : [],
      skills: [],
      optional: isOptional,
      prize: isOptional ? random.below(20) : 0,
    };
  });
  const load = places.reduce((sum, { demand }) => sum + (demand[0] as number), 0);
  const count = Math.max(1, Math.ceil(((shape.slack ?? 1.3) * load) / CAPACITY / depots));
  const input: RoutingInput = {
    stops: places,
    depots: Array.from({ length: depots }, (_, index) => ({ id: `d${index}`, location: location() })),
    vehicles: Array.from({ length: depots }, (_, index) => van(`v${index}`, `d${index}`, count)),
    capacityDimensions: ['boxes'],
    travelMode: 2,
    greatCircle: true,
    ...shape.more,
  };
  const travel = new GreatCircle(routingLocations(input) as Location[], 'drive');
  return { input, travel, profileTravel: new Map() };
}

function van(id: string, startDepotId: string, count: number): Vehicle {
  return {
    id,
    count,
    startDepotId,
    endDepotId: '',
    openEnd: false,
    capacity: [CAPACITY],
    shift: { startSeconds: 7 * HOUR, endSeconds: 19 * HOUR },
    skills: [],
    fixedCost: 0,
    costPerKm: 1,
  };
}
