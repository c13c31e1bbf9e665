import { plainLength } from '@solveig/formats/on-globe';
import { readInstance } from '@solveig/formats/read-instance';
import { roundingOf } from '@solveig/formats/rounding';
import { toRouting } from '@solveig/formats/to-routing';
import { Random } from '@solveig/solver/domain/engine/random';
import { GreatCircle } from '@solveig/solver/domain/geo/great-circle';
import { expect, test } from 'vitest';

const SIZE = 4_200;
const WIDE = 30_000;

function largeFile(): string {
  const random = new Random(1);
  const places = Array.from({ length: SIZE }, (_, i) => `${i + 1} ${random.below(WIDE)} ${random.below(WIDE)}`);
  const loads = Array.from({ length: SIZE }, (_, i) => `${i + 1} ${i === 0 ? 0 : 1}`);
  const head = ['NAME : large', 'TYPE : CVRP', `DIMENSION : ${SIZE}`, 'EDGE_WEIGHT_TYPE : EUC_2D', 'CAPACITY : 100'];
  const tail = ['DEPOT_SECTION', '1', '-1', 'EOF', ''];
  return [...head, 'NODE_COORD_SECTION', ...places, 'DEMAND_SECTION', ...loads, ...tail].join('\n');
}

test('legs between places that were put on the globe are those of the file, all but a few to the unit', () => {
  const instance = readInstance('vrplib', largeFile());
  const rounding = roundingOf('round');
  const problem = toRouting(instance, rounding);
  expect(problem.matrix).toBeUndefined();
  expect(problem.greatCircle).toBe(true);
  const locations = problem.stops.map(({ location }) => location as { latitude: number; longitude: number });
  const globe = new GreatCircle([problem.depots[0]?.location as (typeof locations)[number], ...locations], 'drive');
  const random = new Random(2);
  let other = 0;
  for (let k = 0; k < 5_000; k++) {
    const [from, to] = [1 + random.below(SIZE - 1), 1 + random.below(SIZE - 1)];
    const there = plainLength(instance, [[from, to]], rounding);
    const legs = globe.meters(0, from) + globe.meters(from, to) + globe.meters(to, 0);
    expect(Math.abs(there - legs)).toBeLessThanOrEqual(2);
    if (there !== legs) other++;
  }
  expect(other).toBeLessThan(500);
});
