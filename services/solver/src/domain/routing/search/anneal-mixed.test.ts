import { describe, expect, it } from 'vitest';
import { neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem } from '#domain/routing/problem';
import { type InstanceShape, randomInstance } from '#domain/routing/random-instance';
import { readPlan } from '#domain/routing/read-plan';
import { verifyRouting } from '#domain/routing/verify';
import { searchVisits } from './search-visits.ts';

/** Vans, and bikes that hold less and cost less. */
function mixedFleet(shape: Partial<InstanceShape>): RoutingProblem {
  const { input, travel } = randomInstance({ seed: 4, stops: 60, vehicles: 8, windows: 0, ...shape });
  const [van] = input.vehicles;
  if (!van) throw new Error('an instance has vehicles');
  const bike = { ...van, id: 'bike', count: 4, capacity: van.capacity.map((room) => room / 2), costPerKm: 0.4 };
  return { input: { ...input, vehicles: [van, bike] }, travel };
}

describe('the search with a mixed fleet', () => {
  it('gives the same plan for the same seed and iterations, which it uses up exactly', () => {
    const compiled = compileRouting(mixedFleet({}));
    const solve = () => searchVisits(compiled, { seed: 3, stop: neverStop, iterations: 2003 });
    const first = solve();
    expect(first.iterations).toBe(2003);
    expect(solve()).toEqual(first);
  });

  it('keeps every rule and claims what the plan costs, windows or not', () => {
    for (const windows of [0, 1]) {
      const problem = mixedFleet({ windows });
      const compiled = compileRouting(problem);
      const { solution, value } = searchVisits(compiled, { seed: 5, stop: neverStop, iterations: 3000 });
      const { violations, cost } = verifyRouting(problem, readPlan(problem, compiled, solution?.routes ?? []));
      expect(solution?.missing).toBe(0);
      expect(violations).toEqual([]);
      expect(value).toBeCloseTo(cost, 4);
    }
  });

  it('shows ever better plans, and iterations that never fall', () => {
    const shown: { value: number; iterations: number }[] = [];
    const onIncumbent = (incumbent: { value: number; iterations: number }) => shown.push(incumbent);
    searchVisits(compileRouting(mixedFleet({})), { seed: 3, stop: neverStop, iterations: 4000, onIncumbent });
    expect(shown.length).toBeGreaterThan(3);
    for (const [k, { value, iterations }] of shown.entries()) {
      expect(value).toBeLessThan(shown[k - 1]?.value ?? Number.POSITIVE_INFINITY);
      expect(iterations).toBeGreaterThanOrEqual(shown[k - 1]?.iterations ?? 0);
    }
  });

  it('ends its part in time and stops when it is told to', () => {
    let calls = 0;
    const progress = () => Math.min(1, ++calls / 300);
    const { solution } = searchVisits(compileRouting(mixedFleet({})), {
      seed: 3,
      stop: () => calls >= 300,
      progress,
    });
    expect(calls).toBeLessThan(310);
    expect(solution?.missing).toBe(0);
  });

  it('never ends above a plan that it has shown, with many stops, few, or a plan to start from', () => {
    for (const stops of [20, 60, 401]) {
      const problem = compileRouting(mixedFleet({ stops, windows: 0.5 }));
      let lowest = Number.POSITIVE_INFINITY;
      const onIncumbent = ({ value }: { value: number }) => {
        expect(value).toBeLessThan(lowest);
        lowest = value;
      };
      const solve = () => searchVisits(problem, { seed: 2, stop: neverStop, iterations: 300, onIncumbent });
      const { value, solution } = solve();
      expect(value).toBe(lowest);
      lowest = Number.POSITIVE_INFINITY;
      expect(solve().value).toBe(value);
      const startPlan = solution?.routes.map((route) => Int32Array.from(route));
      const again = searchVisits({ ...problem, startPlan }, { seed: 2, stop: neverStop, iterations: 50 });
      expect(again.value).toBeLessThanOrEqual((value ?? 0) + 1e-6);
    }
  });
});
