import { greatCircleMeters, type Location } from '#domain/geo/location';
import { PACE } from '#domain/geo/pace';
import { type MatrixMode, TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { RoutingInput, Stop, Vehicle } from '#domain/routing/problem';
import {
  areaSquareMeters,
  extent,
  type Span,
  secondsWithin,
  spreadMeters,
  type VisitMeasures,
} from './visit-measures.ts';

/** Measures a valid routing problem: one pass over its stops, and one over its matrix where it brings one. */
export function measureRouting(input: RoutingInput): VisitMeasures {
  const { stops } = input;
  const windowed = stops.filter(({ timeWindows }) => timeWindows.length > 0);
  const capacity = scarcest(input);
  return {
    spreadKilometers: spread(input) / 1000,
    windowedShare: stops.length === 0 ? 0 : windowed.length / stops.length,
    windowTightness: tightness(stops, windowed, horizonOf(input)),
    capacitySlack: capacity?.slack,
    scarcestDimension: capacity?.dimension ?? '',
    timeSlack: timeSlack(input),
  };
}

/** From the first start of a shift or window to the last end; undefined when nothing is limited. */
export function horizonOf({ stops, vehicles }: RoutingInput): Span | undefined {
  const shifts = vehicles.flatMap(({ shift }) => (shift ? [shift] : []));
  const limits = shifts.length === vehicles.length ? shifts : [...shifts, ...stops.flatMap((stop) => stop.timeWindows)];
  if (limits.length === 0) return undefined;
  return [extent(limits, ({ startSeconds }) => startSeconds)[0], extent(limits, ({ endSeconds }) => endSeconds)[1]];
}

function tightness(stops: readonly Stop[], windowed: readonly Stop[], horizon: Span | undefined): number {
  if (!horizon || windowed.length === 0 || horizon[1] <= horizon[0]) return 0;
  const length = horizon[1] - horizon[0];
  const closed = windowed.reduce((sum, { timeWindows }) => {
    const open = secondsWithin(
      timeWindows.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]),
      horizon,
    );
    return sum + 1 - Math.min(1, open / length);
  }, 0);
  return closed / stops.length;
}

/** What the fleet carries and what all stops ask for, by dimension; only where every vehicle has a limit. */
export function loads(input: RoutingInput, of: (stop: Stop) => boolean = () => true) {
  return input.capacityDimensions.flatMap((dimension, index) => {
    // What loads again holds more than it carries at a time.
    if (input.vehicles.some(({ capacity, reload }) => reload || capacity[index] === undefined)) return [];
    const held = input.vehicles.reduce((sum, vehicle) => sum + countOf(vehicle) * (vehicle.capacity[index] ?? 0), 0);
    const asked = input.stops.reduce((sum, stop) => sum + (of(stop) ? Math.max(0, stop.demand[index] ?? 0) : 0), 0);
    return [{ dimension: dimension || `dimension ${index}`, held, asked }];
  });
}

function scarcest(input: RoutingInput): { dimension: string; slack: number } | undefined {
  const slacks = loads(input)
    .filter(({ asked }) => asked > 0)
    .map(({ dimension, held, asked }) => ({ dimension, slack: held === 0 ? -1 : Math.max(-1, 1 - asked / held) }));
  return slacks.reduce<(typeof slacks)[number] | undefined>(
    (least, one) => (least && least.slack <= one.slack ? least : one),
    undefined,
  );
}

function spread({ stops, depots, matrix }: RoutingInput): number {
  const locations = placed([...depots, ...stops]);
  if (locations.length > 1) return spreadMeters(locations);
  if (!matrix) return 0;
  return Math.max(0, extent(matrix.distancesMeters, (meters) => meters)[1]);
}

function timeSlack(input: RoutingInput): number | undefined {
  const held = workingSeconds(input);
  if (held === undefined) return undefined;
  const asked = input.stops.reduce((sum, { serviceSeconds }) => sum + serviceSeconds, 0) + waySeconds(input);
  return held === 0 ? -1 : Math.max(-1, 1 - asked / held);
}

/** Longest working time of the whole fleet; undefined when some vehicle has no limit. */
function workingSeconds({ vehicles }: RoutingInput): number | undefined {
  let sum = 0;
  for (const vehicle of vehicles) {
    const shift = vehicle.shift ? vehicle.shift.endSeconds - vehicle.shift.startSeconds : Number.POSITIVE_INFINITY;
    const most = Math.min(shift, vehicle.maxDurationSeconds ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(most)) return undefined;
    sum += countOf(vehicle) * most;
  }
  return sum;
}

/** Time on the way that serving every stop takes, roughly. */
function waySeconds(input: RoutingInput): number {
  const routes = fewestRoutes(input);
  return input.matrix ? wayByMatrix(input, input.matrix.durationsSeconds, routes) : wayByArea(input, routes);
}

/** As many as the scarcest load needs, in vehicles of mean size. */
function fewestRoutes(input: RoutingInput): number {
  const fleet = input.vehicles.reduce((sum, vehicle) => sum + countOf(vehicle), 0);
  const share = Math.max(0, ...loads(input).map(({ asked, held }) => (held === 0 ? 1 : asked / held)));
  return Math.min(fleet, Math.max(1, Math.ceil(share * fleet)));
}

/**
 * Out and back to the middle of the stops for every route, and 0.57 sqrt(n A)
 * from stop to stop (Daganzo, The distance traveled to visit N points, 1984).
 */
function wayByArea({ stops, depots, travelMode }: RoutingInput, routes: number): number {
  const locations = placed(stops);
  const depot = depots[0]?.location;
  if (locations.length === 0 || !depot) return 0;
  const { speed, detour } = PACE[modeOf(travelMode)];
  const far = locations.reduce((sum, at) => sum + greatCircleMeters(depot, at), 0) / locations.length;
  const between = 0.57 * Math.sqrt(locations.length * areaSquareMeters(locations));
  return ((2 * routes * far + between) * detour) / speed;
}

/** The same from a matrix: mean way out and back, and the quickest way into each stop from another. */
function wayByMatrix({ stops, depots }: RoutingInput, durations: readonly number[], routes: number): number {
  const first = depots.length;
  const size = first + stops.length;
  const quickest = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  let out = 0;
  for (let row = 0; row < size; row++) {
    for (let column = first; column < size; column++) {
      const seconds = durations[row * size + column] as number;
      if (row === column || seconds < 0) continue;
      if (row === 0) out += seconds;
      if (row >= first && seconds < (quickest[column] as number)) quickest[column] = seconds;
    }
  }
  const between = quickest.subarray(first).reduce((sum, seconds) => sum + (Number.isFinite(seconds) ? seconds : 0), 0);
  return (2 * routes * out) / Math.max(1, stops.length) + between;
}

function modeOf(travelMode: number): MatrixMode {
  if (travelMode === TRAVEL_MODE.walk) return 'walk';
  if (travelMode === TRAVEL_MODE.bicycle) return 'bicycle';
  return travelMode === TRAVEL_MODE.transit ? 'transit' : 'drive';
}

export function countOf({ count }: Vehicle): number {
  return count ?? 1;
}

function placed(places: readonly { readonly location?: Location | undefined }[]): Location[] {
  return places.flatMap(({ location }) => (location ? [location] : []));
}
