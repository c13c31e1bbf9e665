import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { expect, test } from 'vitest';
import { planOfRoutes } from './plan-of-routes.ts';

const PROBLEM = Routing.fromPartial({
  stops: [{ id: 'a' }, { id: 'b' }],
  depots: [{ id: 'd' }],
  vehicles: [{ id: 'v' }],
});

const planned = (...stopIds: string[]) => planOfRoutes(PROBLEM, [{ vehicleId: 'v', vehicleIndex: 0, stopIds }]);

test('a plan says the order, the reloads and what is left out; times and costs are left to whoever checks it', () => {
  const reloads = [{ visitsBefore: 1, depotId: 'd' }];
  const plan = planOfRoutes(PROBLEM, [{ vehicleId: 'v', vehicleIndex: 2, stopIds: ['b', 'a'], reloads }]);
  expect(plan.routes).toMatchObject([
    {
      vehicleIndex: 2,
      visits: [{ stopId: 'b' }, { stopId: 'a' }],
      events: [{ kind: 1, visitsBefore: 1, depotId: 'd' }],
    },
  ]);
  expect(planned('b')).toMatchObject({
    unserved: [{ id: 'a' }],
    cost: 0,
    routes: [{ startSeconds: 0, endSeconds: 0 }],
  });
});

test('an empty route is no route', () => {
  expect(planned().routes).toEqual([]);
});

test('ids that the problem has not are refused', () => {
  expect(() => planned('c')).toThrow('there is no stop c');
  expect(() => planOfRoutes(PROBLEM, [{ vehicleId: 'w', vehicleIndex: 0, stopIds: ['a'] }])).toThrow(
    'there is no vehicle w',
  );
});
