import { greatCircleMeters, type Location } from '#domain/geo/location';

/** What makes a problem of visits hard. */
export interface VisitMeasures {
  /** Greatest distance between two of the places. */
  readonly spreadKilometers: number;
  /** Share of the stops or places with windows. */
  readonly windowedShare: number;
  /** Mean share of the horizon in which a visit may not start: 0 is any time, 1 is never. */
  readonly windowTightness: number;
  /** Share of the capacity left in the scarcest dimension, negative when it does not suffice; absent without a limit. */
  readonly capacitySlack?: number | undefined;
  /** Its name; empty without a limit. */
  readonly scarcestDimension: string;
  /** Share of the working time left after visits and ways, negative when it does not suffice; absent without a limit. */
  readonly timeSlack?: number | undefined;
}

/** [from, to] in seconds. */
export type Span = readonly [number, number];

/**
 * Greatest distance found by going to the farthest place twice, metres: a real
 * distance between two places, at least 1/sqrt(3) of the greatest of all, in
 * one pass each.
 */
export function spreadMeters(locations: readonly Location[]): number {
  let from = locations[0];
  let most = 0;
  for (let sweep = 0; sweep < 3 && from; sweep++) {
    const at: Location = from;
    for (const to of locations) {
      const meters = greatCircleMeters(at, to);
      if (meters <= most) continue;
      most = meters;
      from = to;
    }
  }
  return most;
}

const METERS_A_DEGREE = 111_195;

/** Area of the smallest box of longitudes and latitudes around the places, square metres. */
export function areaSquareMeters(locations: readonly Location[]): number {
  if (locations.length === 0) return 0;
  const latitudes = extent(locations, ({ latitude }) => latitude);
  const longitudes = extent(locations, ({ longitude }) => longitude);
  // Round the back of the globe it is shorter where the box is wider than half of it.
  const width = Math.min(longitudes[1] - longitudes[0], 360 - (longitudes[1] - longitudes[0]));
  const middle = (latitudes[0] + latitudes[1]) / 2;
  const shrink = Math.cos((middle * Math.PI) / 180);
  return (latitudes[1] - latitudes[0]) * METERS_A_DEGREE * width * METERS_A_DEGREE * shrink;
}

/** Smallest and greatest of some numbers: a spread call would not take a million. */
export function extent<T>(items: readonly T[], of: (item: T) => number): Span {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const value = of(item);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Seconds of some spans, which do not overlap, within a horizon. */
export function secondsWithin(spans: readonly Span[], [from, to]: Span): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span[1], to) - Math.max(span[0], from)), 0);
}
