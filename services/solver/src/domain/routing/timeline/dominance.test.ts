import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledRules } from '#domain/routing/compiled-rules';
import type { RoutingProblem } from '#domain/routing/problem';
import { RouteWalk } from '#domain/routing/route-walk';
import { randomTrips, type TripShape } from '#domain/routing/trips/random-trips';
import { TripListCost } from '#domain/routing/trips/trip-list-cost';
import { tripProblem } from '#domain/routing/trips/trip-problem';
import { type RichFeature, randomRich } from './random-rich.ts';
import { leastByTicks } from './try-all-times.ts';

const PLAIN = {
  vehicles: 1,
  optional: 0,
  second: false,
  hours: false,
  maxStops: undefined,
  maxDistanceMeters: undefined,
  costPerHour: 20,
  openEnd: false,
};

const shapes: fc.Arbitrary<TripShape & { readonly seed: number }> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  stops: fc.integer({ min: 2, max: 5 }),
  vehicles: fc.constant(1),
  depots: fc.constantFrom(2, 3),
  windows: fc.constantFrom(0, 0.5, 1),
  releases: fc.constantFrom(0, 0.5, 1),
  optional: fc.constant(0),
  second: fc.constant(false),
  hours: fc.constant(false),
  maxReloads: fc.constantFrom(undefined, 1, 2),
  maxStops: fc.constant(undefined),
  maxDistanceMeters: fc.constant(undefined),
  maxDurationSeconds: fc.constantFrom(undefined, 15_000),
  costPerHour: fc.constantFrom(0, 20, 200),
  openEnd: fc.boolean(),
});

/** Where waiting later on made up for what a label had cost less. */
const FOUND = [
  { depots: 2, seed: 334_642, stops: 3, windows: 1, releases: 0.5, maxReloads: 2, maxDurationSeconds: 15_000 },
  { depots: 3, seed: 275_540, stops: 6, windows: 1, releases: 1, maxReloads: 3, maxDurationSeconds: 15_000 },
  { depots: 3, seed: 695_715, stops: 6, windows: 0.5, releases: 0.5, maxReloads: 3, maxDurationSeconds: undefined },
].map((found) => [{ ...PLAIN, ...found }] as [TripShape & { readonly seed: number }]);

describe('labels that others make useless', () => {
  it('would not have led to a cheaper route: no choice of reloads costs less', () => {
    let exact = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = compileRouting(randomTrips(new Random(shape.seed), shape));
        const order = Int32Array.from({ length: problem.stops }, (_, stop) => stop);
        const walk = new RouteWalk(problem);
        const cost = walk.evaluate(0, order, order.length);
        const least = Math.min(leastByReloads(problem, order), 1e9);
        // Some lists have more useful labels than are kept, and say so.
        if (!walk.isExact) expect(cost).toBeGreaterThan(least - 1e-6);
        else expect(Math.min(cost, 1e9)).toBeCloseTo(least, 6);
        if (walk.isExact) exact++;
      }),
      { numRuns: 1000, examples: FOUND },
    );
    expect(exact).toBeGreaterThan(950);
  });

  it.each<readonly [what: string, feature: RichFeature[], stops: number, seed: number]>([
    ['less is walked when more was walked before', ['walking', 'reload'], 2, 53_672],
    ['a later window gives time to rest', ['hours', 'shipments', 'driving'], 4, 11_945],
    ['the load is ready too late for the first hours', ['hours', 'release', 'reload'], 2, 922_834],
  ])('are kept where %s', (_, features, stops, seed) => {
    const problem = randomRich(new Random(seed), stops, new Set(features));
    expect(costOf(problem)).toBeCloseTo(leastOf(problem), 6);
  });

  it('are kept where only a later window brings the vehicle home after its end opens', () => {
    for (let seed = 0; seed < 40; seed++) {
      const problem = randomRich(new Random(seed), 2, new Set<RichFeature>(['windows', 'hours']));
      const late = withEndFrom(problem, 3000 + 100 * (seed % 30));
      expect(Math.min(costOf(late), 1e9), `seed ${seed}`).toBeCloseTo(Math.min(leastOf(late), 1e9), 6);
    }
  });
});

/** The order driven with every choice of a depot, or none, in every gap. */
function leastByReloads(problem: CompiledRouting, order: Int32Array): number {
  const trips = tripProblem(problem, problem.rules as CompiledRules);
  const listCost = new TripListCost(trips);
  const depots = [...(trips.depots[0] as Int32Array)];
  let least = Number.POSITIVE_INFINITY;
  const extend = (list: number[], done: number) => {
    if (done === order.length) {
      least = Math.min(least, listCost.of(0, Int32Array.from(list), list.length));
      return;
    }
    const stop = order[done] as number;
    extend([...list, stop], done + 1);
    if (done > 0) for (const depot of depots) extend([...list, -1 - depot, stop], done + 1);
  };
  extend([], 0);
  return least;
}

function costOf(problem: RoutingProblem): number {
  const order = problem.input.stops.map((_, stop) => stop);
  return new RouteWalk(compileRouting(problem)).evaluate(0, order, order.length);
}

function leastOf(problem: RoutingProblem): number {
  const order = problem.input.stops.map((_, stop) => stop);
  return (problem.input.vehicles[0]?.fixedCost ?? 0) + leastByTicks(problem, order);
}

function withEndFrom({ input, ...rest }: RoutingProblem, startSeconds: number): RoutingProblem {
  const depots = input.depots.map((depot) =>
    depot.id === 'd1' ? { ...depot, timeWindow: { startSeconds, endSeconds: 20_000 } } : depot,
  );
  const vehicles = input.vehicles.map((vehicle) => ({ ...vehicle, endDepotId: 'd1', openEnd: false }));
  return { ...rest, input: { ...input, depots, vehicles } };
}
