/** Looks for the two places that lie farthest apart so many times. */
const SWEEPS = 4;

/** Places of the plane. */
export interface Plane {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Places in the plane whose distances are much like those of a matrix that
 * nobody drew a map of (FastMap, Faloutsos & Lin 1995): the first axis goes
 * through two places far apart, the second through two far apart beside it.
 * @param between distance of two places, the same both ways
 */
export function fastMap(count: number, between: (a: number, b: number) => number): Plane {
  const x = axis(count, (a, b) => between(a, b) ** 2);
  const y = axis(count, (a, b) => Math.max(0, between(a, b) ** 2 - ((x[a] as number) - (x[b] as number)) ** 2));
  return { x, y };
}

/** Place of each on the line through two that lie far apart, by the law of cosines. */
function axis(count: number, squared: (a: number, b: number) => number): Float64Array {
  let from = 0;
  let to = 0;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    [from, to] = [to, from];
    for (let place = 0; place < count; place++) if (squared(from, place) > squared(from, to)) to = place;
  }
  const length = Math.sqrt(squared(from, to));
  return Float64Array.from({ length: count }, (_, place) =>
    length === 0 ? 0 : (squared(from, place) + length ** 2 - squared(to, place)) / (2 * length),
  );
}
