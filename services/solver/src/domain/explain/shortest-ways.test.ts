import { describe, expect, it } from 'vitest';
import { NO_WAY, travelMatrix } from '#domain/geo/travel-matrix';
import { ridesOrWalks, shortestWays } from './shortest-ways.ts';

/** Places 0 to 3: from 0 to 3 directly in 100, by 1 and 2 in 10 each; no way back. */
const cells = [0, 10, NO_WAY, 100, NO_WAY, 0, 10, NO_WAY, NO_WAY, NO_WAY, 0, 10, NO_WAY, NO_WAY, NO_WAY, 0];
const travel = travelMatrix(
  cells,
  cells.map((cell) => (cell < 0 ? cell : 2 * cell)),
);

describe('shortestWays', () => {
  it('passes other places, with what is spent there', () => {
    const free = shortestWays(travel, [0, 3], [NO_WAY, 0, 0, NO_WAY]);
    expect(Array.from(free.durations)).toEqual([0, 30, NO_WAY, 0]);
    expect(Array.from(free.distances)).toEqual([0, 60, NO_WAY, 0]);
    const busy = shortestWays(travel, [0, 3], [NO_WAY, 30, 25, NO_WAY]);
    expect(Array.from(busy.durations)).toEqual([0, 85, NO_WAY, 0]);
    expect(Array.from(busy.distances)).toEqual([0, 60, NO_WAY, 0]);
  });

  it('goes directly where that is shorter, or where nobody passes', () => {
    expect(shortestWays(travel, [0, 3], [NO_WAY, 60, 25, NO_WAY]).durations[1]).toBe(100);
    expect(shortestWays(travel, [0, 2], [NO_WAY, NO_WAY, NO_WAY, 0]).durations[1]).toBe(NO_WAY);
  });
});

describe('ridesOrWalks', () => {
  it('has the fewer seconds and the fewer metres of both, up to the longest walk', () => {
    const ride = travelMatrix([0, 10, NO_WAY, 0], [0, 900, NO_WAY, 0]);
    const walk = travelMatrix([0, 400, 300, 0], [0, 600, 500, 0]);
    const either = ridesOrWalks(ride, walk, 600);
    expect([Array.from(either.durations), Array.from(either.distances)]).toEqual([
      [0, 10, 300, 0],
      [0, 600, 500, 0],
    ]);
    expect(Array.from(ridesOrWalks(ride, walk, 499).distances)).toEqual([0, 900, NO_WAY, 0]);
  });
});
