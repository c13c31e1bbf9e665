/**
 * A place is a location rounded to 5 decimals of a degree (0.4 m on average). The rounded coordinate is also the one
 * that is sent to providers, so that what is cached under a key is the answer to exactly that key.
 */
export interface Place {
  /** Latitude in units of 1e-5 degree, -9,000,000 to 9,000,000. */
  readonly latE5: number;
  /** Longitude in units of 1e-5 degree, -18,000,000 to 17,999,999: 180 and -180 are the same meridian. */
  readonly lonE5: number;
}

const FULL_TURN_E5 = 36_000_000;

/** Rounds a location given in degrees. */
export function placeOf(latitude: number, longitude: number): Place {
  const lonE5 = Math.round(longitude * 1e5);
  // Adding 0 turns -0 into 0.
  return { latE5: Math.round(latitude * 1e5) + 0, lonE5: (lonE5 === 18_000_000 ? -18_000_000 : lonE5) + 0 };
}

/** One exact number a place, below 2^53. */
export function placeKey(place: Place): number {
  return (place.latE5 + 9_000_000) * FULL_TURN_E5 + (place.lonE5 + 18_000_000);
}
