import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { relaxRouting } from '#domain/routing/bounds/relaxed-routing';
import { bestOfRoutes, type PooledRoute, type RouteChoice } from '#domain/routing/column-generation/best-of-routes';
import { generateColumns } from '#domain/routing/column-generation/generate-columns';
import { randomInstance } from '#domain/routing/random-instance';
import { loadHighsEngine } from '../src/engines/highs-engine.ts';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await loadHighsEngine(createRequire(import.meta.url).resolve('highs/runtime'));
});

const options = { stop: neverStop, timeLimitMs: 20_000, seed: 1 };

/** Cost of the cheapest choice by trying them all. */
function leastByTrying(pool: readonly PooledRoute[], choice: RouteChoice): number {
  const extend = (from: number, done: ReadonlySet<number>, used: readonly number[], cost: number): number => {
    let best = cost;
    for (let task = 0; task < choice.tasks; task++) if (!done.has(task)) best += choice.loss[task] as number;
    for (let next = from; next < pool.length; next++) {
      const route = pool[next] as PooledRoute;
      const tasks = route.stops.map((stop) => choice.task[stop] as number);
      const isFree = (used[route.fleet] ?? 0) < (choice.counts[route.fleet] ?? 0);
      if (!isFree || tasks.some((task) => done.has(task)) || new Set(tasks).size < tasks.length) continue;
      const more = used.map((count, fleet) => (fleet === route.fleet ? count + 1 : count));
      best = Math.min(best, extend(next + 1, new Set([...done, ...tasks]), more, cost + route.cost));
    }
    return best;
  };
  return extend(
    0,
    new Set(),
    choice.counts.map(() => 0),
    0,
  );
}

describe('the best of a pool of routes', () => {
  it('costs what trying every choice costs, with several fleets, alternatives and tasks that may be left out', () => {
    let chosen = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Random(seed);
      const choice: RouteChoice = {
        // The last two stops are alternatives.
        task: [0, 1, 2, 3, 3],
        tasks: 4,
        loss: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 20, 15],
        counts: [2, 1],
      };
      const pool = Array.from({ length: 14 }, (): PooledRoute => {
        const stops = [0, 1, 2, 3, 4].filter(() => random.unit() < 0.4);
        return { fleet: random.below(2), cost: 5 + random.below(30), stops };
      });
      const least = leastByTrying(
        pool.filter(({ stops }) => stops.length > 0),
        choice,
      );
      const best = bestOfRoutes(pool, choice, solver, options);
      if (least === Number.POSITIVE_INFINITY) expect(best).toBeUndefined();
      else {
        chosen++;
        expect(best?.cost).toBeCloseTo(least, 6);
        expect(best?.isProved).toBe(true);
        const lost = [2, 3].filter(
          (task) => !best?.routes.some(({ stops }) => stops.some((s) => choice.task[s] === task)),
        );
        const routes = best?.routes.reduce((sum, { cost }) => sum + cost, 0) ?? 0;
        expect(routes + lost.reduce((sum, task) => sum + (choice.loss[task] as number), 0)).toBeCloseTo(least, 6);
      }
    }
    expect(chosen).toBeGreaterThan(10);
  });

  it('is only told when it is below the cost that is known', () => {
    const choice = { task: [0], tasks: 1, loss: [Number.POSITIVE_INFINITY], counts: [1] };
    const pool = [{ fleet: 0, cost: 7, stops: [0] }];
    expect(bestOfRoutes(pool, choice, solver, { ...options, below: 8 })?.cost).toBeCloseTo(7, 9);
    expect(bestOfRoutes(pool, choice, solver, { ...options, below: 7 })).toBeUndefined();
  });

  it('makes a plan of the columns that a bound was made of, close to the bound', () => {
    const relaxed = relaxRouting(randomInstance({ seed: 8, stops: 25, vehicles: 5, windows: 1 }));
    const { pool, bound, isSolved } = generateColumns(relaxed, { stop: neverStop });
    expect(isSolved).toBe(true);
    const choice = { ...relaxed, counts: relaxed.fleets.map(({ count }) => count) };
    const best = bestOfRoutes(pool, choice, solver, options);
    expect(best?.cost).toBeGreaterThanOrEqual(bound - 1e-6);
    expect(best?.cost).toBeLessThanOrEqual(bound * 1.1);
    const served = best?.routes.flatMap(({ stops }) => stops) ?? [];
    expect([...served].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, stop) => stop));
  });
});
