import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from './compile-routing.ts';
import type { RoutingProblem, Stop, Vehicle } from './problem.ts';
import { BALANCE } from './problem-rules.ts';
import { RouteWalk } from './route-walk.ts';
import { solveRouting } from './solve-routing.ts';
import { RICH_FEATURES, type RichFeature, randomRich } from './timeline/random-rich.ts';
import { evenTravel, stopOf, vehicleOf } from './verify/even-plan.ts';

/** The dearest route of any of the stops, in any order, in the one vehicle. */
function dearestRoute(problem: RoutingProblem): number {
  const walk = new RouteWalk(compileRouting(problem));
  let dearest = 0;
  const extend = (order: readonly number[], left: readonly number[]) => {
    const cost = walk.evaluate(0, order, order.length);
    if (cost < Number.POSITIVE_INFINITY) dearest = Math.max(dearest, cost);
    for (const stop of left)
      extend(
        [...order, stop],
        left.filter((other) => other !== stop),
      );
  };
  extend([], [...problem.input.stops.keys()]);
  return dearest;
}

const FAR_AWAY = 400_000_000;
const lastMinute = (endSeconds: number) => ({ timeWindows: [{ startSeconds: endSeconds - 60, endSeconds }] });

function spread(stop: (index: number) => Partial<Stop>, vehicle: Partial<Vehicle>): RoutingProblem {
  const stops = [0, 1].map((index) => stopOf(`s${index}`, stop(index)));
  const vehicles = [vehicleOf('van', { costPerHour: 3600, ...vehicle })];
  const input = { stops, depots: [{ id: 'x' }], vehicles, capacityDimensions: [], travelMode: 2 };
  return { input, travel: evenTravel(3) };
}

describe('the penalty of a required stop that is left out', () => {
  it.each(RICH_FEATURES)('is above the cost of every route, with %s and each other feature', (feature) => {
    for (const [index, other] of RICH_FEATURES.entries()) {
      const problem = randomRich(new Random(index), 3, new Set<RichFeature>([feature, other]));
      expect(dearestRoute(problem), other).toBeLessThan(compileRouting(problem).missing);
    }
  });

  it.each([
    ['windows', {}, {}],
    ['windows and a price of waiting', {}, { costPerHour: 0, costPerWaitingHour: 3600 }],
    ['windows and overtime', {}, { costPerHour: 0, overtime: { regularSeconds: 0, costPerHour: 3600 } }],
  ])('is above what it costs to wait for years, with %s', (_, stop, vehicle) => {
    const problem = spread((index) => ({ ...stop, ...lastMinute(index === 0 ? 1000 : FAR_AWAY) }), vehicle);
    expect(dearestRoute(problem)).toBeGreaterThan(3e8);
    expect(dearestRoute(problem)).toBeLessThan(compileRouting(problem).missing);
  });

  it('is above what years of service cost, so that nothing is left out to save them', async () => {
    const problem = spread(() => ({ serviceSeconds: 190_000_000 }), {
      shift: { startSeconds: 0, endSeconds: FAR_AWAY },
    });
    const balance = { measure: BALANCE.duration, costPerUnit: 3600, includeUnused: true };
    for (const input of [
      problem.input,
      { ...problem.input, balance, vehicles: [{ ...(problem.input.vehicles[0] as Vehicle), count: 2 }] },
    ]) {
      const context = { seed: 1, now: () => performance.now(), budgetMs: 1000, iterations: 20, stop: () => false };
      const outcome = await solveRouting({ ...problem, input }, context);
      expect(outcome.relaxations).toEqual([]);
      expect(outcome.solution?.unserved).toEqual([]);
    }
  });
});
