import { describe, expect, it } from 'vitest';
import { neverStop } from '#domain/engine/stop-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { solveRouting } from '#domain/routing/solve-routing';

const instance = randomInstance({ seed: 6, stops: 24, vehicles: 6, windows: 1 });
/** Milliseconds of work: other processes do not count. */
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const context = { seed: 1, now, stop: neverStop };

describe('an answer with time left', () => {
  it('carries the bound of column generation, and is called optimal where that meets its value', async () => {
    const began = now();
    const outcome = await solveRouting(instance, { ...context, budgetMs: 4000 });
    expect(now() - began).toBeLessThan(4150);
    expect(outcome.boundSource).toBe('column_generation');
    expect(outcome.bound).toBeLessThanOrEqual(outcome.value ?? 0);
    const gap = 1 - (outcome.bound ?? 0) / (outcome.value ?? 1);
    expect(gap).toBeLessThan(0.1);
    expect(outcome.status).toBe(gap < 1e-6 ? 'optimal' : 'feasible');
  }, 60_000);

  it('carries the bound of the arc relaxation when it has an iteration budget: that one does not depend on the clock', async () => {
    const outcome = await solveRouting(instance, { ...context, budgetMs: 4000, iterations: 200 });
    expect(outcome.boundSource).toBe('arc_relaxation');
  });
});
