import type { Instance } from './instance.ts';

/** Places whose table of lengths still fits a message; larger sets need lengths from coordinates in the plane. */
export const MOST_PLACES = 4_100;

/** Features of an instance that the model has no words for, each in plain words. */
export function unsupportedFeatures({ customers, depots }: Instance): string[] {
  const size = depots.length + customers.length;
  return size > MOST_PLACES
    ? [`${size} places without coordinates on the globe (a table of lengths holds at most ${MOST_PLACES})`]
    : [];
}
