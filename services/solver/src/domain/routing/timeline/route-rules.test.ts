import { describe, expect, it } from 'vitest';
import { compileRouting } from '#domain/routing/compile-routing';
import { ROUTE_EVENT, type Route, type RoutingProblem, type Stop, type Vehicle } from '#domain/routing/problem';
import { DRIVING_PRESET, UNLOADING } from '#domain/routing/problem-rules';
import { readPlan } from '#domain/routing/read-plan';
import { RouteWalk } from '#domain/routing/route-walk';

const HOUR = 3600;

/** Stops `a`, `b`, `c`, ... along a road, so many hours apart, the depot at its beginning. */
function road(
  hours: readonly number[],
  vehicle: Partial<Vehicle>,
  stops: readonly Partial<Stop>[] = [],
): RoutingProblem {
  const at = [0, ...hours];
  const durations = at.flatMap((from) => at.map((to) => Math.abs(from - to) * HOUR));
  return {
    input: {
      stops: hours.map((_, index) => ({
        id: 'abcdef'[index] as string,
        name: '',
        demand: [],
        serviceSeconds: 600,
        timeWindows: [],
        skills: [],
        optional: false,
        prize: 0,
        ...stops[index],
      })),
      depots: [{ id: 'depot' }],
      vehicles: [
        {
          id: 'van',
          startDepotId: '',
          endDepotId: '',
          openEnd: false,
          capacity: [],
          skills: [],
          fixedCost: 0,
          ...vehicle,
        },
      ],
      capacityDimensions: ['kg'],
      travelMode: 0,
    },
    travel: { size: at.length, durations: Int32Array.from(durations), distances: Int32Array.from(durations) },
  };
}

function run(problem: RoutingProblem): Route | undefined {
  const compiled = compileRouting(problem);
  const order = problem.input.stops.map((_, stop) => stop);
  const isPossible = new RouteWalk(compiled).evaluate(0, order, order.length) < Number.POSITIVE_INFINITY;
  return isPossible ? readPlan(problem, compiled, [Int32Array.from(order)]).routes[0] : undefined;
}

const window = (from: number, to: number) => ({ startSeconds: from * HOUR, endSeconds: to * HOUR });

describe('a route with rules', () => {
  it('interrupts a long leg for a break in its window', () => {
    const noon = { id: 'noon', windows: [window(3, 4)], durationSeconds: 1800, depotIds: [] };
    const route = run(road([8], { breaks: [noon], shift: window(0, 24) }));
    expect(route?.events).toEqual([
      expect.objectContaining({ kind: ROUTE_EVENT.break, breakId: 'noon', visitsBefore: 0, depotId: '' }),
    ]);
    expect(route?.visits[0]?.arrivalSeconds).toBe((route?.startSeconds ?? 0) + 8.5 * HOUR);
  });

  it('rests 45 minutes after four and a half hours at the wheel under the European rules', () => {
    const rules = { preset: DRIVING_PRESET.eu };
    const route = run(road([4], { drivingRules: rules, costPerHour: 1 }));
    expect(route?.events?.map(({ breakId }) => breakId)).toEqual(['driving']);
    expect((route?.endSeconds ?? 0) - (route?.startSeconds ?? 0)).toBe(8 * HOUR + 600 + 2700);
    expect(run(road([5], { drivingRules: rules, costPerHour: 1 }))).toBeUndefined();
  });

  it('comes back to load again when not everything fits', () => {
    const stops = [{ demand: [3] }, { demand: [3] }, { demand: [3] }];
    const route = run(road([1, 2, 1], { capacity: [6], reload: { depotIds: ['depot'] } }, stops));
    expect(route?.events?.map(({ kind, depotId }) => [kind, depotId])).toEqual([[ROUTE_EVENT.reload, 'depot']]);
    expect(run(road([1, 2, 1], { capacity: [6] }, stops))).toBeUndefined();
  });

  it('sleeps where it stopped and goes on in the next shift', () => {
    const route = run(road([3, 6], { shifts: [window(8, 14), window(32, 42)] }));
    expect(route?.events).toEqual([
      expect.objectContaining({ kind: ROUTE_EVENT.night, visitsBefore: 1, endSeconds: 32 * HOUR, depotId: '' }),
    ]);
  });

  it('serves a stop later than it could where a soft window makes that cheaper', () => {
    const softWindow = { ...window(5, 6), costPerSecondEarly: 1, costPerSecondLate: 1 };
    const timeWindows = [window(0, 2)];
    const route = run(road([1, 2], { costPerHour: 1, shift: window(0, 12) }, [{ timeWindows }, { softWindow }]));
    expect(route?.visits.map(({ startSeconds }) => startSeconds)).toEqual([2 * HOUR, 5 * HOUR]);
    expect(route?.softWindowCost).toBe(0);
    expect(route?.waitingSeconds).toBe(2 * HOUR - 600);
  });

  it('waits with a pickup so that the ride is not too long', () => {
    const problem = road([1, 2], { shift: window(0, 12) }, [{}, { timeWindows: [window(6, 7)] }]);
    const shipment = {
      id: 'ride',
      pickupStopId: 'a',
      deliveryStopId: 'b',
      amount: [],
      maxRideSeconds: 1.5 * HOUR,
      optional: false,
      prize: 0,
    };
    const route = run({ ...problem, input: { ...problem.input, shipments: [shipment] } });
    const [pickup, delivery] = route?.visits ?? [];
    expect((delivery?.startSeconds ?? 0) - (pickup?.departureSeconds ?? 0)).toBeLessThanOrEqual(1.5 * HOUR);
  });

  it('unloads last what it loaded first when it is told so', () => {
    const pair = (id: string, pickupStopId: string, deliveryStopId: string) => ({
      id,
      pickupStopId,
      deliveryStopId,
      amount: [1],
      optional: false,
      prize: 0,
    });
    const shipments = [pair('x', 'a', 'c'), pair('y', 'b', 'd')];
    const inOrder = (unloadingOrder: number) => {
      const problem = road([1, 2, 3, 4], { unloadingOrder });
      return run({ ...problem, input: { ...problem.input, shipments } }) !== undefined;
    };
    expect([UNLOADING.any, UNLOADING.lifo, UNLOADING.fifo].map(inOrder)).toEqual([true, false, true]);
  });
});
