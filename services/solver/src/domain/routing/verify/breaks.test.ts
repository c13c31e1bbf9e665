import { describe, expect, it } from 'vitest';
import type { RoutePlan, RoutingProblem, Vehicle } from '#domain/routing/problem';
import { verifyRouting } from '#domain/routing/verify';
import {
  brokenRules,
  drive,
  evenTravel,
  type Feature,
  planOf,
  problemOf,
  routeOf,
  type Step,
  stops,
  van,
} from './even-plan.ts';

const lunch = { id: 'lunch', windows: [{ startSeconds: 150, endSeconds: 250 }], durationSeconds: 30, depotIds: [] };
const lunching = (more: object = {}) => problemOf({ ...van({ breaks: [{ ...lunch, ...more }] }), ...stops('a', 'b') });

const SHIFTS = [
  { startSeconds: 0, endSeconds: 400 },
  { startSeconds: 1000, endSeconds: 1400 },
];
const nightly = (more: Partial<Vehicle> = {}) => problemOf({ ...van({ shifts: SHIFTS, ...more }), ...stops('a', 'b') });
const overNight = planOf([routeOf('van', ['a', { night: '', until: 1000 }, 'b'])]);

const FEATURES: readonly Feature[] = [
  {
    name: 'a break on the way',
    problem: lunching(),
    plan: drive('a', { break: 'lunch', seconds: 30, at: 150 }, 'b'),
    broken: [
      ['none', { plan: drive('a', 'b') }, 'break_missing'],
      [
        'two',
        { plan: drive('a', { break: 'lunch', seconds: 30, at: 150 }, { break: 'lunch', seconds: 30, at: 180 }, 'b') },
        'break_taken_twice',
      ],
      [
        'one that is early',
        { plan: drive('a', { break: 'lunch', seconds: 30, at: 149 }, 'b') },
        'break_window_missed',
        1,
      ],
      ['one that is short', { plan: drive('a', { break: 'lunch', seconds: 29, at: 150 }, 'b') }, 'break_too_short', 1],
      ['one of a name that nobody knows', { plan: strange() }, 'unknown_event'],
      ['an arrival that forgets it', { plan: hurried() }, 'wrong_time', 30],
    ],
  },
  {
    name: 'a break while it waits',
    problem: lunching(),
    plan: drive('a', { break: 'lunch', seconds: 30, behind: true, at: 220 }, { stop: 'b', start: 250 }),
    broken: [['one that lasts into service', { plan: lateLunch() }, 'event_overlaps', 10]],
  },
  {
    name: 'a break at a place',
    problem: lunching({ depotIds: ['y'] }),
    plan: drive('a', { break: 'lunch', seconds: 30, depot: 'y' }, 'b'),
    broken: [
      ['one elsewhere', { plan: drive('a', { break: 'lunch', seconds: 30, at: 150 }, 'b') }, 'break_misplaced'],
      [
        'one before it is there',
        { plan: drive('a', { break: 'lunch', seconds: 30, depot: 'y', at: 205 }, 'b') },
        'event_overlaps',
        5,
      ],
    ],
  },
  {
    name: 'a route that is over before its break',
    problem: problemOf({ ...van({ breaks: [lunch] }), ...stops('a') }),
    plan: drive('a'),
    broken: [['one that is not', { plan: drive({ stop: 'a', start: 141 }) }, 'break_missing']],
  },
  {
    name: 'a break in two parts after so much driving',
    problem: driving({ maxContinuousDrivingSeconds: 250, breakSeconds: 45, firstPartSeconds: 15 }),
    plan: drive('a', { break: 'driving', seconds: 15 }, 'b', { break: 'driving', seconds: 30 }, 'c'),
    broken: [
      [
        'the long part first',
        { plan: drive('a', { break: 'driving', seconds: 30 }, 'b', { break: 'driving', seconds: 15 }, 'c') },
        'driving_without_break',
        150,
      ],
      ['none', { plan: drive('a', 'b', 'c') }, 'driving_without_break', 150],
    ],
  },
  {
    name: 'a break after so much work',
    problem: driving({ maxContinuousWorkSeconds: 220, workBreakSeconds: 20 }),
    plan: drive('a', 'b', { break: 'work', seconds: 20 }, 'c'),
    broken: [
      [
        'one that is too short',
        { plan: drive('a', 'b', { break: 'work', seconds: 19 }, 'c') },
        'work_without_break',
        210,
      ],
    ],
  },
  {
    name: 'driving in a route',
    problem: driving({ maxDrivingSeconds: 400 }),
    plan: drive('a', 'b', 'c'),
    broken: [['too much of it', { problem: driving({ maxDrivingSeconds: 399 }) }, 'driving_exceeded', 1]],
  },
  {
    name: 'nights between shifts',
    problem: nightly({ drivingRules: { preset: 0, minRestSeconds: 800 }, maxDurationSeconds: 210, maxStops: 1 }),
    plan: overNight,
    broken: [
      [
        'too little rest',
        { problem: nightly({ drivingRules: { preset: 0, minRestSeconds: 891 } }) },
        'rest_too_short',
        1,
      ],
      ['a start before the shift', { plan: drive('a', { night: '', until: 999 }, 'b') }, 'shift_missed', 1],
      [
        'work with no shift left',
        { problem: nightly({ shifts: [SHIFTS[0], { startSeconds: 500, endSeconds: 800 }] as never }) },
        'shift_missed',
        410,
      ],
      ['too many stops in one', { problem: nightly({ maxStops: 0 }), plan: overNight }, 'too_many_stops', 1],
      [
        'a night at a depot that is none of its hotels',
        { plan: drive('a', { night: 'y', until: 1110 }, 'b') },
        'night_misplaced',
      ],
      ['a night on the way to its hotel', { problem: nightly({ overnight: { depotIds: ['y'] } }) }, 'night_misplaced'],
    ],
  },
  {
    name: 'a break that the night has room for',
    problem: nightly({ breaks: [{ ...lunch, windows: [{ startSeconds: 300, endSeconds: 500 }] }] }),
    plan: overNight,
    broken: [
      [
        'one that it has none for',
        { problem: nightly({ breaks: [{ ...lunch, windows: [{ startSeconds: 971, endSeconds: 1050 }] }] }) },
        'break_missing',
      ],
    ],
  },
];

function driving(rules: object): RoutingProblem {
  return problemOf({ ...van({ drivingRules: { preset: 0, ...rules } }), ...stops('a', 'b', 'c') });
}

/** Lunch is taken, and another break beside it. */
function strange(): RoutePlan {
  return drive('a', { break: 'lunch', seconds: 30, at: 150 }, { break: 'tea', seconds: 5, at: 180 }, 'b');
}

/** The visit behind the break says that it is there as if there was none. */
function hurried(): RoutePlan {
  const route = routeOf('van', ['a', { break: 'lunch', seconds: 30, at: 150 }, 'b']);
  const visits = route.visits.map((visit, i) =>
    i === 1 ? { ...visit, arrivalSeconds: visit.arrivalSeconds - 30 } : visit,
  );
  return planOf([{ ...route, visits }]);
}

function lateLunch(): RoutePlan {
  const route = routeOf('van', [
    'a',
    { break: 'lunch', seconds: 30, behind: true, at: 220 },
    { stop: 'b', start: 250 },
  ]);
  const visits = route.visits.map((visit, i) =>
    i === 1
      ? { ...visit, startSeconds: visit.startSeconds - 10, departureSeconds: visit.departureSeconds - 10 }
      : visit,
  );
  return planOf([{ ...route, visits, endSeconds: route.endSeconds - 10 }]);
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

describe('the European driving rules', () => {
  const day = (rules: object, legSeconds: number, steps: Step[]) => {
    const problem = driving({ preset: 1, ...rules });
    return verifyRouting(
      { ...problem, travel: evenTravel(5, { seconds: legSeconds, meters: 1000 }) },
      stretched(steps, legSeconds),
      { zeroIsUnstated: true },
    ).violations.map(({ kind, amount }) => [kind, amount]);
  };

  /** As `routeOf`, with longer legs. */
  function stretched(steps: Step[], legSeconds: number): RoutePlan {
    const route = routeOf('van', steps);
    let breaks = 0;
    const visits = route.visits.map((visit, i) => {
      breaks += (route.events ?? [])
        .filter(({ visitsBefore }) => visitsBefore === i)
        .reduce((sum, e) => sum + e.endSeconds - e.startSeconds, 0);
      const arrivalSeconds = (i + 1) * legSeconds + i * 10 + breaks;
      return { ...visit, arrivalSeconds, startSeconds: arrivalSeconds, departureSeconds: arrivalSeconds + 10 };
    });
    const events = (route.events ?? []).map((event) => {
      const startSeconds = visits[event.visitsBefore - 1]?.departureSeconds ?? 0;
      return { ...event, startSeconds, endSeconds: startSeconds + event.endSeconds - event.startSeconds };
    });
    return planOf([{ ...route, visits, events, endSeconds: (visits.at(-1)?.departureSeconds ?? 0) + legSeconds }]);
  }

  it('ask for 45 minutes after four and a half hours', () => {
    expect(day({}, 8100, ['a', 'b', { break: 'driving', seconds: 2700 }, 'c'])).toEqual([]);
    expect(day({}, 8100, ['a', 'b', { break: 'driving', seconds: 2699 }, 'c'])).toEqual([
      ['driving_without_break', 16_200],
    ]);
  });

  it('allow nine hours at the wheel a day', () => {
    expect(
      day({ maxContinuousDrivingSeconds: 20_000 }, 8101, [
        'a',
        { break: 'driving', seconds: 2700 },
        'b',
        { break: 'driving', seconds: 2700 },
        'c',
      ]),
    ).toEqual([['driving_exceeded', 4]]);
  });

  it('give way to numbers of the request', () => {
    expect(
      day({ maxContinuousDrivingSeconds: 40_000, maxContinuousWorkSeconds: 40_000 }, 8100, ['a', 'b', 'c']),
    ).toEqual([]);
  });
});
