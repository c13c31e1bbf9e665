import { FormatError } from './format-error.ts';
import type { Instance } from './instance.ts';
import type { RouteOfIds } from './plan-of-routes.ts';
import type { SolutionFile } from './solution-file.ts';
import { stopId, vehicleId } from './to-routing.ts';

/** The vehicle of each route: route k is driven by vehicle k where vehicles differ; alike ones take the routes that are not empty. */
export function routesOfSolution({ fleets }: Instance, { routes }: SolutionFile): RouteOfIds[] {
  const vehicles = fleets.reduce((sum, { count }) => sum + count, 0);
  const driven = fleets.length > 1 ? routes : routes.filter((route) => route.length > 0);
  if (driven.length > vehicles) throw new FormatError(`${driven.length} routes for ${vehicles} vehicles`);
  let fleet = 0;
  let index = 0;
  return driven.map((route) => {
    while (index >= (fleets[fleet]?.count ?? 0)) {
      fleet++;
      index = 0;
    }
    return { vehicleId: vehicleId(fleet), vehicleIndex: index++, stopIds: route.map(stopId) };
  });
}
