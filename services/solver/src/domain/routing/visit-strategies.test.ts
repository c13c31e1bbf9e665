import { describe, expect, it } from 'vitest';
import { neverStop } from '#domain/engine/stop-rules';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import { compileRouting } from './compile-routing.ts';
import { DividedCompiled } from './large/divide-compiled.ts';
import type { RoutePlan } from './problem.ts';
import { randomInstance } from './random-instance.ts';
import { solveRouting } from './solve-routing.ts';
import { verifyRouting } from './verify.ts';
import { visitStrategies } from './visit-strategies.ts';

const CONTEXT: SolveContext<RoutePlan> = {
  seed: 1,
  now: () => 0,
  budgetMs: 60_000,
  iterations: 3_000,
  stop: neverStop,
};
const NAMES = visitStrategies().map(({ name }) => name);

describe('the chain of strategies', () => {
  it('goes from the full search by reduced ones and clusters down to the emergency answer', () => {
    const order = ['ruin_and_recreate', 'reduced_neighbourhoods', 'cluster_first', 'local_search', 'construction'];
    expect(NAMES).toEqual([...order, 'emergency']);
  });

  it('passes on to the next one when those before fail, each answer verified', async () => {
    const problem = randomInstance({ seed: 3, stops: 150, vehicles: 20, windows: 0.3 });
    for (const [index, name] of NAMES.entries()) {
      const strategies = visitStrategies().map((strategy, at) =>
        at < index ? { ...strategy, run: () => Promise.reject(new Error('planted')) } : strategy,
      );
      const { strategy, attempts, solution, degraded } = await solveRouting(problem, CONTEXT, strategies);
      expect([strategy, degraded, attempts.length]).toEqual([name, index > 0, index + 1]);
      const found = solution && verifyRouting(problem, solution, { partial: true });
      expect(found?.violations).toEqual([]);
    }
  });

  it('has an answer from each of them where routes must be walked, stops are optional, and vehicles differ', async () => {
    const plain = randomInstance({
      seed: 4,
      stops: 90,
      vehicles: 12,
      windows: 0.6,
      windowsEach: 2,
      optional: 0.3,
      skills: true,
    });
    const [van] = plain.input.vehicles;
    const vehicles = van ? [van, { ...van, id: 'bus', count: 3, fixedCost: 5, skills: [], openEnd: true }] : [];
    const problem = { ...plain, input: { ...plain.input, vehicles } };
    for (const strategy of visitStrategies()) {
      const { solution, strategy: name } = await solveRouting(problem, { ...CONTEXT, iterations: 300 }, [strategy]);
      expect(name).toBe(strategy.name);
      expect(solution && verifyRouting(problem, solution, { partial: true }).violations).toEqual([]);
    }
  });

  it('cuts a compiled problem into what compiling the part would give', () => {
    const problem = randomInstance({ seed: 5, stops: 40, vehicles: 6, windows: 0.5, windowsEach: 2, skills: true });
    const stops = Int32Array.of(3, 17, 20, 39);
    const part = new DividedCompiled(compileRouting(problem)).part(stops, Int32Array.of(0, 1, 2));
    const input = {
      ...problem.input,
      stops: Array.from(stops, (stop) => problem.input.stops[stop] as (typeof problem.input.stops)[number]),
      vehicles: problem.input.vehicles.map((vehicle) => ({ ...vehicle, count: 3 })),
    };
    const places = [0, ...Array.from(stops, (stop) => stop + 1)];
    const cells = (matrix: Int32Array) =>
      Int32Array.from(places.flatMap((a) => places.map((b) => matrix[a * problem.travel.size + b] as number)));
    const { durations, distances } = problem.travel;
    const travel = { size: places.length, durations: cells(durations), distances: cells(distances) };
    const compiled = compileRouting({ input, travel });
    // Only the penalty above all plans is that of the whole.
    const { missing, prize, scan } = part;
    expect(part).toEqual({ ...compiled, missing, prize, scan });
  });
});
