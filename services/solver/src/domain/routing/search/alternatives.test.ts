import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { leastByTrying } from '#domain/routing/bonds/try-everything';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingInput, RoutingProblem } from '#domain/routing/problem';
import type { Alternatives } from '#domain/routing/problem-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { readPlan } from '#domain/routing/read-plan';
import { verifyRouting } from '#domain/routing/verify';
import { BestAlternatives } from './best-alternatives.ts';
import { CheapestPlace, NOWHERE } from './cheapest-place.ts';
import { divideRoutes } from './divide-routes.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { ListCost } from './list-cost.ts';
import { nearStops } from './near-stops.ts';
import { canExpress, searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { searchVisits } from './search-visits.ts';
import { StringRuin } from './string-ruin.ts';
import { Trial } from './trial.ts';

/** A problem whose stops are alternatives of each other, some groups optional, some stops by themselves. */
function grouped(seed: number, stops: number, vehicles: number, largest: number, windows = 0.4): RoutingProblem {
  const { input, travel } = randomInstance({ seed, stops, vehicles, windows, optional: 0.2, fixedCost: 5 });
  const random = new Random(seed);
  const alternatives: Alternatives[] = [];
  for (let stop = 0; stop < stops; ) {
    const size = Math.min(1 + random.below(largest), stops - stop);
    const stopIds = input.stops.slice(stop, stop + size).map(({ id }) => id);
    const optional = random.unit() < 0.2;
    if (size > 1) alternatives.push({ id: `g${stop}`, stopIds, optional, prize: optional ? 10 + random.below(30) : 0 });
    stop += size;
  }
  return { input: { ...input, alternatives }, travel };
}

function servedOf(input: RoutingInput, lists: readonly ArrayLike<number>[]): string[] {
  return lists.flatMap((list) => Array.from(list)).map((stop) => input.stops[stop]?.id ?? '');
}

/** A search with a first plan, to which every task is near every other. */
function begun(problem: RoutingProblem, seed: number) {
  const random = new Random(seed);
  const routes = new SearchRoutes(searchProblem(compileRouting(problem)));
  const trial = new Trial(routes, new LeftOut(routes));
  const near = nearStops(routes.search, routes.stops, neverStop);
  const ruin = new StringRuin(routes, trial, near, random);
  const recreate = new GreedyRecreate(routes, trial, near, random, neverStop);
  const place = new CheapestPlace(routes, near, random);
  trial.begin();
  recreate.recreateAll(1);
  return { routes, trial, near, ruin, recreate, place, listCost: new ListCost(routes) };
}

function listsOf(routes: SearchRoutes): number[][] {
  const into = new Int32Array(routes.stops);
  return Array.from({ length: routes.problem.vehicles }, (_, v) => [...into.subarray(0, routes.read(v, into, 0))]);
}

/** Every way to take one of each. */
function choicesOf(tasks: readonly Int32Array[]): number[][] {
  return tasks.reduce<number[][]>(
    (choices, stops) => choices.flatMap((choice) => [...stops].map((stop) => [...choice, stop])),
    [[]],
  );
}

describe('alternatives in the fast search', () => {
  it('are served as well as by trying every plan', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const problem = grouped(seed, 5, 2, 3);
      const compiled = compileRouting(problem);
      expect(canExpress(compiled)).toBe(true);
      const least = leastByTrying(problem);
      const { solution, value = Number.NaN } = searchVisits(compiled, { seed, stop: neverStop, iterations: 1500 });
      const missing = solution?.missing ?? Number.NaN;
      expect([seed, missing]).toEqual([seed, least.missing]);
      expect(value - missing * compiled.missing).toBeCloseTo(least.cost, 6);
    }
  });

  it('are served once at most, at the cost that the verifier finds', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const problem = grouped(seed, 60, 3 + (seed % 6), 6);
      const compiled = compileRouting(problem);
      const { solution, value = Number.NaN } = searchVisits(compiled, { seed, stop: neverStop, iterations: 400 });
      const lists = solution?.routes ?? [];
      const served = servedOf(problem.input, lists);
      for (const { stopIds } of problem.input.alternatives ?? [])
        expect(stopIds.filter((id) => served.includes(id)).length).toBeLessThanOrEqual(1);
      const { violations, cost } = verifyRouting(problem, readPlan(problem, compiled, lists), { partial: true });
      expect(violations).toEqual([]);
      expect(value - (solution?.missing ?? 0) * compiled.missing).toBeCloseTo(cost, 3);
    }
  });

  it('are left out once, by their first stop, and put back with the trial', () => {
    const random = new Random(4);
    const compiled = compileRouting(grouped(7, 60, 4, 5));
    const routes = new SearchRoutes(searchProblem(compiled));
    const trial = new Trial(routes, new LeftOut(routes));
    const near = nearStops(routes.search, 30, neverStop);
    const ruin = new StringRuin(routes, trial, near, random);
    const recreate = new GreedyRecreate(routes, trial, near, random, neverStop);
    const { tasks } = routes.search;
    const leftOut = () => [...trial.leftOut.stops.subarray(0, trial.leftOut.count)].sort((a, b) => a - b);
    const expected = () =>
      Array.from(tasks.lead.keys()).filter((stop) => tasks.lead[stop] === stop && tasks.served(stop, routes.route) < 0);
    trial.begin();
    recreate.recreateAll(1);
    let changed = 0;
    for (let k = 0; k < 200; k++) {
      const before = [...routes.route];
      const lost = trial.leftOut.cost();
      trial.begin();
      ruin.ruin();
      expect(leftOut()).toEqual(expected());
      recreate.recreate(ruin.centre, Number.POSITIVE_INFINITY);
      expect(leftOut()).toEqual(expected());
      const leads = [...routes.route.keys()].filter(
        (stop) => stop < routes.stops && (routes.route[stop] as number) >= 0,
      );
      expect(new Set(leads.map((stop) => tasks.lead[stop])).size).toBe(leads.length);
      if (k % 2 === 0) continue;
      if (String(before) !== String([...routes.route])) changed++;
      trial.undo();
      expect([...routes.route]).toEqual(before);
      expect(leftOut()).toEqual(expected());
      expect(trial.leftOut.cost()).toBe(lost);
    }
    expect(changed).toBeGreaterThan(20);
  });

  it('have the cheapest place of all their stops when every task is near', () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { routes, trial, near, ruin, recreate, place } = begun(grouped(seed, 40, 4, 5), seed);
      for (let k = 0; k < 5; k++) {
        trial.begin();
        ruin.ruin();
        for (const lead of [...trial.leftOut.stops.subarray(0, trial.leftOut.count)]) {
          const limit = routes.problem.prize[lead] as number;
          let least = limit;
          for (const stop of near.tasks?.stopsOf[lead] ?? []) {
            place.findAnywhere(stop, least);
            least = place.cost;
          }
          place.findAny(lead, limit, false);
          expect(place.cost).toBeCloseTo(least, 9);
          if (place.after === NOWHERE) continue;
          found++;
          const cost = routes.cost();
          expect(routes.search.tasks.lead[place.stop]).toBe(lead);
          trial.putIn(place.stop, place.after);
          expect(routes.cost() - cost).toBeCloseTo(least, 6);
        }
        recreate.recreateAll(1);
      }
    }
    expect(found).toBeGreaterThan(100);
  });

  it('are chosen anew so that no other choice in the same order is cheaper, and put back with the trial', () => {
    let changed = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const windows = seed % 2 === 0 ? 0.4 : 0;
      const { routes, trial, near, ruin, recreate, listCost } = begun(grouped(seed, 24, 4, 3, windows), seed);
      if (!near.tasks) throw new Error('no alternatives');
      const { stopsOf } = near.tasks;
      const best = new BestAlternatives(routes, trial, near.tasks, listCost);
      for (let k = 0; k < 10; k++) {
        const before = listsOf(routes);
        const ways = [...routes.length];
        const served = [...routes.route];
        trial.begin();
        ruin.ruin();
        recreate.recreate(ruin.centre, Number.POSITIVE_INFINITY);
        const lists = listsOf(routes);
        const costs = lists.map((_, v) => routes.costOf(v));
        best.improve();
        const improved = listsOf(routes);
        improved.forEach((list, v) => {
          expect(list.map((stop) => routes.search.tasks.lead[stop])).toEqual(
            (lists[v] ?? []).map((stop) => routes.search.tasks.lead[stop]),
          );
          expect(list.every((stop) => routes.route[stop] === v)).toBe(true);
          expect(routes.costOf(v)).toBeCloseTo(listCost.of(v, Int32Array.from(list), list.length), 6);
          expect(routes.costOf(v)).toBeLessThanOrEqual((costs[v] as number) + 1e-9);
          if (windows === 0 && trial.isTouched(v)) {
            const choices = choicesOf(
              list.map((stop) => stopsOf[routes.search.tasks.lead[stop] as number] as Int32Array),
            );
            const least = Math.min(...choices.map((choice) => listCost.of(v, Int32Array.from(choice), choice.length)));
            expect(routes.costOf(v)).toBeCloseTo(least, 6);
          }
          if (String(list) !== String(lists[v])) changed++;
        });
        const count = routes.route.subarray(0, routes.stops).reduce((sum, v) => sum + (v < 0 ? 0 : 1), 0);
        expect(count).toBe(improved.flat().length);
        if (k % 2 === 0) continue;
        trial.undo();
        expect(listsOf(routes)).toEqual(before);
        expect([...routes.length]).toEqual(ways);
        expect([...routes.route]).toEqual(served);
      }
    }
    expect(changed).toBeGreaterThan(20);
  });

  it('stay in one part when the routes are divided', () => {
    const random = new Random(1);
    const compiled = compileRouting(grouped(3, 240, 40, 5));
    const routes = new SearchRoutes(searchProblem(compiled));
    const trial = new Trial(routes, new LeftOut(routes));
    trial.begin();
    new GreedyRecreate(routes, trial, nearStops(routes.search, 30, neverStop), random, neverStop).recreateAll(1);
    const partOf = divideRoutes(routes, 2, random);
    if (!partOf) throw new Error('too few routes');
    const { lead } = routes.search.tasks;
    lead.forEach((first, stop) => {
      expect(partOf[compiled.vehicles + stop]).toBe(partOf[compiled.vehicles + first]);
    });
    expect(new Set(partOf).size).toBe(2);
  });
});
