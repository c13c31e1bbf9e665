import type { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { GreatCircle } from '#domain/geo/great-circle';
import type { Location } from '#domain/geo/location';
import { mixMatrices, type TravelMatrix, travelMatrix } from '#domain/geo/travel-matrix';
import { measureOf, mixMeasures, type TravelMeasure } from '#domain/geo/travel-measure';
import type { MatrixMode } from '#domain/geo/travel-mode';
import type { MeasuredRouting } from '#domain/routing/large/divide-routing';
import { modesOf, usedProfiles, usesOwnTravel, walksWithoutProfile } from '#domain/routing/measured-modes';
import { routingLocations, WALK } from '#domain/routing/problem';
import type { TravelCells } from './messages.ts';

/** In mode MIXED a vehicle's driver walks legs up to this long. */
export const WALKING_LEG_METERS = 1200;

/**
 * Travel of vehicles without a profile: the problem's own matrix, or what came
 * along for its mode. When every vehicle has a profile nobody measured that:
 * then it is that of the first one.
 */
export function routingTravel(routing: Routing, cells: readonly TravelCells[]): TravelMatrix {
  const { matrix } = routing;
  if (matrix) return travelMatrix(matrix.durationsSeconds, matrix.distancesMeters);
  if (usesOwnTravel(routing)) return measuredIn(routing, routing.travelMode, cells);
  const [first] = profileTravel(routing, cells)?.values() ?? [];
  if (!first) throw new Error('the order holds no travel data');
  return first;
}

/** Travel of the profiles that vehicles name, by id, and of legs that are walked without one; undefined without any. */
export function profileTravel(
  routing: Routing,
  cells: readonly TravelCells[],
): ReadonlyMap<string, TravelMatrix> | undefined {
  const travel = new Map<string, TravelMatrix>();
  for (const { id, matrix, travelMode } of usedProfiles(routing)) {
    const own = matrix && travelMatrix(matrix.durationsSeconds, matrix.distancesMeters);
    travel.set(id, own ?? measuredIn(routing, travelMode, cells));
  }
  if (walksWithoutProfile(routing)) travel.set(WALK, inMode(routing, 'walk', cells));
  return travel.size === 0 ? undefined : travel;
}

function measuredIn(routing: Routing, travelMode: number, cells: readonly TravelCells[]): TravelMatrix {
  const [first, ride] = modesOf(travelMode).map((mode) => inMode(routing, mode, cells));
  return ride ? mixMatrices(first as TravelMatrix, ride, WALKING_LEG_METERS) : (first as TravelMatrix);
}

/** What came along for the mode; great circles are measured here. */
function inMode(routing: Routing, mode: MatrixMode, cells: readonly TravelCells[]): TravelMatrix {
  if (routing.greatCircle) return new GreatCircle(routingLocations(routing) as Location[], mode).matrix();
  return matrixOf(cells, mode);
}

/** A problem whose places are too many for a matrix (`isWithoutMatrix`): legs are computed when they are asked for. */
export function measuredRouting(routing: Routing): MeasuredRouting {
  const locations = routingLocations(routing) as Location[];
  const byCircle = (travelMode: number): TravelMeasure => {
    const [first, ride] = modesOf(travelMode).map((mode) => new GreatCircle(locations, mode));
    return ride ? mixMeasures(first as GreatCircle, ride, WALKING_LEG_METERS) : (first as GreatCircle);
  };
  const profiles = new Map<string, TravelMeasure>();
  for (const { id, matrix, travelMode } of usedProfiles(routing)) {
    const own = matrix && measureOf(travelMatrix(matrix.durationsSeconds, matrix.distancesMeters));
    profiles.set(id, own ?? byCircle(travelMode));
  }
  if (walksWithoutProfile(routing)) profiles.set(WALK, new GreatCircle(locations, 'walk'));
  return { input: routing, travel: byCircle(routing.travelMode), profileTravel: profiles };
}

/** What came along for a mode. */
export function matrixOf(cells: readonly TravelCells[], mode: MatrixMode): TravelMatrix {
  const found = cells.find((one) => one.mode === mode);
  if (!found) throw new Error(`the order holds no travel data for the mode ${mode}`);
  return found;
}
