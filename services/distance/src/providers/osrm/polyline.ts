import type { Place } from '#domain/place';

/**
 * Places as an encoded polyline with 6 decimals: Google's algorithm (developers.google.com/maps/documentation/
 * utilities/polylinealgorithm) as OSRM reads it in `polyline6(...)`. Not yet escaped for a URL.
 */
export function encodePolyline6(places: readonly Place[]): string {
  const characters: number[] = [];
  let [lat, lon] = [0, 0];
  for (const place of places) {
    append(characters, place.latE5 * 10 - lat);
    append(characters, place.lonE5 * 10 - lon);
    [lat, lon] = [place.latE5 * 10, place.lonE5 * 10];
  }
  return Buffer.from(characters).toString('latin1');
}

/** Zigzag, then groups of five bits, lowest first, each offset by 63. */
function append(characters: number[], delta: number): void {
  // A full turn is 3.6e8 units: twice that still fits 32 bits.
  let value = delta < 0 ? ~(delta << 1) : delta << 1;
  while (value >= 0x20) {
    characters.push((0x20 | (value & 0x1f)) + 63);
    value >>>= 5;
  }
  characters.push(value + 63);
}
