import type { Instance } from './instance.ts';
import { whyNotOnGlobe } from './on-globe.ts';
import type { Rounding } from './rounding.ts';

/** Places whose table of lengths still fits a message; those of larger sets are put on the globe. */
export const MOST_PLACES = 4_100;

/** Whether the places are too many for a table. */
export function isTooManyForTable({ customers, depots }: Instance): boolean {
  return depots.length + customers.length > MOST_PLACES;
}

/** Features of an instance that the model has no words for, each in plain words. */
export function unsupportedFeatures(instance: Instance, rounding: Rounding): string[] {
  if (!isTooManyForTable(instance)) return [];
  const size = instance.depots.length + instance.customers.length;
  return whyNotOnGlobe(instance, rounding).map(
    (reason) => `${size} places (a table of lengths holds at most ${MOST_PLACES}) with ${reason}`,
  );
}
