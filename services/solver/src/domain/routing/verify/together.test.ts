import { describe, expect, it } from 'vitest';
import { LOCK, RELATION, type Relation } from '#domain/routing/problem-rules';
import { beside, brokenRules, drive, type Feature, problemOf, stopOf, stops, two } from './even-plan.ts';

const related = (kind: number, ...stopIds: string[]) =>
  problemOf({ ...two, relations: [{ kind, stopIds } as Relation] });

const given = (lock: number, lockedStops: number, ...stopIds: string[]) =>
  problemOf({ ...two, givenRoutes: [{ vehicleId: 'van', vehicleIndex: 0, stopIds, lock, lockedStops }] });

const FEATURES: readonly Feature[] = [
  {
    name: 'stops of one route',
    problem: related(RELATION.sameRoute, 'a', 'b'),
    plan: beside(['b', 'a'], ['c', 'd']),
    broken: [['one elsewhere', { plan: beside(['a', 'c'], ['b', 'd']) }, 'same_route_broken']],
  },
  {
    name: 'stops in order',
    problem: related(RELATION.order, 'a', 'b', 'c'),
    plan: drive('a', 'd', 'b', 'c'),
    broken: [
      ['another order', { plan: drive('b', 'd', 'a', 'c') }, 'order_broken'],
      ['another route', { plan: beside(['a', 'b'], ['c', 'd']) }, 'same_route_broken'],
    ],
  },
  {
    name: 'stops in sequence',
    problem: related(RELATION.sequence, 'a', 'b'),
    plan: drive('d', 'a', 'b', 'c'),
    broken: [
      ['one in between', { plan: drive('a', 'd', 'b', 'c') }, 'sequence_broken'],
      ['the wrong way round', { plan: drive('b', 'a', 'd', 'c') }, 'sequence_broken'],
    ],
  },
  {
    name: 'stops apart',
    problem: related(RELATION.differentRoutes, 'a', 'b'),
    plan: beside(['a', 'c'], ['b', 'd']),
    broken: [['two together', { plan: beside(['a', 'b'], ['c', 'd']) }, 'different_routes_broken']],
  },
  {
    name: 'vehicles named by a stop',
    problem: problemOf({ ...stops(stopOf('a', { vehicleIds: ['bus', 'van'] })) }),
    plan: drive('a'),
    broken: [
      [
        'another one',
        { problem: problemOf({ ...stops(stopOf('a', { vehicleIds: ['bus'] })) }) },
        'vehicle_not_allowed',
      ],
    ],
  },
  {
    name: 'stops locked to a vehicle',
    problem: given(LOCK.vehicle, 0, 'a', 'b'),
    plan: beside(['b', 'c', 'a'], ['d']),
    broken: [['one with another', { plan: beside(['a', 'c'], ['b', 'd']) }, 'lock_broken']],
  },
  {
    name: 'a locked order',
    problem: given(LOCK.order, 0, 'a', 'b'),
    plan: drive('c', 'a', 'd', 'b'),
    broken: [['another', { plan: drive('b', 'a', 'd', 'c') }, 'lock_broken']],
  },
  {
    name: 'a locked route',
    problem: given(LOCK.route, 0, 'a', 'b'),
    plan: beside(['a', 'b'], ['c', 'd']),
    broken: [
      ['one that joins', { plan: beside(['a', 'b', 'c'], ['d']) }, 'lock_broken'],
      ['one that leaves', { plan: beside(['a'], ['b', 'c', 'd']) }, 'lock_broken'],
    ],
  },
  {
    name: 'first stops that are locked',
    problem: given(LOCK.none, 2, 'a', 'b', 'c'),
    plan: beside(['a', 'b', 'd'], ['c']),
    broken: [['one that comes before them', { plan: drive('d', 'a', 'b', 'c') }, 'lock_broken']],
  },
];

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
