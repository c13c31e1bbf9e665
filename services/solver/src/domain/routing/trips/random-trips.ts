import type { Random } from '#domain/engine/random';
import { travelMatrix } from '#domain/geo/travel-matrix';
import type { Depot, RoutingProblem, Stop, Vehicle } from '#domain/routing/problem';

/** What random problems of several trips have, for tests. */
export interface TripShape {
  readonly stops: number;
  readonly vehicles: number;
  readonly depots: number;
  /** Chances that a stop has a window, a release, is optional. */
  readonly windows: number;
  readonly releases: number;
  readonly optional: number;
  /** A second type of vehicle that reloads elsewhere, or not at all. */
  readonly second: boolean;
  /** Depots that open late and close early. */
  readonly hours: boolean;
  readonly maxReloads: number | undefined;
  readonly maxStops: number | undefined;
  readonly maxDistanceMeters: number | undefined;
  readonly maxDurationSeconds: number | undefined;
  readonly costPerHour: number;
  readonly openEnd: boolean;
}

/** A day of ten hours in a square of 20 km, two loads a stop, small vehicles. */
export function randomTrips(random: Random, shape: TripShape): RoutingProblem {
  const places = Array.from({ length: shape.depots + shape.stops }, () => [random.below(20_000), random.below(20_000)]);
  const meters = places.flatMap(([x = 0, y = 0]) =>
    places.map(([u = 0, v = 0]) => Math.ceil(Math.hypot(x - u, y - v))),
  );
  const depots = Array.from({ length: shape.depots }, (_, k): Depot => depotOf(random, shape, k));
  const van: Vehicle = {
    id: 'van',
    count: shape.vehicles,
    startDepotId: 'd0',
    // An end that opens later than the start is another rule.
    endDepotId: shape.hours || random.unit() < 0.7 ? 'd0' : `d${shape.depots - 1}`,
    openEnd: shape.openEnd,
    capacity: [40, 150],
    skills: [],
    fixedCost: random.unit() < 0.5 ? 0 : 7,
    costPerKm: 1,
    costPerHour: shape.costPerHour,
    shift: { startSeconds: 0, endSeconds: 36_000 },
    maxStops: shape.maxStops,
    maxDistanceMeters: shape.maxDistanceMeters,
    maxDurationSeconds: shape.maxDurationSeconds,
    reload: { depotIds: depots.map(({ id }) => id), maxReloads: shape.maxReloads },
  };
  const bike: Vehicle = {
    ...van,
    id: 'bike',
    count: 2,
    capacity: [30, 120],
    costPerKm: 0.6,
    reload: random.unit() < 0.5 ? undefined : { depotIds: [`d${shape.depots - 1}`] },
  };
  return {
    input: {
      stops: Array.from({ length: shape.stops }, (_, index) => stopOf(random, shape, index)),
      depots,
      vehicles: shape.second ? [van, bike] : [van],
      capacityDimensions: ['kg', 'litres'],
      travelMode: 2,
    },
    travel: travelMatrix(
      meters.map((length) => Math.ceil(length / 8)),
      meters,
    ),
  };
}

function depotOf(random: Random, { hours }: TripShape, index: number): Depot {
  const timeWindow = { startSeconds: random.below(4000), endSeconds: 25_000 + random.below(12_000) };
  return { id: `d${index}`, loadingSeconds: random.below(900), ...(hours && { timeWindow }) };
}

function stopOf(random: Random, shape: TripShape, index: number): Stop {
  const startSeconds = random.below(25_000);
  const window = { startSeconds, endSeconds: startSeconds + 2000 + random.below(8000) };
  const optional = random.unit() < shape.optional;
  const kg = 5 + random.below(15);
  return {
    id: `s${index}`,
    name: '',
    demand: [kg, kg * (2 + random.below(3))],
    serviceSeconds: 100 + random.below(500),
    timeWindows: random.unit() < shape.windows ? [window] : [],
    skills: [],
    optional,
    prize: optional ? random.below(20) : 0,
    ...(random.unit() < shape.releases && { releaseSeconds: random.below(Math.min(20_000, window.endSeconds)) }),
  };
}
