import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledRules } from '#domain/routing/compiled-rules';
import { readPlan } from '#domain/routing/read-plan';
import { RouteWalk } from '#domain/routing/route-walk';
import { LeftOut } from '#domain/routing/search/left-out';
import { nearStops } from '#domain/routing/search/near-stops';
import { RICH_FEATURES, type RichFeature, randomRich } from '#domain/routing/timeline/random-rich';
import { verifyRouting } from '#domain/routing/verify';
import { makesTrips } from './makes-trips.ts';
import { randomTrips, type TripShape } from './random-trips.ts';
import { searchTrips } from './search-trips.ts';
import { TripChains } from './trip-chains.ts';
import { TripDepots } from './trip-depots.ts';
import { TripListCost } from './trip-list-cost.ts';
import { NOWHERE, TripPlace } from './trip-place.ts';
import { tripProblem } from './trip-problem.ts';
import { TripRecreate } from './trip-recreate.ts';
import { TripRoutes } from './trip-routes.ts';
import { TripRuin } from './trip-ruin.ts';
import { TripTails } from './trip-tails.ts';
import { TripTrial } from './trip-trial.ts';
import { leastByOrders, leastByWalking, leastDuration, listsOf } from './try-all-trips.ts';

const shapes: fc.Arbitrary<TripShape & { readonly seed: number }> = fc.record({
  seed: fc.integer({ min: 1, max: 100_000 }),
  stops: fc.integer({ min: 1, max: 40 }),
  vehicles: fc.integer({ min: 1, max: 5 }),
  depots: fc.constantFrom(1, 1, 3),
  windows: fc.constantFrom(0, 0.5, 1),
  releases: fc.constantFrom(0, 0.5, 1),
  optional: fc.constantFrom(0, 0, 0.4),
  second: fc.boolean(),
  hours: fc.boolean(),
  maxReloads: fc.constantFrom(undefined, undefined, 0, 1, 2),
  maxStops: fc.constantFrom(undefined, undefined, 9),
  maxDistanceMeters: fc.constantFrom(undefined, undefined, 90_000),
  maxDurationSeconds: fc.constantFrom(undefined, undefined, 20_000),
  costPerHour: fc.constantFrom(0, 0, 20),
  openEnd: fc.boolean(),
});

function parts(problem: CompiledRouting, seed: number) {
  const random = new Random(seed);
  const routes = new TripRoutes(tripProblem(problem, problem.rules as CompiledRules));
  const near = nearStops(routes.search, 12, neverStop);
  const trial = new TripTrial(routes, new LeftOut(routes));
  const ruin = new TripRuin(routes, trial, near, random);
  const recreate = new TripRecreate(routes, trial, near, random, neverStop);
  const tails = new TripTails(routes, trial, near);
  const depots = new TripDepots(routes, trial);
  const chains = new TripChains(routes, trial, random);
  return { random, routes, near, trial, ruin, recreate, tails, depots, chains };
}

/** All that is kept, by place in the route: nodes of reloads have other numbers when they are made again. */
function contents(routes: TripRoutes) {
  const perRoute = Array.from({ length: routes.problem.vehicles }, (_, v) => {
    const nodes: unknown[] = [];
    const { next, place, leg, ready, latest, since, room, search, ripe, stops, reloadsFrom } = routes;
    for (let node = routes.startOf(v); ; node = next[node] as number) {
      const isHead = node >= stops && node !== routes.endOf(v);
      nodes.push(
        [place[node], node === routes.endOf(v) ? 0 : leg[node], ready[node], latest[node]],
        isHead ? [ripe[node], [...room.subarray(node * search.dims, (node + 1) * search.dims)]] : since[node],
        node < reloadsFrom ? node : 'reload',
      );
      if (node === routes.endOf(v)) break;
    }
    return [nodes, routes.count[v], routes.reloads[v], routes.length[v], routes.duration[v], routes.cost[v]];
  });
  return { perRoute, route: [...routes.route.subarray(0, routes.stops)] };
}

function leftOutOf({ leftOut }: TripTrial): number[] {
  return [...leftOut.stops.subarray(0, leftOut.count)].sort((a, b) => a - b);
}

const stopsOf = (list: Int32Array) => list.filter((item) => item >= 0);

describe('the search of trips', () => {
  it('keeps what a walk over the lists finds, every stop once, and undoes what is refused', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(randomTrips(new Random(shape.seed), shape));
        expect(makesTrips(problem)).toBe(true);
        const { routes, trial, ruin, recreate, tails, depots, chains, random } = parts(problem, shape.seed);
        const listCost = new TripListCost(routes.trips);
        trial.begin();
        recreate.recreateAll();
        for (let k = 0; k < 25; k++) {
          const before = contents(routes);
          const absentBefore = leftOutOf(trial);
          const costBefore = routes.total();
          const lostBefore = trial.leftOut.cost();
          trial.begin();
          if (!ruin.ruin()) {
            // What is released at a reload may be late when it must be fetched at the start.
            expect(routes.trips.base).toBe(-1);
            trial.undo();
            continue;
          }
          chains.shake();
          // Broken off now and then.
          const most = random.unit() < 0.5 ? -0.8 * trial.changeOfRoutes() : Number.POSITIVE_INFINITY;
          recreate.recreate(ruin.centre, most);
          const costBetween = routes.total();
          tails.improve(recreate.list, recreate.length);
          depots.improve();
          expect(routes.total()).toBeLessThan(costBetween + 1e-6);
          const lists = listsOf(routes);
          const served = lists.flatMap((list) => [...stopsOf(list)]);
          expect([...served, ...leftOutOf(trial)].sort((a, b) => a - b)).toEqual(
            Array.from({ length: problem.stops }, (_, stop) => stop),
          );
          lists.forEach((list, v) => {
            expect(listCost.of(v, list, list.length)).toBeCloseTo(routes.cost[v] as number, 6);
          });
          expect(trial.change()).toBeCloseTo(routes.total() - costBefore + trial.leftOut.cost() - lostBefore, 3);
          const fresh = new TripRoutes(routes.trips);
          lists.forEach((list, v) => {
            expect(fresh.setRoute(v, list, 0, list.length)).toBe(true);
          });
          expect(contents(fresh)).toEqual(contents(routes));
          if (random.unit() < 0.5) continue;
          trial.undo();
          expect(contents(routes)).toEqual(before);
          expect(leftOutOf(trial)).toEqual(absentBefore);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('inserts at the cost that it said, and finds what walking all lists with the stop finds', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(randomTrips(new Random(shape.seed), shape));
        const { routes, trial, ruin, recreate, random } = parts(problem, shape.seed);
        const place = new TripPlace(routes, nearStops(routes.search, problem.stops, neverStop), random);
        recreate.recreateAll();
        for (let k = 0; k < 8; k++) {
          trial.begin();
          if (!ruin.ruin()) return;
          const [stop] = leftOutOf(trial);
          if (stop === undefined) return;
          const limit = problem.prize[stop] as number;
          const least = leastByWalking(routes, stop, limit);
          place.findAnywhere(stop, limit);
          expect(place.cost).toBeGreaterThan(least - 1e-6);
          place.find(stop, limit, false);
          expect(place.cost).toBeGreaterThan(least - 1e-6);
          // Leaving and loading as late as the trips are now is asked of splits only.
          if (shape.releases === 0) expect(place.cost).toBeCloseTo(least, 6);
          if (place.after !== NOWHERE) {
            const before = routes.total();
            trial.putIn(stop, place);
            expect(routes.total() - before).toBeCloseTo(place.cost, 6);
          }
          trial.begin();
          recreate.recreateAll();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('costs no less than the timeline finds for the same order', () => {
    let lost = 0;
    let asked = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(randomTrips(new Random(shape.seed), shape));
        const { routes, trial, ruin, recreate, tails } = parts(problem, shape.seed);
        let walk = new RouteWalk(problem);
        recreate.recreateAll();
        for (let k = 0; k < 10; k++) {
          trial.begin();
          if (!ruin.ruin()) return;
          recreate.recreate(ruin.centre, Number.POSITIVE_INFINITY);
          tails.improve(recreate.list, recreate.length);
          listsOf(routes).forEach((list, v) => {
            const order = stopsOf(list);
            const cost = walk.evaluate(v, order, order.length);
            asked++;
            if (walk.isExact) expect(cost).toBeLessThan((routes.cost[v] as number) + 1e-6);
            else {
              // More labels were of use at a stop than are kept.
              lost++;
              expect(cost).toBeLessThan(1.05 * (routes.cost[v] as number) + 1e-6);
              walk = new RouteWalk(problem);
            }
          });
        }
      }),
      { numRuns: 60 },
    );
    expect(lost).toBeLessThan(1 + asked / 50);
  });

  it('takes the least time that leaving at any second gives', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const timed = { ...shape, costPerHour: 20, stops: Math.min(shape.stops, 15) };
        const problem = compileRouting(randomTrips(new Random(shape.seed), timed));
        const { routes, recreate } = parts(problem, shape.seed);
        recreate.recreateAll();
        listsOf(routes).forEach((list, v) => {
          if (list.length > 0) expect(routes.duration[v]).toBe(leastDuration(routes, v, list));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('gives answers that the verifier accepts, at the cost it claims, wherever it is stopped', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 2000 }), (shape, questions) => {
        const problem = randomTrips(new Random(shape.seed), shape);
        const compiled = compileRouting(problem);
        const { solution, value } = searchTrips(compiled, {
          seed: shape.seed,
          stop: afterQuestions(questions),
          iterations: 300,
        });
        const plan = readPlan(problem, compiled, solution?.routes ?? []);
        const { violations, cost } = verifyRouting(problem, plan, { partial: true });
        expect(violations).toEqual([]);
        expect((value ?? Number.NaN) - (solution?.missing ?? 0) * compiled.missing).toBeCloseTo(cost, 3);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the cheapest of all orders of a few stops, but for one in thirty problems', () => {
    const many = fc.sample(shapes, { numRuns: 120, seed: 1 });
    let found = 0;
    for (const shape of many) {
      const small = { ...shape, stops: 1 + (shape.stops % 5), vehicles: 1, second: false };
      const problem = compileRouting(randomTrips(new Random(shape.seed), small));
      const { value = 0 } = searchTrips(problem, { seed: 1, stop: neverStop, iterations: 1000 });
      const least = leastByOrders(problem);
      expect(value).toBeGreaterThan(least - 1e-4);
      if (value < least + 1e-4) found++;
    }
    expect(found).toBeGreaterThanOrEqual(116);
  });

  it('gives the same answer for the same seed and budget', () => {
    const shape: TripShape = { ...BUSY, stops: 30 };
    const run = () =>
      searchTrips(compileRouting(randomTrips(new Random(3), shape)), { seed: 5, stop: neverStop, iterations: 500 });
    expect(run()).toEqual(run());
  });

  it('takes no problem with any other rule', () => {
    // Where nights are spent says nothing without several shifts.
    const taken = new Set<RichFeature>(['windows', 'release', 'depots', 'reload', 'overnight']);
    for (const feature of RICH_FEATURES) {
      for (let seed = 0; seed < 20; seed++) {
        const problem = compileRouting(randomRich(new Random(seed), 5, new Set([feature, 'reload'])));
        if (!taken.has(feature)) expect(isLess(problem, feature) || !makesTrips(problem), feature).toBe(true);
      }
    }
  });

  it('begins with a given plan', () => {
    const problem = randomTrips(new Random(7), { ...BUSY, stops: 20 });
    const compiled = compileRouting(problem);
    const good = searchTrips(compiled, { seed: 1, stop: neverStop, iterations: 3000 });
    const plan = readPlan(problem, compiled, good.solution?.routes ?? []);
    const givenRoutes = plan.routes.map(({ vehicleId, vehicleIndex, visits }) => ({
      vehicleId,
      vehicleIndex,
      stopIds: visits.map(({ stopId }) => stopId),
      lock: 0,
      lockedStops: 0,
    }));
    const again = compileRouting({ ...problem, input: { ...problem.input, givenRoutes } });
    expect(makesTrips(again)).toBe(true);
    const { value } = searchTrips(again, { seed: 2, stop: neverStop, iterations: 0 });
    expect(value).toBeLessThan((good.value ?? 0) + 1e-6);
  });
});

const BUSY: TripShape = {
  stops: 20,
  vehicles: 3,
  depots: 1,
  windows: 0.3,
  releases: 0.3,
  optional: 0,
  second: false,
  hours: false,
  maxReloads: undefined,
  maxStops: undefined,
  maxDistanceMeters: undefined,
  maxDurationSeconds: undefined,
  costPerHour: 0,
  openEnd: false,
};

/** Whether the draw left the feature out. */
function isLess(problem: CompiledRouting, feature: RichFeature): boolean {
  const rules = problem.rules as CompiledRules;
  if (feature === 'soft') return rules.soft === undefined;
  if (feature === 'hours') return problem.windowClose.every((close) => close === 500_000_000);
  if (feature === 'given') return problem.bonds?.given === undefined;
  if (feature === 'pickups') return rules.collected.every((load) => load === 0);
  return false;
}
