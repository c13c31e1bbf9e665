import { describe, expect, it } from 'vitest';
import { compileRouting } from '#domain/routing/compile-routing';
import { type RoutingInput, type RoutingProblem, type Stop, UNSERVED, type Vehicle } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';
import type { RouteLists } from '#domain/routing/search-state';
import { explainPlan } from './explain-plan.ts';
import { routingModel } from './routing-model.ts';

const HOUR = 3600;
const stopOf = (id: string, more: Partial<Stop> = {}): Stop => ({
  id,
  name: '',
  demand: [],
  serviceSeconds: 600,
  timeWindows: [],
  skills: [],
  optional: false,
  prize: 0,
  ...more,
});
const vanOf = (more: Partial<Vehicle> = {}): Vehicle => ({
  id: 'van',
  startDepotId: '',
  endDepotId: '',
  openEnd: false,
  capacity: [],
  skills: [],
  fixedCost: 0,
  costPerKm: 1,
  ...more,
});

/** On a line: the depot at 0, stop i at i + 1; a place further takes 10 min and 10 km. */
function lineOf(
  stops: readonly Stop[],
  vehicles: readonly Vehicle[],
  more: Partial<RoutingInput> = {},
): RoutingProblem {
  const size = stops.length + 1;
  const cells = (step: number) =>
    Int32Array.from({ length: size * size }, (_, cell) => Math.abs(Math.floor(cell / size) - (cell % size)) * step);
  const input = { stops, depots: [{ id: 'depot' }], vehicles, capacityDimensions: ['boxes'], travelMode: 0, ...more };
  return { input, travel: { size, durations: cells(600), distances: cells(10_000) } };
}

function explain(problem: RoutingProblem, routes: number[][]) {
  const compiled = compileRouting(problem);
  const lists: RouteLists = Array.from({ length: compiled.vehicles }, (_, v) => Int32Array.from(routes[v] ?? []));
  return explainPlan(routingModel(problem, compiled), lists, { now: () => performance.now(), budgetMs: 5000 });
}

const codesOf = (problem: RoutingProblem, routes: number[][]) =>
  explain(problem, routes).leftOut.map(({ id, reasons }) => [id, reasons.map(({ reason }) => reason.code)]);

describe('explainPlan', () => {
  const window = (startSeconds: number, endSeconds: number) => ({ timeWindows: [{ startSeconds, endSeconds }] });

  it('names the rule that is to blame when it is one, with its price, the vehicle and by how much it is missed', () => {
    const problem = lineOf([stopOf('a'), stopOf('b', { name: 'Bakery', ...window(0, 900) })], [vanOf()]);
    const [left] = explain(problem, [[0]]).leftOut;
    const [first] = left?.reasons ?? [];
    expect(left).toMatchObject({ id: 'b', name: 'Bakery', required: true });
    expect(first?.reason).toMatchObject({ code: UNSERVED.timeWindow, closest: 'van', price: 20 });
    expect(first?.found.missed?.by).toBe(300);
    expect(first?.reason.message).toBe(
      'Bakery can be served 00:00-00:15 only; van, which comes closest, could start there at 00:20, 5 min after it closes; without that rule it would cost 20.00 more',
    );
  });

  const planted: [string, Partial<Stop>, Partial<Vehicle>, number, number | undefined, RegExp][] = [
    [
      'capacity',
      { demand: [5] },
      { capacity: [8] },
      UNSERVED.capacity,
      2,
      /needs 5 boxes; .* has 3 of its 8 boxes left/,
    ],
    [
      'skill',
      { skills: ['cool'] },
      {},
      UNSERVED.skill,
      undefined,
      /asks for cool; van, which comes closest, has no cool/,
    ],
    [
      'shift',
      {},
      { shift: { startSeconds: 0, endSeconds: 3000 } },
      UNSERVED.workingTime,
      600,
      /back at 01:00, 10 min after/,
    ],
    ['longest route', {}, { maxDurationSeconds: 3000 }, UNSERVED.workingTime, 600, /out for 1 h 00 min, 10 min longer/],
    ['distance', {}, { maxDistanceMeters: 30_000 }, UNSERVED.distanceLimit, 10_000, /drive 40.0 km, 10.0 km more/],
    ['number of stops', {}, { maxStops: 1 }, UNSERVED.stopLimit, 1, /2 stops, 1 are allowed/],
  ];
  it.each(planted)('says that it is the %s', (_, stop, vehicle, code, by, words) => {
    const problem = lineOf([stopOf('a', { demand: [5] }), stopOf('b', stop)], [vanOf(vehicle)]);
    const [left] = explain(problem, [[0]]).leftOut;
    expect(left?.reasons.map(({ reason }) => reason.code)).toEqual([code]);
    expect(left?.reasons[0]?.found.missed?.by).toBe(by);
    expect(left?.reasons[0]?.reason.message).toMatch(words);
  });

  it('says that a relation keeps a stop out, and puts none beside what it may not be with', () => {
    const relations = [{ kind: RELATION.differentRoutes, stopIds: ['a', 'b'] }];
    const problem = lineOf([stopOf('a'), stopOf('b')], [vanOf()], { relations });
    expect(codesOf(problem, [[0]])).toEqual([['b', [UNSERVED.incompatible]]]);
  });

  it('says of a stop that is locked to what it is locked, and what of that cannot be', () => {
    const stops = ['a', 'c', 'd'].map((id) => stopOf(id, { demand: [3] }));
    const locked = (lock: number, lockedStops: number) =>
      lineOf(stops, [vanOf({ count: 2, capacity: [5] })], {
        givenRoutes: [{ vehicleId: 'van', vehicleIndex: 1, stopIds: ['c', 'd'], lock, lockedStops }],
      });
    for (const problem of [locked(LOCK.route, 0), locked(LOCK.none, 2)]) {
      const { leftOut, conflict } = explain(problem, [[0]]);
      expect(leftOut.map(({ reasons, remedies }) => [reasons.map(({ reason }) => reason), remedies])).toEqual([
        [[expect.objectContaining({ code: UNSERVED.locked, closest: 'van #2' })], []],
        [[expect.objectContaining({ code: UNSERVED.locked, closest: 'van #2' })], []],
      ]);
      expect(leftOut[1]?.reasons[0]?.reason.message).toBe(
        'd is locked to van #2 with c, and that route breaks a rule as it is: 6 boxes are on vehicle van, which takes 5; without that rule it would cost 60.00 more',
      );
      expect(conflict?.rules.map(({ rule, subjectId }) => [rule, subjectId])).toEqual([
        ['CAPACITY', 'c'],
        ['CAPACITY', 'd'],
        ['LOCKED', ''],
      ]);
    }
  });

  it('offers no change for what fits as it is', () => {
    const { leftOut, remedies } = explain(lineOf([stopOf('a'), stopOf('b')], [vanOf()]), [[0]]);
    expect([leftOut[0]?.remedies, remedies]).toEqual([[], []]);
  });

  it('does not miss an alternative to a stop that is served', () => {
    const alternatives = [{ id: 'customer', stopIds: ['a', 'b'], optional: false, prize: 0 }];
    expect(codesOf(lineOf([stopOf('a'), stopOf('b')], [vanOf()], { alternatives }), [[0]])).toEqual([]);
  });

  it('finds the rules that must be lifted together where none of them alone helps', () => {
    const problem = lineOf(
      [stopOf('a'), stopOf('b', { skills: ['cool'], ...window(0, 900) })],
      [vanOf({ maxStops: 5 })],
    );
    const [left] = explain(problem, [[0]]).leftOut;
    expect(left?.reasons.map(({ reason }) => [reason.code, reason.price])).toEqual([
      [UNSERVED.timeWindow, undefined],
      [UNSERVED.skill, undefined],
    ]);
    expect(left?.reasons[0]?.reason.message).toContain('its time window and its skills are lifted together');
  });

  it('says that there is no way when no rule can be lifted that helps', () => {
    const problem = lineOf([stopOf('a'), stopOf('b')], [vanOf()]);
    for (const cell of [2, 5, 6, 7]) problem.travel.durations[cell] = -1;
    expect(codesOf(problem, [[0]])).toEqual([['b', [UNSERVED.unreachable]]]);
  });

  it('compares the price of an optional stop with its prize', () => {
    const problem = lineOf([stopOf('a'), stopOf('b', { optional: true, prize: 3 })], [vanOf()]);
    const [left] = explain(problem, [[0]]).leftOut;
    expect(left?.reasons[0]?.reason).toMatchObject({ code: UNSERVED.prizeTooLow, price: 20 });
    expect(left?.reasons[0]?.reason.message).toBe('serving b would cost 20.00 more, by van; its prize is 3.00');
  });

  it('compares the price of a shipment with the prize of the shipment', () => {
    const shipments = [{ id: 'p', pickupStopId: 'a', deliveryStopId: 'b', amount: [], optional: true, prize: 9 }];
    const [left] = explain(lineOf([stopOf('a'), stopOf('b')], [vanOf()], { shipments }), [[]]).leftOut;
    expect(left?.reasons[0]?.reason.message).toBe('serving a would cost 40.00 more, by van; its prize is 9.00');
  });

  it('says what would help, the smallest step of each kind, one by one and for all together', () => {
    const shift = { startSeconds: 0, endSeconds: 6000 };
    const stops = [stopOf('a'), stopOf('b', window(0, 900)), stopOf('c', window(0, 600))];
    const { leftOut, remedies, summary } = explain(lineOf(stops, [vanOf({ shift })]), [[0]]);
    expect(leftOut.map(({ id, remedies: help }) => [id, help.map(({ action, price }) => [action, price])])).toEqual([
      ['b', [['widen_windows_15_min', 20]]],
      ['c', [['widen_windows_30_min', 40]]],
    ]);
    expect(remedies.map(({ action, servedIds, price }) => [action, servedIds, price])).toEqual([
      ['widen_windows_30_min', ['b', 'c'], 40],
    ]);
    expect(summary).toContain('2 of 3 are left out, all of which must be served.');
    expect(summary).toContain('With windows 30 min wider on both sides 2 of 2 would be served (b and c)');
  });

  it('says what one more hour of work would bring', () => {
    const shift = { startSeconds: 0, endSeconds: 3000 };
    const helped = explain(lineOf([stopOf('a'), stopOf('b')], [vanOf({ shift })]), [[0]]);
    expect(helped.remedies.map(({ action, servedIds, price }) => [action, servedIds, price])).toEqual([
      ['extend_shifts_1_h', ['b'], 20],
      ['one_more_vehicle', ['b'], 40],
    ]);
    expect(helped.summary).toContain(
      'With shifts and longest routes one hour longer it would be served by van for 20.00 more.',
    );
  });

  it('offers one more vehicle of the kind that is cheapest', () => {
    const problem = lineOf(
      [stopOf('a'), stopOf('b')],
      [vanOf({ id: 'lorry', maxStops: 1, fixedCost: 50 }), vanOf({ maxStops: 0, fixedCost: 10 })],
    );
    const { remedies } = explain(problem, [[0]]);
    expect(remedies.map(({ action, closest, price }) => [action, closest, price])).toEqual([
      ['one_more_vehicle', 'one more lorry', 90],
    ]);
  });

  it('proves which stops cannot be had together, and names the rules that are to blame', () => {
    const at = (start: number) => window(start, start);
    const problem = lineOf(
      [stopOf('near', at(2 * HOUR)), stopOf('far', at(2 * HOUR)), stopOf('any', { demand: [1] })],
      [vanOf({ capacity: [9], shift: { startSeconds: 0, endSeconds: 9 * HOUR } })],
    );
    const { conflict, summary } = explain(problem, [[0, 2]]);
    expect(conflict).toMatchObject({ ids: ['near', 'far'], minimal: true });
    expect(conflict?.rules.map(({ rule, subjectId }) => [rule, subjectId])).toEqual([
      ['TIME_WINDOW', 'near'],
      ['TIME_WINDOW', 'far'],
    ]);
    expect(summary).toContain('Proved: near, far cannot all be visited, even if nothing else is, because near can be');
  });
});
