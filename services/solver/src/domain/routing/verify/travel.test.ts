import { describe, expect, it } from 'vitest';
import type { Route, RoutePlan, RoutingProblem } from '#domain/routing/problem';
import {
  brokenRules,
  drive,
  evenTravel,
  type Feature,
  planOf,
  problemOf,
  routeOf,
  stopOf,
  stops,
  van,
} from './even-plan.ts';

/** Walking takes 400 s and 500 m a leg. */
function onFoot(more: object = {}): RoutingProblem {
  const problem = problemOf({ ...van({ walking: { profileId: 'feet', ...more } }), ...stops('a') });
  const profileTravel = new Map([['feet', evenTravel(3, { seconds: 400, meters: 500 })]]);
  return { ...problem, input: { ...problem.input, profiles: [{ id: 'feet', travelMode: 1 }] }, profileTravel };
}
const walked = (times: object, walks = true): RoutePlan => {
  const route = routeOf('van', ['a']);
  const visits = route.visits.map((visit) => ({
    ...visit,
    ...times,
    distanceMeters: walks ? 500 : 1000,
    walked: walks,
  }));
  return planOf([{ ...route, visits, endSeconds: 810 }]);
};

const MONDAY = 1;
const opening = (openSeconds: number, closeSeconds: number, weekdays: number[] = [MONDAY], days = 1) =>
  problemOf({
    calendar: { firstWeekday: MONDAY, days },
    ...stops(stopOf('a', { setupSeconds: 20, openingHours: [{ weekdays, openSeconds, closeSeconds }] })),
  });
const openedA = drive({ stop: 'a', setup: 20 });

const FEATURES: readonly Feature[] = [
  {
    name: 'service and setup by type of vehicle',
    problem: problemOf({
      ...van({ type: 'lorry' }),
      ...stops(
        stopOf('a', { serviceSecondsByType: { lorry: 40 }, setupSeconds: 7, setupSecondsByType: { lorry: 20 } }),
      ),
    }),
    plan: drive({ stop: 'a', setup: 20, service: 40 }),
    broken: [
      ['the service of others', { plan: drive({ stop: 'a', setup: 20 }) }, 'wrong_time', 30],
      ['the setup of others', { plan: drive({ stop: 'a', setup: 7, service: 40 }) }, 'too_early', 13],
    ],
  },
  {
    name: 'opening hours',
    problem: opening(100, 130),
    plan: openedA,
    broken: [
      ['setup before they open', { problem: opening(101, 200) }, 'closed', 1],
      ['service until after they close', { problem: opening(100, 129) }, 'closed', 86_400],
      ['another weekday', { problem: opening(100, 130, [2]) }, 'closed', 86_400],
    ],
  },
  {
    name: 'hours of the evening before that reach past midnight',
    problem: opening(86_000, 86_530, [7]),
    plan: openedA,
    broken: [['one second after them', { plan: drive({ stop: 'a', start: 121 }) }, 'closed', 1]],
  },
  {
    name: 'time in motion',
    problem: problemOf({ ...van({ maxTravelSeconds: 200 }), ...stops('a') }),
    plan: drive('a'),
    broken: [
      [
        'too much of it',
        { problem: problemOf({ ...van({ maxTravelSeconds: 199 }), ...stops('a') }) },
        'travel_exceeded',
        1,
      ],
    ],
  },
  {
    name: 'legs that are walked',
    problem: onFoot(),
    plan: walked({ arrivalSeconds: 400, startSeconds: 400, departureSeconds: 410 }),
    broken: [
      [
        'a leg that is too long for that',
        { problem: onFoot({ maxLegMeters: 499 }), plan: footThenRide() },
        'walking_leg_exceeded',
        1,
      ],
      ['more than it may walk', { problem: onFoot({ maxMeters: 499 }), plan: footThenRide() }, 'walking_exceeded', 1],
      ['a short leg that is ridden', { plan: rideThenFoot() }, 'wrong_mode'],
    ],
  },
  {
    name: 'a profile with a speed factor',
    problem: fast(1.25),
    plan: quick(80),
    broken: [['the time without it', { plan: quick(100) }, 'wrong_time', 20]],
  },
];

/** On foot to a, ridden back as the rule then says. */
function footThenRide(): RoutePlan {
  const plan = walked({ arrivalSeconds: 400, startSeconds: 400, departureSeconds: 410 });
  return planOf(plan.routes.map((route) => ({ ...route, endSeconds: 510 })));
}

/** Ridden to a, on foot back. */
function rideThenFoot(): RoutePlan {
  const plan = walked({ arrivalSeconds: 100, startSeconds: 100, departureSeconds: 110 }, false);
  return planOf(plan.routes.map((route) => ({ ...route, endSeconds: 510 })));
}

function fast(speedFactor: number): RoutingProblem {
  const problem = problemOf({ ...van({ profileId: 'fast' }), ...stops('a') });
  const profileTravel = new Map([['fast', evenTravel(3)]]);
  return {
    ...problem,
    input: { ...problem.input, profiles: [{ id: 'fast', travelMode: 2, speedFactor }] },
    profileTravel,
  };
}

/** To a in so many seconds, and back in 80. */
function quick(seconds: number): RoutePlan {
  const visit = {
    stopId: 'a',
    arrivalSeconds: seconds,
    startSeconds: seconds,
    departureSeconds: seconds + 10,
    distanceMeters: 1000,
  };
  const route: Route = { ...routeOf('van', ['a']), visits: [visit], endSeconds: seconds + 90 };
  return planOf([route]);
}

describe.each(FEATURES)('the verifier on $name', ({ problem, plan, broken }) => {
  it('accepts a right plan', () => {
    expect(brokenRules(problem, plan)).toEqual([]);
  });

  it.each(broken)('catches %s, and nothing else', (_, change, kind, amount = 1) => {
    const found = brokenRules(change.problem ?? problem, change.plan ?? plan);
    expect([...new Set(found.map(([one]) => one))]).toEqual([kind]);
    expect(found[0]?.[1]).toBe(amount);
  });
});
