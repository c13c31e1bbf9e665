import { describe, expect, it } from 'vitest';
import type { Mates } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import { flatOrder } from '#domain/routing/flat-order';
import { readPlan } from '#domain/routing/read-plan';
import { searchVisits } from '#domain/routing/search/search-visits';
import { verifyRouting } from '#domain/routing/verify';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { isTooSlow } from './evolves.ts';
import { OrderCrossover } from './order-crossover.ts';
import { plainRouting } from './plain-problems.ts';

const shape = { seed: 7, stops: 90, vehicles: 9, fixedCost: 5, oneWay: true, openEnd: false };
const ITERATIONS = 30_000;

describe('genetic search', () => {
  it('answers with a plan that keeps every rule, at the cost that the verifier counts, and no worse than what it showed before', () => {
    const problem = plainRouting(shape);
    const compiled = compileRouting(problem);
    const shown: number[] = [];
    const outcome = searchVisits(compiled, {
      seed: 1,
      stop: neverStop,
      iterations: ITERATIONS,
      onIncumbent: ({ value }) => shown.push(value),
    });
    const { routes } = outcome.solution as VisitOrder;
    const { violations, cost } = verifyRouting(problem, readPlan(problem, compiled, routes));
    expect(violations).toEqual([]);
    expect(cost).toBeCloseTo(outcome.value as number, 6);
    expect(outcome.value).toBeLessThan(shown[0] as number);
    expect(outcome.value).toBe(Math.min(...shown));
    expect(outcome.stopReason).toBe('iterations');
  });

  it('gives the same answer for the same seed and the same budget', () => {
    const compiled = compileRouting(plainRouting({ ...shape, openEnd: true }));
    const solve = () => searchVisits(compiled, { seed: 3, stop: neverStop, iterations: ITERATIONS });
    const first = solve();
    expect(solve()).toEqual(first);
  });

  it('anneals on where there is time for too few offspring, and uses up its budget all the same', () => {
    const stops = 360;
    const iterations = 300 * stops;
    expect(isTooSlow(stops, iterations)).toBe(true);
    expect(isTooSlow(200, iterations)).toBe(false);
    const problem = plainRouting({ ...shape, stops, vehicles: 30 });
    const compiled = compileRouting(problem);
    const outcome = searchVisits(compiled, { seed: 1, stop: neverStop, iterations });
    expect(outcome).toMatchObject({ stopReason: 'iterations', iterations });
    const { routes } = outcome.solution as VisitOrder;
    const { violations, cost } = verifyRouting(problem, readPlan(problem, compiled, routes));
    expect(violations).toEqual([]);
    expect(cost).toBeCloseTo(outcome.value as number, 6);
  });

  it('tells mates of its best and goes on from theirs', () => {
    const compiled = compileRouting(plainRouting(shape));
    const theirs = searchVisits(compiled, { seed: 9, stop: neverStop, iterations: 2 * ITERATIONS });
    const flat = flatOrder(theirs.solution as VisitOrder);
    const value = theirs.value as number;
    const offered: number[] = [];
    let asked = 0;
    const mates: Mates = {
      index: 1,
      offer: (own) => offered.push(own),
      take: (below) => (value < below ? { value, flat } : undefined),
      say: () => {},
      hear: () => undefined,
    };
    const progress = () => Math.min(1, asked / 60_000);
    const outcome = searchVisits(compiled, { seed: 4, stop: () => ++asked > 60_000, progress, mates });
    expect(offered.length).toBeGreaterThan(1);
    expect(outcome.value).toBeLessThanOrEqual(value);
    expect(outcome.stopReason).toBe('stopped');
  });

  it('has a plan for all stops whenever it is stopped', () => {
    const compiled = compileRouting(plainRouting(shape));
    for (const questions of [4000, 9000, 12_000]) {
      const outcome = searchVisits(compiled, { seed: 2, stop: afterQuestions(questions), iterations: ITERATIONS });
      const { routes, missing } = outcome.solution as VisitOrder;
      expect(missing).toBe(0);
      const served = routes.flatMap((list) => [...list]).sort((a, b) => a - b);
      expect(served).toEqual(Array.from({ length: shape.stops }, (_, stop) => stop));
    }
  });
});

describe('order crossover', () => {
  it('makes a tour of all stops, part of it as in the first parent and the rest in the order of the second', () => {
    const stops = 12;
    const random = new Random(5);
    const crossover = new OrderCrossover(stops);
    const tours = Int32Array.from({ length: 2 * stops }, (_, i) => i % stops);
    for (let trial = 0; trial < 50; trial++) {
      const second = tours.subarray(stops);
      random.shuffle(second, stops);
      crossover.cross(tours, 0, stops, random);
      expect([...crossover.child].sort((a, b) => a - b)).toEqual(Array.from({ length: stops }, (_, stop) => stop));
    }
  });
});
