import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { NO_WAY } from '#domain/geo/travel-matrix';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import { solveExactly } from '#domain/routing/exact/solve-exactly';
import type { RoutingProblem } from '#domain/routing/problem';
import { type InstanceShape, randomInstance } from '#domain/routing/random-instance';
import { readPlan } from '#domain/routing/read-plan';
import { RouteWalk } from '#domain/routing/route-walk';
import { verifyRouting } from '#domain/routing/verify';
import { CheapestPlace, NOWHERE } from './cheapest-place.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { ListCost } from './list-cost.ts';
import { nearStops } from './near-stops.ts';
import { canExpress, searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { searchVisits } from './search-visits.ts';
import { StringRuin } from './string-ruin.ts';
import { TailSwap } from './tail-swap.ts';
import { Trial } from './trial.ts';
import { VehicleSwap } from './vehicle-swap.ts';

interface Shape extends InstanceShape {
  readonly maxDistanceMeters: number | undefined;
  readonly maxStops: number | undefined;
  readonly second: boolean;
  readonly oneWay: boolean;
  /** Whether the time between leaving and coming back is limited. */
  readonly limitedDay: boolean;
  /** Whether there is no way from odd stops to even ones or from a depot to odd ones, and none on some other legs. */
  readonly barred: boolean;
  /** Whether vehicles drive at any time. */
  readonly anyTime: boolean;
  /** Whether routes end at another depot than they begin. */
  readonly apart: boolean;
}

/** Everything that the fast search expresses: windows, two dimensions, skills, several types, limits, one-way streets, legs that are no way. */
const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  stops: fc.integer({ min: 1, max: 60 }),
  vehicles: fc.integer({ min: 1, max: 6 }),
  windows: fc.constantFrom(0, 0.5, 1),
  optional: fc.constantFrom(0, 0.5),
  skills: fc.boolean(),
  grid: fc.boolean(),
  costPerHour: fc.constantFrom(0, 25),
  fixedCost: fc.constantFrom(0, 30),
  maxDurationSeconds: fc.constantFrom(14_400, 40_000),
  maxDistanceMeters: fc.constantFrom(undefined, 60_000),
  maxStops: fc.constantFrom(undefined, 7),
  second: fc.boolean(),
  oneWay: fc.boolean(),
  limitedDay: fc.boolean(),
  barred: fc.boolean(),
  anyTime: fc.boolean(),
  apart: fc.boolean(),
});

/** The matrix whose first place is the depot, with the legs taken away that `Shape` says. */
function withBarredLegs(matrix: Int32Array, size: number): Int32Array {
  return matrix.map((length, cell) => {
    const from = Math.floor(cell / size);
    const to = cell % size;
    const isLate = (place: number) => place % 2 === 1;
    const isEarly = isLate(to) ? from === 0 : isLate(from) && to !== 0;
    return from !== to && (isEarly || cell % 61 === 7) ? NO_WAY : length;
  });
}

/** The first stop becomes the depot at which all routes end. */
function withTwoDepots({ input, travel }: RoutingProblem): RoutingProblem {
  const [depot] = input.depots;
  if (!depot || input.stops.length < 2) return { input, travel };
  const vehicles = input.vehicles.map((vehicle) => ({ ...vehicle, endDepotId: 'yard' }));
  return { input: { ...input, vehicles, stops: input.stops.slice(1), depots: [depot, { id: 'yard' }] }, travel };
}

function instance(shape: Shape): RoutingProblem {
  const { input, travel } = randomInstance(shape);
  const [van] = input.vehicles;
  if (!van) return { input, travel };
  const { maxDistanceMeters, maxStops } = shape;
  const maxDurationSeconds = shape.limitedDay ? van.maxDurationSeconds : undefined;
  const shift = shape.anyTime ? undefined : van.shift;
  const first = { ...van, maxDistanceMeters, maxStops, maxDurationSeconds, shift };
  const bike = { ...first, id: 'bike', count: 2, capacity: [60, 300], costPerKm: 0.4, openEnd: true, skills: [] };
  const durations = travel.durations.map((seconds, cell) =>
    shape.oneWay && Math.floor(cell / travel.size) > cell % travel.size ? seconds + (cell % 97) : seconds,
  );
  const { size, distances } = travel;
  const problem = {
    input: { ...input, vehicles: shape.second ? [first, bike] : [first] },
    travel: shape.barred
      ? { size, durations: withBarredLegs(durations, size), distances: withBarredLegs(distances, size) }
      : { ...travel, durations },
  };
  return shape.apart ? withTwoDepots(problem) : problem;
}

function wholeSearch(problem: CompiledRouting, seed: number) {
  const random = new Random(seed);
  const search = searchProblem(problem);
  const near = nearStops(search, 12, neverStop);
  const routes = new SearchRoutes(search);
  const trial = new Trial(routes, new LeftOut(routes));
  const ruin = new StringRuin(routes, trial, near, random);
  const recreate = new GreedyRecreate(routes, trial, near, random, neverStop);
  const listCost = new ListCost(routes);
  const tails = new TailSwap(routes, trial, near, listCost);
  const vehicles = new VehicleSwap(routes, trial, random, listCost);
  return { random, near, routes, trial, ruin, recreate, listCost, tails, vehicles };
}

/** Everything that a set of routes keeps, as plain values. */
function contents(routes: SearchRoutes) {
  const lists = Array.from({ length: routes.problem.vehicles }, (_, v) => {
    const into = new Int32Array(routes.stops);
    return [...into.subarray(0, routes.read(v, into, 0))];
  });
  const {
    route,
    ready,
    latest,
    headDuration,
    headLate,
    tailDuration,
    tailEarly,
    count,
    length,
    meters,
    duration,
    room,
  } = routes;
  const keepsTimes = routes.search.clocked || routes.search.timed;
  const served = (values: Int32Array) =>
    keepsTimes ? [...values].filter((_, node) => node >= routes.stops || route[node] !== -1) : [];
  return {
    lists,
    route: [...route],
    ready: served(ready),
    latest: served(latest),
    segments: [headDuration, headLate, tailDuration, tailEarly].map((values) => served(values)),
    totals: [[...count], [...length], [...meters], [...duration], [...room]],
  };
}

/** Every value of every node, also of stops that are left out. */
function nodesOf(routes: SearchRoutes) {
  const { next, prev, route, leg, drive, ready, latest, headDuration, headLate, tailDuration, tailEarly } = routes;
  const arrays = [next, prev, route, leg, drive, ready, latest, headDuration, headLate, tailDuration, tailEarly];
  return arrays.map((values) => [...values]);
}

/** The reference: every route walked from its start, with the cost that the walk finds. */
function walkedCost(problem: CompiledRouting, lists: readonly (readonly number[])[]): number {
  const walk = new RouteWalk(problem);
  return lists.reduce((sum, list, v) => sum + walk.evaluate(v, list, list.length), 0);
}

function leftOutOf({ leftOut }: Trial): number[] {
  return [...leftOut.stops.subarray(0, leftOut.count)].sort((a, b) => a - b);
}

function lost(problem: CompiledRouting, stops: readonly number[]): number {
  return stops.reduce((sum, stop) => sum + (problem.prize[stop] as number), 0);
}

/** Fresh routes with the same lists. */
function rebuilt(problem: CompiledRouting, lists: readonly (readonly number[])[]): SearchRoutes {
  const routes = new SearchRoutes(searchProblem(problem));
  lists.forEach((list, v) => {
    routes.setRoute(v, Int32Array.from(list), 0, list.length);
  });
  return routes;
}

describe('the fast search', () => {
  it('keeps what a walk over the routes finds, every stop once, whatever trials do', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(instance(shape));
        expect(canExpress(problem)).toBe(true);
        const { routes, trial, ruin, recreate, random, tails, vehicles } = wholeSearch(problem, shape.seed);
        trial.begin();
        recreate.recreateAll(1);
        for (let k = 0; k < 25; k++) {
          const before = contents(routes);
          const nodesBefore = nodesOf(routes);
          const costBefore = routes.cost();
          const absentBefore = leftOutOf(trial);
          const lostBefore = trial.leftOut.cost();
          trial.begin();
          ruin.ruin();
          const ruined = contents(routes);
          expect(contents(rebuilt(problem, ruined.lists))).toEqual(ruined);
          vehicles.shake();
          // Broken off now and then.
          recreate.recreate(
            ruin.centre,
            random.unit() < 0.5 ? -0.8 * trial.changeOfRoutes() : Number.POSITIVE_INFINITY,
          );
          const costBetween = routes.cost();
          tails.improve(recreate.list, recreate.length);
          vehicles.improve();
          expect(routes.cost()).toBeLessThan(costBetween + 1e-6);
          const after = contents(routes);
          const served = after.lists.flat();
          const absent = leftOutOf(trial);
          expect([...served, ...absent].sort((a, b) => a - b)).toEqual(
            Array.from({ length: problem.stops }, (_, s) => s),
          );
          expect(routes.cost()).toBeCloseTo(walkedCost(problem, after.lists), 6);
          expect(trial.change()).toBeCloseTo(routes.cost() - costBefore + lost(problem, absent) - lostBefore, 3);
          expect(trial.leftOut.cost()).toBeCloseTo(lost(problem, absent), 3);
          expect(contents(rebuilt(problem, after.lists))).toEqual(after);
          if (random.unit() < 0.5) continue;
          trial.undo();
          expect(contents(routes)).toEqual(before);
          expect(nodesOf(routes)).toEqual(nodesBefore);
          expect(leftOutOf(trial)).toEqual(absentBefore);
          expect(trial.leftOut.cost()).toBe(lostBefore);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('inserts at the cost that it said, and nowhere a walk finds a cheaper place beside near stops', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(instance(shape));
        const { routes, trial, ruin, recreate, random } = wholeSearch(problem, shape.seed);
        // All stops are near, so that the search must agree with trying every place.
        const place = new CheapestPlace(routes, nearStops(routes.search, problem.stops, neverStop), random);
        trial.begin();
        recreate.recreateAll(1);
        for (let k = 0; k < 8; k++) {
          trial.begin();
          ruin.ruin();
          const [stop] = leftOutOf(trial);
          if (stop === undefined) return;
          const { lists } = contents(routes);
          const cost = walkedCost(problem, lists);
          const limit = problem.prize[stop] as number;
          const cheapest = cheapestByWalking(problem, lists, stop, limit);
          place.findAnywhere(stop, limit);
          expect(place.cost).toBeCloseTo(cheapest, 6);
          place.find(stop, limit, false);
          expect(place.cost).toBeCloseTo(cheapest, 6);
          if (place.after !== NOWHERE) {
            trial.putIn(stop, place.after);
            expect(walkedCost(problem, contents(routes).lists) - cost).toBeCloseTo(cheapest, 6);
          }
          trial.begin();
          recreate.recreateAll(1);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('prices a whole list of stops on any vehicle as a walk does', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(instance(shape));
        const { routes, recreate, listCost } = wholeSearch(problem, shape.seed);
        recreate.recreateAll(1);
        const walk = new RouteWalk(problem);
        for (const list of contents(routes).lists) {
          for (let v = 0; v < problem.vehicles; v++) {
            const serves = list.every((s) => problem.allowed[(problem.type[v] as number) * problem.stops + s] === 1);
            const walked = serves ? walk.evaluate(v, list, list.length) : Number.POSITIVE_INFINITY;
            expect(listCost.of(v, Int32Array.from(list), list.length)).toBeCloseTo(walked, 6);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('finds the proved optimum of tiny problems', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(
          instance({ ...shape, stops: 1 + (shape.stops % 6), vehicles: 1 + (shape.vehicles % 2) }),
        );
        const proved = solveExactly(problem, neverStop, Number.POSITIVE_INFINITY);
        if (!proved) return;
        const { value } = searchVisits(problem, { seed: shape.seed, stop: neverStop, iterations: 3000 });
        expect(value).toBeCloseTo(proved.cost, 6);
      }),
      // A search may miss an optimum: the same problems every time.
      { numRuns: 60, seed: 1 },
    );
  });

  it('gives answers that the verifier accepts', () => {
    fc.assert(fc.property(shapes, expectVerified), { numRuns: 25 });
  });

  it('never takes a leg that is no way, even where no time can be missed and leaving out is dearer', () => {
    const barred = shapes.map((shape) => ({ ...shape, barred: true, anyTime: true, windows: 0, fixedCost: 5_000_000 }));
    fc.assert(fc.property(barred, expectVerified), { numRuns: 25 });
  });
});

function expectVerified(shape: Shape): void {
  const problem = instance(shape);
  const compiled = compileRouting(problem);
  const { solution, value } = searchVisits(compiled, { seed: shape.seed, stop: neverStop, iterations: 200 });
  const { violations, cost } = verifyRouting(problem, readPlan(problem, compiled, solution?.routes ?? []), {
    partial: true,
  });
  expect(violations).toEqual([]);
  expect((value ?? Number.NaN) - (solution?.missing ?? 0) * compiled.missing).toBeCloseTo(cost, 3);
}

function cheapestByWalking(
  problem: CompiledRouting,
  lists: readonly (readonly number[])[],
  stop: number,
  limit: number,
): number {
  const walk = new RouteWalk(problem);
  let best = limit;
  lists.forEach((list, v) => {
    if (problem.allowed[(problem.type[v] as number) * problem.stops + stop] === 0) return;
    const now = walk.evaluate(v, list, list.length);
    for (let at = 0; at <= list.length; at++) {
      const longer = [...list.slice(0, at), stop, ...list.slice(at)];
      best = Math.min(best, walk.evaluate(v, longer, longer.length) - now);
    }
  });
  return best;
}
