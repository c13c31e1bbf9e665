import { expect, test } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from '#domain/routing/compile-routing';
import { Routes } from '#domain/routing/routes';
import { RICH_FEATURES, type RichFeature, randomRich } from '#domain/routing/timeline/random-rich';
import { RouteHours } from './route-hours.ts';

// Where detours are shortcuts, or halves of pairs alone break their rule, hours and walk speak of different things.
const FEATURES = RICH_FEATURES.filter((feature) => !['shipments', 'rides', 'relations', 'given'].includes(feature));

test('what the hours of a route refuse breaks a rule when it is walked, whatever else is asked of it', () => {
  const random = new Random(7);
  let refused = 0;
  for (let n = 0; n < 400; n++) {
    const chosen = new Set<RichFeature>(['windows', FEATURES[n % FEATURES.length] as RichFeature]);
    if (random.unit() < 0.5) chosen.add(FEATURES[random.below(FEATURES.length)] as RichFeature);
    const problem = compileRouting(randomRich(random, 5, chosen));
    const routes = new Routes(problem);
    const order = Int32Array.of(0, 1, 2, 3);
    random.shuffle(order, 4);
    routes.setRoute(0, order.subarray(0, 3), 3);
    if (routes.cost[0] === Number.POSITIVE_INFINITY) continue;
    const nodes = Int32Array.of(routes.startOf(0), ...order.subarray(0, 3));
    const hours = new RouteHours(routes);
    hours.read(0, nodes, 3);
    for (let place = 0; place <= 3; place++) {
      const behind = place === 3 ? routes.endOf(0) : (nodes[place + 1] as number);
      if (hours.allows(place, nodes[place] as number, 4, behind)) continue;
      refused++;
      const trial = [...order.subarray(0, 3)].toSpliced(place, 0, 4);
      expect(routes.walk.evaluate(0, trial, 4), [...chosen].join(', ')).toBe(Number.POSITIVE_INFINITY);
    }
  }
  expect(refused).toBeGreaterThan(50);
});
