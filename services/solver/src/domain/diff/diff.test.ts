import { describe, expect, it } from 'vitest';
import { diffColumns } from './column-diff.ts';
import { itineraryParts, routingParts } from './cost-parts.ts';
import { valueWords, visitWords } from './diff-words.ts';
import { diffVisits, type PlacedRoute } from './visit-diff.ts';

/** One stop an hour from 8:00 on. */
const route = (name: string, ids: string, more: Partial<PlacedRoute> = {}): PlacedRoute => ({
  name,
  kind: 'van',
  visits: [...ids].map((id, position) => ({ id, position, startSeconds: (8 + position) * 3600 })),
  ...more,
});
const brief = (before: PlacedRoute[], after: PlacedRoute[]) =>
  diffVisits(before, after).changes.map(({ kind, id, from, to }) => [kind, id, from?.route, to?.route]);

describe('diffVisits', () => {
  it('says nothing of plans that are the same', () => {
    const plan = [route('van', 'abc'), route('van #2', 'de')];
    expect(diffVisits(plan, plan)).toMatchObject({ changes: [], shifts: { kept: 5, shifted: 0 } });
    expect(visitWords(diffVisits(plan, plan))).toBe('Every visit stays where and when it was.');
  });

  it('does not mind which of several vehicles alike serves a route', () => {
    expect(brief([route('van', 'abc'), route('van #2', 'de')], [route('van', 'de'), route('van #2', 'abc')])).toEqual(
      [],
    );
  });

  it('says which vehicle a route was of where vehicles alike have changed places', () => {
    const before = [route('van', 'abc'), route('van #2', 'def')];
    expect(brief(before, [route('van', 'defc'), route('van #2', 'ab')])).toEqual([
      ['moved', 'c', 'van', 'van (was van #2)'],
    ]);
  });

  it('minds which vehicle it is where they differ', () => {
    const lorry = { kind: 'lorry' };
    expect(brief([route('van', 'ab')], [route('lorry', 'ab', lorry)])).toEqual([
      ['moved', 'a', 'van', 'lorry'],
      ['moved', 'b', 'van', 'lorry'],
    ]);
  });

  it('tells moved, reordered, added and dropped visits apart, and names the fewest', () => {
    const before = [route('van', 'abcde'), route('van #2', 'fg')];
    const after = [route('van', 'cabd'), route('van #2', 'fhge')];
    expect(brief(before, after)).toEqual([
      ['reordered', 'c', 'van', 'van'],
      ['added', 'h', undefined, 'van #2'],
      ['moved', 'e', 'van', 'van #2'],
    ]);
    expect(brief([route('van', 'abc')], [route('van', 'ac')])).toEqual([['dropped', 'b', 'van', undefined]]);
  });

  it('measures how far visits that stay are shifted', () => {
    const { shifts } = diffVisits([route('van', 'abc')], [route('van', 'xabc')]);
    expect(shifts).toEqual({ kept: 3, shifted: 3, meanSeconds: 3600, mostSeconds: 3600, mostId: 'a' });
    expect(visitWords(diffVisits([route('van', 'abc')], [route('van', 'xabc')]))).toBe(
      '1 served now: x (van). 3 visits stay in place at another time, by 1 h 00 min on average, at most 1 h 00 min (a).',
    );
  });
});

describe('cost parts', () => {
  const vehicle = {
    id: 'van',
    startDepotId: '',
    endDepotId: '',
    openEnd: false,
    capacity: [],
    skills: [],
    fixedCost: 5,
  };
  const input = {
    stops: [
      { id: 'a', name: '', demand: [], serviceSeconds: 0, timeWindows: [], skills: [], optional: true, prize: 7 },
    ],
    depots: [{ id: 'd' }],
    vehicles: [{ ...vehicle, costPerKm: 2, costPerHour: 10, overtime: { regularSeconds: 0, costPerHour: 4 } }],
    capacityDimensions: [],
    travelMode: 0,
  };
  const night = {
    kind: 3 as const,
    visitsBefore: 0,
    startSeconds: 0,
    endSeconds: 3600,
    depotId: '',
    breakId: '',
    distanceMeters: 0,
  };
  const driven = {
    vehicleId: 'van',
    vehicleIndex: 0,
    visits: [],
    startSeconds: 0,
    endSeconds: 3 * 3600,
    distanceMeters: 1500,
    cost: 0,
    events: [night],
    overtimeSeconds: 1800,
  };
  const plan = { routes: [driven], unserved: [{ id: 'a', reasons: [] }], distanceMeters: 0, durationSeconds: 0 };

  it('explains the cost of a plan by its own figures, without travel data', () => {
    const parts = routingParts(input, { ...plan, cost: 5 + 3 + 20 + 2 + 7 });
    expect(parts.map(({ name, amount, quantity }) => [name, amount, quantity])).toEqual([
      ['fixed', 5, 1],
      ['distance', 3, 1500],
      ['time', 20, 7200],
      ['overtime', 2, 1800],
      ['prizes_lost', 7, 1],
    ]);
  });

  it('counts kilometres only where nothing else has a price, and names parts as an evaluation does', () => {
    const paid = { ...vehicle, fixedCost: 0, costPerTravelHour: 6 };
    const parts = routingParts(
      { ...input, vehicles: [paid] },
      { ...plan, routes: [{ ...driven, travelSeconds: 1800 }], cost: 10 },
    );
    expect(parts.map(({ name, amount }) => [name, amount])).toEqual([
      ['travel_time', 3],
      ['prizes_lost', 7],
    ]);
  });

  it('says what it cannot explain', () => {
    expect(routingParts(input, { ...plan, cost: 40 }).at(-1)).toMatchObject({ name: 'other', amount: 3 });
  });

  it('explains the cost of a trip', () => {
    const places = ['a', 'b'].map((id) => ({ id, name: '', visitSeconds: 0, openingHours: [], required: false }));
    const trip = { days: [], unvisited: [], importance: 0, cost: 10_000 };
    expect(itineraryParts({ places, days: [], travelMode: 0 }, trip)).toEqual([
      { name: 'importance_lost', amount: 10_000, quantity: 10, unit: 'points' },
    ]);
  });
});

describe('diffColumns', () => {
  it('takes a column that is not named for 0, and lists the largest change first', () => {
    const changes = diffColumns(
      [
        { name: 'x', value: 1 },
        { name: 'y', value: 2 },
      ],
      [
        { name: 'y', value: 2 + 1e-9 },
        { name: 'z', value: 5 },
      ],
    );
    expect(changes).toEqual([
      { name: 'z', before: 0, after: 5 },
      { name: 'x', before: 1, after: 0 },
    ]);
  });
});

describe('valueWords', () => {
  it.each([
    [120.5, 110, 'The value goes from 120.50 to 110 (10.50 less, 8.7 %).'],
    [7, 7, 'The value stays 7.'],
    [undefined, 3, 'There was no answer; the value is 3 now.'],
    [3, undefined, 'The value was 3; there is no answer now.'],
  ])('says what becomes of %s and %s', (before, after, words) => {
    expect(valueWords({ before, after })).toBe(words);
  });
});
