import { describe, expect, it } from 'vitest';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem } from '#domain/routing/problem';
import { type GivenRoute, LOCK } from '#domain/routing/problem-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { readPlan } from '#domain/routing/read-plan';
import { canExpress } from '#domain/routing/search/search-problem';
import { solveVisits } from '#domain/routing/visit-engine';

const PROBLEM = randomInstance({ seed: 21, stops: 60, vehicles: 8, windows: 0.5 });

const withGiven = (givenRoutes: GivenRoute[], change?: RoutingProblem['input']['change']): RoutingProblem => ({
  ...PROBLEM,
  input: { ...PROBLEM.input, givenRoutes, change },
});

const solve = (problem: RoutingProblem, iterations: number) =>
  solveVisits(compileRouting(problem), { seed: 1, stop: () => false, iterations });

/** The routes of an answer as somebody would give them back. */
function givenOf(iterations: number): { routes: GivenRoute[]; value: number } {
  const { solution, value = Number.NaN } = solve(PROBLEM, iterations);
  const plan = readPlan(PROBLEM, compileRouting(PROBLEM), solution?.routes ?? []);
  const routes = plan.routes.map(({ vehicleId, vehicleIndex, visits }) => ({
    vehicleId,
    vehicleIndex,
    stopIds: visits.map(({ stopId }) => stopId),
    lock: LOCK.none,
    lockedStops: 0,
  }));
  return { routes, value };
}

describe('given routes that nothing is tied to', () => {
  it('are where the fast search starts: its answer is no worse, however short it is', () => {
    const { routes, value } = givenOf(20_000);
    expect(canExpress(compileRouting(withGiven(routes)))).toBe(true);
    const shown: number[] = [];
    const going = solveVisits(compileRouting(withGiven(routes)), {
      seed: 99,
      stop: () => false,
      iterations: 1,
      onIncumbent: (incumbent) => shown.push(incumbent.value),
    });
    expect(going.value).toBeLessThanOrEqual(value + 1e-9);
    expect(solve(PROBLEM, 1).value).toBeGreaterThan(value);
  });

  it('count only as far as they keep the rules, each stop once', () => {
    const { routes } = givenOf(200);
    const all = routes.flatMap(({ stopIds }) => stopIds);
    const [first] = routes;
    const mad = [{ ...(first as GivenRoute), stopIds: all }, ...routes.slice(1)];
    const compiled = compileRouting(withGiven([...mad, { ...(first as GivenRoute), vehicleId: 'ghost' }]));
    expect(compiled.startPlan?.[0]).toEqual(new Int32Array(0));
    const { solution } = solveVisits(compiled, { seed: 1, stop: () => false, iterations: 100 });
    expect(solution?.missing).toBe(0);
  });

  it('are more than a start once they are locked or changes are priced', () => {
    const { routes } = givenOf(200);
    const locked = routes.map((route) => ({ ...route, lock: LOCK.vehicle }));
    expect(compileRouting(withGiven(locked)).bonds).toBeDefined();
    const change = { vehicleChange: 1, predecessorChange: 0, removal: 0 };
    expect(compileRouting(withGiven(routes, change)).bonds).toBeDefined();
  });
});
