import { describe, expect, it } from 'vitest';
import { neverStop } from '#domain/engine/stop-rules';
import type { RoutePlan, RoutingInput } from '#domain/routing/problem';
import { verifyRouting } from '#domain/routing/verify';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import { chosenStrategies } from '#domain/strategy/strategy-chain';
import { DividedRouting, type MeasuredRouting } from './divide-routing.ts';
import { randomLarge } from './random-large.ts';
import { readParts } from './read-parts.ts';
import { searchParts } from './search-parts.ts';
import { largeStrategies, solveLarge } from './solve-large.ts';

function context(iterations?: number): SolveContext<RoutePlan> {
  return { seed: 1, now: () => 0, budgetMs: 60_000, iterations, stop: neverStop };
}

function violations(problem: MeasuredRouting, plan: RoutePlan | undefined) {
  return plan ? verifyRouting(problem, plan).violations : 'no plan';
}

describe('problems without a matrix', () => {
  it('are planned part by part, and better with every round', () => {
    const problem = randomLarge({ seed: 4, stops: 800, windows: 0.4 });
    const values: number[] = [];
    const outcome = searchParts(new DividedRouting(problem), {
      seed: 2,
      stop: neverStop,
      iterations: 15_000,
      onIncumbent: ({ value }) => void values.push(value),
    });
    expect(outcome.solution?.missing).toBe(0);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(outcome.value).toBeLessThan(0.95 * (values[0] as number));
    expect(outcome.stopReason).toBe('iterations');
  });

  it('give the same answer to the same seed and iterations', async () => {
    const problem = randomLarge({ seed: 5, stops: 500, windows: 0.3, depots: 3 });
    const [first, again] = [await solveLarge(problem, context(5_000)), await solveLarge(problem, context(5_000))];
    expect(first.solution).toEqual(again.solution);
    expect(first).toMatchObject({ status: 'feasible', strategy: 'cluster_first', stopReason: 'iterations' });
  });

  it('keep every rule: several depots, a fleet with little to spare, prizes', async () => {
    const problem = randomLarge({ seed: 6, stops: 700, windows: 0.3, depots: 4, slack: 1.06, optional: 0.2 });
    const { status, solution, value } = await solveLarge(problem, context(20_000));
    expect(status).toBe('feasible');
    expect(violations(problem, solution)).toEqual([]);
    expect(value).toBe(solution?.cost);
  });

  it('keep what ties stops together in one part', async () => {
    const ids = (from: number) => Array.from({ length: 20 }, (_, k) => `s${from + k * 7}`);
    const [pickups, deliveries, alternatives] = [ids(0), ids(150), ids(300)];
    const more: Partial<RoutingInput> = {
      shipments: pickups.map((pickupStopId, k) => ({
        id: `shipment ${k}`,
        pickupStopId,
        deliveryStopId: deliveries[k] as string,
        amount: [2],
        optional: false,
        prize: 0,
      })),
      alternatives: [0, 2, 4, 6].map((k) => ({
        id: `group ${k}`,
        stopIds: alternatives.slice(k, k + 2),
        optional: false,
        prize: 0,
      })),
      relations: [
        { kind: 1, stopIds: ['s1', 's400'] },
        { kind: 4, stopIds: ['s2', 's3', 's4'] },
      ],
    };
    const plain = randomLarge({ seed: 7, stops: 450, slack: 2, more });
    const shipped = new Set([...pickups, ...deliveries]);
    const stops = plain.input.stops.map((stop) => (shipped.has(stop.id) ? { ...stop, demand: [] } : stop));
    const problem = { ...plain, input: { ...plain.input, stops } };
    const { solution } = await solveLarge(problem, context(600));
    expect(violations(problem, solution)).toEqual([]);
  });

  it('leave out what finds no room, say so, and refuse where that is forbidden', async () => {
    const problem = randomLarge({ seed: 8, stops: 400, slack: 0.8 });
    const relaxed = await solveLarge(problem, context(2_000));
    expect(relaxed.status).toBe('relaxed');
    const left = relaxed.solution?.unserved ?? [];
    expect(left.length).toBeGreaterThan(40);
    expect(left[0]?.reasons[0]?.message).toMatch(/^no room was found for \S+ where the search looked/);
    expect(relaxed.relaxations.map(({ subjectId }) => subjectId)).toEqual(left.map(({ id }) => id));
    const forbidden = { ...problem, input: { ...problem.input, relaxation: { forbidden: true } } };
    const refused = await solveLarge(forbidden, context(200));
    expect([refused.status, refused.solution]).toEqual(['unknown', undefined]);
    expect(refused.explanation?.summary).toContain('no plan was found');
  });

  it('have an answer from every strategy of their chain', async () => {
    const problem = randomLarge({ seed: 9, stops: 600, windows: 0.2, depots: 2 });
    for (const { name } of largeStrategies()) {
      const only = chosenStrategies(largeStrategies(), [name]);
      const { strategy, solution, degraded } = await solveLarge(problem, context(1_000), only);
      expect([strategy, degraded]).toEqual([name, false]);
      const wrong = solution && verifyRouting(problem, solution, { partial: true }).violations;
      expect(wrong).toEqual([]);
      if (name !== 'emergency') expect(solution?.unserved).toEqual([]);
    }
  });

  it('get an answer from the next strategy when one fails or is refused', async () => {
    const problem = randomLarge({ seed: 10, stops: 300 });
    const [search, construction, emergency] = largeStrategies();
    if (!search || !construction || !emergency) throw new Error('the chain has three strategies');
    const broken = { ...search, run: () => Promise.reject(new Error('planted')) };
    const liar = {
      ...construction,
      run: (...asked: Parameters<typeof construction.run>) => {
        const order = readOnly(emergency.run(...asked));
        return { ...order, value: (order.value ?? 0) - 1 };
      },
    };
    const outcome = await solveLarge(problem, context(100), [broken, liar, emergency]);
    expect(outcome).toMatchObject({ strategy: 'emergency', degraded: true });
    expect(outcome.attempts.map(({ outcome: what }) => what)).toEqual(['failed', 'wrong_answer', 'answered']);
    expect(outcome.attempts[1]?.cause).toContain('the engine claims a cost');
  });

  it('read back as one plan with its vehicles by their own numbers', () => {
    const divided = new DividedRouting(randomLarge({ seed: 11, stops: 300, depots: 3 }));
    const { solution } = searchParts(divided, { seed: 1, stop: neverStop, iterations: 0 });
    const plan = readParts(divided, solution ?? { routes: [], missing: 0 });
    const names = plan.routes.map(({ vehicleId, vehicleIndex }) => `${vehicleId} ${vehicleIndex}`);
    expect(new Set(names).size).toBe(names.length);
    expect(plan.distanceMeters).toBe(plan.routes.reduce((sum, route) => sum + route.distanceMeters, 0));
  });
});

/** Engines may answer later; these answer at once. */
function readOnly<T>(answer: T | Promise<T>): T {
  if (answer instanceof Promise) throw new Error('it answers at once');
  return answer;
}
