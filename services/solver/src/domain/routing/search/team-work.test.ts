import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mates } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import { flatOrder } from '#domain/routing/flat-order';
import { randomInstance } from '#domain/routing/random-instance';
import { BestPlan } from './best-plan.ts';
import { divideRoutes } from './divide-routes.ts';
import { planFirst } from './first-plans.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { ListCost } from './list-cost.ts';
import { nearStops } from './near-stops.ts';
import { searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { StringRuin } from './string-ruin.ts';
import { TailSwap } from './tail-swap.ts';
import { teamWork } from './team-work.ts';
import { Trial } from './trial.ts';
import { VehicleSwap } from './vehicle-swap.ts';

const LARGE = 260;

interface Shape {
  readonly seed: number;
  readonly optional: number;
  readonly second: boolean;
  readonly stops?: number;
  readonly vehicles?: number;
}

/** A search that stands after its first plan, and can make trials; more vehicles than needed, or too few. */
function search(
  { seed, optional, second, stops = 60, vehicles = 25 }: Shape,
  searchSeed: number,
  mates?: Mates,
  progress?: () => number,
) {
  const { input, travel } = randomInstance({ seed, stops, vehicles, windows: 0.5, optional });
  const [van] = input.vehicles;
  const small = van && {
    ...van,
    id: 'small',
    count: 3,
    capacity: van.capacity.map((room) => Math.ceil(room / 2)),
    fixedCost: 5,
  };
  const fleet = van && small && second ? [van, small] : input.vehicles;
  const problem = compileRouting({ input: { ...input, vehicles: fleet }, travel });
  const random = new Random(searchSeed);
  const routes = new SearchRoutes(searchProblem(problem));
  const trial = new Trial(routes, new LeftOut(routes));
  const best = new BestPlan(routes, trial, undefined);
  const near = nearStops(routes.search, 20, neverStop);
  const recreate = new GreedyRecreate(routes, trial, near, random, neverStop);
  const listCost = new ListCost(routes);
  const ruin = new StringRuin(routes, trial, near, random);
  const tails = new TailSwap(routes, trial, near, listCost);
  const swap = new VehicleSwap(routes, trial, random, listCost);
  const work = { options: { seed: searchSeed, stop: neverStop, mates, progress }, random, routes, trial, best };
  planFirst(work, near, recreate);
  best.restore();
  /** Takes trials that leave no more required stops out, also worse ones; every fourth is taken back. */
  const tryOnce = (k: number, worse = 50) => {
    trial.begin();
    ruin.ruin();
    swap.shake();
    recreate.recreate(ruin.centre, Number.POSITIVE_INFINITY);
    tails.improve(recreate.list, recreate.length);
    swap.improve();
    if (k % 4 === 3 || !trial.leftOut.accepts(trial.change() < worse)) {
      trial.undo();
      return;
    }
    best.note();
    const cost = routes.cost() + trial.leftOut.cost();
    if (cost < best.cost - 1e-7) best.keep(cost);
  };
  return { work, routes, trial, best, random, tryOnce };
}

function listsOf(routes: SearchRoutes): number[][] {
  return Array.from({ length: routes.problem.vehicles }, (_, v) => {
    const into = new Int32Array(routes.stops);
    return [...into.subarray(0, routes.read(v, into, 0))];
  });
}

/** What all that is kept beside the lists must be, from the lists alone. */
function fresh(routes: SearchRoutes): SearchRoutes {
  const other = new SearchRoutes(routes.search);
  listsOf(routes).forEach((list, v) => {
    if (list.length > 0) other.setRoute(v, Int32Array.from(list), 0, list.length);
  });
  return other;
}

function expectSound(routes: SearchRoutes): void {
  const other = fresh(routes);
  const served = listsOf(routes).flat();
  expect(new Set(served).size).toBe(served.length);
  expect([...routes.room]).toEqual([...other.room]);
  expect([...routes.route]).toEqual([...other.route]);
  expect([...routes.idle.count]).toEqual([...other.idle.count]);
  expect(routes.idle.hidden).toBe(0);
  expect(routes.cost()).toBeCloseTo(other.cost(), 6);
}

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  optional: fc.constantFrom(0, 0.4),
  second: fc.boolean(),
});

describe('a search that is narrowed to a part', () => {
  it('changes nothing of the others, and is whole again after', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 2, max: 3 }), (shape, parts) => {
        const { routes, trial, random, tryOnce } = search(shape, shape.seed + 1);
        const partOf = divideRoutes(routes, parts, random);
        if (!partOf) return;
        const { vehicles } = routes.problem;
        const before = listsOf(routes);
        const wasOut = [...trial.leftOut.stops.subarray(0, trial.leftOut.count)];
        routes.own.narrow(partOf, 1);
        for (let k = 0; k < 60; k++) tryOnce(k);
        routes.own.widen();
        listsOf(routes).forEach((list, v) => {
          if (partOf[v] !== 1) expect(list).toEqual(before[v]);
          else for (const stop of list) expect(partOf[vehicles + stop]).toBe(1);
        });
        for (const stop of wasOut) if (partOf[vehicles + stop] !== 1) expect(routes.route[stop]).toBe(-1);
        expectSound(routes);
      }),
      { numRuns: 60 },
    );
  });

  it('has the cost that the whole has', () => {
    const { routes, trial, best, random, tryOnce } = search({ seed: 3, optional: 0.4, second: true }, 9);
    const partOf = divideRoutes(routes, 2, random);
    if (!partOf) throw new Error('too few routes');
    routes.own.narrow(partOf, 0);
    for (let k = 0; k < 200; k++) tryOnce(k);
    best.restore();
    routes.own.widen();
    expect(best.cost).toBeCloseTo(fresh(routes).cost() + trial.leftOut.cost(), 6);
    expectSound(routes);
  });
});

describe('dividing routes', () => {
  it('gives every part about as many stops, every vehicle and stop a part, and routes whole', () => {
    const { routes, random } = search({ seed: 5, optional: 0, second: false, stops: LARGE, vehicles: 60 }, 1);
    for (const parts of [2, 3]) {
      const partOf = divideRoutes(routes, parts, random) as Int32Array;
      const sizes = new Array<number>(parts).fill(0);
      for (let stop = 0; stop < routes.stops; stop++) {
        const part = partOf[routes.problem.vehicles + stop] as number;
        sizes[part] = (sizes[part] as number) + 1;
        expect(part).toBe(partOf[routes.route[stop] as number]);
      }
      for (const size of sizes) expect(Math.abs(size - LARGE / parts)).toBeLessThan(LARGE / parts / 2);
    }
  });

  it('is left where there are too few routes', () => {
    const { routes, random } = search({ seed: 5, optional: 0, second: false, stops: 20, vehicles: 4 }, 1);
    expect(divideRoutes(routes, 2, random)).toBeUndefined();
  });
});

/** Two searches that hear each other, moved on in turn by a common clock. */
function pair(seeds: readonly [number, number], isHeard = () => true) {
  let time = 0;
  const inbox: (Int32Array | undefined)[] = [undefined, undefined];
  const said: number[] = [];
  const mates = (index: number): Mates => ({
    index,
    offer: () => undefined,
    take: () => undefined,
    say(words) {
      said.push(words[0] as number);
      if (index === 0 || isHeard()) inbox[1 - index] = words;
    },
    hear() {
      const words = inbox[index];
      inbox[index] = undefined;
      return words;
    },
  });
  const shape = { seed: 11, optional: 0.1, second: true, stops: LARGE, vehicles: 60 };
  const searches = seeds.map((seed, index) => {
    const made = search(shape, seed, mates(index), () => time);
    return { ...made, team: teamWork(made.work) };
  });
  return {
    first: searches[0] as (typeof searches)[0],
    said,
    /** `each` sees the first one after every step. */
    run(each?: (first: (typeof searches)[0], time: number) => void) {
      for (time = 0; time < 1; time += 0.005) {
        for (const { team, tryOnce } of searches) {
          team?.look(true);
          for (let k = 0; k < 4; k++) tryOnce(k);
        }
        each?.(searches[0] as (typeof searches)[0], time);
      }
    },
  };
}

describe('two workers', () => {
  it('share one plan: in the end it is sound, whole and the best that was seen', () => {
    const { first, run, said } = pair([1, 2]);
    let divided = 0;
    let lowest = Number.POSITIVE_INFINITY;
    run(({ team, best }) => {
      if (team?.isDivided) divided++;
      expect(best.cost).toBeLessThanOrEqual(lowest);
      lowest = best.cost;
    });
    expect(divided).toBeGreaterThan(150);
    expect(said.filter((kind) => kind === 3).length).toBeGreaterThan(20);
    expect(first.team?.isDivided).toBe(false);
    expectSound(first.routes);
    first.best.restore();
    expectSound(first.routes);
    expect(first.best.cost).toBeCloseTo(first.routes.cost() + first.trial.leftOut.cost(), 6);
  });

  it('do what one of them does alone when the other falls silent', () => {
    let words = 0;
    const { first, run } = pair([1, 2], () => ++words < 8);
    let lastDivided = 0;
    run(({ team }, time) => {
      if (team?.isDivided) lastDivided = time;
    });
    expect(lastDivided).toBeLessThan(0.5);
    expectSound(first.routes);
  });

  it('begin with the better of their first plans', () => {
    const shape = { seed: 11, optional: 0.1, second: true, stops: LARGE, vehicles: 60 };
    const other = search(shape, 2);
    for (let k = 0; k < 300; k++) other.tryOnce(0, 0);
    const found = { value: other.best.cost, flat: flatOrder(other.best.order()) };
    let time = 0;
    const mates: Mates = {
      index: 0,
      offer: () => undefined,
      take: (below) => (found.value < below ? found : undefined),
      say: () => undefined,
      hear: () => (time++ === 0 ? Int32Array.of(1, 0, 1) : undefined),
    };
    const { work, best, routes } = search(shape, 1, mates, () => 0.03);
    expect(found.value).toBeLessThan(best.cost);
    expect(teamWork(work)?.look(true)).toBe(found.value);
    expect(best.cost).toBe(found.value);
    routes.own.widen();
    expectSound(routes);
  });

  it('search on their own what is small, or has no clock', () => {
    const mates: Mates = {
      index: 0,
      offer: () => undefined,
      take: () => undefined,
      say: () => undefined,
      hear: () => undefined,
    };
    const shape = { seed: 1, optional: 0, second: false };
    expect(teamWork(search({ ...shape, stops: LARGE }, 1, mates, () => 0).work)).toBeDefined();
    expect(teamWork(search({ ...shape, stops: 100 }, 1, mates, () => 0).work)).toBeUndefined();
    expect(teamWork(search({ ...shape, stops: LARGE }, 1, mates).work)).toBeUndefined();
    expect(teamWork(search({ ...shape, stops: LARGE }, 1, undefined, () => 0).work)).toBeUndefined();
  });
});
