import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import { randomItinerary } from '#domain/itinerary/random-itinerary';
import { lowerBound } from '#domain/routing/bounds';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import { type InstanceShape, randomInstance } from '#domain/routing/random-instance';
import { RouteWalk } from '#domain/routing/route-walk';
import { solveVisits } from '#domain/routing/visit-engine';
import { isSmall, solveExactly } from './solve-exactly.ts';

const tiny: fc.Arbitrary<InstanceShape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  stops: fc.integer({ min: 1, max: 5 }),
  vehicles: fc.integer({ min: 1, max: 2 }),
  windows: fc.constantFrom(0, 1),
  optional: fc.constantFrom(0, 0.7),
  skills: fc.boolean(),
  costPerHour: fc.constantFrom(0, 25),
  fixedCost: fc.constantFrom(0, 30),
  maxDurationSeconds: fc.constantFrom(7200, 36_000),
});

/** Least cost by trying every order in every vehicle. */
function bruteForce(problem: CompiledRouting): number {
  const walk = new RouteWalk(problem);
  let best = Number.POSITIVE_INFINITY;
  const extend = (vehicle: number, route: number[], left: number[], cost: number) => {
    if (vehicle === problem.vehicles) {
      const lost = left.reduce((sum, stop) => sum + (problem.prize[stop] as number), 0);
      best = Math.min(best, cost + lost);
      return;
    }
    const own = walk.evaluate(vehicle, route, route.length);
    if (own < Number.POSITIVE_INFINITY) extend(vehicle + 1, [], left, cost + own);
    for (const stop of left)
      extend(
        vehicle,
        [...route, stop],
        left.filter((other) => other !== stop),
        cost,
      );
  };
  extend(
    0,
    [],
    Array.from({ length: problem.stops }, (_, stop) => stop),
    0,
  );
  return best;
}

describe('proof by enumeration', () => {
  it('finds the cost that trying everything finds, and the bound never exceeds it', () => {
    fc.assert(
      fc.property(tiny, (shape) => {
        const problem = compileRouting(randomInstance(shape));
        const least = bruteForce(problem);
        for (const known of [undefined, least, least * 1.1 + 1]) {
          expect(solveExactly(problem, neverStop, known)?.cost).toBeCloseTo(least, 6);
        }
        if (least < problem.missing) expect(lowerBound(problem)).toBeLessThanOrEqual(least);
      }),
      { numRuns: 80 },
    );
  });

  it('finds it also where what was walked so far decides how later legs are made', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 12_000 }),
        (seed, places, maxWalkingDistanceMeters) => {
          const input = { travelMode: TRAVEL_MODE.mixed, maxWalkingDistanceMeters, maxWalkingLegMeters: 5000 };
          const trip = randomItinerary({ seed, places, days: 1, input });
          const { walk } = trip.travel;
          // A bus slower than a walker: whoever has used up his metres regrets it.
          const ride = walk && { ...walk, durations: walk.durations.map((seconds) => 2 * seconds) };
          const problem = compileItinerary({ ...trip, travel: { walk, ride } });
          const least = bruteForce(problem);
          for (const known of [undefined, least, least * 1.1 + 1]) {
            expect(solveExactly(problem, neverStop, known)?.cost).toBeCloseTo(least, 6);
          }
        },
      ),
      // Here a cheaper way there uses up what a later walk needs.
      { numRuns: 80, examples: [[9379, 5, 5992]] },
    );
  });

  it('is never beaten by the search, which then says that it is optimal', () => {
    const problem = compileRouting(randomInstance({ seed: 4, stops: 9, vehicles: 2, windows: 0.5, costPerHour: 20 }));
    const outcome = solveVisits(problem, { seed: 1, stop: neverStop });
    expect(outcome).toMatchObject({ stopReason: 'optimal', boundSource: 'enumeration' });
    expect(outcome.value).toBeCloseTo(outcome.bound ?? 0, 9);
  });

  it('gives up when it is told to stop', () => {
    const problem = compileRouting(randomInstance({ seed: 4, stops: 9, vehicles: 2 }));
    expect(solveExactly(problem, afterQuestions(5))).toBeUndefined();
  });

  it('is not asked for what it cannot prove', () => {
    expect(isSmall(compileRouting(randomInstance({ seed: 4, stops: 30, vehicles: 2 })))).toBe(false);
    const timed = randomInstance({ seed: 4, stops: 6, vehicles: 2, windows: 1, windowsEach: 2, costPerHour: 20 });
    expect(isSmall(compileRouting(timed))).toBe(false);
  });
});
