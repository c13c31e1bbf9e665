import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import { emergencyVisits } from '#domain/routing/emergency';
import { isSmall, solveExactly } from '#domain/routing/exact/solve-exactly';
import type { RoutePlan, RoutingInput, RoutingProblem } from '#domain/routing/problem';
import { BALANCE, LOCK, RELATION, UNLOADING } from '#domain/routing/problem-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { GreedyRecreate } from '#domain/routing/recreate';
import { StringRemoval } from '#domain/routing/ruin';
import { listsOf, SearchState } from '#domain/routing/search-state';
import { solveRouting } from '#domain/routing/solve-routing';
import { verifyRouting } from '#domain/routing/verify';
import { searchPlans, solveVisits } from '#domain/routing/visit-engine';
import { type Judged, judge, leastByTrying } from './try-everything.ts';

type Change = (input: RoutingInput, random: Random) => Partial<RoutingInput>;

const id = (stop: number) => `s${stop}`;
const ids = (stops: readonly number[]) => stops.map(id);

/** A tiny problem with something that ties its stops together. */
function tiny(seed: number, change: Change, vehicles = 2, stops = 5): RoutingProblem {
  const { input, travel } = randomInstance({ seed, stops, vehicles, windows: 0.4, costPerHour: 10, fixedCost: 5 });
  const random = new Random(seed);
  const wide = { ...input, vehicles: input.vehicles.map((van) => ({ ...van, capacity: [60, 1000] })) };
  return { input: { ...wide, ...change(wide, random) }, travel };
}

const plain = (input: RoutingInput, from = 0) =>
  input.stops.map((stop, index) => (index < from ? { ...stop, demand: [], timeWindows: stop.timeWindows } : stop));

const shipment = (index: number, pickup: number, delivery: number, more = {}) => ({
  id: `p${index}`,
  pickupStopId: id(pickup),
  deliveryStopId: id(delivery),
  amount: [20 + 10 * index, 5],
  optional: false,
  prize: 0,
  ...more,
});

const FEATURES: Record<string, Change> = {
  shipments: (input, random) => ({
    stops: plain(input, 4),
    shipments: [shipment(0, 0, 1), shipment(1, 2, 3, random.unit() < 0.5 ? { optional: true, prize: 12 } : {})],
  }),
  'shipments whose ends have demand of their own': (input, random) => ({
    shipments: [shipment(0, 0, 1), shipment(1, 2, 3, random.unit() < 0.5 ? { optional: true, prize: 12 } : {})],
    vehicles: input.vehicles.map((van) => ({ ...van, capacity: [50, 40] })),
  }),
  alternatives: (_, random) => ({
    alternatives: [{ id: 'g', stopIds: ids([0, 3, 4]), optional: random.unit() < 0.5, prize: 9 }],
  }),
  'the same route': () => ({ relations: [{ kind: RELATION.sameRoute, stopIds: ids([0, 2, 4]) }] }),
  'different routes': () => ({ relations: [{ kind: RELATION.differentRoutes, stopIds: ids([1, 3]) }] }),
  'both relations': () => ({
    relations: [
      { kind: RELATION.sameRoute, stopIds: ids([0, 2]) },
      { kind: RELATION.sameRoute, stopIds: ids([2, 4]) },
      { kind: RELATION.differentRoutes, stopIds: ids([1, 3, 4]) },
    ],
  }),
  'relations whose link may stay out': (input) => ({
    stops: input.stops.map((stop, i) => (i === 2 ? { ...stop, optional: true, prize: 1 } : stop)),
    relations: [
      { kind: RELATION.sameRoute, stopIds: ids([0, 2]) },
      { kind: RELATION.sameRoute, stopIds: ids([2, 4]) },
      { kind: RELATION.differentRoutes, stopIds: ids([0, 4]) },
    ],
  }),
  'balance of stops': () => ({ balance: { measure: BALANCE.stops, costPerUnit: 8, includeUnused: true } }),
  'balance of metres': () => ({ balance: { measure: BALANCE.distance, costPerUnit: 0.7, includeUnused: true } }),
  'balance of used routes': () => ({ balance: { measure: BALANCE.distance, costPerUnit: 0.7, includeUnused: false } }),
  'balance of hours': () => ({ balance: { measure: BALANCE.duration, costPerUnit: 15, includeUnused: false } }),
  'vehicle locks': (input) => ({
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 1, stopIds: ids([0, 3]), lock: LOCK.vehicle, lockedStops: 0 }],
    stops: input.stops,
  }),
  'price of removal': (input) => ({
    stops: input.stops.map((stop) => ({ ...stop, optional: true, prize: 3 })),
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 0, stopIds: ids([0, 1, 2]), lock: LOCK.none, lockedStops: 0 }],
    change: { vehicleChange: 0, predecessorChange: 0, removal: 4 },
    alternatives: [],
  }),
  'removal of an alternative': (_, random) => ({
    alternatives: [{ id: 'g', stopIds: ids([0, 3, 4]), optional: true, prize: 2 }],
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 0, stopIds: ids([3, 1]), lock: LOCK.none, lockedStops: 0 }],
    change: { vehicleChange: 0, predecessorChange: 0, removal: random.below(6) },
  }),
  'shipments that belong together': (input) => ({
    stops: plain(input, 4),
    shipments: [shipment(0, 0, 1), shipment(1, 2, 3)],
    relations: [{ kind: RELATION.sameRoute, stopIds: ids([0, 3]) }],
  }),
};

/** Those whose routes are walked. */
const WALKED: Record<string, Change> = {
  'last in, first out': (input) => ({
    stops: plain(input, 4),
    shipments: [shipment(0, 0, 1), shipment(1, 2, 3)],
    vehicles: input.vehicles.map((van) => ({ ...van, unloadingOrder: UNLOADING.lifo })),
  }),
  'first in, first out': (input) => ({
    stops: plain(input, 4),
    shipments: [shipment(0, 0, 1), shipment(1, 2, 3, { optional: true, prize: 14 })],
    vehicles: input.vehicles.map((van) => ({ ...van, unloadingOrder: UNLOADING.fifo })),
  }),
  order: () => ({ relations: [{ kind: RELATION.order, stopIds: ids([4, 1, 2]) }] }),
  sequence: () => ({ relations: [{ kind: RELATION.sequence, stopIds: ids([3, 0, 2]) }] }),
  'sequence of some that may stay out': (input) => ({
    stops: input.stops.map((stop, i) => (i % 2 === 0 ? { ...stop, optional: true, prize: 4 } : stop)),
    relations: [{ kind: RELATION.sequence, stopIds: ids([3, 0, 2]) }],
  }),
  'a locked order': () => ({
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 1, stopIds: ids([3, 0, 4]), lock: LOCK.order, lockedStops: 0 }],
  }),
  'a locked route': () => ({
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 0, stopIds: ids([2, 0]), lock: LOCK.route, lockedStops: 0 }],
  }),
  'a locked beginning': () => ({
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 1, stopIds: ids([2, 0, 1]), lock: LOCK.none, lockedStops: 2 }],
  }),
  'a locked pickup': (input) => ({
    stops: plain(input, 4),
    shipments: [shipment(0, 0, 1), shipment(1, 2, 3)],
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 1, stopIds: ids([2, 4, 3]), lock: LOCK.none, lockedStops: 1 }],
  }),
  'a locked pickup whose delivery was not given': (input) => ({
    stops: plain(input, 4),
    shipments: [shipment(0, 0, 1, { amount: [5, 5] }), shipment(1, 2, 3, { amount: [5, 5] })],
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 0, stopIds: ids([0, 2, 4]), lock: LOCK.none, lockedStops: 2 }],
  }),
  'prices of changes': (_, random) => ({
    givenRoutes: [
      { vehicleId: 'van', vehicleIndex: 0, stopIds: ids([2, 0, 1]), lock: LOCK.none, lockedStops: 0 },
      { vehicleId: 'van', vehicleIndex: 1, stopIds: ids([4, 3]), lock: LOCK.none, lockedStops: 0 },
    ],
    change: { vehicleChange: random.below(12), predecessorChange: random.below(8), removal: 1 },
  }),
  'alternatives and balance of walked routes': () => ({
    alternatives: [{ id: 'g', stopIds: ids([0, 3]), optional: false, prize: 0 }],
    relations: [{ kind: RELATION.order, stopIds: ids([4, 1]) }],
    balance: { measure: BALANCE.duration, costPerUnit: 20, includeUnused: true },
  }),
};

const ALL = { ...FEATURES, ...WALKED };

function solve(problem: RoutingProblem, seed: number, iterations: number): Judged {
  const compiled = compileRouting(problem);
  const { solution } = searchPlans(compiled, { seed, stop: neverStop, iterations }, 'full');
  return judge(problem, solution?.routes ?? []);
}

describe('the engine with what ties stops together', () => {
  for (const [name, change] of Object.entries(ALL)) {
    it(`finds what trying everything finds: ${name}`, () => {
      const iterations = name === 'prices of changes' ? 2500 : 400;
      for (let seed = 1; seed <= 8; seed++) {
        const problem = tiny(seed, change);
        const found = solve(problem, seed, iterations);
        const least = leastByTrying(problem);
        expect(found.wrong, `seed ${seed}`).toEqual([]);
        expect({ missing: found.missing, cost: found.cost }, `seed ${seed}`).toEqual({
          missing: least.missing,
          cost: expect.closeTo(least.cost, 4),
        });
        const compiled = compileRouting(problem);
        const proved = isSmall(compiled) ? solveExactly(compiled, neverStop)?.cost : undefined;
        if (proved === undefined) expect(compiled.bonds?.balance, `seed ${seed}`).toBeDefined();
        else expect(proved - least.missing * compiled.missing, `seed ${seed}`).toBeCloseTo(least.cost, 4);
      }
    });
  }

  it('claims what its plan costs, from every strategy', () => {
    for (const [name, change] of Object.entries(ALL)) {
      for (let seed = 1; seed <= 4; seed++) {
        const problem = tiny(seed, change, 3, 9);
        const compiled = compileRouting(problem);
        const options = { seed, stop: neverStop, iterations: 30 };
        const answers = [
          searchPlans(compiled, options, 'full'),
          solveVisits(compiled, options, 'descent'),
          solveVisits(compiled, options, 'construction'),
          emergencyVisits(compiled),
          solveVisits(compiled, { seed, stop: afterQuestions(seed * 37) }),
        ];
        answers.forEach(({ solution, value }, index) => {
          const { wrong, cost, missing } = judge(problem, solution?.routes ?? []);
          const at = `${name}, seed ${seed}, answer ${index}`;
          expect(wrong, at).toEqual([]);
          expect(solution?.missing, at).toBe(missing);
          expect((value ?? 0) - missing * compiled.missing, at).toBeCloseTo(cost, 4);
        });
      }
    }
  });

  it('solves with plans that the verifier accepts, at their first strategy', async () => {
    for (const [name, change] of Object.entries(ALL)) {
      const problem = tiny(3, change, 3, 9);
      const context = { seed: 1, now: () => performance.now(), budgetMs: 5000, iterations: 60, stop: () => false };
      const outcome = await solveRouting(problem, context);
      expect(outcome.attempts.map(({ cause }) => cause).filter(Boolean), name).toEqual([]);
      expect(outcome, name).toMatchObject({ strategy: 'ruin_and_recreate', degraded: false });
      if (outcome.status === 'relaxed') continue;
      expect(verifyRouting(problem, outcome.solution as RoutePlan).violations, name).toEqual([]);
      expect(outcome.bound, name).toBeLessThanOrEqual((outcome.value ?? 0) + 1e-6);
    }
  });

  it('undoes a trial to the last figure', () => {
    for (const [name, change] of Object.entries(ALL)) {
      const problem = tiny(7, change, 3, 12);
      const compiled = compileRouting(problem);
      const state = new SearchState(compiled, new Random(3), neverStop);
      const recreate = new GreedyRecreate(state);
      state.journal.begin();
      recreate.recreate(0);
      const ruin = new StringRemoval(state);
      for (let trial = 0; trial < 60; trial++) {
        const before = { lists: listsOf(state.routes), cost: state.cost() };
        const absent = state.absent.slice(0, state.absentCount);
        state.journal.begin();
        ruin.ruin();
        recreate.recreate(absent.length);
        const now = state.cost();
        expect(judge(problem, listsOf(state.routes)).wrong, name).toEqual([]);
        state.journal.undo();
        state.absent.set(absent);
        state.absentCount = absent.length;
        expect(listsOf(state.routes), name).toEqual(before.lists);
        expect(state.cost(), name).toBe(before.cost);
        expect(Number.isFinite(now), name).toBe(true);
      }
    }
  });

  it('gives the same answer for the same seed and iterations', () => {
    for (const change of Object.values(ALL)) {
      const compiled = compileRouting(tiny(5, change, 3, 14));
      const options = { seed: 2, stop: neverStop, iterations: 100 };
      expect(solveVisits(compiled, options)).toEqual(solveVisits(compiled, options));
    }
  });
});

describe('what cannot be served together', () => {
  const forbidden = (problem: RoutingProblem): RoutingProblem => ({
    ...problem,
    input: { ...problem.input, relaxation: { forbidden: true } },
  });
  const context = { seed: 1, now: () => performance.now(), budgetMs: 5000, iterations: 60, stop: () => false };

  it('is proved for a shipment that is too heavy', async () => {
    const problem = tiny(2, (input) => ({
      stops: plain(input, 4),
      shipments: [shipment(0, 0, 1, { amount: [61, 1] }), shipment(1, 2, 3)],
    }));
    const outcome = await solveRouting(forbidden(problem), context);
    expect(outcome).toMatchObject({ status: 'infeasible', explanation: { conflict: ['s0'] } });
  });

  it('is proved for stops that must be apart with one vehicle', async () => {
    const apart: Change = () => ({ relations: [{ kind: RELATION.differentRoutes, stopIds: ids([1, 3]) }] });
    const outcome = await solveRouting(forbidden(tiny(2, apart, 1, 4)), context);
    expect(outcome).toMatchObject({ status: 'infeasible', explanation: { conflict: ['s1', 's3'] } });
  });

  it('without relaxing forbidden is left out, the whole shipment at once', async () => {
    const problem = tiny(2, (input) => ({
      stops: plain(input, 4),
      shipments: [shipment(0, 0, 1, { amount: [61, 1] }), shipment(1, 2, 3)],
    }));
    const outcome = await solveRouting(problem, context);
    expect(outcome.status).toBe('relaxed');
    expect(outcome.solution?.unserved.map(({ id }) => id)).toEqual(['s0', 's1']);
  });
});
