import { describe, expect, it } from 'vitest';
import type { RoutingInput, Stop, Vehicle } from './problem.ts';
import { randomInstance } from './random-instance.ts';
import { validateRouting } from './validate.ts';

const place = { latitude: 52.1, longitude: 5.1 };

function request(more: Partial<RoutingInput> = {}): RoutingInput {
  const { input } = randomInstance({ seed: 1, stops: 3, vehicles: 2, windows: 1 });
  return {
    ...input,
    depots: [{ id: 'depot', location: place }],
    stops: input.stops.map((stop) => ({ ...stop, location: place })),
    ...more,
  };
}

const withStop = (change: Partial<Stop>) =>
  request({ stops: request().stops.map((stop, i) => (i === 1 ? { ...stop, ...change } : stop)) });
const withVehicle = (change: Partial<Vehicle>) =>
  request({ vehicles: request().vehicles.map((vehicle) => ({ ...vehicle, ...change })) });

describe('checking a routing request', () => {
  it('finds nothing wrong with a right one', () => {
    expect(validateRouting(request())).toEqual([]);
  });

  const faults: [string, RoutingInput, string, string][] = [
    ['no stops', request({ stops: [] }), 'stops', 'REQUIRED'],
    ['no depots', request({ depots: [] }), 'depots', 'REQUIRED'],
    ['no vehicles', request({ vehicles: [] }), 'vehicles', 'REQUIRED'],
    ['an id twice', withStop({ id: 's0' }), 'stops[1].id', 'DUPLICATE_ID'],
    ['an empty id', withStop({ id: '' }), 'stops[1].id', 'REQUIRED'],
    ['a zero byte in an id', withStop({ id: 'a\u0000b' }), 'stops[1].id', 'WRONG_FORMAT'],
    ['an id that would colour a terminal', withStop({ id: '\u001b[31m' }), 'stops[1].id', 'WRONG_FORMAT'],
    [
      'latitude 95',
      withStop({ location: { latitude: 95, longitude: 0 } }),
      'stops[1].location.latitude',
      'OUT_OF_RANGE',
    ],
    [
      'a longitude that is no number',
      withStop({ location: { latitude: 5, longitude: Number.NaN } }),
      'stops[1].location.longitude',
      'NOT_A_NUMBER',
    ],
    ['no location without a matrix', withStop({ location: undefined }), 'stops[1].location', 'REQUIRED'],
    ['a negative duration', withStop({ serviceSeconds: -5 }), 'stops[1].service_seconds', 'NEGATIVE'],
    ['a part of a second', withStop({ serviceSeconds: 1.5 }), 'stops[1].service_seconds', 'NOT_A_WHOLE_NUMBER'],
    [
      'a window that ends before it starts',
      withStop({ timeWindows: [{ startSeconds: 9, endSeconds: 8 }] }),
      'stops[1].time_windows[0].end_seconds',
      'WRONG_ORDER',
    ],
    ['a demand of another length', withStop({ demand: [1] }), 'stops[1].demand', 'WRONG_LENGTH'],
    ['a negative demand', withStop({ demand: [1, -1] }), 'stops[1].demand[1]', 'NEGATIVE'],
    ['a negative prize', withStop({ optional: true, prize: -1 }), 'stops[1].prize', 'NEGATIVE'],
    ['a prize for what is mandatory', withStop({ optional: false, prize: 1 }), 'stops[1].prize', 'OUT_OF_RANGE'],
    ['a capacity of another length', withVehicle({ capacity: [1, 2, 3] }), 'vehicles[0].capacity', 'WRONG_LENGTH'],
    [
      'a depot that does not exist',
      withVehicle({ startDepotId: 'moon' }),
      'vehicles[0].start_depot_id',
      'UNKNOWN_REFERENCE',
    ],
    [
      'an open end with a depot',
      withVehicle({ openEnd: true, endDepotId: 'depot' }),
      'vehicles[0].end_depot_id',
      'OUT_OF_RANGE',
    ],
    ['none of a vehicle', withVehicle({ count: 0 }), 'vehicles[0].count', 'OUT_OF_RANGE'],
    [
      'a shift that ends before it starts',
      withVehicle({ shift: { startSeconds: 9, endSeconds: 8 } }),
      'vehicles[0].shift.end_seconds',
      'WRONG_ORDER',
    ],
    [
      'an endless cost',
      withVehicle({ costPerKm: Number.POSITIVE_INFINITY }),
      'vehicles[0].cost_per_km',
      'NOT_A_NUMBER',
    ],
    [
      'a matrix of another size',
      request({ matrix: { durationsSeconds: [0], distancesMeters: Array(16).fill(1) } }),
      'matrix.durations_seconds',
      'WRONG_LENGTH',
    ],
    [
      'a negative cell that is not -1',
      request({ matrix: { durationsSeconds: Array(16).fill(-2), distancesMeters: Array(16).fill(1) } }),
      'matrix.durations_seconds[0]',
      'NEGATIVE',
    ],
    [
      'loads that 32 bits do not hold',
      withStop({ demand: [1_000_000_000, 1] }),
      'capacity_dimensions[0]',
      'OUT_OF_RANGE',
    ],
  ];
  it.each(faults)('finds %s', (_, input, path, reason) => {
    expect(validateRouting(input)).toContainEqual(expect.objectContaining({ path, reason }));
  });

  it('finds all faults at once, each with a hint', () => {
    const found = validateRouting({ ...withStop({ serviceSeconds: -5, prize: -1, demand: [1] }), vehicles: [] });
    expect(found.map(({ path }) => path)).toEqual([
      'vehicles',
      'stops[1].demand',
      'stops[1].service_seconds',
      'stops[1].prize',
    ]);
    expect(found.every(({ hint, message }) => hint !== '' && message !== '')).toBe(true);
  });

  it('takes -1 in a matrix as no way, and then needs no locations', () => {
    const cells = Array(16).fill(-1);
    const stops = request().stops.map((stop) => ({ ...stop, location: undefined }));
    expect(
      validateRouting(
        request({ stops, depots: [{ id: 'depot' }], matrix: { durationsSeconds: cells, distancesMeters: cells } }),
      ),
    ).toEqual([]);
  });

  it('answers a request over the limit at once, with the limit', () => {
    const [stop] = request().stops;
    const stops = new Array<Stop>(1_000_001).fill(stop as Stop);
    const started = performance.now();
    expect(validateRouting(request({ stops }))).toEqual([
      expect.objectContaining({ path: 'stops', reason: 'LIMIT_EXCEEDED', message: expect.stringContaining('1000000') }),
    ]);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
