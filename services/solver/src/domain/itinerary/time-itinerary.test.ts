import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { ItineraryPlan, ItineraryProblem, PlannedDay } from './problem.ts';
import { randomItinerary, withTravel } from './random-itinerary.ts';
import { timeItinerary } from './time-itinerary.ts';
import { verifyItinerary } from './verify.ts';

const HOTEL = { latitude: -33.437, longitude: -70.65 };

/** Only the order of the visits. */
function order({ input }: ItineraryProblem, ...days: string[][]): ItineraryPlan {
  const visit = (placeId: string) => ({ placeId, arrivalSeconds: 0, startSeconds: 0, departureSeconds: 0 });
  const empty = { legs: [], startSeconds: 0, endSeconds: 0, walkingMeters: 0, distanceMeters: 0, freeSeconds: 0 };
  return {
    days: input.days.map(({ date }, index) => ({ date, visits: (days[index] ?? []).map(visit), ...empty })),
    unvisited: input.places.filter(({ id }) => !days.flat().includes(id)).map(({ id }) => ({ id, reasons: [] })),
    importance: 0,
    cost: 0,
  };
}

/** A museum 400 m north of the hotel, open from 11 to 13 h, and a park 4 km further; a Friday from 9 to 15 h. */
function friday(closeSeconds = 46_800): ItineraryProblem {
  const place = (id: string, latitude: number, hours: object[]) => ({
    id,
    name: '',
    location: { ...HOTEL, latitude },
    visitSeconds: 3600,
    openingHours: hours.map((one) => ({ weekdays: [5], openSeconds: 39_600, closeSeconds, ...one })),
    required: false,
  });
  const days = [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 54_000, start: HOTEL }];
  const places = [place('museum', -33.4343, [{}]), place('park', -33.4, [])];
  return withTravel({ places, days, travelMode: TRAVEL_MODE.mixed });
}

const broken = (problem: ItineraryProblem, plan: ItineraryPlan) =>
  verifyItinerary(problem, timeItinerary(problem, plan), { zeroIsUnstated: true }).violations;

describe('an itinerary that gives only the order of its visits', () => {
  it('waits for the opening, walks short legs and rides long ones', () => {
    const problem = friday();
    const day = timeItinerary(problem, order(problem, ['museum', 'park'])).days[0] as PlannedDay;
    expect(day.legs.map(({ fromPlaceId, toPlaceId, mode }) => [fromPlaceId, toPlaceId, mode])).toEqual([
      ['', 'museum', TRAVEL_MODE.walk],
      ['museum', 'park', TRAVEL_MODE.transit],
      ['park', '', TRAVEL_MODE.transit],
    ]);
    expect(day).toMatchObject({
      startSeconds: 32_400,
      visits: [{ startSeconds: 39_600, departureSeconds: 43_200 }, {}],
    });
    expect(broken(problem, order(problem, ['museum', 'park']))).toEqual([]);
  });

  it('is told of the place that has closed by then', () => {
    const problem = friday(43_199);
    expect(broken(problem, order(problem, ['museum']))).toMatchObject([
      { kind: 'closed', place: 'days[0].visits[0]', subject: 'museum' },
    ]);
  });

  it('never breaks a rule about times, legs or modes by the way in which it is timed', () => {
    const about = new Set(['wrong_time', 'wrong_leg', 'wrong_mode', 'too_early', 'no_way', 'wrong_duration']);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(0, 1, 2, 3, 4, 5), (seed, travelMode) => {
        const problem = randomItinerary({ seed, places: 8, days: 2, input: { travelMode } });
        const ids = problem.input.places.map(({ id }) => id);
        const kinds = broken(problem, order(problem, ids.slice(0, 4), ids.slice(4, 7))).map(({ kind }) => kind);
        expect(kinds.filter((kind) => about.has(kind))).toEqual([]);
      }),
    );
  });

  it('leaves days alone that have times, or a place that does not exist', () => {
    const problem = friday();
    const strange = order(problem, ['museum', 'moon']);
    expect(timeItinerary(problem, strange).days).toEqual(strange.days);
    const [day] = timeItinerary(problem, order(problem, ['park'])).days;
    const timed = { ...order(problem), days: [day as PlannedDay] };
    expect(timeItinerary(problem, timed)).toBe(timed);
  });
});
