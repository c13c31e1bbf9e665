import type { Instance } from './instance.ts';
import type { Rounding } from './rounding.ts';

/** Mean radius of the earth in metres, and the detour by which the solver lengthens great circles for driving. */
const EARTH_RADIUS_M = 6_371_008.8;
const DETOUR = 1.4;
/** Farther from its middle, units, the plane bends too much: legs would be off by more than 1 in 100,000. */
const FARTHEST = 40_000;

/**
 * Why the places of an instance cannot lie on the globe instead of in a table of lengths; empty when they can. There, one unit of the
 * plane is one metre on the road, near the equator, where the globe is as good as flat: rounded legs are those of the file, but for one in
 * some thousands that differs by 1. That is good for comparing lengths, not for meeting a window to the second.
 */
export function whyNotOnGlobe(
  { lengths, fleets, customers, depots, backhaulsLast }: Instance,
  { name }: Rounding,
): string[] {
  if (lengths.kind !== 'euclidean' || lengths.up || name !== 'round') {
    return ['lengths other than straight lines rounded to whole numbers'];
  }
  const isTimed =
    [...customers, ...depots].some(({ window }) => window !== undefined) ||
    customers.some(({ release }) => release > 0) ||
    fleets.some(({ maxDuration, maxDistance }) => maxDuration !== undefined || maxDistance !== undefined);
  const reasons = isTimed ? ['windows or limits on the way'] : [];
  if (backhaulsLast) reasons.push('backhauls');
  const middle = middleOf(lengths.places);
  const isWide = lengths.places.some((place) =>
    place.some((at, axis) => Math.abs(at - (middle[axis] ?? 0)) > FARTHEST),
  );
  if (isWide) reasons.push(`places more than ${FARTHEST} units from the middle`);
  return reasons;
}

/** Where each place lies on the globe. */
export function onGlobe({ lengths }: Instance): { latitude: number; longitude: number }[] {
  if (lengths.kind !== 'euclidean') throw new Error('a table of lengths has no places');
  const middle = middleOf(lengths.places);
  const degrees = 180 / Math.PI / (EARTH_RADIUS_M * DETOUR);
  return lengths.places.map(([x, y]) => ({
    longitude: (x - middle[0]) * degrees,
    latitude: (y - middle[1]) * degrees,
  }));
}

/** Length of routes as the file counts it: customers by number, from the depot of the only fleet and back. */
export function plainLength(
  instance: Instance,
  routes: readonly (readonly number[])[],
  { whole, scale }: Rounding,
): number {
  const { lengths, customers, depots, fleets } = instance;
  if (lengths.kind !== 'euclidean') throw new Error('a table of lengths has no places');
  const { places } = lengths;
  const fleet = fleets[0];
  const home = depots[fleet?.depot ?? 0]?.place ?? 0;
  const placeOf = new Map(customers.map(({ number, place }) => [number, place]));
  let length = 0;
  for (const route of routes) {
    let last = home;
    for (const place of [...route.map((number) => placeOf.get(number) ?? home), home]) {
      const [x, y] = places[last] as readonly [number, number];
      const [toX, toY] = places[place] as readonly [number, number];
      length += whole(Math.sqrt((x - toX) ** 2 + (y - toY) ** 2));
      last = place;
    }
  }
  return (length / scale) * (fleet?.costPerUnit ?? 1) + routes.length * (fleet?.fixedCost ?? 0);
}

function middleOf(places: readonly (readonly [number, number])[]): [number, number] {
  const middle = (axis: 0 | 1) => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const place of places) {
      least = Math.min(least, place[axis]);
      most = Math.max(most, place[axis]);
    }
    return (least + most) / 2;
  };
  return [middle(0), middle(1)];
}
