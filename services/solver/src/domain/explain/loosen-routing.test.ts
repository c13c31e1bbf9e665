import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { NO_WAY, type TravelMatrix } from '#domain/geo/travel-matrix';
import { leastByTrying } from '#domain/routing/bonds/try-everything';
import { compileRouting } from '#domain/routing/compile-routing';
import { cannotServeAll } from '#domain/routing/conflict';
import type { RoutingInput, RoutingProblem } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { RouteWalk } from '#domain/routing/route-walk';
import { RICH_FEATURES, type RichFeature, randomRich } from '#domain/routing/timeline/random-rich';
import { evenTravel, stopOf, vehicleOf } from '#domain/routing/verify/even-plan';
import { loosenedRouting } from './loosen-routing.ts';
import { onlyStops } from './only-stops.ts';

/** Ways as no map has them: some are missing, some are far too long. */
function crooked(random: Random, travel: TravelMatrix): TravelMatrix {
  const durations = Int32Array.from(travel.durations);
  const distances = Int32Array.from(travel.distances);
  for (let cell = 0; cell < durations.length; cell++) {
    if (cell % (travel.size + 1) === 0) continue;
    const factor = random.unit() < 0.3 ? 1 + 3 * random.unit() : 1;
    const isMissing = random.unit() < 0.25;
    durations[cell] = isMissing ? NO_WAY : Math.round((factor * (durations[cell] as number)) / 100) * 100;
    distances[cell] = isMissing ? NO_WAY : Math.round(factor * (distances[cell] as number));
  }
  return { size: travel.size, durations, distances };
}

function crookedProblem(random: Random, problem: RoutingProblem): RoutingProblem {
  const profiles = [...(problem.profileTravel ?? [])].map(([id, travel]) => [id, crooked(random, travel)] as const);
  return { ...problem, travel: crooked(random, problem.travel), profileTravel: new Map(profiles) };
}

/** Every set of stops that may be named in a conflict: with both ends of shipments. */
function setsOf({ input }: RoutingProblem): number[][] {
  const { stops, shipments = [] } = input;
  const numbers = new Map(stops.map(({ id }, index) => [id, index]));
  const pairs = shipments.map((one) => [one.pickupStopId, one.deliveryStopId].map((id) => numbers.get(id) as number));
  const tied = new Set(pairs.flat());
  const units = [...pairs, ...[...stops.keys()].filter((stop) => !tied.has(stop)).map((stop) => [stop])];
  return Array.from({ length: 2 ** units.length - 1 }, (_, set) => units.filter((_, k) => (set + 1) & (1 << k)).flat());
}

/** Sets of stops of which it is said that they cannot be served: beside nothing else, and in any plan. */
function saidOf(problem: RoutingProblem): { alone: number; ever: number[][] } {
  const sets = setsOf(problem);
  const cannot = (part: RoutingProblem) => cannotServeAll(compileRouting(part), neverStop);
  return {
    alone: sets.filter((stops) => cannot(onlyStops(problem, stops))).length,
    ever: sets.filter((stops) => cannot(loosenedRouting(problem, stops))),
  };
}

/** Whether the one vehicle can serve everything. */
function canServeAll(problem: RoutingProblem): boolean {
  const walk = new RouteWalk(compileRouting(problem));
  const extend = (order: readonly number[], left: readonly number[]): boolean =>
    left.length === 0
      ? walk.evaluate(0, order, order.length) < Number.POSITIVE_INFINITY
      : left.some((stop) =>
          extend(
            [...order, stop],
            left.filter((other) => other !== stop),
          ),
        );
  return extend([], [...problem.input.stops.keys()]);
}

const TIES: Record<string, Partial<RoutingInput>> = {
  nothing: {},
  shipments: {
    shipments: [0, 2].map((at) => ({
      id: `p${at}`,
      pickupStopId: `s${at}`,
      deliveryStopId: `s${at + 1}`,
      amount: [9, 1],
      optional: false,
      prize: 0,
    })),
  },
  'stops of one route in a row': { relations: [{ kind: RELATION.sequence, stopIds: ['s0', 's1', 's2'] }] },
  'stops apart': { relations: [{ kind: RELATION.differentRoutes, stopIds: ['s0', 's3'] }] },
  'a locked order': {
    givenRoutes: [{ vehicleId: 'van', vehicleIndex: 0, stopIds: ['s2', 's0', 's1'], lock: LOCK.order, lockedStops: 1 }],
  },
};

describe('what cannot be served in the loosened problem', () => {
  it.each(RICH_FEATURES)('cannot be served in any plan, with %s and each other feature', (feature) => {
    let compared = 0;
    for (const [index, other] of RICH_FEATURES.entries()) {
      for (let seed = 0; seed < 2; seed++) {
        const random = new Random(7919 * index + seed);
        const made = randomRich(random, 3, new Set<RichFeature>([feature, other]));
        const problem = crookedProblem(random, made);
        if (!canServeAll(problem)) continue;
        compared++;
        expect(saidOf(problem).ever, `${other}, seed ${7919 * index + seed}`).toEqual([]);
      }
    }
    expect(compared).toBeGreaterThan(3);
  });

  it.each(Object.keys(TIES))('cannot be served in any plan of two vehicles, with %s', (name) => {
    let compared = 0;
    let alone = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const { input, travel } = randomInstance({ seed, stops: 4, vehicles: 2, windows: 0.3 });
      const random = new Random(seed);
      const problem = { input: { ...input, ...TIES[name] }, travel: crooked(random, travel) };
      // The judge takes -1 for a time.
      const judged = { ...problem, travel: farAway(problem.travel) };
      const { missing, wrong } = leastByTrying(judged);
      if (missing > 0 || wrong.length > 0) continue;
      compared++;
      const said = saidOf(problem);
      alone += said.alone;
      expect(said.ever, `seed ${seed}`).toEqual([]);
    }
    expect(compared).toBeGreaterThan(3);
    // Where ways are crooked, what cannot be served alone says little.
    if (name === 'nothing') expect(alone).toBeGreaterThan(0);
  });

  const proofOf = (problem: RoutingProblem, stops: number[]) => {
    const said = (part: RoutingProblem) => cannotServeAll(compileRouting(part), neverStop);
    return { alone: said(onlyStops(problem, stops)), ever: said(loosenedRouting(problem, stops)) };
  };
  const one = (more: Partial<RoutingInput>): RoutingProblem => {
    const input: RoutingInput = {
      stops: [stopOf('a', { timeWindows: [{ startSeconds: 0, endSeconds: 250 }] }), stopOf('b')],
      depots: [{ id: 'x' }, { id: 'y' }],
      vehicles: [vehicleOf('van')],
      capacityDimensions: [],
      travelMode: 2,
      ...more,
    };
    return { input, travel: evenTravel(input.depots.length + input.stops.length) };
  };

  it('may be served where another stop at the place has the setup', () => {
    const busy = one({
      stops: [stopOf('a', { setupSeconds: 200, timeWindows: [{ startSeconds: 0, endSeconds: 250 }] }), stopOf('b')],
    });
    expect(proofOf(busy, [0])).toEqual({ alone: true, ever: true });
    const durations = Int32Array.from(busy.travel.durations);
    const distances = Int32Array.from(busy.travel.distances);
    // From b to a.
    durations[3 * 4 + 2] = 0;
    distances[3 * 4 + 2] = 0;
    expect(proofOf({ ...busy, travel: { size: 4, durations, distances } }, [0])).toEqual({ alone: true, ever: false });
  });

  it('may be served where another stop fills the time until the depot opens', () => {
    const [x, y] = [{ id: 'x' }, { id: 'y', timeWindow: { startSeconds: 5000, endSeconds: 9000 } }];
    const late = one({ depots: [x, y], vehicles: [vehicleOf('van', { startDepotId: 'x', endDepotId: 'y' })] });
    expect(proofOf(late, [0])).toEqual({ alone: true, ever: false });
    const never = one({
      depots: [x, { ...y, timeWindow: { startSeconds: 0, endSeconds: 90 } }],
      vehicles: [vehicleOf('van', { startDepotId: 'x', endDepotId: 'y' })],
    });
    expect(proofOf(never, [0])).toEqual({ alone: true, ever: true });
  });

  it('may be served where the vehicle sleeps at another stop on the way', () => {
    const shifts = [0, 1].map((day) => ({ startSeconds: day * 1000, endSeconds: day * 1000 + 150 }));
    const { input } = one({
      stops: [stopOf('a'), stopOf('b')],
      vehicles: [vehicleOf('van', { shifts, openEnd: true })],
    });
    const travel = evenTravel(4);
    // To a only past b, a shift each.
    for (const cell of [0 * 4 + 2]) travel.durations[cell] = 190;
    expect(proofOf({ input, travel }, [0])).toEqual({ alone: true, ever: false });
  });
});

/** Ways that are missing take longer than any day. */
function farAway({ size, durations, distances }: TravelMatrix): TravelMatrix {
  const far = (cell: number) => (cell === NO_WAY ? 10_000_000 : cell);
  return { size, durations: durations.map(far), distances: distances.map(far) };
}
