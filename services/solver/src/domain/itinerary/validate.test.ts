import { describe, expect, it } from 'vitest';
import type { Day, ItineraryInput, Place } from './problem.ts';
import { randomItinerary } from './random-itinerary.ts';
import { validateItinerary } from './validate.ts';

const { input } = randomItinerary({ seed: 1, places: 3, days: 2 });
const withPlace = (change: Partial<Place>): ItineraryInput => ({
  ...input,
  places: input.places.map((place, i) => (i === 1 ? { ...place, ...change } : place)),
});
const withDay = (change: Partial<Day>): ItineraryInput => ({
  ...input,
  days: input.days.map((day, i) => (i === 1 ? { ...day, ...change } : day)),
});
const hours = (openSeconds: number, closeSeconds: number, weekdays: number[] = []) =>
  withPlace({ openingHours: [{ weekdays, openSeconds, closeSeconds }] });

describe('checking an itinerary request', () => {
  it('finds nothing wrong with a right one', () => {
    expect(validateItinerary(input)).toEqual([]);
  });

  const faults: [string, ItineraryInput, string, string][] = [
    ['no places', { ...input, places: [] }, 'places', 'REQUIRED'],
    ['no days', { ...input, days: [] }, 'days', 'REQUIRED'],
    ['an id twice', withPlace({ id: 'p0' }), 'places[1].id', 'DUPLICATE_ID'],
    ['no location', withPlace({ location: undefined }), 'places[1].location', 'REQUIRED'],
    [
      'latitude 95',
      withPlace({ location: { latitude: 95, longitude: 0 } }),
      'places[1].location.latitude',
      'OUT_OF_RANGE',
    ],
    ['a negative visit', withPlace({ visitSeconds: -1 }), 'places[1].visit_seconds', 'NEGATIVE'],
    ['a visit that is no number', withPlace({ visitSeconds: Number.NaN }), 'places[1].visit_seconds', 'NOT_A_NUMBER'],
    ['importance 11', withPlace({ importance: 11 }), 'places[1].importance', 'OUT_OF_RANGE'],
    ['importance 0', withPlace({ importance: 0 }), 'places[1].importance', 'OUT_OF_RANGE'],
    ['hours that end before they start', hours(9, 8), 'places[1].opening_hours[0].close_seconds', 'WRONG_ORDER'],
    ['hours of more than 36', hours(9, 36 * 3600 + 1), 'places[1].opening_hours[0].close_seconds', 'OUT_OF_RANGE'],
    ['a weekday that is none', hours(8, 9, [0]), 'places[1].opening_hours[0].weekdays[0]', 'OUT_OF_RANGE'],
    ['a date in words', withDay({ date: 'tomorrow' }), 'days[1].date', 'WRONG_FORMAT'],
    ['a date that the calendar lacks', withDay({ date: '2026-02-30' }), 'days[1].date', 'WRONG_FORMAT'],
    ['a date twice', withDay({ date: '2026-12-04' }), 'days[1].date', 'DUPLICATE_ID'],
    [
      'a day that ends before it starts',
      withDay({ startSeconds: 9, endSeconds: 8 }),
      'days[1].end_seconds',
      'WRONG_ORDER',
    ],
    [
      'a hotel at longitude 200',
      withDay({ start: { latitude: 0, longitude: 200 } }),
      'days[1].start.longitude',
      'OUT_OF_RANGE',
    ],
    ['a negative walking limit', { ...input, maxWalkingDistanceMeters: -1 }, 'max_walking_distance_meters', 'NEGATIVE'],
    ['a pace that is none', { ...input, pace: 4 }, 'pace', 'OUT_OF_RANGE'],
    ['a hotel beyond the pole', { ...input, hotel: { latitude: 91, longitude: 0 } }, 'hotel.latitude', 'OUT_OF_RANGE'],
    [
      'a meal that may last begin before it may first',
      { ...input, meals: [{ id: 'lunch', startSeconds: 9, endSeconds: 8, durationSeconds: 1 }] },
      'meals[0].end_seconds',
      'WRONG_ORDER',
    ],
    ['a travel mode that is none', { ...input, travelMode: 9 }, 'travel_mode', 'OUT_OF_RANGE'],
  ];
  it.each(faults)('finds %s', (_, wrong, path, reason) => {
    expect(validateItinerary(wrong)).toContainEqual(expect.objectContaining({ path, reason }));
  });

  it('answers a request over the limit at once, with the limit', () => {
    const places = new Array<Place>(1_000_001).fill(input.places[0] as Place);
    expect(validateItinerary({ ...input, places })).toEqual([
      expect.objectContaining({ path: 'places', reason: 'LIMIT_EXCEEDED' }),
    ]);
  });
});
