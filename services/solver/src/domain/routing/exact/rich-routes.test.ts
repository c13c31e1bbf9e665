import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { lossesOf } from '#domain/routing/bonds/cost-beside';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import { RICH_FEATURES, type RichFeature, randomRich } from '#domain/routing/timeline/random-rich';
import { isSmall, solveExactly } from './solve-exactly.ts';

/** Least cost of one vehicle's plan by trying every order of every set, and whether all of them were timed exactly. */
function tryAll(problem: CompiledRouting): { cost: number; isExact: boolean } {
  const walk = new RouteWalk(problem);
  let best = Number.POSITIVE_INFINITY;
  const extend = (route: number[]) => {
    const own = walk.evaluate(0, route, route.length);
    const { cost, missing } = lossesOf(problem, [Int32Array.from(route)]);
    best = Math.min(best, own + cost + missing.length * problem.missing);
    for (let stop = 0; stop < problem.stops; stop++) if (!route.includes(stop)) extend([...route, stop]);
  };
  extend([]);
  return { cost: best, isExact: walk.isExact };
}

describe('proof by enumeration with rules', () => {
  it.each(RICH_FEATURES)('finds the cost that trying every order finds, with %s and those after it', (feature) => {
    let proved = 0;
    for (const [index, other] of RICH_FEATURES.entries()) {
      if (index < RICH_FEATURES.indexOf(feature)) continue;
      for (let seed = 0; seed < 3; seed++) {
        const random = new Random(1000 * index + seed);
        const problem = compileRouting(randomRich(random, 3 + seed, new Set<RichFeature>([feature, other])));
        if (!isSmall(problem)) continue;
        const { cost: least, isExact } = tryAll(problem);
        const exact = solveExactly(problem, neverStop, seed === 2 ? least : undefined);
        const name = `${feature} + ${other}, seed ${1000 * index + seed}`;
        if (exact && isExact) expect(exact.cost, name).toBeCloseTo(least, 6);
        if (exact) expect(exact.cost, name).toBeLessThanOrEqual(least + 1e-6);
        if (exact && isExact) proved++;
      }
    }
    expect(proved).toBeGreaterThan(0);
  });

  it('proves nothing where it is cut short', () => {
    const problem = compileRouting(randomRich(new Random(1), 6, new Set<RichFeature>(['breaks', 'windows'])));
    expect(solveExactly(problem, neverStop)?.cost).toBeGreaterThan(0);
    expect(solveExactly(problem, afterQuestions(5))).toBeUndefined();
  });
});
