import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { compileRouting } from '#domain/routing/compile-routing';
import { ROUTE_EVENT, type Route, type RoutePlan, type RoutingProblem } from '#domain/routing/problem';
import { readPlan } from '#domain/routing/read-plan';
import { RouteWalk } from '#domain/routing/route-walk';
import { RICH_FEATURES, type RichFeature, randomRich } from '#domain/routing/timeline/random-rich';
import { verifyRouting } from '#domain/routing/verify';

/** A right plan of one route in the order of the stops, made by the engine; undefined where that order has none. */
function rightPlan(problem: RoutingProblem): RoutePlan | undefined {
  const compiled = compileRouting(problem);
  const order = Int32Array.from(problem.input.stops.keys());
  const cost = new RouteWalk(compiled).evaluate(0, order, order.length);
  return cost === Number.POSITIVE_INFINITY ? undefined : readPlan(problem, compiled, [order]);
}

/** The route with one number changed, or one thing left out, by the name of what was done. */
function tampered(route: Route): [string, Route][] {
  const changes: [string, Partial<Route>][] = [
    ['leaves later', { startSeconds: route.startSeconds + 1 }],
    ['is back sooner', { endSeconds: route.endSeconds - 1 }],
    ['is longer', { distanceMeters: route.distanceMeters + 1 }],
    ['costs more', { cost: route.cost + 1 }],
    ['travels longer', { travelSeconds: (route.travelSeconds ?? 0) + 1 }],
    ['waits longer', { waitingSeconds: (route.waitingSeconds ?? 0) + 1 }],
    ['has more overtime', { overtimeSeconds: (route.overtimeSeconds ?? 0) + 1 }],
    ['is less punctual', { softWindowCost: (route.softWindowCost ?? 0) + 1 }],
    ['has changed more', { changeCost: (route.changeCost ?? 0) + 1 }],
  ];
  route.visits.forEach((visit, at) => {
    const withVisit = (name: string, change: object) =>
      changes.push([
        `visit ${at} ${name}`,
        { visits: route.visits.map((one) => (one === visit ? { ...one, ...change } : one)) },
      ]);
    withVisit('arrives sooner', { arrivalSeconds: visit.arrivalSeconds - 1 });
    withVisit('starts later', { startSeconds: visit.startSeconds + 1 });
    withVisit('leaves sooner', { departureSeconds: visit.departureSeconds - 1 });
    withVisit('is farther', { distanceMeters: visit.distanceMeters + 1 });
  });
  const events = route.events ?? [];
  for (const [at, event] of events.entries()) {
    changes.push([`event ${at} is left out`, { events: events.filter((one) => one !== event) }]);
    const longer = { ...event, startSeconds: event.startSeconds - 1 };
    // A reload that begins sooner only waits at the depot instead of before it.
    if (event.kind !== ROUTE_EVENT.reload) {
      changes.push([`event ${at} begins sooner`, { events: events.map((one) => (one === event ? longer : one)) }]);
    }
  }
  return changes.map(([name, change]) => [name, { ...route, ...change }]);
}

describe('the verifier of tampered plans', () => {
  it.each(RICH_FEATURES)('notices every second, metre and cost that is changed, with %s', (feature) => {
    let found = 0;
    for (const [index, other] of RICH_FEATURES.entries()) {
      const random = new Random(7000 + index);
      const problem = randomRich(random, 2 + (index % 3), new Set<RichFeature>([feature, other]));
      const plan = rightPlan(problem);
      const [route] = plan?.routes ?? [];
      if (!plan || !route || verifyRouting(problem, plan, { partial: true }).violations.length > 0) continue;
      found++;
      for (const [name, wrong] of tampered(route)) {
        const { violations } = verifyRouting(problem, { ...plan, routes: [wrong] }, { partial: true });
        expect(violations.length, `${name}, ${feature} + ${other}`).toBeGreaterThan(0);
      }
    }
    expect(found).toBeGreaterThan(5);
  });
});
