import { describe, expect, it } from 'vitest';
import type { RoutingInput, RoutingProblem, Vehicle } from '#domain/routing/problem';
import { type Shipment, UNLOADING } from '#domain/routing/problem-rules';
import {
  beside,
  brokenRules,
  drive,
  type Feature,
  planOf,
  problemOf,
  routeOf,
  stopOf,
  stops,
  van,
  vehicleOf,
} from './even-plan.ts';

const loads = (more: Partial<RoutingInput> = {}): RoutingProblem =>
  problemOf({
    capacityDimensions: ['kg'],
    ...van({ capacity: [10] }),
    ...stops(stopOf('a', { demand: [6] }), stopOf('b', { pickup: [6] }), stopOf('c', { demand: [4] })),
    ...more,
  });

const reloading = (reload: Vehicle['reload'], depot: object = {}) =>
  problemOf({
    capacityDimensions: ['kg'],
    ...van({ capacity: [10], reload }),
    depots: [{ id: 'x' }, { id: 'y', loadingSeconds: 50, ...depot }],
    ...stops(stopOf('a', { demand: [8] }), stopOf('b', { demand: [9], releaseSeconds: 200 })),
  });
const reloaded = drive('a', { reload: 'y', seconds: 50 }, 'b');

const parcel = (id: string, pickupStopId: string, deliveryStopId: string, more: Partial<Shipment> = {}): Shipment => ({
  id,
  pickupStopId,
  deliveryStopId,
  amount: [5],
  optional: false,
  prize: 0,
  ...more,
});
const shipping = (more: Partial<Vehicle> = {}, first: Partial<Shipment> = {}, input: Partial<RoutingInput> = {}) =>
  problemOf({
    capacityDimensions: ['kg'],
    vehicles: [vehicleOf('van', { capacity: [10], count: 2, ...more })],
    shipments: [parcel('one', 'a', 'b', first), parcel('other', 'c', 'd')],
    ...input,
  });

const FEATURES: readonly Feature[] = [
  {
    name: 'deliveries and pickups mixed',
    problem: loads(),
    plan: drive('a', 'b', 'c'),
    broken: [
      ['a pickup while too much is still on board', { plan: drive('b', 'a', 'c') }, 'capacity_exceeded', 6],
      ['more than it takes at the start', { problem: loads(van({ capacity: [9] })) }, 'capacity_exceeded', 1],
    ],
  },
  {
    name: 'reloads and release times',
    problem: reloading({ depotIds: ['y'] }),
    plan: reloaded,
    broken: [
      ['none where it is needed', { plan: planOf([routeOf('van', ['a', 'b'], 200)]) }, 'capacity_exceeded', 7],
      ['one at another depot', { problem: reloading({ depotIds: ['x'] }) }, 'reload_not_allowed'],
      ['one more than allowed', { problem: reloading({ depotIds: ['y'], maxReloads: 0 }) }, 'too_many_reloads', 1],
      ['too little time to load', { plan: drive('a', { reload: 'y', seconds: 20 }, 'b') }, 'reload_too_short', 30],
      [
        'a closed depot',
        { problem: reloading({ depotIds: ['y'] }, { timeWindow: { startSeconds: 0, endSeconds: 240 } }) },
        'depot_closed',
        20,
      ],
      [
        'leaving before the goods are ready',
        { problem: problemOf({ ...stops(stopOf('a', { releaseSeconds: 10 })) }), plan: drive('a') },
        'release_missed',
        10,
      ],
    ],
  },
  {
    name: 'a depot with opening times',
    problem: problemOf({ depots: [{ id: 'x', timeWindow: { startSeconds: 0, endSeconds: 210 } }], ...stops('a') }),
    plan: drive('a'),
    broken: [
      [
        'leaving before it opens',
        { plan: planOf([routeOf('van', ['a'], -5)]), problem: depotFrom(0) },
        'depot_closed',
        5,
      ],
      ['coming back late', { plan: drive({ stop: 'a', start: 107 }) }, 'depot_closed', 7],
    ],
  },
  {
    name: 'shipments',
    problem: shipping(),
    plan: drive('a', 'c', 'b', 'd'),
    broken: [
      [
        'half of one',
        { plan: planOf([routeOf('van', ['a', 'c', 'd'])], ['b']), problem: lenient('b') },
        'shipment_torn',
      ],
      ['one on two routes', { plan: beside(['a', 'c', 'd'], ['b']) }, 'shipment_torn'],
      ['a delivery first', { plan: drive('b', 'a', 'c', 'd') }, 'delivery_before_pickup'],
      ['too much on board', { problem: shipping({ capacity: [9] }) }, 'capacity_exceeded', 1],
      ['too long a ride', { problem: shipping({}, { maxRideSeconds: 209 }) }, 'ride_too_long', 1],
      [
        'what lies below unloaded first',
        { problem: shipping({ unloadingOrder: UNLOADING.lifo }) },
        'unloading_order_broken',
      ],
      [
        'what came later unloaded first',
        { problem: shipping({ unloadingOrder: UNLOADING.fifo }), plan: drive('a', 'c', 'd', 'b') },
        'unloading_order_broken',
      ],
    ],
  },
  {
    name: 'a shipment that is kept within its ride time, order and room',
    problem: shipping({ unloadingOrder: UNLOADING.lifo, capacity: [5] }, { maxRideSeconds: 100 }),
    plan: drive('a', 'b', 'c', 'd'),
    broken: [
      [
        'a mandatory one left out',
        { plan: planOf([routeOf('van', ['a', 'b', 'c'])], ['d']), problem: lenient('d') },
        'shipment_torn',
      ],
    ],
  },
  {
    name: 'an optional shipment',
    problem: shipping({}, { optional: true, prize: 3 }),
    plan: planOf([routeOf('van', ['c', 'd'])], ['a']),
    broken: [['one that nobody speaks of', { plan: drive('c', 'd') }, 'stop_not_accounted_for']],
  },
  {
    name: 'alternatives',
    problem: problemOf({ alternatives: [{ id: 'home', stopIds: ['a', 'b'], optional: false, prize: 0 }] }),
    plan: drive('b', 'c', 'd'),
    broken: [
      ['two of them', { plan: drive('a', 'b', 'c', 'd') }, 'alternatives_served_twice'],
      ['none of them', { plan: planOf([routeOf('van', ['c', 'd'])], ['a']) }, 'alternatives_unserved'],
      [
        'optional ones that nobody speaks of',
        {
          plan: drive('c', 'd'),
          problem: problemOf({ alternatives: [{ id: 'home', stopIds: ['a', 'b'], optional: true, prize: 1 }] }),
        },
        'stop_not_accounted_for',
      ],
    ],
  },
];

/** A depot that opens at `startSeconds`, with a shift that begins before. */
function depotFrom(startSeconds: number): RoutingProblem {
  const timeWindow = { startSeconds, endSeconds: 300 };
  return problemOf({
    ...van({ shift: { startSeconds: -9, endSeconds: 900 } }),
    depots: [{ id: 'x', timeWindow }],
    ...stops('a'),
  });
}

/** Shipments where one stop may be left out, so that only its other end is missed. */
function lenient(id: string): RoutingProblem {
  const problem = shipping();
  const list = problem.input.stops.map((stop) => (stop.id === id ? { ...stop, optional: true } : stop));
  return { ...problem, input: { ...problem.input, stops: list } };
}

describe.each(FEATURES)('the verifier on $name', ({ problem, plan, broken }) => {
  it('accepts a right plan', () => {
    expect(brokenRules(problem, plan)).toEqual([]);
  });

  it.each(broken)('catches %s, and nothing else', (_, change, kind, amount = 1) => {
    const found = brokenRules(change.problem ?? problem, change.plan ?? plan);
    expect([...new Set(found.map(([one]) => one))]).toEqual([kind]);
    expect(found[0]?.[1]).toBe(amount);
  });
});
