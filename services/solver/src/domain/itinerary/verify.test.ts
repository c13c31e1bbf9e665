import { describe, expect, it } from 'vitest';
import { travelMatrix } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { ItineraryViolationKind } from './plan-rules.ts';
import {
  type ItineraryInput,
  type ItineraryPlan,
  type ItineraryProblem,
  itineraryLocations,
  type Place,
  type PlannedDay,
  type PlannedMeal,
} from './problem.ts';
import { verifyItinerary } from './verify.ts';

const HOTEL = { latitude: -33.4, longitude: -70.6 };
const HOUR = 3600;

const place = (id: string, more: Partial<Place> = {}): Place => ({
  id,
  name: '',
  location: HOTEL,
  visitSeconds: HOUR,
  importance: 4,
  openingHours: [],
  required: false,
  ...more,
});

/** Two places and a hotel; a is 1,000 m from the hotel, b 3,000 m from both. Friday, 4 December 2026. */
function problem(more: Partial<ItineraryInput> = {}): ItineraryProblem {
  const meters = [0, 3000, 1000, 3000, 0, 3000, 1000, 3000, 0];
  return {
    input: {
      places: [place('a'), place('b')],
      days: [{ date: '2026-12-04', startSeconds: 9 * HOUR, endSeconds: 18 * HOUR, start: HOTEL }],
      travelMode: TRAVEL_MODE.mixed,
      ...more,
    },
    travel: {
      walk: travelMatrix(meters, meters),
      ride: travelMatrix(
        meters.map((m) => m / 5),
        meters.map((m) => m * 1.1),
      ),
    },
  };
}

/** Hotel, on foot to a, by transit to b and back. */
function day(more: Partial<PlannedDay> = {}): PlannedDay {
  const { walk, transit } = TRAVEL_MODE;
  return {
    date: '2026-12-04',
    visits: [
      { placeId: 'a', arrivalSeconds: 33_400, startSeconds: 33_400, departureSeconds: 37_000 },
      { placeId: 'b', arrivalSeconds: 37_600, startSeconds: 37_600, departureSeconds: 41_200 },
    ],
    legs: [
      { fromPlaceId: '', toPlaceId: 'a', mode: walk, distanceMeters: 1000, durationSeconds: 1000 },
      { fromPlaceId: 'a', toPlaceId: 'b', mode: transit, distanceMeters: 3300, durationSeconds: 600 },
      { fromPlaceId: 'b', toPlaceId: '', mode: transit, distanceMeters: 3300, durationSeconds: 600 },
    ],
    startSeconds: 32_400,
    endSeconds: 41_800,
    walkingMeters: 1000,
    distanceMeters: 7600,
    freeSeconds: 9 * HOUR - 2200 - 2 * HOUR,
    ...more,
  };
}

const plan = (days = [day()], more: Partial<ItineraryPlan> = {}): ItineraryPlan => ({
  days,
  unvisited: [],
  importance: 8,
  cost: 2200 / 3600,
  ...more,
});

const kinds = (planned: ItineraryPlan, of = problem()) =>
  verifyItinerary(of, planned).violations.map(({ kind }) => kind);

const withVisit = (index: number, change: Partial<PlannedDay['visits'][number]>) =>
  plan([day({ visits: day().visits.map((visit, i) => (i === index ? { ...visit, ...change } : visit)) })]);
const withLeg = (index: number, change: Partial<PlannedDay['legs'][number]>) =>
  plan([day({ legs: day().legs.map((leg, i) => (i === index ? { ...leg, ...change } : leg)) })]);
const hours = (weekdays: number[], open: number, close: number) => ({
  openingHours: [{ weekdays, openSeconds: open * HOUR, closeSeconds: close * HOUR }],
});
const withA = (more: Partial<Place>) => problem({ places: [place('a', more), place('b')] });

describe('the itinerary verifier', () => {
  it('accepts a right plan and recomputes its cost', () => {
    expect(verifyItinerary(problem(), plan())).toMatchObject({
      violations: [],
      cost: 2200 / 3600,
      costs: [
        { name: 'importance_lost', amount: 0 },
        { name: 'travel_time', amount: 2200 / 3600, quantity: 2200, unit: 's' },
      ],
    });
  });

  const idle = day({ visits: [], legs: [], walkingMeters: 0, distanceMeters: 0, freeSeconds: 9 * HOUR });
  const left = ['a', 'b'].map((id) => ({ id, reasons: [] }));
  const planted: [string, ItineraryPlan, ItineraryViolationKind, ItineraryProblem?][] = [
    ['a day too many', plan([day(), idle]), 'wrong_days'],
    ['another date', plan([day({ date: '2026-12-05' })]), 'wrong_days'],
    ['an arrival before the way is done', withVisit(1, { arrivalSeconds: 37_500 }), 'wrong_time'],
    ['a visit that starts before arrival', withVisit(0, { startSeconds: 33_000 }), 'too_early'],
    ['a visit cut short', withVisit(0, { departureSeconds: 36_000 }), 'wrong_time'],
    ['a place that does not exist', withVisit(1, { placeId: 'z' }), 'unknown_place'],
    ['a place visited twice', withVisit(1, { placeId: 'a' }), 'place_visited_twice'],
    [
      'a place forgotten',
      plan([idle], { unvisited: left.slice(1), importance: 0, cost: 8000 }),
      'place_not_accounted_for',
    ],
    ['a place both visited and left out', plan([day()], { unvisited: left.slice(0, 1) }), 'place_visited_twice'],
    [
      'a required place left out',
      plan([idle], { unvisited: left, importance: 0, cost: 8000 }),
      'required_place_unvisited',
      withA({ required: true }),
    ],
    ['a place that is closed that weekday', plan(), 'closed', withA(hours([1, 2, 3, 4, 6, 7], 8, 20))],
    ['a place that closes during the visit', plan(), 'closed', withA(hours([5], 8, 10))],
    ['a place that opens after the visit began', plan(), 'closed', withA(hours([], 9.5, 20))],
    ['a leg too few', plan([day({ legs: day().legs.slice(1) })]), 'wrong_leg'],
    ['a leg to somewhere else', withLeg(0, { toPlaceId: 'b' }), 'wrong_leg'],
    ['a leg that takes no time', withLeg(1, { durationSeconds: 0 }), 'wrong_time'],
    ['a leg with wrong metres', withLeg(1, { distanceMeters: 3000 }), 'wrong_distance'],
    ['a leg by car on a trip without', withLeg(1, { mode: TRAVEL_MODE.drive }), 'wrong_mode'],
    [
      'a long leg on foot',
      withLeg(1, { mode: TRAVEL_MODE.walk, distanceMeters: 3000, durationSeconds: 3000 }),
      'walking_leg_exceeded',
    ],
    ['riding on a walking trip', plan(), 'wrong_mode', problem({ travelMode: TRAVEL_MODE.walk })],
    ['too much on foot', plan(), 'walking_exceeded', problem({ maxWalkingDistanceMeters: 999 })],
    ['too far in a day', plan(), 'distance_exceeded', problem({ maxDailyDistanceMeters: 7599 })],
    [
      'a day that ends too late',
      plan(),
      'day_exceeded',
      problem({ days: [{ date: '2026-12-04', startSeconds: 9 * HOUR, endSeconds: 41_799, start: HOTEL }] }),
    ],
    [
      'a day that begins too early',
      plan(),
      'day_exceeded',
      problem({ days: [{ date: '2026-12-04', startSeconds: 32_401, endSeconds: 18 * HOUR, start: HOTEL }] }),
    ],
    ['wrong metres on foot', plan([day({ walkingMeters: 0 })]), 'wrong_distance'],
    ['wrong metres of a day', plan([day({ distanceMeters: 7000 })]), 'wrong_distance'],
    ['wrong free time', plan([day({ freeSeconds: 1 })]), 'wrong_duration'],
    ['a wrong end', plan([day({ endSeconds: 41_000 })]), 'wrong_time'],
    ['wrong importance', plan([day()], { importance: 9 }), 'wrong_importance'],
    ['a wrong cost', plan([day()], { cost: 0 }), 'wrong_cost'],
    ['a time that is no number', withVisit(0, { arrivalSeconds: Number.NaN }), 'not_a_number'],
  ];
  it.each(planted)('catches %s', (_, wrong, kind, of) => {
    expect(kinds(wrong, of)).toContain(kind);
  });

  it('counts what a leg really takes, not what the plan says', () => {
    const verdict = verifyItinerary(problem({ maxDailyDistanceMeters: 7599 }), withLeg(1, { distanceMeters: 0 }));
    expect(verdict.violations).toMatchObject([
      { kind: 'wrong_distance', place: 'days[0].legs[1].distance_meters', amount: 3300, unit: 'm', subject: 'b' },
      { kind: 'distance_exceeded', place: 'days[0]', amount: 1, unit: 'm', subject: '2026-12-04' },
    ]);
  });

  it('says what is wrong elsewhere too when a place does not exist, and gives no cost', () => {
    const verdict = verifyItinerary(withA(hours([], 8, 10)), withVisit(1, { placeId: 'z' }));
    expect(verdict.costs).toBeUndefined();
    expect(verdict.violations).toMatchObject([
      { kind: 'unknown_place', place: 'days[0].visits[1]', subject: 'z' },
      { kind: 'closed', place: 'days[0].visits[0]', amount: 1000, subject: 'a' },
      { kind: 'wrong_leg' },
      { kind: 'wrong_leg' },
      { kind: 'place_not_accounted_for', place: 'places[1]', subject: 'b' },
      { kind: 'wrong_importance', amount: 4, unit: 'points' },
    ]);
  });

  it('takes figures of 0 as not given when told so, but never times', () => {
    const unstated = plan([day({ walkingMeters: 0, distanceMeters: 0, freeSeconds: 0 })], { cost: 0, importance: 0 });
    expect(verifyItinerary(problem(), unstated, { zeroIsUnstated: true }).violations).toEqual([]);
    const untimed = plan([day({ endSeconds: 0 })]);
    expect(verifyItinerary(problem(), untimed, { zeroIsUnstated: true }).violations).toMatchObject([
      { kind: 'wrong_time', place: 'days[0].end_seconds', amount: 41_800 },
    ]);
  });

  // Lunch of half an hour on the way to b, which the leg is interrupted for.
  const lunch = { id: 'lunch', startSeconds: 10 * HOUR, endSeconds: 11 * HOUR, durationSeconds: 1800 };
  const eaten = (change: Partial<PlannedMeal> = {}) =>
    plan([
      day({
        visits: day().visits.map((visit, i) =>
          i === 0 ? visit : { ...visit, arrivalSeconds: 39_400, startSeconds: 39_400, departureSeconds: 43_000 },
        ),
        endSeconds: 43_600,
        freeSeconds: day().freeSeconds - 1800,
        meals: [{ mealId: 'lunch', visitsBefore: 1, startSeconds: 37_200, endSeconds: 39_000, ...change }],
      }),
    ]);
  const hungry = problem({ meals: [lunch] });

  it('takes a meal on the way as time off that is no travel', () => {
    expect(verifyItinerary(hungry, eaten()).violations).toEqual([]);
  });

  it('asks for no meal on a day that is over when it may last begin, or that begins when it could be over', () => {
    const at = (from: number, to: number) => problem({ meals: [{ ...lunch, startSeconds: from, endSeconds: to }] });
    expect(kinds(plan(), at(41_000, 41_800))).toEqual([]);
    expect(kinds(plan(), at(30_600, 40_000))).toEqual([]);
    expect(kinds(plan(), at(30_601, 40_000))).toEqual(['meal_missed']);
    expect(kinds(plan(), at(41_000, 41_799))).toEqual(['meal_missed']);
  });

  it.each([
    ['forgotten', plan(), 'meal_missed'],
    ['that nobody asked for', eaten({ mealId: 'tea' }), 'unknown_meal'],
    ['before its time', eaten({ startSeconds: 35_000 }), 'meal_misplaced'],
    ['cut short', eaten({ endSeconds: 38_000 }), 'meal_misplaced'],
    ['during a visit', eaten({ startSeconds: 36_500, endSeconds: 38_300 }), 'meal_misplaced'],
  ] satisfies [string, ItineraryPlan, ItineraryViolationKind][])('catches a meal %s', (_, wrong, kind) => {
    expect(kinds(wrong, hungry)).toContain(kind);
  });

  it('counts visits by the pace', () => {
    const busy = ['a', 'b', 'c', 'd'];
    const relaxed = problem({ places: busy.map((id) => place(id)), pace: 1 });
    const visits = busy.map((placeId) => ({ placeId, arrivalSeconds: 0, startSeconds: 0, departureSeconds: 0 }));
    const legs = Array.from({ length: 5 }, () => day().legs[0] as PlannedDay['legs'][number]);
    expect(verifyItinerary(relaxed, plan([day({ visits, legs })])).violations).toContainEqual(
      expect.objectContaining({ kind: 'too_many_visits', amount: 1, unit: 'visits' }),
    );
  });

  it('begins and ends days at the hotel unless they say otherwise', () => {
    const { days, ...rest } = problem().input;
    const away = { latitude: -33.5, longitude: -70.5 };
    const homeless = days.map(({ start: _, ...each }) => each);
    const of = { ...problem(), input: { ...rest, days: homeless, hotel: HOTEL } };
    expect(verifyItinerary(of, plan()).violations).toEqual([]);
    // Matrices hold all starts before the ends that are elsewhere.
    const two = [
      { ...(homeless[0] as (typeof homeless)[number]), end: away },
      { ...(homeless[0] as (typeof homeless)[number]), date: '2026-12-05', start: away, end: HOTEL },
    ];
    expect(itineraryLocations({ ...of.input, days: two })).toMatchObject({ starts: [2, 3], ends: [3, 2] });
  });

  it('knows that hours of the evening before reach past midnight', () => {
    // Open on Thursdays from 20:00 to 34:00, which is Friday 10:00: the visit ends at 10:16.
    expect(kinds(plan(), withA(hours([4], 20, 34)))).toEqual(['closed']);
    expect(kinds(plan(), withA(hours([4], 20, 35)))).toEqual([]);
  });

  it('lets required places be left out of a partial plan', () => {
    const { freeSeconds } = { freeSeconds: 9 * HOUR };
    const empty = plan([day({ visits: [], legs: [], walkingMeters: 0, distanceMeters: 0, freeSeconds })], {
      unvisited: ['a', 'b'].map((id) => ({ id, reasons: [] })),
      importance: 0,
      cost: 8000,
    });
    expect(verifyItinerary(withA({ required: true }), empty, { partial: true }).violations).toEqual([]);
  });
});
