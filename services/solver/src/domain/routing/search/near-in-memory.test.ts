import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from '#domain/routing/compile-routing';
import { randomInstance } from '#domain/routing/random-instance';
import { RouteWalk } from '#domain/routing/route-walk';
import { nearInMemory } from './near-in-memory.ts';

function problemOf(stops: number) {
  const { input, travel } = randomInstance({ seed: 5, stops, vehicles: 4, windows: 0.5, skills: true });
  const oneWay = travel.durations.map((seconds, cell) => seconds + (cell % 97));
  const vehicles = input.vehicles.flatMap((van) => [van, { ...van, id: 'bike', count: 2, openEnd: true }]);
  return compileRouting({ input: { ...input, vehicles }, travel: { ...travel, durations: oneWay } });
}

function meanStep({ durations, size }: { durations: Int32Array; size: number }): number {
  let sum = 0;
  for (let place = 1; place < size - 1; place++) sum += durations[(place - 1) * size + place] as number;
  return sum / (size - 2);
}

describe('a problem that is near in memory', () => {
  const problem = problemOf(250);
  const near = nearInMemory(problem);

  it('says the same of every route', () => {
    const random = new Random(1);
    const order = Int32Array.from({ length: problem.stops }, (_, stop) => stop);
    const before = new RouteWalk(problem);
    const after = new RouteWalk(near);
    for (let k = 0; k < 200; k++) {
      random.shuffle(order, order.length);
      const vehicle = random.below(problem.vehicles);
      const length = random.below(6);
      expect(after.evaluate(vehicle, order, length)).toBe(before.evaluate(vehicle, order, length));
    }
  });

  it('has near places side by side, and nowhere last', () => {
    expect(meanStep(near)).toBeLessThan(0.3 * meanStep(problem));
    const nowhere = problem.size - 1;
    expect([...near.end].map((place) => place === nowhere)).toEqual([...problem.end].map((place) => place === nowhere));
  });

  it('is the problem itself when it is small', () => {
    const small = problemOf(20);
    expect(nearInMemory(small)).toBe(small);
  });
});
