import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import { solveExactly } from '#domain/routing/exact/solve-exactly';
import type { RoutingProblem } from '#domain/routing/problem';
import { type InstanceShape, randomInstance } from '#domain/routing/random-instance';
import { readPlan } from '#domain/routing/read-plan';
import { verifyRouting } from '#domain/routing/verify';
import { CheapestPlace, NOWHERE } from './cheapest-place.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { ListCost } from './list-cost.ts';
import { meanNear, nearStops } from './near-stops.ts';
import { searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { searchVisits } from './search-visits.ts';
import { priceFreeWays, wayWorth } from './shadow-price.ts';
import { StringRuin } from './string-ruin.ts';
import { TailSwap } from './tail-swap.ts';
import { Trial } from './trial.ts';

/** Prizes to win in a short day, on ways that cost nothing. */
const shapes: fc.Arbitrary<InstanceShape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  stops: fc.integer({ min: 2, max: 40 }),
  vehicles: fc.integer({ min: 1, max: 3 }),
  windows: fc.constantFrom(0, 0.5, 1),
  optional: fc.constant(1),
  maxDurationSeconds: fc.constantFrom(6000, 14_400),
});

function freeWays(shape: InstanceShape): RoutingProblem {
  const { input, travel } = randomInstance(shape);
  return { input: { ...input, vehicles: input.vehicles.map((van) => ({ ...van, costPerKm: 0 })) }, travel };
}

describe('ways that cost nothing', () => {
  it('are priced for the search by a share of the mean prize, and by nothing where they cost', () => {
    const free = searchProblem(compileRouting(freeWays({ seed: 3, stops: 20, vehicles: 2, optional: 1 })));
    const near = nearStops(free, 12, neverStop);
    priceFreeWays(free, near);
    expect(free.isFree).toBe(true);
    expect((free.guide[0] as number) * meanNear(free, near, free.legs, 10)).toBeCloseTo(wayWorth(free), 6);
    const { prize } = free.problem;
    expect(wayWorth(free)).toBeCloseTo(0.1 * (prize.reduce((sum, value) => sum + value, 0) / prize.length), 6);
    const paid = searchProblem(compileRouting(randomInstance({ seed: 3, stops: 20, vehicles: 2, optional: 1 })));
    priceFreeWays(paid, nearStops(paid, 12, neverStop));
    expect(paid.isFree).toBe(false);
    expect(paid.guide).toBe(paid.rate);
  });

  it('are as much longer as a trial says, and as long as before when it is undone', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const search = searchProblem(compileRouting(freeWays(shape)));
        const near = nearStops(search, 12, neverStop);
        priceFreeWays(search, near);
        const random = new Random(shape.seed);
        const routes = new SearchRoutes(search);
        const trial = new Trial(routes, new LeftOut(routes));
        const ruin = new StringRuin(routes, trial, near, random);
        const recreate = new GreedyRecreate(routes, trial, near, random, neverStop);
        const tails = new TailSwap(routes, trial, near, new ListCost(routes));
        const length = () => routes.length.reduce((sum, value) => sum + value, 0);
        trial.begin();
        recreate.recreateAll(1);
        for (let k = 0; k < 20; k++) {
          const before = length();
          trial.begin();
          ruin.ruin();
          recreate.recreate(ruin.centre, Number.POSITIVE_INFINITY);
          tails.improve(recreate.list, recreate.length);
          expect(trial.changeOfLength()).toBe(length() - before);
          if (k % 2 === 0) continue;
          trial.undo();
          expect(length()).toBe(before);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have a place for a stop exactly when whole routes, walked, have one', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const search = searchProblem(compileRouting(freeWays(shape)));
        const near = nearStops(search, 12, neverStop);
        priceFreeWays(search, near);
        const routes = new SearchRoutes(search);
        const trial = new Trial(routes, new LeftOut(routes));
        const random = new Random(shape.seed);
        new GreedyRecreate(routes, trial, near, random, neverStop).recreateAll(1);
        const place = new CheapestPlace(routes, near, random);
        const listCost = new ListCost(routes);
        for (let stop = 0; stop < routes.stops; stop++) {
          if ((routes.route[stop] as number) >= 0) continue;
          place.findAnywhere(stop, Number.POSITIVE_INFINITY);
          expect(place.after !== NOWHERE).toBe(fitsSomewhere(routes, listCost, stop));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('do not hide the proved optimum of tiny problems', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(freeWays({ ...shape, stops: 2 + (shape.seed % 6) }));
        const proved = solveExactly(problem, neverStop, Number.POSITIVE_INFINITY);
        if (!proved) return;
        const { value } = searchVisits(problem, { seed: shape.seed, stop: neverStop, iterations: 2000 });
        expect(value).toBeCloseTo(proved.cost, 6);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('stay out of the value: it is what is lost, as the verifier counts it', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = freeWays(shape);
        const compiled = compileRouting(problem);
        const { solution, value } = searchVisits(compiled, { seed: shape.seed, stop: neverStop, iterations: 300 });
        const plan = readPlan(problem, compiled, solution?.routes ?? []);
        const { violations, cost } = verifyRouting(problem, plan, { partial: true });
        expect(violations).toEqual([]);
        expect(value).toBeCloseTo(cost, 3);
      }),
      { numRuns: 25 },
    );
  });
});

/** The reference: the stop tried at every place of every route, each walked as a whole. */
function fitsSomewhere(routes: SearchRoutes, listCost: ListCost, stop: number): boolean {
  for (let v = 0; v < routes.problem.vehicles; v++) {
    const list = new Int32Array(routes.stops + 1);
    const length = routes.read(v, list, 0);
    for (let at = 0; at <= length; at++) {
      const longer = Int32Array.from([...list.slice(0, at), stop, ...list.slice(at, length)]);
      if (listCost.of(v, longer, length + 1) < Number.POSITIVE_INFINITY) return true;
    }
  }
  return false;
}
