import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { expect, test } from 'vitest';
import { planOfRoutes } from './plan-of-routes.ts';

/** A line: depot at 0, stop a at 10, b at 20; a metre takes a second. */
function line(a: readonly (readonly [number, number])[], b: readonly (readonly [number, number])[]): Routing {
  const windows = (list: typeof a) => list.map(([startSeconds, endSeconds]) => ({ startSeconds, endSeconds }));
  const cells = [0, 10, 20, 10, 0, 10, 20, 10, 0];
  return Routing.fromPartial({
    stops: [
      { id: 'a', serviceSeconds: 5, timeWindows: windows(a) },
      { id: 'b', serviceSeconds: 5, timeWindows: windows(b), optional: true, prize: 100 },
    ],
    depots: [{ id: 'd' }],
    vehicles: [{ id: 'v', shift: { startSeconds: 0, endSeconds: 500 }, fixedCost: 7, costPerHour: 3_600 }],
    matrix: { durationsSeconds: cells, distancesMeters: cells },
  });
}

const planned = (problem: Routing, ...stopIds: string[]) =>
  planOfRoutes(problem, [{ vehicleId: 'v', vehicleIndex: 0, stopIds }]);

test('the vehicle leaves so late that it waits nowhere, if windows let it', () => {
  const plan = planned(line([[0, 400]], [[100, 200]]), 'a', 'b');
  expect(plan.routes[0]?.visits.map(({ arrivalSeconds, startSeconds }) => [arrivalSeconds, startSeconds])).toEqual([
    [85, 85],
    [100, 100],
  ]);
  expect(plan.routes[0]).toMatchObject({ startSeconds: 75, endSeconds: 125, distanceMeters: 40, cost: 57 });
});

test('it leaves no later than the first window that closes lets it', () => {
  const plan = planned(line([[0, 30]], [[100, 200]]), 'a', 'b');
  expect(plan.routes[0]).toMatchObject({ startSeconds: 20, endSeconds: 125 });
  expect(plan.routes[0]?.visits[1]).toMatchObject({ arrivalSeconds: 45, startSeconds: 100 });
});

test('service begins in the first of several windows that is not over', () => {
  const plan = planned(
    line(
      [],
      [
        [0, 10],
        [60, 70],
      ],
    ),
    'b',
    'a',
  );
  expect(plan.routes[0]?.visits[0]).toMatchObject({ arrivalSeconds: 60, startSeconds: 60 });
});

test('a missed window is shown as it is, for the verifier to name', () => {
  const plan = planned(line([], [[0, 10]]), 'b');
  expect(plan.routes[0]?.visits[0]).toMatchObject({ arrivalSeconds: 20, startSeconds: 20 });
  expect(plan.unserved.map(({ id }) => id)).toEqual(['a']);
});

test('what is left out costs its prize; an empty route is no route', () => {
  const plan = planned(line([], []), 'a');
  expect(plan).toMatchObject({ cost: 7 + 25 + 100, durationSeconds: 25, unserved: [{ id: 'b' }] });
  expect(planOfRoutes(line([], []), [{ vehicleId: 'v', vehicleIndex: 0, stopIds: [] }]).routes).toEqual([]);
});

test('ids that the problem has not are refused', () => {
  expect(() => planned(line([], []), 'c')).toThrow('there is no stop c');
  expect(() => planOfRoutes(line([], []), [{ vehicleId: 'w', vehicleIndex: 0, stopIds: ['a'] }])).toThrow(
    'there is no vehicle w',
  );
});
