import { describe, expect, it } from 'vitest';
import { travelMatrix } from '#domain/geo/travel-matrix';
import type { RoutingViolationKind } from './plan-rules.ts';
import type { Route, RoutePlan, RoutingProblem, Stop, Vehicle } from './problem.ts';
import { verifyRouting } from './verify.ts';

const stop = (id: string, more: Partial<Stop> = {}): Stop => ({
  id,
  name: '',
  demand: [4],
  serviceSeconds: 60,
  timeWindows: [{ startSeconds: 100, endSeconds: 400 }],
  skills: [],
  optional: false,
  prize: 0,
  ...more,
});

const VAN: Vehicle = {
  id: 'van',
  count: 2,
  startDepotId: '',
  endDepotId: '',
  openEnd: false,
  capacity: [10],
  shift: { startSeconds: 0, endSeconds: 1000 },
  skills: ['cool'],
  maxDistanceMeters: 5000,
  maxDurationSeconds: 900,
  maxStops: 3,
  fixedCost: 5,
  costPerKm: 2,
  costPerHour: 36,
};

/** A depot and three stops; every leg takes 50 s and 500 m, except that c cannot be reached from b. */
function problem(more: Partial<RoutingProblem['input']> = {}): RoutingProblem {
  const cells = Array.from({ length: 16 }, (_, cell) => (cell % 5 === 0 ? 0 : 1));
  const durations = cells.map((leg) => leg * 50);
  const distances = cells.map((leg) => leg * 500);
  durations[2 * 4 + 3] = -1;
  const stops = [stop('a'), stop('b'), stop('c', { optional: true, prize: 7, skills: ['cool'] })];
  return {
    input: { stops, depots: [{ id: 'd' }], vehicles: [VAN], capacityDimensions: ['kg'], travelMode: 2, ...more },
    travel: travelMatrix(durations, distances),
  };
}

/** Depot, a, b, depot: 1500 m, 270 s from 50 to 320. */
function route(more: Partial<Route> = {}): Route {
  const visit = (stopId: string, arrivalSeconds: number) => ({
    stopId,
    arrivalSeconds,
    startSeconds: arrivalSeconds,
    departureSeconds: arrivalSeconds + 60,
    distanceMeters: 500,
  });
  return {
    vehicleId: 'van',
    vehicleIndex: 0,
    visits: [visit('a', 100), visit('b', 210)],
    startSeconds: 50,
    endSeconds: 320,
    distanceMeters: 1500,
    cost: 5 + 3 + 2.7,
    ...more,
  };
}

function plan(routes: Route[] = [route()], more: Partial<RoutePlan> = {}): RoutePlan {
  return {
    routes,
    unserved: [{ id: 'c', reasons: [] }],
    cost: 17.7,
    distanceMeters: 1500,
    durationSeconds: 270,
    ...more,
  };
}

const kinds = (planned: RoutePlan, of = problem()) => verifyRouting(of, planned).violations.map(({ kind }) => kind);

/** The plan with one visit changed. */
function withVisit(index: number, change: Partial<Route['visits'][number]>): RoutePlan {
  const visits = route().visits.map((visit, i) => (i === index ? { ...visit, ...change } : visit));
  return plan([route({ visits })]);
}

describe('the routing verifier', () => {
  it('accepts a right plan and recomputes its cost', () => {
    const verdict = verifyRouting(problem(), plan());
    expect(verdict.violations).toEqual([]);
    expect(verdict.cost).toBeCloseTo(17.7, 9);
    expect(verdict.costs).toEqual([
      { name: 'fixed', amount: 5, quantity: 1, unit: 'vehicles' },
      { name: 'distance', amount: 3, quantity: 1500, unit: 'm' },
      { name: 'time', amount: expect.closeTo(2.7, 9), quantity: 270, unit: 's' },
      { name: 'prizes_lost', amount: 7, quantity: 1, unit: 'stops' },
    ]);
  });

  it('counts the time until the vehicle is really back', () => {
    const { costs, violations } = verifyRouting(
      problem({ vehicles: [{ ...VAN, maxDurationSeconds: 269 }] }),
      plan([route({ endSeconds: 60 })]),
    );
    expect(costs?.[2]).toMatchObject({ quantity: 270 });
    expect(violations.map(({ kind, amount }) => [kind, amount])).toContainEqual(['duration_exceeded', 1]);
  });

  const planted: [string, RoutePlan, RoutingViolationKind, RoutingProblem?][] = [
    ['an arrival earlier than the way takes', withVisit(1, { arrivalSeconds: 200, startSeconds: 210 }), 'wrong_time'],
    ['a departure before service is done', withVisit(1, { departureSeconds: 260 }), 'wrong_time'],
    ['service before arrival', withVisit(1, { startSeconds: 209, departureSeconds: 269 }), 'too_early'],
    ['a leg with wrong metres', withVisit(0, { distanceMeters: 400 }), 'wrong_distance'],
    ['a stop that does not exist', withVisit(1, { stopId: 'z' }), 'unknown_stop'],
    ['a stop served twice', withVisit(1, { stopId: 'a' }), 'stop_served_twice'],
    ['a stop that is forgotten', plan([route()], { unserved: [] }), 'stop_not_accounted_for'],
    [
      'a stop both served and unserved',
      plan([route()], {
        unserved: [
          { id: 'c', reasons: [] },
          { id: 'a', reasons: [] },
        ],
      }),
      'stop_served_twice',
    ],
    [
      'a mandatory stop that is left out',
      plan([], { unserved: ['a', 'b', 'c'].map((id) => ({ id, reasons: [] })) }),
      'mandatory_stop_unserved',
    ],
    ['a vehicle that does not exist', plan([route({ vehicleId: 'ship' })]), 'unknown_vehicle'],
    ['one vehicle more than there are', plan([route({ vehicleIndex: 2 })]), 'unknown_vehicle'],
    ['a vehicle with two routes', plan([route(), route()]), 'vehicle_used_twice'],
    ['a route of nothing', plan([route(), route({ vehicleIndex: 1, visits: [] })]), 'empty_route'],
    ['a wrong end of the route', plan([route({ endSeconds: 310 })]), 'wrong_time'],
    ['wrong metres of a route', plan([route({ distanceMeters: 1400 })]), 'wrong_distance'],
    ['a wrong cost of a route', plan([route({ cost: 1 })]), 'wrong_cost'],
    ['a wrong total cost', plan([route()], { cost: 17.6 }), 'wrong_cost'],
    ['a cost that is no number', plan([route()], { cost: Number.NaN }), 'wrong_cost'],
    ['a time that is no number', withVisit(1, { arrivalSeconds: Number.NaN }), 'not_a_number'],
    ['wrong total metres', plan([route()], { distanceMeters: 1 }), 'wrong_distance'],
    ['wrong total seconds', plan([route()], { durationSeconds: 1 }), 'wrong_duration'],
    [
      'a window that is missed',
      plan(),
      'window_missed',
      problem({
        stops: [
          stop('a'),
          stop('b', { timeWindows: [{ startSeconds: 0, endSeconds: 209 }] }),
          stop('c', { optional: true, prize: 7 }),
        ],
      }),
    ],
    [
      'a start between two windows',
      plan(),
      'window_missed',
      problem({
        stops: [
          stop('a'),
          stop('b', {
            timeWindows: [
              { startSeconds: 0, endSeconds: 200 },
              { startSeconds: 220, endSeconds: 300 },
            ],
          }),
          stop('c', { optional: true, prize: 7 }),
        ],
      }),
    ],
    ['too much load', plan(), 'capacity_exceeded', problem({ vehicles: [{ ...VAN, capacity: [7] }] })],
    ['too many stops', plan(), 'too_many_stops', problem({ vehicles: [{ ...VAN, maxStops: 1 }] })],
    [
      'a skill that the vehicle lacks',
      plan(),
      'skill_missing',
      problem({ stops: [stop('a', { skills: ['crane'] }), stop('b'), stop('c', { optional: true, prize: 7 })] }),
    ],
    ['too many metres', plan(), 'distance_exceeded', problem({ vehicles: [{ ...VAN, maxDistanceMeters: 1499 }] })],
    ['too long a route', plan(), 'duration_exceeded', problem({ vehicles: [{ ...VAN, maxDurationSeconds: 269 }] })],
    [
      'leaving before the shift',
      plan(),
      'shift_missed',
      problem({ vehicles: [{ ...VAN, shift: { startSeconds: 60, endSeconds: 1000 } }] }),
    ],
    [
      'coming back after the shift',
      plan(),
      'shift_missed',
      problem({ vehicles: [{ ...VAN, shift: { startSeconds: 0, endSeconds: 319 } }] }),
    ],
  ];
  it.each(planted)('catches %s', (_, wrong, kind, of) => {
    expect(kinds(wrong, of)).toContain(kind);
  });

  it('catches a leg where there is no way', () => {
    const visits = [...route().visits.slice(1), { ...(route().visits[0] as Route['visits'][number]), stopId: 'c' }];
    expect(kinds(plan([route({ visits })]))).toContain('no_way');
  });

  it('says where and by how much', () => {
    const [violation] = verifyRouting(problem({ vehicles: [{ ...VAN, maxDistanceMeters: 1400 }] }), plan()).violations;
    expect(violation).toMatchObject({
      kind: 'distance_exceeded',
      place: 'routes[0]',
      amount: 100,
      unit: 'm',
      subject: 'van',
    });
    const late = problem({ stops: [stop('a', { timeWindows: [{ startSeconds: 0, endSeconds: 40 }] }), stop('b')] });
    expect(verifyRouting(late, plan([route()], { unserved: [], cost: 10.7 })).violations).toMatchObject([
      { kind: 'window_missed', place: 'routes[0].visits[0]', amount: 60, unit: 's', subject: 'a' },
    ]);
    const heavy = problem({ vehicles: [{ ...VAN, capacity: [7] }] });
    expect(verifyRouting(heavy, plan()).violations).toMatchObject([
      { kind: 'capacity_exceeded', amount: 1, unit: 'kg', subject: 'van' },
    ]);
  });

  it('names one fault once: what follows from it is not told again', () => {
    const lost = verifyRouting(problem(), plan([route({ vehicleId: 'ship' })]));
    expect(lost.violations).toMatchObject([{ kind: 'unknown_vehicle', place: 'routes[0]', subject: 'ship' }]);
    expect(lost.costs).toBeUndefined();
    const strange = verifyRouting(problem(), withVisit(0, { stopId: 'z' }));
    expect(strange.violations.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['unknown_stop', 'z'],
      ['mandatory_stop_unserved', 'a'],
    ]);
    expect(strange.costs).toBeUndefined();
    const beside = verifyRouting(problem(), plan([route({ vehicleId: 'ship' }), route({ cost: 9 })]));
    expect(beside.violations.map(({ kind, place }) => [kind, place])).toContainEqual(['wrong_cost', 'routes[1].cost']);
  });

  it('takes figures of 0 as not given when told so, but never times', () => {
    const visits = route().visits.map((visit) => ({ ...visit, distanceMeters: 0 }));
    const bare = plan([route({ visits, distanceMeters: 0, cost: 0 })], {
      cost: 0,
      distanceMeters: 0,
      durationSeconds: 0,
    });
    expect(verifyRouting(problem(), bare, { zeroIsUnstated: true }).violations).toEqual([]);
    expect(
      verifyRouting(problem(), plan([route({ endSeconds: 0 })]), { zeroIsUnstated: true }).violations,
    ).toMatchObject([{ kind: 'wrong_time', place: 'routes[0].end_seconds', amount: 320 }]);
  });

  it('lets mandatory stops be left out of a partial plan', () => {
    const unserved = ['a', 'b', 'c'].map((id) => ({ id, reasons: [] }));
    const empty = plan([], { unserved, cost: 7, distanceMeters: 0, durationSeconds: 0 });
    expect(verifyRouting(problem(), empty, { partial: true }).violations).toEqual([]);
  });

  it('knows an open end and depots that differ', () => {
    const open = { ...VAN, openEnd: true };
    const planned = plan([route({ endSeconds: 270, distanceMeters: 1000, cost: 5 + 2 + 2.2 })], {
      cost: 16.2,
      distanceMeters: 1000,
      durationSeconds: 220,
    });
    expect(kinds(planned, problem({ vehicles: [open] }))).toEqual([]);
  });
});
