import { describe, expect, it } from 'vitest';
import type { Route, RoutePlan, RoutingProblem, Vehicle } from '#domain/routing/problem';
import { BALANCE, LOCK, type Shipment } from '#domain/routing/problem-rules';
import { verifyRouting } from '#domain/routing/verify';
import {
  beside,
  drive,
  evenTravel,
  planOf,
  problemOf,
  routeOf,
  stopOf,
  stops,
  two,
  van,
  vehicleOf,
} from './even-plan.ts';

const parcel = (id: string, pickupStopId: string, deliveryStopId: string, more: Partial<Shipment> = {}): Shipment => ({
  id,
  pickupStopId,
  deliveryStopId,
  amount: [5],
  optional: false,
  prize: 0,
  ...more,
});
const SHIFTS = [
  { startSeconds: 0, endSeconds: 400 },
  { startSeconds: 1000, endSeconds: 1400 },
];
const nightly = (more: Partial<Vehicle> = {}) => problemOf({ ...van({ shifts: SHIFTS, ...more }), ...stops('a', 'b') });
const overNight = planOf([routeOf('van', ['a', { night: '', until: 1000 }, 'b'])]);

describe('the parts of a routing cost', () => {
  const costs = (problem: RoutingProblem, plan: RoutePlan) => {
    const { costs: parts = [], violations } = verifyRouting(problem, plan, { zeroIsUnstated: true });
    expect(violations).toEqual([]);
    return Object.fromEntries(parts.map(({ name, amount, quantity }) => [name, [amount, quantity]]));
  };

  it('are overtime, waiting and travel time where the vehicle has their prices', () => {
    const priced = van({
      costPerTravelHour: 36,
      costPerWaitingHour: 18,
      costPerHour: 3.6,
      overtime: { regularSeconds: 200, costPerHour: 360 },
    });
    expect(costs(problemOf({ ...priced, ...stops('a') }), drive({ stop: 'a', start: 150 }))).toEqual({
      fixed: [0, 1],
      distance: [0, 2000],
      time: [expect.closeTo(0.26, 9), 260],
      prizes_lost: [0, 0],
      overtime: [6, 60],
      waiting: [0.25, 50],
      travel_time: [2, 200],
    });
  });

  it('are soft windows, early and late', () => {
    const window = { startSeconds: 150, endSeconds: 200, costPerSecondEarly: 2, costPerSecondLate: 3 };
    const problem = problemOf({ ...stops(stopOf('a', { softWindow: window }), stopOf('b', { softWindow: window })) });
    expect(costs(problem, drive('a', 'b')).soft_windows).toEqual([50 * 2 + 10 * 3, 60]);
  });

  it('count the night neither as time nor as overtime, and overtime in each shift', () => {
    const problem = nightly({ costPerHour: 3600, overtime: { regularSeconds: 100, costPerHour: 3600 } });
    const { time, overtime } = costs(problem, overNight);
    expect([time, overtime]).toEqual([
      [320, 320],
      [120, 120],
    ]);
  });

  it('are balance between used routes, or all vehicles', () => {
    const balanced = (measure: number, includeUnused: boolean) =>
      problemOf({
        vehicles: [vehicleOf('van', { count: 3 })],
        balance: { measure, costPerUnit: 10, includeUnused },
      });
    const plan = beside(['a', 'b', 'c'], ['d']);
    expect(costs(balanced(BALANCE.stops, false), plan).balance).toEqual([20, 2]);
    expect(costs(balanced(BALANCE.stops, true), plan).balance).toEqual([30, 3]);
    expect(costs(balanced(BALANCE.distance, false), plan).balance).toEqual([20, 2]);
    expect(costs(balanced(BALANCE.duration, false), plan).balance?.[0]).toBeCloseTo((10 * 220) / 3600, 9);
  });

  it('are changes: another vehicle, another stop before, stops that are gone', () => {
    const change = { vehicleChange: 100, predecessorChange: 10, removal: 1 };
    const givenRoutes = [
      { vehicleId: 'van', vehicleIndex: 0, stopIds: ['a', 'b', 'c'], lock: LOCK.none, lockedStops: 0 },
    ];
    const list = [stopOf('a'), stopOf('b'), stopOf('c', { optional: true }), stopOf('d')];
    const problem = problemOf({ ...two, stops: list, givenRoutes, change });
    expect(costs(problem, planOf([routeOf('van', ['d', 'a', 'b'])], ['c'])).changes).toEqual([11, 2]);
    expect(costs(problem, beside(['a'], ['b', 'c', 'd'])).changes).toEqual([210, 3]);
  });

  it('are prizes of shipments and groups, once each', () => {
    const problem = problemOf({
      shipments: [{ ...parcel('one', 'a', 'b'), amount: [], optional: true, prize: 5 }],
      alternatives: [{ id: 'either', stopIds: ['c', 'd'], optional: true, prize: 7 }],
    });
    expect(costs(problem, planOf([], ['a', 'c'])).prizes_lost).toEqual([12, 2]);
  });
});

describe('figures that a plan states', () => {
  const problem = problemOf({
    ...van({ costPerKm: 1, overtime: { regularSeconds: 200, costPerHour: 3600 } }),
    ...stops(
      stopOf('a', { softWindow: { startSeconds: 160, endSeconds: 200, costPerSecondEarly: 1, costPerSecondLate: 1 } }),
    ),
  });
  const visits = routeOf('van', [{ stop: 'a', start: 150 }]).visits.map((visit) => ({
    ...visit,
    distanceMeters: 1000,
  }));
  const route: Route = {
    ...routeOf('van', [{ stop: 'a', start: 150 }]),
    visits,
    distanceMeters: 2000,
    cost: 2 + 60 + 10,
    travelSeconds: 200,
    waitingSeconds: 50,
    overtimeSeconds: 60,
    softWindowCost: 10,
    changeCost: 0,
  };
  const stated = (change: Partial<Route>): RoutePlan => ({
    ...planOf([{ ...route, ...change }]),
    cost: 72,
    distanceMeters: 2000,
    durationSeconds: 260,
    balanceCost: 0,
  });

  it('are right', () => {
    expect(verifyRouting(problem, stated({})).violations).toEqual([]);
  });

  it.each([
    ['travel_seconds', { travelSeconds: 199 }, 'wrong_duration', 1],
    ['waiting_seconds', { waitingSeconds: 45 }, 'wrong_duration', 5],
    ['overtime_seconds', { overtimeSeconds: 61 }, 'wrong_duration', 1],
    ['soft_window_cost', { softWindowCost: 12 }, 'wrong_cost', 2],
    ['change_cost', { changeCost: 1 }, 'wrong_cost', 1],
  ] as const)('are compared: %s', (figure, change, kind, amount) => {
    expect(verifyRouting(problem, stated(change)).violations).toMatchObject([
      { kind, place: `routes[0].${figure}`, amount, subject: 'van' },
    ]);
  });

  it('are refused where 32 bits do not hold them', () => {
    const far = { ...problemOf(stops('a', 'b')), travel: evenTravel(4, { seconds: 100, meters: 900_000_000 }) };
    expect(verifyRouting(far, drive('a', 'b'), { zeroIsUnstated: true }).violations).toMatchObject([
      { kind: 'too_large', place: 'routes[0].distance_meters' },
      { kind: 'too_large', place: 'distance_meters' },
    ]);
  });
});

describe('events that cannot be placed', () => {
  const withEvent = (change: object) => {
    const route = routeOf('van', ['a', { reload: 'y' }, 'b']);
    return planOf([{ ...route, events: (route.events ?? []).map((event) => ({ ...event, ...change })) }]);
  };
  const problem = problemOf({ ...van({ reload: { depotIds: ['y'] } }), ...stops('a', 'b') });

  it.each([
    ['of no kind', { kind: 0 }],
    ['behind visits that are not there', { visitsBefore: 3 }],
    ['at a depot that nobody knows', { depotId: 'z' }],
  ])('%s are named', (_, change) => {
    const kinds = verifyRouting(problem, withEvent(change), { zeroIsUnstated: true }).violations.map(
      ({ kind }) => kind,
    );
    expect(kinds).toContain('unknown_event');
  });

  it('end after they begin', () => {
    const found = verifyRouting(problem, withEvent({ endSeconds: 200 }), { zeroIsUnstated: true }).violations;
    expect(found).toMatchObject([
      { kind: 'wrong_time', place: 'routes[0].events[0].end_seconds', amount: 10 },
      { kind: 'wrong_time', place: 'routes[0].visits[1].arrival_seconds' },
    ]);
  });
});
