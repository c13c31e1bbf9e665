import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { travelMatrix } from '#domain/geo/travel-matrix';
import type { Route, RoutingProblem, Stop, TimeWindow, Vehicle } from './problem.ts';
import { timePlan } from './time-plan.ts';
import { planOf, problemOf, routeOf, stopOf, stops, van } from './verify/even-plan.ts';
import { type StatedPlan, verifyRouting } from './verify.ts';

const stop = (id: string, timeWindows: TimeWindow[] = [], serviceSeconds = 10): Stop => ({
  id,
  name: '',
  demand: [],
  serviceSeconds,
  timeWindows,
  skills: [],
  optional: false,
  prize: 0,
});

const VAN: Vehicle = {
  id: 'van',
  startDepotId: '',
  endDepotId: '',
  openEnd: false,
  capacity: [],
  skills: [],
  fixedCost: 0,
};

/** Every leg takes as long as the numbers of its ends differ, times 50 s. */
function problem(stops: Stop[], more: Partial<Vehicle> = {}): RoutingProblem {
  const size = stops.length + 1;
  const cells = Array.from({ length: size * size }, (_, i) => 50 * Math.abs(Math.floor(i / size) - (i % size)));
  const input = {
    stops,
    depots: [{ id: 'd' }],
    vehicles: [{ ...VAN, ...more }],
    capacityDimensions: [],
    travelMode: 2,
  };
  return { input, travel: travelMatrix(cells, cells) };
}

/** Only the order of the stops. */
function order(...ids: string[]): StatedPlan {
  const visits = ids.map((stopId) => ({
    stopId,
    arrivalSeconds: 0,
    startSeconds: 0,
    departureSeconds: 0,
    distanceMeters: 0,
  }));
  const route = {
    vehicleId: 'van',
    vehicleIndex: 0,
    visits,
    startSeconds: 0,
    endSeconds: 0,
    distanceMeters: 0,
    cost: 0,
  };
  return { routes: [route], unserved: [], cost: 0, distanceMeters: 0, durationSeconds: 0 };
}

const timed = (of: RoutingProblem, ...ids: string[]) => timePlan(of, order(...ids)).routes[0] as Route;
const broken = (of: RoutingProblem, ...ids: string[]) =>
  verifyRouting(of, timePlan(of, order(...ids)), { zeroIsUnstated: true }).violations;

describe('a plan that gives only the order of its stops', () => {
  it('is served as early as can be, and leaves as late as that allows', () => {
    const of = problem([stop('a'), stop('b', [{ startSeconds: 500, endSeconds: 600 }])]);
    expect(timed(of, 'a', 'b')).toMatchObject({
      startSeconds: 390,
      visits: [
        { arrivalSeconds: 440, startSeconds: 440, departureSeconds: 450 },
        { arrivalSeconds: 500, startSeconds: 500, departureSeconds: 510 },
      ],
      endSeconds: 610,
    });
    expect(broken(of, 'a', 'b')).toEqual([]);
  });

  it('leaves no earlier than its shift, and uses the window that comes next', () => {
    const windows = [
      { startSeconds: 0, endSeconds: 100 },
      { startSeconds: 400, endSeconds: 450 },
    ];
    const of = problem([stop('a', windows)], { shift: { startSeconds: 80, endSeconds: 1000 } });
    expect(timed(of, 'a')).toMatchObject({ startSeconds: 350, visits: [{ startSeconds: 400 }], endSeconds: 460 });
  });

  it('is late where it must be, and the verifier says by how much', () => {
    const of = problem([stop('a'), stop('b', [{ startSeconds: 0, endSeconds: 100 }])]);
    expect(broken(of, 'a', 'b')).toMatchObject([
      { kind: 'window_missed', place: 'routes[0].visits[1]', amount: 10, unit: 's', subject: 'b' },
    ]);
  });

  it('keeps the times of routes that have some', () => {
    const plan = order('a');
    const route = { ...(plan.routes[0] as Route), endSeconds: 110 };
    const of = problem([stop('a')]);
    expect(timePlan(of, { ...plan, routes: [route] }).routes).toEqual([route]);
  });

  it('is timed around what does not exist, which the verifier names', () => {
    expect(broken(problem([stop('a')]), 'z', 'a').map(({ kind, subject }) => [kind, subject])).toEqual([
      ['unknown_stop', 'z'],
    ]);
  });

  it('breaks no rule by its times that another timing would keep', () => {
    const windows = fc.array(fc.tuple(fc.nat(600), fc.nat(80)), { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(windows, fc.nat(60)), { minLength: 1, maxLength: 4 }), (drawn) => {
        const stops = drawn.map(([list, service], i) =>
          stop(
            `s${i}`,
            list.map(([startSeconds, length]) => ({ startSeconds, endSeconds: startSeconds + length })),
            service,
          ),
        );
        const of = problem(stops);
        const ids = stops.map(({ id }) => id);
        const isKept = broken(of, ...ids).length === 0;
        expect(isKept).toBe(earliestEnd(of) !== undefined);
        if (isKept) expect(timed(of, ...ids).endSeconds).toBe(earliestEnd(of));
      }),
    );
  });
});

/** Second by second: when a vehicle that serves all stops in order is back at the earliest. */
function earliestEnd({ input, travel }: RoutingProblem): number | undefined {
  let clock = 0;
  for (const [index, { timeWindows, serviceSeconds }] of input.stops.entries()) {
    clock += travel.durations[index * travel.size + index + 1] as number;
    const isOpen = (at: number) =>
      timeWindows.length === 0 || timeWindows.some((w) => w.startSeconds <= at && at <= w.endSeconds);
    while (!isOpen(clock)) if (++clock > 1000) return undefined;
    clock += serviceSeconds;
  }
  return clock + (travel.durations[input.stops.length * travel.size] as number);
}

describe('a plan that gives the order of its stops and events', () => {
  /** As stated, without any time. */
  const bare = (route: Route): StatedPlan => {
    const none = { startSeconds: 0, endSeconds: 0 };
    const visits = route.visits.map((visit) => ({ ...visit, arrivalSeconds: 0, startSeconds: 0, departureSeconds: 0 }));
    return planOf([
      { ...route, ...none, visits, events: (route.events ?? []).map((event) => ({ ...event, ...none })) },
    ]);
  };
  const lunch = { id: 'lunch', windows: [{ startSeconds: 330, endSeconds: 400 }], durationSeconds: 30, depotIds: [] };
  const shifts = [
    { startSeconds: 0, endSeconds: 600 },
    { startSeconds: 1000, endSeconds: 1400 },
  ];

  it.each([
    [
      'reloads when it is open and the goods are ready',
      problemOf({
        ...van({ reload: { depotIds: ['y'] } }),
        depots: [{ id: 'x' }, { id: 'y', loadingSeconds: 20, timeWindow: { startSeconds: 250, endSeconds: 500 } }],
        ...stops('a', stopOf('b', { releaseSeconds: 300 })),
      }),
      routeOf('van', ['a', { reload: 'y' }, 'b']),
      { startSeconds: 250, endSeconds: 300 },
    ],
    [
      'interrupts a leg for a break that may begin then',
      problemOf({ ...van({ breaks: [lunch] }), ...stops('a', 'b', 'c') }),
      routeOf('van', ['a', 'b', 'c', { break: 'lunch', seconds: 30 }]),
      { startSeconds: 330, endSeconds: 360 },
    ],
    [
      'takes a break behind its arrival when it may not begin before',
      problemOf({ ...van({ breaks: [lunch] }), ...stops('a', stopOf('b', { serviceSeconds: 90 })) }),
      routeOf('van', ['a', { break: 'lunch', seconds: 30 }, { stop: 'b', service: 90 }]),
      { startSeconds: 330, endSeconds: 360 },
    ],
    [
      'rests until the next shift',
      problemOf({ ...van({ shifts, drivingRules: { preset: 0, minRestSeconds: 700 } }), ...stops('a', 'b', 'c') }),
      routeOf('van', ['a', 'b', 'c', { night: '', until: 1000 }]),
      { startSeconds: 330, endSeconds: 1030 },
    ],
  ] as const)('%s', (_, problem, route, event) => {
    const plan = timePlan(problem, bare(route));
    expect(plan.routes[0]?.events?.[0]).toMatchObject(event);
    expect(verifyRouting(problem, plan, { zeroIsUnstated: true }).violations).toEqual([]);
  });

  it('is set up when service begins, and leaves so that it need not wait', () => {
    const hours = [{ weekdays: [], openSeconds: 500, closeSeconds: 900 }];
    const problem = problemOf({
      calendar: { firstWeekday: 1, days: 1 },
      ...stops(stopOf('a', { setupSeconds: 30, openingHours: hours })),
    });
    const plan = timePlan(problem, bare(routeOf('van', ['a'])));
    expect(plan.routes[0]).toMatchObject({ startSeconds: 400, visits: [{ arrivalSeconds: 500, startSeconds: 530 }] });
    expect(verifyRouting(problem, plan, { zeroIsUnstated: true }).violations).toEqual([]);
  });
});
