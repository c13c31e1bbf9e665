import { describe, expect, it } from 'vitest';
import { randomItinerary } from '#domain/itinerary/random-itinerary';
import { LinearBuilder } from '#domain/linear/linear-builder';
import type { RoutingInput } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';
import { randomInstance } from '#domain/routing/random-instance';
import { measureLinear } from './measure-linear.ts';
import { type Quote, quoteItinerary, quoteLinear, quoteRouting } from './quote.ts';

const TERMS = { engineSeconds: (seconds: number) => seconds * 0.92 };
const SANTIAGO = { latitude: -33.4372, longitude: -70.6506 };

/** Stops on a line to the north, by default 100 m apart, whose fleet has room. */
function line(stops: number, more: Partial<RoutingInput> = {}, degrees = 0.001): RoutingInput {
  return {
    stops: Array.from({ length: stops }, (_, i) => ({
      id: `s${i}`,
      name: '',
      location: { latitude: SANTIAGO.latitude + i * degrees, longitude: SANTIAGO.longitude },
      demand: [1],
      serviceSeconds: 60,
      timeWindows: [],
      skills: [],
      optional: false,
      prize: 0,
    })),
    depots: [{ id: 'depot', location: SANTIAGO }],
    vehicles: [van()],
    capacityDimensions: ['kg'],
    travelMode: 2,
    ...more,
  };
}

function van(more: Partial<RoutingInput['vehicles'][number]> = {}): RoutingInput['vehicles'][number] {
  const shift = { startSeconds: 8 * 3600, endSeconds: 18 * 3600 };
  return {
    id: 'van',
    startDepotId: '',
    endDepotId: '',
    openEnd: false,
    capacity: [1000],
    shift,
    skills: [],
    fixedCost: 0,
    ...more,
  };
}

function withStop(input: RoutingInput, more: Partial<RoutingInput['stops'][number]>): RoutingInput {
  const [first, ...rest] = input.stops;
  return { ...input, stops: [{ ...(first as RoutingInput['stops'][number]), ...more }, ...rest] };
}

const codes = ({ issues }: Quote) => issues.map(({ code }) => code);

describe('the complexity score', () => {
  it.each([
    [10, 0, 'low', 10],
    [11, 1, 'low', 15],
    [20, 1, 'low', 15],
    [21, 3, 'medium', 25],
  ])('of %i places close together is %i: risk %s, %i s', (stops, score, risk, deadline) => {
    expect(quoteRouting(line(stops), TERMS)).toMatchObject({ score, risk, recommendedDeadlineSeconds: deadline });
  });

  it('adds 2 for a spread over 50 km and 2 for tight windows, and is high from 5', () => {
    const wide = quoteRouting(line(21, {}, 0.03), TERMS);
    expect(wide).toMatchObject({ score: 5, risk: 'high', recommendedDeadlineSeconds: 35 });
    expect(wide.measures.spreadKilometers).toBeGreaterThan(60);
    const { stops } = line(21, {}, 0.03);
    const timeWindows = [{ startSeconds: 9 * 3600, endSeconds: 10 * 3600 }];
    const tight = quoteRouting(line(21, { stops: stops.map((stop) => ({ ...stop, timeWindows })) }), TERMS);
    expect(tight.points.map(({ rule }) => rule)).toEqual(['over_20_places', 'spread_over_50_km', 'tight_windows']);
    expect(tight).toMatchObject({ score: 7, recommendedDeadlineSeconds: 45 });
    expect(tight.measures.windowTightness).toBeCloseTo(0.9);
  });

  it('takes the spread from the matrix where places have no locations', () => {
    const { input, travel } = randomInstance({ seed: 1, stops: 9, vehicles: 2 });
    const matrix = { durationsSeconds: [...travel.durations], distancesMeters: [...travel.distances] };
    const { measures } = quoteRouting({ ...input, matrix }, TERMS);
    expect(measures.spreadKilometers).toBe(Math.max(...travel.distances) / 1000);
  });

  it('finds the spread across the date line', () => {
    const at = (longitude: number) => ({ latitude: 0, longitude });
    const stops = line(3).stops.map((stop, i) => ({ ...stop, location: at([179.9, -179.9, 180][i] as number) }));
    const { measures } = quoteRouting(line(3, { stops, depots: [{ id: 'depot', location: at(180) }] }), TERMS);
    expect(measures.spreadKilometers).toBeCloseTo(22.2, 1);
  });
});

describe('the likely issues of a routing', () => {
  it('are none for an easy one', () => {
    const quote = quoteRouting(line(10), TERMS);
    expect(quote.issues).toEqual([]);
    expect(quote.measures).toMatchObject({ capacitySlack: 0.99, scarcestDimension: 'kg', windowedShare: 0 });
    expect(quote.measures.timeSlack).toBeGreaterThan(0.9);
  });

  it.each([
    ['a stop above every vehicle', 'STOP_TOO_LARGE', withStop(line(5), { demand: [1001] })],
    ['a skill that nobody has', 'SKILL_MISSING', withStop(line(5), { skills: ['lift'] })],
    [
      'a window outside every shift',
      'WINDOW_OUTSIDE_SHIFTS',
      withStop(line(5), { timeWindows: [{ startSeconds: 0, endSeconds: 3600 }] }),
    ],
    ['more demand than the fleet holds', 'CAPACITY_SHORT', line(5, { vehicles: [van({ capacity: [4] })] })],
  ])('name %s, and make the risk high whatever the score', (_, code, input) => {
    const quote = quoteRouting(input, TERMS);
    expect(codes(quote)).toContain(code);
    expect(quote).toMatchObject({ score: 0, risk: 'high' });
  });

  it('name what no plan can keep of the rules of rich problems', () => {
    const rich = line(5, {
      stops: line(5).stops.map((stop, i) => ({
        ...stop,
        ...(i === 0 && { pickup: [1001] }),
        ...(i === 1 && { vehicleIds: ['lorry'], skills: ['lift'] }),
      })),
      vehicles: [
        van({ id: 'van', skills: ['lift'] }),
        van({ id: 'lorry', shift: undefined, shifts: [{ startSeconds: 0, endSeconds: 3600 }] }),
      ],
      shipments: [
        { id: 'piano', pickupStopId: 's3', deliveryStopId: 's4', amount: [2000], optional: false, prize: 0 },
        { id: 'harp', pickupStopId: 's3', deliveryStopId: 's4', amount: [2000], optional: true, prize: 0 },
      ],
      relations: [{ kind: RELATION.differentRoutes, stopIds: ['s0', 's1', 's2'] }],
    });
    const { issues } = quoteRouting(rich, TERMS);
    expect(issues.filter(({ isImpossible }) => isImpossible).map(({ code, message }) => [code, message])).toEqual([
      ['STOP_TOO_LARGE', 'no vehicle holds what is collected at 1 stop: s0'],
      ['NO_VEHICLE_FITS', 'no vehicle can serve 1 stop: s1'],
      ['SHIPMENT_TOO_LARGE', 'no vehicle holds shipment piano'],
      ['TOO_FEW_VEHICLES', '3 stops must be on different routes, there are 2 vehicles'],
    ]);
  });

  it('do not add up what vehicles hold that load again, nor alternatives of which one is served', () => {
    const reload = { depotIds: ['depot'] };
    expect(codes(quoteRouting(line(5, { vehicles: [van({ capacity: [4], reload })] }), TERMS))).toEqual([]);
    const alternatives = [{ id: 'g', stopIds: ['s0', 's1'], optional: false, prize: 0 }];
    expect(codes(quoteRouting(line(5, { vehicles: [van({ capacity: [4] })], alternatives }), TERMS))).not.toContain(
      'CAPACITY_SHORT',
    );
  });

  it('leave out what is optional', () => {
    expect(codes(quoteRouting(withStop(line(5), { demand: [1001], optional: true }), TERMS))).not.toContain(
      'STOP_TOO_LARGE',
    );
  });

  it.each([
    ['little capacity left', 'CAPACITY_TIGHT', line(100, { vehicles: [van({ capacity: [102] })] })],
    ['service longer than the shifts', 'TIME_SHORT', withStop(line(5), { serviceSeconds: 12 * 3600 })],
    ['little time left', 'TIME_TIGHT', withStop(line(2), { serviceSeconds: 9.5 * 3600 })],
    ['a wide spread', 'WIDE_SPREAD', line(5, {}, 0.2)],
  ])('name %s', (_, code, input) => {
    expect(codes(quoteRouting(input, TERMS))).toContain(code);
  });

  it('say that a budget is short, up to the recommended deadline or what was enough', () => {
    const { input } = randomInstance({ seed: 1, stops: 500, vehicles: 40, windows: 0.8 });
    expect(codes(quoteRouting(input, { ...TERMS, budgetSeconds: 0.2 }))).toContain('BUDGET_SHORT');
    expect(codes(quoteRouting(input, { ...TERMS, budgetSeconds: 60 }))).not.toContain('BUDGET_SHORT');
    // Eight stops are over in a moment.
    expect(codes(quoteRouting(line(8), { ...TERMS, budgetSeconds: 0.5 }))).not.toContain('BUDGET_SHORT');
  });
});

describe('the likely issues of an itinerary', () => {
  it('are in time and opening hours', () => {
    const { input } = randomItinerary({ seed: 3, places: 60, days: 1 });
    const quote = quoteItinerary(input, TERMS);
    expect(codes(quote)).toContain('TIME_SHORT');
    expect(quote.measures.timeSlack).toBe(-1);
    expect(quote.issues.find(({ code }) => code === 'TIME_SHORT')?.message).toMatch(
      /about \d+ places will be left out/,
    );
  });

  it('name required places that are closed all days: 7 December 2026 is a Monday', () => {
    const { input } = randomItinerary({ seed: 3, places: 10, days: 1, required: 1 });
    const days = [{ date: '2026-12-07', startSeconds: 9 * 3600, endSeconds: 19 * 3600 }];
    const [first] = input.places;
    const openingHours = [{ weekdays: [2], openSeconds: 10 * 3600, closeSeconds: 18 * 3600 }];
    const place = { ...(first as (typeof input.places)[number]), visitSeconds: 3600, openingHours };
    const quote = quoteItinerary({ ...input, days, places: [place] }, TERMS);
    expect(codes(quote)).toEqual(['NEVER_OPEN', 'TIGHT_WINDOWS']);
    expect(quote.issues[0]?.message).toBe('1 required place cannot be visited on any of the days: p0');
    expect(quote).toMatchObject({ risk: 'high', measures: { windowTightness: 1 } });
  });
});

describe('a linear program', () => {
  function knapsack(columns: number, weight = 7) {
    const builder = new LinearBuilder();
    const row = builder.row('capacity');
    for (let c = 0; c < columns; c++) {
      const column = builder.column(`x${c}`);
      builder.upper[column] = c === 0 ? Number.POSITIVE_INFINITY : 1;
      builder.integer[column] = true;
      builder.addTerm(row, column, c === 1 ? weight : 1);
    }
    return measureLinear(builder.build(0));
  }

  it('is measured by whole numbers, density and the range of its coefficients', () => {
    expect(knapsack(40, 1e7)).toEqual({
      columns: 40,
      rows: 1,
      integers: 40,
      unboundedIntegers: 1,
      entries: 40,
      coefficientRange: 1e7,
    });
    const quote = quoteLinear(knapsack(40, 1e7), TERMS);
    expect(codes(quote)).toEqual(['UNBOUNDED_INTEGERS', 'WIDE_COEFFICIENTS', 'MANY_INTEGERS']);
    expect(quote).toMatchObject({ score: 4, risk: 'medium', recommendedDeadlineSeconds: 30 });
  });

  it('that is empty can be quoted', () => {
    expect(quoteLinear(measureLinear(new LinearBuilder().build(0)), TERMS)).toMatchObject({ score: 0, risk: 'low' });
  });
});

describe('a prediction', () => {
  const plain = line(20);
  const givenRoutes = [{ vehicleId: 'van', vehicleIndex: 0, stopIds: ['s0', 's1'], lock: LOCK.none, lockedStops: 0 }];
  const locked = givenRoutes.map((route) => ({ ...route, lock: LOCK.order }));
  const opens = { weekdays: [], openSeconds: 0, closeSeconds: 80_000 };
  const windows = [100, 5000].map((startSeconds) => ({ startSeconds, endSeconds: startSeconds + 60 }));

  it.each<[string, RoutingInput]>([
    ['plain problems', plain],
    ['a plan to start from, where nothing is locked', { ...plain, givenRoutes }],
  ])('is made for %s', (_, input) => {
    const { prediction, sufficientSeconds } = quoteRouting(input, TERMS);
    expect([prediction?.gap, sufficientSeconds]).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it.each<[string, RoutingInput]>([
    ['locks', { ...plain, givenRoutes: locked }],
    ['reloads', { ...plain, vehicles: [van({ reload: { depotIds: ['depot'] } })] }],
    ['balance', { ...plain, balance: { measure: 1, costPerUnit: 1, includeUnused: false } }],
    ['several windows', withStop(plain, { timeWindows: windows })],
    ['opening hours', { ...withStop(plain, { openingHours: [opens] }), calendar: { firstWeekday: 1 } }],
    ['two prices of the way', { ...plain, vehicles: [van({ costPerKm: 1, costPerTravelHour: 10 })] }],
  ])('is not made with %s, which were not measured', (_, input) => {
    const { prediction, sufficientSeconds, recommendedDeadlineSeconds } = quoteRouting(input, TERMS);
    expect([prediction, sufficientSeconds]).toEqual([undefined, undefined]);
    expect(recommendedDeadlineSeconds).toBeGreaterThanOrEqual(10);
  });
});
