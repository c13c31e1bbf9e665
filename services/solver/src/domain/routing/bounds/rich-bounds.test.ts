import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { leastByTrying } from '#domain/routing/bonds/try-everything';
import { boundByColumns, canBoundByColumns } from '#domain/routing/column-generation/bound-by-columns';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingInput, RoutingProblem } from '#domain/routing/problem';
import { BALANCE, RELATION } from '#domain/routing/problem-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { RouteWalk } from '#domain/routing/route-walk';
import { RICH_FEATURES, type RichFeature, randomRich } from '#domain/routing/timeline/random-rich';
import { arcRelaxation } from './arc-relaxation.ts';
import { relaxRouting } from './relaxed-routing.ts';

/** Cost of the cheapest order of all stops in the one vehicle; infinite when none keeps the rules. */
function cheapestOrder(problem: RoutingProblem): number {
  const walk = new RouteWalk(compileRouting(problem));
  let best = Number.POSITIVE_INFINITY;
  const extend = (order: readonly number[], left: readonly number[]) => {
    if (left.length === 0) best = Math.min(best, walk.evaluate(0, order, order.length));
    for (const stop of left)
      extend(
        [...order, stop],
        left.filter((other) => other !== stop),
      );
  };
  extend(
    [],
    problem.input.stops.map((_, stop) => stop),
  );
  return best;
}

/** Both bounds of a problem whose least cost is known. */
function expectBoundsBelow(problem: RoutingProblem, least: number, hint: string): number {
  const relaxed = relaxRouting(problem);
  const tolerance = 1e-6 * Math.max(1, least);
  const arcs = arcRelaxation(relaxed);
  expect(arcs, hint).toBeLessThanOrEqual(least + tolerance);
  if (!canBoundByColumns(relaxed)) return arcs;
  const known = { value: least, routes: [] };
  expect(boundByColumns(relaxed, known, { stop: neverStop }).bound, hint).toBeLessThanOrEqual(least + tolerance);
  const { bound } = boundByColumns(relaxed, { value: 1e9, routes: [] }, { stop: neverStop });
  expect(bound, hint).toBeLessThanOrEqual(least + tolerance);
  return Math.max(arcs, bound);
}

type Change = (input: RoutingInput) => Partial<RoutingInput>;

const pair = (index: number, optional: boolean) => ({
  id: `p${index}`,
  pickupStopId: `s${2 * index}`,
  deliveryStopId: `s${2 * index + 1}`,
  amount: [20, 5],
  optional,
  prize: optional ? 9 : 0,
});

const TIES: Record<string, Change> = {
  shipments: () => ({ shipments: [pair(0, false), pair(1, false)] }),
  'shipments that may be left out': () => ({ shipments: [pair(0, true), pair(1, true)] }),
  alternatives: () => ({ alternatives: [{ id: 'g', stopIds: ['s0', 's2', 's3'], optional: false, prize: 0 }] }),
  'alternatives that may be left out': () => ({
    alternatives: [{ id: 'g', stopIds: ['s0', 's2', 's3'], optional: true, prize: 7 }],
  }),
  relations: () => ({ relations: [{ kind: RELATION.sameRoute, stopIds: ['s0', 's4'] }] }),
  balance: () => ({ balance: { measure: BALANCE.stops, costPerUnit: 5, includeUnused: true } }),
  'stops with prizes': ({ stops }) => ({ stops: stops.map((stop) => ({ ...stop, optional: true, prize: 8 })) }),
  'vehicles of two kinds': ({ vehicles: [van] }) => ({
    vehicles: van
      ? [
          { ...van, id: 'a', count: 1 },
          { ...van, id: 'b', count: 1, fixedCost: 40, costPerKm: 0.5 },
        ]
      : [],
  }),
};

describe('bounds of rich problems', () => {
  it.each(RICH_FEATURES)(
    'stay below the cheapest order that keeps the rules, with %s and each other feature',
    (feature) => {
      let compared = 0;
      for (const [index, other] of RICH_FEATURES.entries()) {
        for (let seed = 0; seed < 2; seed++) {
          const random = new Random(977 * index + seed);
          const problem = randomRich(random, 3 + ((index + seed) % 3), new Set<RichFeature>([feature, other]));
          const least = cheapestOrder(problem);
          if (least === Number.POSITIVE_INFINITY) continue;
          compared++;
          const bound = expectBoundsBelow(problem, least, `${feature} + ${other}, seed ${977 * index + seed}`);
          expect(bound).toBeGreaterThan(0);
        }
      }
      expect(compared).toBeGreaterThan(5);
    },
  );

  it.each(Object.keys(TIES))('stay below the cheapest of all plans, with %s', (name) => {
    let compared = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const { input, travel } = randomInstance({
        seed,
        stops: 5,
        vehicles: 2,
        windows: 0.4,
        costPerHour: 10,
        fixedCost: 5,
      });
      const wide = { ...input, vehicles: input.vehicles.map((van) => ({ ...van, capacity: [60, 1000] })) };
      const problem = { input: { ...wide, ...TIES[name]?.(wide) }, travel };
      const { missing, cost, wrong } = leastByTrying(problem);
      if (missing > 0 || wrong.length > 0) continue;
      compared++;
      expectBoundsBelow(problem, cost, `${name}, seed ${seed}`);
    }
    expect(compared).toBeGreaterThan(2);
  });

  it('take the service of vehicles without a type, whatever is said of types', () => {
    const { input, travel } = randomInstance({ seed: 9, stops: 4, vehicles: 1, costPerHour: 10 });
    const stops = input.stops.map((stop) => ({ ...stop, serviceSecondsByType: { '': 50_000 } }));
    const problem = { input: { ...input, stops }, travel };
    expectBoundsBelow(problem, cheapestOrder(problem), 'a type without a name');
  });

  it('count vehicles by load only where nobody loads again', () => {
    const { input, travel } = randomInstance({ seed: 5, stops: 8, vehicles: 4, fixedCost: 100 });
    const reloading = input.vehicles.map((van) => ({ ...van, reload: { depotIds: ['depot'] } }));
    const once = arcRelaxation(relaxRouting({ input, travel }));
    const often = arcRelaxation(relaxRouting({ input: { ...input, vehicles: reloading }, travel }));
    expect(once - often).toBeGreaterThan(100);
  });
});
