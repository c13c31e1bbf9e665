import type { Instance } from './instance.ts';

/** Places whose table of lengths still fits a message; larger sets need lengths from coordinates in the plane. */
export const MOST_PLACES = 4_100;

/** Features of an instance that the model has no words for, each in plain words. */
export function unsupportedFeatures(instance: Instance): string[] {
  const { customers, fleets, groups, backhaulsLast, depots } = instance;
  const mixed =
    customers.some(({ backhaul, deliverTo }) => backhaul.length > 0 && deliverTo === undefined) && !backhaulsLast;
  const size = depots.length + customers.length;
  return [
    customers.some(({ deliverTo }) => deliverTo !== undefined) && 'pickup-and-delivery pairs',
    mixed && 'pickups mixed with deliveries on one route',
    customers.some(({ release }) => release > 0) && 'release times',
    fleets.some(({ reloads }) => reloads.length > 0) && 'reloading at a depot (several trips a vehicle)',
    groups.length > 0 && 'groups of alternatives, exactly one of which is served',
    size > MOST_PLACES &&
      `${size} places without coordinates on the globe (a table of lengths holds at most ${MOST_PLACES})`,
  ].filter((feature) => feature !== false);
}
