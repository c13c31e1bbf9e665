import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem } from '#domain/routing/problem';
import { readPlan } from '#domain/routing/read-plan';
import { RouteWalk } from '#domain/routing/route-walk';
import { verifyRouting } from '#domain/routing/verify';
import { RICH_FEATURES, type RichFeature, randomRich, SLOW_IN_TICKS } from './random-rich.ts';
import { leastByTicks } from './try-all-times.ts';

/** Relations, locks and prices have no times; a speed makes seconds that are no whole ticks. */
const NOT_IN_TICKS = new Set<RichFeature>(['relations', 'given', 'profile']);

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
      for (let seed = 0; seed < 8; seed++) {
        const random = new Random(1000 * index + seed);
        const features = new Set<RichFeature>([feature, other]);
        const problem = randomRich(random, 2 + (seed % 5), features);
        const order = shuffled(random, problem.input.stops.length);
        const faults = faultsOf(problem, order);
        if (faults) found++;
        expect(faults ?? [], `${feature} + ${other}, seed ${1000 * index + seed}`).toEqual([]);
      }
    }
    expect(found).toBeGreaterThan(20);
  });

  it.each(RICH_FEATURES)('finds the same whatever it looked at before, with %s', (feature) => {
    for (let seed = 0; seed < 12; seed++) {
      const random = new Random(seed);
      const problem = compileRouting(randomRich(random, 5, new Set<RichFeature>([feature, 'reload', 'release'])));
      const used = new RouteWalk(problem);
      for (let k = 0; k < 30; k++) {
        const order = shuffled(random, 5).slice(0, 1 + (k % 5));
        const cost = used.evaluate(0, order, order.length);
        expect(cost).toBe(new RouteWalk(problem).evaluate(0, order, order.length));
      }
    }
  });

  it('finds what trying every tick finds, with every two features', () => {
    const quick = RICH_FEATURES.filter((one) => !NOT_IN_TICKS.has(one) && !SLOW_IN_TICKS.has(one));
    const pairs = quick.flatMap((one, k) => quick.slice(k).map((other): Pair => [one, other]));
    const { found, same, worse } = compareWithTicks(pairs, 2);
    expect(found).toBeGreaterThan(100);
    // Reloads and windows that are chosen, and soft windows: see RouteTimeline.
    expect(worse.filter((name) => !name.includes('soft'))).toEqual([]);
    expect(same / found).toBeGreaterThan(0.97);
  }, 60_000);

  it('finds what trying every tick finds, with breaks, driving rules, limits and overtime', () => {
    const pairs = [...SLOW_IN_TICKS].flatMap((one): Pair[] => [
      [one, 'windows'],
      [one, 'waiting'],
    ]);
    const { found, worse } = compareWithTicks(pairs, 2);
    expect(found).toBeGreaterThan(5);
    expect(worse).toEqual([]);
  }, 60_000);
});

type Pair = readonly [RichFeature, RichFeature];

/** How many routes there are, how many cost what is least, and those that cost more. None may cost less. */
function compareWithTicks(pairs: readonly Pair[], seeds: number): { found: number; same: number; worse: string[] } {
  let found = 0;
  const worse: string[] = [];
  for (const [index, pair] of pairs.entries()) {
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(100 * index + seed);
      const isSlow = pair.some((feature) => SLOW_IN_TICKS.has(feature));
      const problem = randomRich(random, isSlow ? 2 : 2 + (seed % 2), new Set(pair));
      const order = shuffled(random, problem.input.stops.length);
      const cost = new RouteWalk(compileRouting(problem)).evaluate(0, order, order.length);
      const least = (problem.input.vehicles[0]?.fixedCost ?? 0) + leastByTicks(problem, order);
      if (least < Number.POSITIVE_INFINITY) found++;
      const name = `${pair.join(' + ')}, seed ${100 * index + seed}: ${cost}, least is ${least}`;
      if (cost < least - 1e-6) expect.fail(`better than can be: ${name}`);
      if (cost > least + 1e-6) worse.push(name);
    }
  }
  return { found, same: found - worse.length, worse };
}
