import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem } from '#domain/routing/problem';
import { randomInstance } from '#domain/routing/random-instance';
import { searchProblem } from '#domain/routing/search/search-problem';
import { type GeneticProblem, geneticProblem } from './genetic-problem.ts';

/** Seeded problems for tests of the genetic search. */
export interface PlainShape {
  readonly seed: number;
  readonly stops: number;
  readonly vehicles: number;
  readonly fixedCost: number;
  readonly oneWay: boolean;
  readonly openEnd: boolean;
}

/** One load, one type of vehicle, no clock. */
export function plainRouting(shape: PlainShape): RoutingProblem {
  const { input, travel } = randomInstance({ ...shape, windows: 0 });
  const distances = travel.distances.map((meters, cell) =>
    shape.oneWay && Math.floor(cell / travel.size) > cell % travel.size ? meters + (cell % 997) : meters,
  );
  const vehicles = input.vehicles.map(({ shift: _, ...van }) => ({
    ...van,
    capacity: van.capacity.slice(0, 1),
    openEnd: shape.openEnd,
  }));
  const stops = input.stops.map((stop) => ({ ...stop, demand: stop.demand.slice(0, 1) }));
  return { input: { ...input, stops, vehicles, capacityDimensions: ['kg'] }, travel: { ...travel, distances } };
}

/** The same as the genetic search reads it, with all vehicles. */
export function plainProblem(shape: PlainShape): GeneticProblem {
  const compiled = compileRouting(plainRouting(shape));
  return { ...geneticProblem(searchProblem(compiled), 0), vehicles: compiled.vehicles };
}
