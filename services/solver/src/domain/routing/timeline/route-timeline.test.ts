import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem } from '#domain/routing/problem';
import { readPlan } from '#domain/routing/read-plan';
import { RouteWalk } from '#domain/routing/route-walk';
import { verifyRouting } from '#domain/routing/verify';
import { RICH_FEATURES, type RichFeature, randomRich } from './random-rich.ts';

const ONE_ROUTE_ONLY = new Set(['mandatory_stop_unserved']);

/** What the verifier says to the plan of this one order, and whether its cost is the same. */
function faultsOf(problem: RoutingProblem, order: readonly number[]): string[] | undefined {
  const compiled = compileRouting(problem);
  const walk = new RouteWalk(compiled);
  const cost = walk.evaluate(0, order, order.length);
  if (cost === Number.POSITIVE_INFINITY) return undefined;
  const plan = readPlan(problem, compiled, [Int32Array.from(order)]);
  const verdict = verifyRouting(problem, plan, { partial: true });
  const faults = verdict.violations
    .filter(({ kind }) => !ONE_ROUTE_ONLY.has(kind))
    .map(({ kind, place, message }) => `${kind} at ${place}: ${message}`);
  const stated = plan.routes[0]?.cost ?? 0;
  if (Math.abs(stated - cost) > 1e-6 * Math.max(1, cost)) faults.push(`the timeline says ${cost}, the plan ${stated}`);
  return faults;
}

function shuffled(random: Random, count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random.unit() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

describe('RouteTimeline', () => {
  it.each(RICH_FEATURES)('makes plans that the verifier accepts, with %s and each other feature', (feature) => {
    let found = 0;
    for (const [index, other] of RICH_FEATURES.entries()) {
      for (let seed = 0; seed < 12; seed++) {
        const random = new Random(1000 * index + seed);
        const features = new Set<RichFeature>([feature, other]);
        const problem = randomRich(random, 2 + (seed % 5), features);
        const order = shuffled(random, problem.input.stops.length);
        const faults = faultsOf(problem, order);
        if (faults) found++;
        expect(faults ?? [], `${feature} + ${other}, seed ${1000 * index + seed}`).toEqual([]);
      }
    }
    expect(found).toBeGreaterThan(30);
  });
});
