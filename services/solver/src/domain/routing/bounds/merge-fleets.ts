import type { RelaxedFleet, RelaxedProblem } from './relaxed-problem.ts';

/** The problem with fleets that are alike in everything made one; `fleetOf` says which one the old ones are in. */
export function mergeFleets(problem: RelaxedProblem): { merged: RelaxedProblem; fleetOf: number[] } {
  const tables = new Map<unknown, number>();
  const numberOf = (table: unknown) => {
    const known = tables.get(table) ?? tables.size;
    tables.set(table, known);
    return known;
  };
  const fleets: RelaxedFleet[] = [];
  const places = new Map<string, number>();
  const fleetOf = problem.fleets.map((fleet) => {
    const { ride, walk, serves, service, setup, open, close, count, ...scalars } = fleet;
    const shared = [ride, walk?.legs, serves, service, setup, open, close].map(numberOf);
    const key = JSON.stringify([scalars, walk?.legMeters, shared]);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, fleets.length);
      return fleets.push(fleet) - 1;
    }
    const first = fleets[place] as RelaxedFleet;
    fleets[place] = { ...first, count: first.count + count };
    return place;
  });
  return { merged: { ...problem, fleets }, fleetOf };
}
