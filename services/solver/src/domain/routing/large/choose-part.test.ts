import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { neverStop } from '#domain/engine/stop-rules';
import { PartChooser } from './choose-part.ts';
import { DividedRouting } from './divide-routing.ts';
import { firstPlan } from './first-plan.ts';
import { PartCooling } from './part-cooling.ts';
import { randomLarge } from './random-large.ts';

const STOPS = 1_500;

function plan(more = {}) {
  return firstPlan(new DividedRouting(randomLarge({ seed: 21, stops: STOPS, depots: 2, more })), 1, neverStop);
}

describe('a part that is chosen', () => {
  const whole = plan();
  const stopsOf = (routes: Int32Array) => [...routes].flatMap((vehicle) => [...(whole.lists[vehicle] ?? [])]);

  it('has some hundred stops, and none that somebody works on', () => {
    const chooser = new PartChooser(whole, new PartCooling(STOPS, { iterations: 1 }), new Random(1));
    const seen = new Set<number>();
    for (let part = chooser.choose(); part; part = chooser.choose()) {
      const stops = stopsOf(part.routes);
      for (const stop of stops) expect(seen.has(stop)).toBe(false);
      for (const stop of stops) seen.add(stop);
      chooser.mark(part.routes, Int32Array.from(stops), true);
    }
    expect(seen.size).toBe(STOPS);
  });

  it('is where least was tried so far, so that everything has its turn', () => {
    const cooling = new PartCooling(STOPS, { iterations: 1 });
    const chooser = new PartChooser(whole, cooling, new Random(2));
    for (let turn = 0; turn < 30; turn++) {
      const stops = Int32Array.from(stopsOf(chooser.choose()?.routes ?? new Int32Array(0)));
      expect(stops.length).toBeGreaterThan(250);
      cooling.settle(stops, 20 * stops.length);
    }
    expect(Math.min(...cooling.effort)).toBeGreaterThan(0);
    expect(Math.max(...cooling.effort)).toBeLessThan(500);
  });

  it('has all routes that are tied to each other, or none of them', () => {
    const pairs = Array.from({ length: 30 }, (_, k) => [`s${k}`, `s${STOPS - 1 - k}`]);
    const tied = plan({
      alternatives: pairs.map((stopIds, k) => ({ id: `${k}`, stopIds, optional: false, prize: 0 })),
    });
    // As if all of them were served.
    tied.problem.bunch.forEach((first, stop) => {
      if (first === stop || tied.routeOf[stop] !== -1) return;
      const vehicle = tied.lists.findIndex((_, v) => tied.isIdle(v));
      if (vehicle >= 0) tied.set(vehicle, Int32Array.of(stop), 0);
    });
    const chooser = new PartChooser(tied, new PartCooling(STOPS, { iterations: 1 }), new Random(3));
    for (let turn = 0; turn < 10; turn++) {
      const routes = new Set(chooser.choose()?.routes);
      tied.problem.bunch.forEach((first, stop) => {
        const [one, other] = [tied.routeOf[first] as number, tied.routeOf[stop] as number];
        if (one >= 0 && other >= 0) expect(routes.has(one)).toBe(routes.has(other));
      });
    }
  });
});
