import { expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { compileRouting } from '#domain/routing/compile-routing';
import { randomInstance } from '#domain/routing/random-instance';
import { CheapestPlace } from './cheapest-place.ts';
import { nearStops } from './near-stops.ts';
import { easeOpening } from './route-opening.ts';
import { searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { searchVisits } from './search-visits.ts';

it('a new route seems cheaper in some trials, never cheaper than free, and costs what it costs in the others', () => {
  const problem = compileRouting(randomInstance({ seed: 5, stops: 20, vehicles: 3, optional: 1, fixedCost: 30 }));
  const search = searchProblem(problem);
  const routes = new SearchRoutes(search);
  const random = new Random(1);
  const place = new CheapestPlace(routes, nearStops(search, 12, neverStop), random);
  let eased = 0;
  for (let trial = 0; trial < 1000; trial++) {
    const stop = trial % routes.stops;
    easeOpening(routes, place, stop, random);
    if (place.opening < 0) eased++;
    const seen = place.opening;
    place.opening = 0;
    place.findAnywhere(stop, Number.POSITIVE_INFINITY);
    expect(seen).toBeLessThanOrEqual(0);
    expect(place.cost + seen).toBeGreaterThan(0);
  }
  expect(eased).toBeGreaterThan(60);
  expect(eased).toBeLessThan(150);
});

it('routes that pay only with many stops on them are part of the answer', () => {
  const { input, travel } = randomInstance({ seed: 9, stops: 30, vehicles: 4, optional: 1 });
  const vehicles = input.vehicles.map((van) => ({ ...van, fixedCost: 60 }));
  const stops = input.stops.map((stop) => ({ ...stop, prize: 12 }));
  const problem = compileRouting({ input: { ...input, vehicles, stops }, travel });
  const { value, solution } = searchVisits(problem, { seed: 1, stop: neverStop, iterations: 3000 });
  expect(value).toBeLessThan(30 * 12);
  expect(solution?.routes.some((list) => list.length > 5)).toBe(true);
});
