import { FormatError } from './format-error.ts';
import type { Fleet, Instance } from './instance.ts';
import type { RouteOfIds } from './plan-of-routes.ts';
import type { SolutionFile } from './solution-file.ts';
import { depotId, stopId, vehicleId } from './to-routing.ts';

/**
 * The vehicle of each route: route k is driven by vehicle k where vehicles differ; alike ones take the routes that are not empty. A
 * number of a depot within a route is a reload there.
 */
export function routesOfSolution({ fleets, customers, depots }: Instance, { routes }: SolutionFile): RouteOfIds[] {
  const vehicles = fleets.reduce((sum, { count }) => sum + count, 0);
  const driven = fleets.length > 1 ? routes : routes.filter((route) => route.length > 0);
  if (driven.length > vehicles) throw new FormatError(`${driven.length} routes for ${vehicles} vehicles`);
  const isCustomer = new Set(customers.map(({ number }) => number));
  let fleet = 0;
  let index = 0;
  return driven.map((route) => {
    while (index >= (fleets[fleet]?.count ?? 0)) {
      fleet++;
      index = 0;
    }
    const isReload = (number: number) =>
      !isCustomer.has(number) && number < depots.length && (fleets[fleet] as Fleet).reloads.length > 0;
    const reloads: { visitsBefore: number; depotId: string }[] = [];
    const stopIds: string[] = [];
    for (const number of route) {
      if (isReload(number)) reloads.push({ visitsBefore: stopIds.length, depotId: depotId(number) });
      else stopIds.push(stopId(number));
    }
    return { vehicleId: vehicleId(fleet), vehicleIndex: index++, stopIds, reloads };
  });
}
