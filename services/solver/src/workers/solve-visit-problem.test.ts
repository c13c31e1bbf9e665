import { type Problem, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { describe, expect, it } from 'vitest';
import { MOST_DENSE_PLACES } from '#domain/routing/measured-modes';
import { validateRouting } from '#domain/routing/validate';
import { evaluatePlan } from './evaluate-plan.ts';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { TravelCells } from './messages.ts';
import { manyStops, smallProblem } from './small-problems.ts';
import type { SolveAnswer } from './solve-means.ts';
import { solveRoutingProblem } from './solve-visit-problem.ts';

const now = () => performance.now();
const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => undefined });
const ORDER = { travel: [] as readonly TravelCells[], emergency: false, budgetMs: 60_000, seed: 1, iterations: 200 };

/** The small problem, with its stops moved a little so often that there are so many. */
function round(stops: number): Problem {
  const { problem } = smallProblem('routing');
  if (problem.kind?.$case !== 'routing') throw new Error('it is a routing problem');
  const { value } = problem.kind;
  const more = Array.from({ length: stops }, (_, index) => {
    const stop = value.stops[index % value.stops.length] as (typeof value.stops)[number];
    const location = { latitude: 52 + (index % 97) / 1000, longitude: 5 + (index % 89) / 1000 };
    return { ...stop, id: `s${index}`, location };
  });
  const vehicles = value.vehicles.map((vehicle) => ({ ...vehicle, count: stops, capacity: [50] }));
  return { kind: { $case: 'routing', value: { ...value, stops: more, vehicles, greatCircle: true } } };
}

async function solved(problem: Problem, order: Partial<typeof ORDER> = {}) {
  if (problem.kind?.$case !== 'routing') throw new Error('it is a routing problem');
  const means = { now, stop: () => false, reporter };
  const answer: SolveAnswer = await solveRoutingProblem({ ...ORDER, ...order }, problem.kind.value, means);
  if ('violations' in answer) throw new Error('the problem has violations');
  return answer.result;
}

describe('the day that warms a worker up', () => {
  it('goes through the fast search of routes', async () => {
    const { problem, travel } = manyStops();
    const result = await solved(problem, { travel, iterations: 20 });
    expect(result).toMatchObject({ strategy: 'ruin_and_recreate', status: SolveStatus.SOLVE_STATUS_FEASIBLE });
    expect(result.measures?.iterations).toBe(20);
  });
});

describe('a routing problem by great circle', () => {
  it.each([
    ['with a matrix while that is small', 60, 'ruin_and_recreate'],
    ['in parts without one above that', MOST_DENSE_PLACES + 100, 'cluster_first'],
  ])('is solved %s, and its plan evaluated, without any travel data', async (_, stops, strategy) => {
    const problem = round(stops);
    const result = await solved(problem);
    expect(result).toMatchObject({ strategy, status: SolveStatus.SOLVE_STATUS_FEASIBLE, degraded: false });
    const plan = result.solution;
    if (!plan) throw new Error('there is a plan');
    const { response } = evaluatePlan({ problem, plan, travel: [] });
    expect(response).toMatchObject({ feasible: true, violationCount: 0 });
    expect(response?.value).toBeCloseTo(result.value ?? 0, 6);
  });

  it('has an emergency answer at any size', async () => {
    const result = await solved(round(MOST_DENSE_PLACES + 100), { emergency: true, budgetMs: 0 });
    expect(result.strategy).toBe('emergency');
    expect(result.solution).toBeDefined();
  });

  it('is refused without a matrix what only the whole plan at once can keep', () => {
    const problem = round(MOST_DENSE_PLACES + 100);
    if (problem.kind?.$case !== 'routing') throw new Error('it is a routing problem');
    const given = { vehicleId: 'van', vehicleIndex: 0, stopIds: ['s1'], lock: 0, lockedStops: 0 };
    const balance = { measure: 1, costPerUnit: 1, includeUnused: false };
    const faults = validateRouting({ ...problem.kind.value, givenRoutes: [given], balance });
    expect(faults.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'balance LIMIT_EXCEEDED',
      'given_routes LIMIT_EXCEEDED',
    ]);
  });
});
