import { describe, expect, it } from 'vitest';
import { neverStop } from '#domain/engine/stop-rules';
import { NO_WAY } from '#domain/geo/travel-matrix';
import { compileRouting } from '#domain/routing/compile-routing';
import { randomInstance } from '#domain/routing/random-instance';
import { detourBound } from './detour-bound.ts';
import { nearStops } from './near-stops.ts';
import { searchProblem } from './search-problem.ts';

/** The bound for a random problem whose metres are changed cell by cell. */
function boundOf(change: (meters: number, row: number, column: number) => number, openEnd = false) {
  const { input, travel } = randomInstance({ seed: 3, stops: 40, vehicles: 4 });
  const { size } = travel;
  const distances = travel.distances.map((meters, cell) => change(meters, Math.floor(cell / size), cell % size));
  const vehicles = input.vehicles.map((vehicle) => ({ ...vehicle, openEnd }));
  const search = searchProblem(compileRouting({ input: { ...input, vehicles }, travel: { ...travel, distances } }));
  return detourBound(search, nearStops(search, 12, neverStop));
}

describe('the bound on a detour', () => {
  it('counts the leg twice where lengths keep to the triangle inequality but for rounding', () => {
    expect(boundOf((meters) => meters)).toEqual({ factor: 2, slack: 2 });
  });

  it('counts it once on one-way streets', () => {
    expect(boundOf((meters, row, column) => meters + (row > column ? 900 : 0))).toEqual({ factor: 1, slack: 0 });
  });

  it('allows for what one direction is longer than the other', () => {
    const { factor, slack } = boundOf((meters, row, column) => meters + (row > column ? 50 : 0));
    expect(factor).toBe(2);
    expect(slack).toBeGreaterThan(45);
    expect(slack).toBeLessThanOrEqual(52);
  });

  it('is not broken by legs that are no way', () => {
    const isBarred = (row: number, column: number) => column % 2 === 1 && (row === 0 || row % 2 === 0);
    expect(boundOf((meters, row, column) => (isBarred(row, column) ? NO_WAY : meters))).toEqual({
      factor: 2,
      slack: 2,
    });
  });

  it('counts it once where routes end anywhere', () => {
    expect(boundOf((meters) => meters, true)).toEqual({ factor: 1, slack: 0 });
  });

  it('counts it once where a way around is far shorter', () => {
    const isLong = (row: number, column: number) => (row * column) % 5 === 1;
    expect(boundOf((meters, row, column) => (isLong(row, column) ? 3 * meters : meters))).toEqual({
      factor: 1,
      slack: 0,
    });
  });
});
