import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import { UNSERVED } from '#domain/routing/problem';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import { visitWindows } from './opening-windows.ts';
import {
  type ItineraryPlan,
  type ItineraryProblem,
  itineraryLocations,
  itineraryModes,
  type Place,
} from './problem.ts';
import { randomItinerary, withTravel } from './random-itinerary.ts';
import { solveItinerary } from './solve-itinerary.ts';
import { verifyItinerary } from './verify.ts';

const HOUR = 3600;

const context = (more: Partial<SolveContext<ItineraryPlan>> = {}): SolveContext<ItineraryPlan> => ({
  seed: 1,
  now: () => performance.now(),
  budgetMs: 20_000,
  iterations: 150,
  stop: () => false,
  ...more,
});

/** A trip with some places changed. */
function changed(problem: ItineraryProblem, change: (place: Place, index: number) => Partial<Place>, more = {}) {
  const places = problem.input.places.map((place, index) => ({ ...place, ...change(place, index) }));
  return withTravel({ ...problem.input, places, ...more });
}

const relaxed = async (problem: ItineraryProblem) => {
  const outcome = await solveItinerary(problem, context());
  expect(outcome.status).toBe('relaxed');
  return outcome;
};

describe('solving an itinerary', () => {
  it('keeps meals, pace and hotel in every mode', async () => {
    const meal = (id: string, from: number, to: number, minutes: number) => ({
      id,
      startSeconds: from * HOUR,
      endSeconds: to * HOUR,
      durationSeconds: minutes * 60,
    });
    const meals = [meal('lunch', 12, 13.5, 60), meal('dinner', 18, 18.5, 45), meal('coffee', 10, 11, 20)];
    const modes = fc.constantFrom(TRAVEL_MODE.walk, TRAVEL_MODE.drive, TRAVEL_MODE.mixed);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 1, 2, 3),
        modes,
        fc.subarray(meals, { minLength: 1 }),
        async (seed, places, pace, travelMode, chosen) => {
          const input = { travelMode, pace, meals: chosen, hotel: { latitude: -33.43, longitude: -70.64 } };
          const problem = randomItinerary({ seed, places, days: 2, input });
          const outcome = await solveItinerary(problem, context({ iterations: 20 }));
          expect(['optimal', 'feasible']).toContain(outcome.status);
          const { violations, cost } = verifyItinerary(problem, outcome.solution as ItineraryPlan);
          expect(violations).toEqual([]);
          expect(outcome.value).toBeCloseTo(cost, 6);
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);

  it('has lunch on a day that reaches over noon', async () => {
    const lunch = { id: 'lunch', startSeconds: 12 * HOUR, endSeconds: 13 * HOUR, durationSeconds: HOUR };
    const problem = randomItinerary({ seed: 3, places: 10, days: 1, input: { meals: [lunch] } });
    const { solution } = await solveItinerary(problem, context());
    const [day] = (solution as ItineraryPlan).days;
    expect(day?.meals).toMatchObject([{ mealId: 'lunch' }]);
    const free = randomItinerary({ seed: 3, places: 10, days: 1 });
    const without = (await solveItinerary(free, context())).solution as ItineraryPlan;
    expect(without.importance).toBeGreaterThanOrEqual((solution as ItineraryPlan).importance);
  });

  it('gives plans that the verifier accepts, whatever the mode and the hours', async () => {
    const modes = fc.constantFrom(TRAVEL_MODE.walk, TRAVEL_MODE.drive, TRAVEL_MODE.bicycle, TRAVEL_MODE.mixed, 0);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 18 }),
        fc.integer({ min: 1, max: 4 }),
        modes,
        fc.constantFrom(0, 900, 4000),
        async (seed, places, days, travelMode, maxWalkingDistanceMeters) => {
          const input = { travelMode, maxWalkingDistanceMeters, maxDailyDistanceMeters: 30_000 };
          const problem = randomItinerary({ seed, places, days, input });
          const outcome = await solveItinerary(problem, context());
          expect(['optimal', 'feasible']).toContain(outcome.status);
          const { violations, cost } = verifyItinerary(problem, outcome.solution as ItineraryPlan);
          expect(violations).toEqual([]);
          expect(outcome.value).toBeCloseTo(cost, 6);
          expect(outcome.bound).toBeLessThanOrEqual(cost + 1e-6);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('proves ten places on three days', async () => {
    const outcome = await solveItinerary(randomItinerary({ seed: 1, places: 10, days: 3 }), context());
    expect(outcome).toMatchObject({ status: 'optimal', boundSource: 'enumeration' });
    expect(outcome.bound).toBe(outcome.value);
  });

  it('gives the same plan for the same seed and iterations', async () => {
    const problem = randomItinerary({ seed: 3, places: 25, days: 2 });
    const first = await solveItinerary(problem, context());
    const second = await solveItinerary(problem, context());
    expect(second.solution).toEqual(first.solution);
    expect(first.iterations).toBe(150);
  });

  it('prefers what matters more when not everything fits', async () => {
    const places = changed(randomItinerary({ seed: 3, places: 12, days: 1 }), (_, i) => ({
      visitSeconds: 2 * HOUR,
      openingHours: [],
      importance: i < 3 ? 10 : 1,
    }));
    const { solution } = await solveItinerary(places, context());
    const visited = solution?.days.flatMap((day) => day.visits.map(({ placeId }) => placeId)) ?? [];
    expect(visited).toEqual(expect.arrayContaining(['p0', 'p1', 'p2']));
    expect(solution?.unvisited.length).toBeGreaterThan(0);
  });

  it('walks short legs while the walking limit lasts, and rides the others', async () => {
    // Four places along one street 400 m apart, two far off.
    const street = (i: number) => ({ latitude: -33.437 + 0.0028 * (i + 1), longitude: i < 4 ? -70.65 : -70.62 });
    const trip = changed(
      randomItinerary({ seed: 5, places: 6, days: 1 }),
      (_, i) => ({ location: street(i), visitSeconds: HOUR, openingHours: [] }),
      { maxWalkingDistanceMeters: 1000, maxWalkingLegMeters: 500 },
    );
    const { solution } = await solveItinerary(trip, context());
    const legs = solution?.days[0]?.legs ?? [];
    const onFoot = legs.filter(({ mode }) => mode === TRAVEL_MODE.walk);
    expect(onFoot.length).toBeGreaterThan(0);
    expect(legs.length).toBeGreaterThan(onFoot.length);
    for (const { distanceMeters } of onFoot) expect(distanceMeters).toBeLessThanOrEqual(500);
    expect(solution?.days[0]?.walkingMeters).toBeLessThanOrEqual(1000);
  });

  it('begins at the first place and ends at the last when there is no hotel', async () => {
    const { input } = randomItinerary({ seed: 5, places: 5, days: 1 });
    const days = input.days.map(({ start: _, ...day }) => day);
    const problem = withTravel({ ...input, days });
    const { solution } = await solveItinerary(problem, context());
    const [day] = solution?.days ?? [];
    expect(day?.legs).toHaveLength((day?.visits.length ?? 0) - 1);
    expect(day?.startSeconds).toBe(day?.visits[0]?.startSeconds);
  });

  it('says why a place is left out', async () => {
    const closed = { openingHours: [{ weekdays: [1], openSeconds: 0, closeSeconds: 24 * HOUR }] };
    const trip = changed(randomItinerary({ seed: 1, places: 4, days: 1 }), (_, i) =>
      i === 0 ? closed : { openingHours: [] },
    );
    const { solution } = await solveItinerary(trip, context());
    expect(solution?.unvisited[0]).toMatchObject({
      id: 'p0',
      reasons: [{ code: UNSERVED.closed, closest: '2026-12-04' }],
    });
  });
});

describe('when required places do not fit', () => {
  const base = randomItinerary({ seed: 1, places: 5, days: 1 });
  const hours = (open: number, close: number) => ({
    openingHours: [{ weekdays: [], openSeconds: open * HOUR, closeSeconds: close * HOUR }],
  });

  it('widens opening hours first, by one hour', async () => {
    const trip = changed(base, (_, i) =>
      i === 0 ? { required: true, visitSeconds: HOUR, ...hours(8, 9.5) } : hours(0, 24),
    );
    const { relaxations, solution } = await relaxed(trip);
    expect(relaxations).toMatchObject([{ step: 'widen_opening_hours', subjectId: 'p0' }]);
    expect(solution?.days[0]?.visits[0]?.placeId).toBe('p0');
  });

  it('then lets more be walked, then lets long legs be ridden', async () => {
    const far = { latitude: -33.407, longitude: -70.65 };
    const trip = (maxWalkingDistanceMeters: number, location = far) =>
      changed(base, (_, i) => (i === 0 ? { required: true, ...hours(0, 24), location } : hours(0, 24)), {
        travelMode: TRAVEL_MODE.walk,
        maxWalkingDistanceMeters,
      });
    const walking = await relaxed(trip(7500));
    expect(walking.relaxations.map(({ step }) => step)).toEqual(['extend_walking_limit']);
    const riding = await relaxed(trip(3000));
    expect(riding.relaxations.map(({ step }) => step)).toContain('ride_long_legs');
  });

  it('makes the day longer after that, and drops the least important last', async () => {
    const all = { required: true, visitSeconds: 1.8 * HOUR, openingHours: [] };
    const longer = await relaxed(changed(base, (_, i) => ({ ...all, importance: 1 + i })));
    expect(longer.relaxations.map(({ step }) => step)).toEqual(['extend_day']);
    const dropped = await relaxed(changed(base, (_, i) => ({ ...all, visitSeconds: 3 * HOUR, importance: 1 + i })));
    const drops = dropped.relaxations.filter(({ step }) => step === 'drop_places');
    expect(drops).toMatchObject([
      { subjectId: 'p0', price: 1000 },
      { subjectId: 'p1', price: 2000 },
    ]);
    expect(dropped.solution?.importance).toBe(3 + 4 + 5);
    expect(dropped.value).toBeGreaterThan(3000);
    expect(dropped.value).toBeLessThan(3010);
  });

  it('with relaxing forbidden gives the conflict set instead', async () => {
    const trip = changed(base, () => ({ required: true, visitSeconds: 4 * HOUR, openingHours: [] }), {
      relaxation: { forbidden: true },
    });
    const outcome = await solveItinerary(trip, context());
    expect(outcome).toMatchObject({ status: 'infeasible', stopReason: 'infeasible' });
    expect(outcome.explanation?.conflict).toHaveLength(3);
    expect(outcome.solution).toBeUndefined();
  });
});

describe('hours and locations', () => {
  const day = { date: '2026-12-04', startSeconds: 9 * HOUR, endSeconds: 27 * HOUR };
  const place = (weekdays: number[], open: number, close: number): Place => ({
    id: 'p',
    name: '',
    visitSeconds: HOUR,
    required: false,
    openingHours: [{ weekdays, openSeconds: open * HOUR, closeSeconds: close * HOUR }],
  });

  it('a visit must end by closing time, on the right weekday', () => {
    expect(visitWindows(place([5], 10, 13), day)).toEqual([[10 * HOUR, 12 * HOUR]]);
    expect(visitWindows(place([6], 10, 13), day)).toEqual([]);
    expect(visitWindows(place([5], 10, 10.5), day)).toEqual([]);
  });

  it('hours reach past midnight both ways', () => {
    expect(visitWindows(place([5], 20, 26), day)).toEqual([[20 * HOUR, 25 * HOUR]]);
    expect(visitWindows(place([4], 20, 35), day)).toEqual([[9 * HOUR, 10 * HOUR]]);
    // The next day's early hours belong to a day that ends late.
    expect(visitWindows(place([6], 1, 5), day)).toEqual([[25 * HOUR, 28 * HOUR]]);
  });

  it('locations list places first and every start and end once', () => {
    const hotel = { latitude: 1, longitude: 1 };
    const airport = { latitude: 2, longitude: 2 };
    const days = [
      { ...day, start: hotel },
      { ...day, date: '2026-12-05', start: hotel, end: airport },
      { ...day, date: '2026-12-06' },
    ];
    const { locations, starts, ends } = itineraryLocations({ places: [place([], 0, 1)], days, travelMode: 0 });
    expect(locations).toEqual([undefined, hotel, airport]);
    expect(starts).toEqual([1, 1, -1]);
    expect(ends).toEqual([1, 2, -1]);
  });

  it('modes name the matrices that are needed', () => {
    const { input } = randomItinerary({ seed: 1, places: 2, days: 1 });
    expect(itineraryModes(input)).toEqual({ walk: true, ride: 'transit' });
    expect(itineraryModes({ ...input, travelMode: TRAVEL_MODE.drive })).toEqual({ walk: false, ride: 'drive' });
    expect(itineraryModes({ ...input, travelMode: TRAVEL_MODE.walk })).toEqual({ walk: true });
  });
});
