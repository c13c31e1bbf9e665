import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from './compile-routing.ts';
import { constructGreedy } from './construct-greedy.ts';
import { constructRegret } from './construct-regret.ts';
import { constructSavings } from './construct-savings.ts';
import { emergencyVisits } from './emergency.ts';
import { LocalSearch } from './local-search.ts';
import type { RoutingProblem } from './problem.ts';
import { type InstanceShape, randomInstance } from './random-instance.ts';
import { readPlan } from './read-plan.ts';
import { RouteWalk } from './route-walk.ts';
import { listsOf, load, type RouteLists, SearchState } from './search-state.ts';
import { verifyRouting } from './verify.ts';
import { type Effort, solveVisits } from './visit-engine.ts';

const shapes: fc.Arbitrary<InstanceShape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  stops: fc.integer({ min: 1, max: 40 }),
  vehicles: fc.integer({ min: 1, max: 6 }),
  windows: fc.constantFrom(0, 0.5, 1),
  windowsEach: fc.constantFrom(1, 2),
  optional: fc.constantFrom(0, 0.5),
  skills: fc.boolean(),
  grid: fc.boolean(),
  costPerHour: fc.constantFrom(0, 25),
  fixedCost: fc.constantFrom(0, 30),
});

/** What the verifier says to an order, with the cost that the engine claims for it. */
function wrongWith(problem: RoutingProblem, routes: RouteLists, claimed: number, missing: number): string[] {
  const compiled = compileRouting(problem);
  const plan = readPlan(problem, compiled, routes);
  const { violations, cost } = verifyRouting(problem, plan, { partial: true });
  const wrong = violations.map(({ kind, place, message }) => `${kind} ${place} ${message}`);
  const penalty = missing * compiled.missing;
  if (Math.abs(claimed - penalty - cost) > 1e-6 * Math.max(1, claimed))
    wrong.push(`claims ${claimed - penalty}, costs ${cost}`);
  return wrong;
}

describe('the engine for visits', () => {
  it('gives answers that the verifier accepts, at the cost it claims', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom<Effort>('full', 'descent', 'construction'), (shape, effort) => {
        const problem = randomInstance(shape);
        const options = { seed: shape.seed, stop: neverStop, iterations: 60 };
        const { solution, value } = solveVisits(compileRouting(problem), options, effort);
        expect(wrongWith(problem, solution?.routes ?? [], value ?? Number.NaN, solution?.missing ?? 0)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('gives right answers when it is stopped anywhere', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 4000 }), (shape, questions) => {
        const problem = randomInstance(shape);
        const { solution, value } = solveVisits(compileRouting(problem), { seed: 1, stop: afterQuestions(questions) });
        expect(wrongWith(problem, solution?.routes ?? [], value ?? Number.NaN, solution?.missing ?? 0)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('shows only incumbents that are right, each better than the one before', () => {
    const problem = randomInstance({ seed: 5, stops: 40, vehicles: 5, windows: 0.5, costPerHour: 20 });
    let last = Number.POSITIVE_INFINITY;
    solveVisits(compileRouting(problem), {
      seed: 3,
      stop: neverStop,
      iterations: 2000,
      onIncumbent: ({ solution, value }) => {
        expect(value).toBeLessThan(last);
        last = value;
        expect(wrongWith(problem, solution.routes, value, solution.missing)).toEqual([]);
      },
    });
    expect(last).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('gives the same answer for the same seed and iterations, whatever the clock says', () => {
    const compiled = compileRouting(randomInstance({ seed: 9, stops: 50, vehicles: 6, windows: 0.5 }));
    const solve = (progress: () => number) =>
      solveVisits(compiled, { seed: 4, stop: neverStop, iterations: 500, progress });
    let tick = 0;
    const first = solve(() => 0);
    const second = solve(() => (tick += 0.01));
    expect(second).toEqual(first);
    expect(first.iterations).toBe(500);
    expect(first.stopReason).toBe('iterations');
  });

  it('asks the stop rule often enough to end within 20 ms at 200 stops', () => {
    const compiled = compileRouting(
      randomInstance({ seed: 2, stops: 200, vehicles: 16, windows: 0.5, costPerHour: 20 }),
    );
    // Processor time, because other tests share the machine.
    const now = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    const gaps: number[] = [];
    let last = now();
    const endMs = last + 700;
    solveVisits(compiled, {
      seed: 1,
      stop: () => {
        const asked = now();
        gaps.push(asked - last);
        last = asked;
        return asked > endMs;
      },
    });
    gaps.sort((a, b) => b - a);
    // Neighbour lists are made before the first question, and collections of garbage count in: the fifth longest tells.
    expect(gaps[4]).toBeLessThan(20);
    expect(now() - endMs).toBeLessThan(60);
  });

  it('improves on construction', () => {
    const compiled = compileRouting(randomInstance({ seed: 2, stops: 80, vehicles: 8, windows: 0.5 }));
    const built = solveVisits(compiled, { seed: 1, stop: neverStop }, 'construction');
    const searched = solveVisits(compiled, { seed: 1, stop: neverStop, iterations: 3000 });
    expect(searched.value).toBeLessThan((built.value ?? 0) * 0.98);
  });

  it('leaves out the stops that do not fit when vehicles are too few', () => {
    const problem = randomInstance({ seed: 2, stops: 40, vehicles: 1, windows: 1 });
    const { solution } = solveVisits(compileRouting(problem), { seed: 1, stop: neverStop, iterations: 50 });
    expect(solution?.missing).toBeGreaterThan(0);
    expect(solution?.routes[0]?.length).toBeGreaterThan(5);
  });

  it('always has an emergency answer, and it is right', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = randomInstance(shape);
        const { solution, value } = emergencyVisits(compileRouting(problem));
        expect(wrongWith(problem, solution?.routes ?? [], value ?? Number.NaN, solution?.missing ?? 0)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('evaluation of changes', () => {
  it('an insertion costs what the whole route then costs more', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const compiled = compileRouting(randomInstance(shape));
        const state = new SearchState(compiled, new Random(shape.seed), neverStop);
        const walk = new RouteWalk(compiled);
        const { routes, insertion } = state;
        // Half of the stops are in routes, the others are offered to every place.
        for (let stop = 0; stop < compiled.stops; stop += 2) state.insert(stop, 0);
        for (let stop = 1; stop < compiled.stops; stop += 2) {
          for (let v = 0; v < compiled.vehicles; v++) {
            if (!insertion.fits(stop, v)) continue;
            const route = [...(listsOf(routes)[v] ?? [])];
            const now = walk.evaluate(v, route, route.length);
            expect(routes.cost[v]).toBeCloseTo(now, 6);
            [routes.startOf(v), ...route].forEach((after, place) => {
              const longer = route.toSpliced(place, 0, stop);
              const delta = insertion.costOf(stop, after, Number.POSITIVE_INFINITY);
              expect(delta).toBeCloseTo(walk.evaluate(v, longer, longer.length) - now, 6);
            });
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a route of pieces costs what the whole route costs', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const compiled = compileRouting(randomInstance(shape));
        const state = new SearchState(compiled, new Random(shape.seed), neverStop);
        constructGreedy(state);
        const walk = new RouteWalk(compiled);
        const { routes, trial } = state;
        const lists = listsOf(routes).map((list) => [...list]);
        lists.forEach((mine, v) => {
          lists.forEach((theirs, w) => {
            if (v === w) return;
            // Head of one route, tail of another (2-opt*), here at all places.
            [routes.startOf(v), ...mine].forEach((last, i) => {
              [...theirs, routes.endOf(w)].forEach((first, j) => {
                const whole = [...mine.slice(0, i), ...theirs.slice(j)];
                expect(trial.begin(last).finish(first)).toBeCloseTo(walk.evaluate(v, whole, whole.length), 6);
              });
            });
          });
        });
      }),
      { numRuns: 25 },
    );
  });

  it('a descent never makes a plan worse, and what it keeps agrees with the whole', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const compiled = compileRouting(randomInstance(shape));
        const state = new SearchState(compiled, new Random(shape.seed), neverStop);
        constructGreedy(state);
        const before = state.cost();
        new LocalSearch(state).run();
        expect(state.cost()).toBeLessThanOrEqual(before + 1e-6);
        const walk = new RouteWalk(compiled);
        listsOf(state.routes).forEach((list, v) => {
          expect(state.routes.cost[v]).toBeCloseTo(walk.evaluate(v, list, list.length), 6);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('constructions serve each stop at most once', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const compiled = compileRouting(randomInstance(shape));
        for (const construct of [
          constructGreedy,
          constructSavings,
          (state: SearchState) => constructRegret(state, 3),
        ]) {
          const state = new SearchState(compiled, new Random(1), neverStop);
          load(state, []);
          construct(state);
          const served = listsOf(state.routes).flatMap((list) => [...list]);
          expect(new Set(served).size).toBe(served.length);
          expect(served.length + state.absentCount).toBe(compiled.stops);
          expect(state.cost()).toBeLessThan(Number.POSITIVE_INFINITY);
        }
      }),
      { numRuns: 25 },
    );
  });
});
