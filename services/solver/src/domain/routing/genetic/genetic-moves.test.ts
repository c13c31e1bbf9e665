import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { Education } from './education.ts';
import type { GeneticProblem } from './genetic-problem.ts';
import { Moves } from './moves.ts';
import { type PlainShape, plainProblem } from './plain-problems.ts';
import { PlanNodes } from './plan-nodes.ts';
import { Split } from './split.ts';
import { SwapStar } from './swap-star.ts';

const shapes: fc.Arbitrary<PlainShape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  stops: fc.integer({ min: 2, max: 40 }),
  vehicles: fc.integer({ min: 1, max: 7 }),
  fixedCost: fc.constantFrom(0, 3),
  oneWay: fc.boolean(),
  openEnd: fc.boolean(),
});

/** A random plan, overloads and empty routes among its routes. */
function randomPlan(problem: GeneticProblem, random: Random): PlanNodes {
  const nodes = new PlanNodes(problem);
  nodes.price = 1 + random.below(300);
  const tour = Int32Array.from({ length: problem.stops }, (_, stop) => stop);
  random.shuffle(tour, problem.stops);
  const ends = Int32Array.from({ length: problem.vehicles }, () => random.below(problem.stops + 1)).sort();
  ends[problem.vehicles - 1] = problem.stops;
  nodes.setPlan(tour, ends, problem.vehicles);
  return nodes;
}

/** Cost with overloads priced, from the order of the stops alone. */
function walkedCost(nodes: PlanNodes): number {
  const { problem } = nodes;
  return routesOf(nodes).reduce((sum, stops) => sum + routeCost(problem, stops, nodes.price), 0);
}

function routeCost(
  { legs, width, stops: depot, demand, capacity }: GeneticProblem,
  stops: number[],
  price: number,
): number {
  const way = [depot, ...stops, depot];
  const length = way.slice(1).reduce((sum, to, i) => sum + (legs[(way[i] as number) * width + to] as number), 0);
  const load = stops.reduce((sum, stop) => sum + (demand[stop] as number), 0);
  return (stops.length > 0 ? length : 0) + price * Math.max(0, load - capacity);
}

function routesOf(nodes: PlanNodes): number[][] {
  return Array.from({ length: nodes.problem.vehicles }, (_, r) => {
    const stops: number[] = [];
    for (let u = nodes.next[nodes.startOf(r)] as number; u !== nodes.endOf(r); u = nodes.next[u] as number) {
      stops.push(u);
      if (nodes.route[u] !== r || nodes.prev[nodes.next[u] as number] !== u) throw new Error('links are broken');
    }
    return stops;
  });
}

function expectEveryStopOnce(nodes: PlanNodes): void {
  const served = routesOf(nodes)
    .flat()
    .sort((a, b) => a - b);
  expect(served).toEqual(Array.from({ length: nodes.problem.stops }, (_, stop) => stop));
}

describe('moves of the genetic search', () => {
  it('add to the cost what walking the plan again says, overloads priced', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = plainProblem(shape);
        const random = new Random(shape.seed);
        const nodes = randomPlan(problem, random);
        const moves = new Moves(nodes);
        for (let trial = 0; trial < 60; trial++) {
          const u = random.below(problem.stops);
          const near = random.below(problem.stops + problem.vehicles);
          const v = near < problem.stops ? near : nodes.startOf(near - problem.stops);
          if (u === v) continue;
          // Now and then moves that worsen the plan, of which the first is made.
          moves.most = random.unit() < 0.5 ? -1e-3 : random.below(20_000);
          const before = walkedCost(nodes);
          moves.focus(u);
          if (!moves.tryAll(v)) continue;
          expect(moves.added).toBeLessThan(moves.most);
          expect(walkedCost(nodes) - before).toBeCloseTo(moves.added, 3);
          expectEveryStopOnce(nodes);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('exchange two stops by SWAP* at the change that walking the plan again says', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = plainProblem(shape);
        const random = new Random(shape.seed);
        const nodes = randomPlan(problem, random);
        const swapStar = new SwapStar(nodes);
        for (let trial = 0; trial < 40; trial++) {
          const a = random.below(problem.vehicles);
          const b = random.below(problem.vehicles);
          if (a === b || nodes.count[a] === 0 || nodes.count[b] === 0) continue;
          swapStar.most = trial % 2 === 0 ? -1e-3 : 20_000;
          const before = walkedCost(nodes);
          if (!swapStar.improve(a, b)) continue;
          expect(walkedCost(nodes) - before).toBeCloseTo(swapStar.added, 3);
          expectEveryStopOnce(nodes);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leave no improving exchange of two stops that SWAP* could find with all places known', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = plainProblem({ ...shape, stops: Math.min(16, shape.stops), vehicles: 2 });
        const nodes = randomPlan(problem, new Random(shape.seed));
        const swapStar = new SwapStar(nodes);
        if (nodes.count[0] === 0 || nodes.count[1] === 0) return;
        while (swapStar.improve(0, 1));
        const [a, b] = routesOf(nodes) as [number[], number[]];
        if (a.length === 0 || b.length === 0) return;
        const best = Math.min(
          ...a.flatMap((u) => b.map((v) => cheapestExchange(problem, nodes.price, [a, b], [u, v]))),
        );
        expect(best).toBeGreaterThan(walkedCost(nodes) - 0.01);
      }),
      { numRuns: 100 },
    );
  });

  it('are all refused in the end, and the cost is no higher then', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = plainProblem(shape);
        const random = new Random(shape.seed);
        const nodes = randomPlan(problem, random);
        const before = walkedCost(nodes);
        expect(new Education(nodes, random, neverStop).run()).toBe(true);
        expect(walkedCost(nodes)).toBeLessThanOrEqual(before);
        expectEveryStopOnce(nodes);
        const moves = new Moves(nodes);
        for (let u = 0; u < problem.stops; u++) {
          moves.focus(u);
          for (let k = 0; k < problem.nearCount; k++) {
            expect(moves.tryAll(problem.near[u * problem.nearCount + k] as number)).toBe(false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Cost after `u` of the first route and `v` of the second change routes, each put where that is cheapest. */
function cheapestExchange(
  problem: GeneticProblem,
  price: number,
  [a, b]: readonly [number[], number[]],
  [u, v]: readonly [number, number],
): number {
  const cheapest = (stops: number[], stop: number) =>
    Math.min(
      ...Array.from({ length: stops.length + 1 }, (_, at) =>
        routeCost(problem, [...stops.slice(0, at), stop, ...stops.slice(at)], price),
      ),
    );
  return (
    cheapest(
      a.filter((stop) => stop !== u),
      v,
    ) +
    cheapest(
      b.filter((stop) => stop !== v),
      u,
    )
  );
}

describe('Split', () => {
  it('cuts a tour as cheaply as trying all ways to cut it does, with few vehicles too', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 200 }), (shape, price) => {
        const problem = plainProblem({ ...shape, stops: Math.min(9, shape.stops) });
        const tour = Int32Array.from({ length: problem.stops }, (_, stop) => stop);
        new Random(shape.seed).shuffle(tour, problem.stops);
        const split = new Split(problem);
        const most = Math.max(problem.vehicles, 1);
        const count = split.cut(tour, 0, price, most);
        const routes = Array.from({ length: count }, (_, r) => [
          ...tour.subarray(r === 0 ? 0 : (split.ends[r - 1] as number), split.ends[r]),
        ]);
        expect(routes.flat()).toEqual([...tour]);
        expect(count).toBeLessThanOrEqual(most);
        const cost = routes.reduce((sum, stops) => sum + routeCost(problem, stops, price), 0);
        expect(cost).toBeCloseTo(cheapestCut(problem, [...tour], price, most), 3);
      }),
      { numRuns: 300 },
    );
  });
});

/** Least cost of cutting a tour into at most so many routes, by trying all. */
function cheapestCut(problem: GeneticProblem, tour: number[], price: number, vehicles: number): number {
  if (tour.length === 0) return 0;
  if (vehicles === 0) return Number.POSITIVE_INFINITY;
  return Math.min(
    ...tour.map(
      (_, i) =>
        routeCost(problem, tour.slice(0, i + 1), price) + cheapestCut(problem, tour.slice(i + 1), price, vehicles - 1),
    ),
  );
}
