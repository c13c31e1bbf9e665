import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planOfRoutes } from './plan-of-routes.ts';
import { readInstance } from './read-instance.ts';
import { roundingOf } from './rounding.ts';
import { routesOfSolution } from './routes-of-solution.ts';
import { readSolution, solutionOf, writeSolution } from './solution-file.ts';
import { toRouting } from './to-routing.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/formats/${name}`, import.meta.url), 'utf8');

test('a solution is read, planned and written again as it was', () => {
  const text = example('cvrp.sol');
  const instance = readInstance('vrplib', example('cvrp.vrp'));
  const plan = planOfRoutes(toRouting(instance, roundingOf('round')), routesOfSolution(instance, readSolution(text)));
  expect(writeSolution(solutionOf(instance, plan, 72))).toBe(text);
});

test('where vehicles differ the number of a route names its vehicle, and unused ones have an empty route', () => {
  const instance = readInstance('vrplib', example('fleet.vrp'));
  const routes = routesOfSolution(instance, readSolution('Route #1: 3\nRoute #2:\nRoute #3: 1 2\nCost: 295\n'));
  expect(routes.map(({ vehicleId, vehicleIndex, stopIds }) => [vehicleId, vehicleIndex, stopIds])).toEqual([
    ['v1', 0, ['3']],
    ['v1', 1, []],
    ['v2', 0, ['1', '2']],
  ]);
  const plan = planOfRoutes(toRouting(instance, roundingOf('exact')), routes);
  expect(writeSolution(solutionOf(instance, plan, 295))).toBe('Route #1: 3\nRoute #2:\nRoute #3: 1 2\nCost 295\n');
});

test('the value of orienteering is what is gained', () => {
  const instance = readInstance('toptw', example('orienteering.txt'));
  const plan = planOfRoutes(
    toRouting(instance, roundingOf('dimacs')),
    routesOfSolution(instance, { routes: [[3, 1]] }),
  );
  expect(solutionOf(instance, plan, 20)).toEqual({ routes: [[3, 1]], cost: 22 });
});

test('comments and times after the cost are passed over; a file without routes is refused', () => {
  expect(readSolution('Route #1: 2 1\nCost: 7.5\nOptimal: True\n')).toEqual({ routes: [[2, 1]], cost: 7.5 });
  expect(() => readSolution('Cost 5\n')).toThrow(/no line "Route #1/);
  expect(() => readSolution('Route #1: 2 b\n')).toThrow(/line 1: "b" is not a number/);
});

test('more routes than vehicles are refused', () => {
  const instance = readInstance('vrplib', example('prizes.vrp'));
  expect(() => routesOfSolution(instance, { routes: [[1], [2]] })).toThrow('2 routes for 1 vehicles');
});

test('a depot within a route is a reload, read and written', () => {
  const text = example('trips.vrp');
  const instance = readInstance('vrplib', text);
  const solution = 'Route #1: 1 0 2 3\nCost 80\n';
  const routes = routesOfSolution(instance, readSolution(solution));
  expect(routes[0]).toMatchObject({ stopIds: ['1', '2', '3'], reloads: [{ visitsBefore: 1, depotId: 'depot1' }] });
  const plan = planOfRoutes(toRouting(instance, roundingOf('round')), routes);
  expect(writeSolution(solutionOf(instance, plan, 80))).toBe(solution);
});
