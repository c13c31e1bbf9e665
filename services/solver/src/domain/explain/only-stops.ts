import type { RoutingInput, RoutingProblem } from '#domain/routing/problem';
import type { GivenRoute } from '#domain/routing/problem-rules';
import { subMatrix } from './sub-matrix.ts';

/** The problem with these stops alone, all of them required. */
export function onlyStops({ input, travel, profileTravel }: RoutingProblem, stops: readonly number[]): RoutingProblem {
  const locations = [...input.depots.keys(), ...stops.map((stop) => input.depots.length + stop)];
  return {
    input: inputOfStops(input, stops),
    travel: subMatrix(travel, locations),
    profileTravel:
      profileTravel && new Map([...profileTravel].map(([id, matrix]) => [id, subMatrix(matrix, locations)])),
  };
}

/**
 * The request with these stops alone, all required, without a matrix. Relations and locks are those of these stops; groups
 * that lose a member are not there.
 */
export function inputOfStops(input: RoutingInput, stops: readonly number[]): RoutingInput {
  const kept = stops.flatMap((stop) => input.stops[stop] ?? []);
  const ids = new Set(kept.map(({ id }) => id));
  return {
    ...input,
    stops: kept.map((stop) => ({ ...stop, optional: false })),
    shipments: input.shipments?.filter((one) => ids.has(one.pickupStopId) && ids.has(one.deliveryStopId)),
    relations: input.relations?.flatMap((relation) => {
      const stopIds = relation.stopIds.filter((id) => ids.has(id));
      return stopIds.length > 1 ? [{ ...relation, stopIds }] : [];
    }),
    alternatives: input.alternatives?.filter(({ stopIds }) => stopIds.every((id) => ids.has(id))),
    givenRoutes: input.givenRoutes?.flatMap((given) => onlyIn(given, ids)) ?? [],
    balance: undefined,
    change: undefined,
    matrix: undefined,
  };
}

function onlyIn(given: GivenRoute, ids: ReadonlySet<string>): GivenRoute[] {
  const isHere = (id: string) => ids.has(id);
  const stopIds = given.stopIds.filter(isHere);
  const lockedStops = given.stopIds.slice(0, given.lockedStops).filter(isHere).length;
  return stopIds.length > 0 ? [{ ...given, stopIds, lockedStops }] : [];
}
