import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planOfRoutes } from '@solveig/formats/plan-of-routes';
import { readInstance } from '@solveig/formats/read-instance';
import { roundingOf } from '@solveig/formats/rounding';
import { routesOfSolution } from '@solveig/formats/routes-of-solution';
import { toRouting } from '@solveig/formats/to-routing';
import { repoRoot } from '@solveig/local/repo-root';
import { expect, test } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import type { BenchInstance } from './load-set.ts';

function loaded(format: string, file: string): BenchInstance {
  const path = join(repoRoot(), 'examples/formats', file);
  const instance = readInstance(format, readFileSync(path, 'utf8'));
  const rounding = roundingOf(instance.rounding);
  const reference = { best: undefined, field: 'none' };
  return { set: 'examples', name: file, path, instance, rounding, reference, problem: toRouting(instance, rounding) };
}

function check(format: string, file: string, routes: readonly (readonly number[])[]) {
  const instance = loaded(format, file);
  return checkAnswer(instance, planOfRoutes(instance.problem, routesOfSolution(instance.instance, { routes })));
}

// Values by hand from the files' coordinates.
test.each([
  [
    'vrplib',
    'cvrp.vrp',
    [
      [1, 2],
      [3, 4],
    ],
    72,
  ],
  [
    'solomon',
    'vrptw.txt',
    [
      [2, 1],
      [3, 4],
    ],
    72.0306,
  ],
  ['vrplib', 'prizes.vrp', [[1, 2]], 112.2],
  ['vrplib', 'depots.vrp', [[2], [3, 4]], 42.659],
  ['vrplib', 'sites.vrp', [[1, 2], [3]], 100],
  ['vrplib', 'fleet.vrp', [[3], [], [1, 2]], 295],
  ['vrplib', 'backhauls.vrp', [[1, 2, 4, 3]], 60],
  ['cordeau', 'multi-depot.txt', [[1], [2, 3]], 60],
  ['toptw', 'orienteering.txt', [[3, 1]], 22],
])('the verifier counts a solution of %s %s as its format does', (format, file, routes, value) => {
  expect(check(format, file, routes)).toEqual({ value, feasible: true, broken: '' });
});

test.each([
  ['a load too much', 'vrplib', 'cvrp.vrp', [[1, 2, 3], [4]], 'capacity_exceeded'],
  ['a stop left out', 'vrplib', 'cvrp.vrp', [[1, 2], [3]], 'mandatory_stop_unserved'],
  ['a stop served twice', 'vrplib', 'cvrp.vrp', [[1, 2], [1, 3], [4]], 'stop_served_twice'],
  [
    'a missed window',
    'solomon',
    'vrptw.txt',
    [
      [1, 2],
      [3, 4],
    ],
    'window_missed',
  ],
  ['a route that lasts too long', 'vrplib', 'depots.vrp', [[], [4, 3, 2]], 'duration_exceeded'],
  ['a vehicle that may not go there', 'vrplib', 'sites.vrp', [[3], [1, 2]], 'skill_missing'],
  ['a backhaul before a delivery', 'vrplib', 'backhauls.vrp', [[1, 3, 2, 4]], 'no_way'],
  [
    'a route of backhauls alone',
    'vrplib',
    'backhauls.vrp',
    [
      [1, 2],
      [4, 3],
    ],
    'no_way',
  ],
  ['a place after it has closed', 'toptw', 'orienteering.txt', [[1, 2]], 'window_missed'],
])('%s is found', (_, format, file, routes, kind) => {
  const { feasible, broken } = check(format, file, routes);
  expect(feasible).toBe(false);
  expect(broken).toContain(kind);
});
