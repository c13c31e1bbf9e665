import { describe, expect, it } from 'vitest';
import type { RoutingInput } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';
import { validateRouting } from '#domain/routing/validate';
import { stopOf, vehicleOf } from '#domain/routing/verify/even-plan';
import {
  given,
  group,
  lunch,
  matrixOf,
  parcel,
  related,
  request,
  WINDOW,
  withStop,
  withVehicle,
} from './rich-request.ts';

describe('checking what a rich routing request asks for', () => {
  it('finds nothing wrong with everything at once', () => {
    const rich = request({
      stops: [
        stopOf('a', { pickup: [1], setupSeconds: 5, serviceSecondsByType: { lorry: 9 }, vehicleIds: ['van'] }),
        stopOf('b', { openingHours: [{ weekdays: [1], openSeconds: 0, closeSeconds: 90_000 }], releaseSeconds: 5 }),
        stopOf('c', { softWindow: { ...WINDOW, costPerSecondEarly: 1, costPerSecondLate: 0 } }),
        stopOf('d'),
      ],
      depots: [
        { id: 'x', timeWindow: { startSeconds: 0, endSeconds: 9000 } },
        { id: 'y', loadingSeconds: 5 },
      ],
      vehicles: [
        vehicleOf('van', {
          type: 'lorry',
          count: 2,
          reload: { depotIds: ['y'], maxReloads: 2 },
          breaks: [lunch({ depotIds: ['x'] })],
          drivingRules: { preset: 1 },
          shifts: [WINDOW, { startSeconds: 200, endSeconds: 4000 }],
          overnight: { depotIds: ['y'] },
          overtime: { regularSeconds: 5, costPerHour: 3 },
          profileId: 'fast',
          walking: { profileId: 'fast', maxMeters: 5 },
        }),
      ],
      profiles: [{ id: 'fast', travelMode: 0, matrix: matrixOf(6, 5, 5), speedFactor: 1.5 }],
      calendar: { firstWeekday: 1, days: 2 },
      shipments: [parcel('a', 'b', { maxRideSeconds: 3 })],
      relations: [{ kind: RELATION.differentRoutes, stopIds: ['a', 'c'] }],
      balance: { measure: 1, costPerUnit: 3, includeUnused: false },
      givenRoutes: [given(['a', 'b'], { lockedStops: 1 })],
      change: { vehicleChange: 1, predecessorChange: 1, removal: 1 },
    });
    expect(validateRouting(rich)).toEqual([]);
  });

  const faults: readonly [string, RoutingInput, string, string][] = [
    ['a pickup of another length', withStop({ pickup: [1, 2] }), 'stops[0].pickup', 'WRONG_LENGTH'],
    ['a negative setup', withStop({ setupSeconds: -1 }), 'stops[0].setup_seconds', 'NEGATIVE'],
    [
      'a negative service of one type',
      withStop({ serviceSecondsByType: { lorry: -1 } }),
      'stops[0].service_seconds_by_type[lorry]',
      'NEGATIVE',
    ],
    [
      'a release that is no whole second',
      withStop({ releaseSeconds: 0.5 }),
      'stops[0].release_seconds',
      'NOT_A_WHOLE_NUMBER',
    ],
    [
      'a soft window that ends before it starts',
      withStop({ softWindow: { startSeconds: 9, endSeconds: 8, costPerSecondEarly: 0, costPerSecondLate: 0 } }),
      'stops[0].soft_window.end_seconds',
      'WRONG_ORDER',
    ],
    [
      'a negative price of being late',
      withStop({ softWindow: { ...WINDOW, costPerSecondEarly: 0, costPerSecondLate: -2 } }),
      'stops[0].soft_window.cost_per_second_late',
      'NEGATIVE',
    ],
    [
      'opening hours without a calendar',
      withStop({ openingHours: [{ weekdays: [], openSeconds: 0, closeSeconds: 5 }] }),
      'calendar',
      'REQUIRED',
    ],
    [
      'a weekday that there is not',
      withStop(
        { openingHours: [{ weekdays: [8], openSeconds: 0, closeSeconds: 5 }] },
        { calendar: { firstWeekday: 1 } },
      ),
      'stops[0].opening_hours[0].weekdays[0]',
      'OUT_OF_RANGE',
    ],
    [
      'a calendar without a day',
      request({ calendar: { firstWeekday: 0, days: 0 } }),
      'calendar.first_weekday',
      'OUT_OF_RANGE',
    ],
    [
      'a vehicle named that does not exist',
      withStop({ vehicleIds: ['bus'] }),
      'stops[0].vehicle_ids[0]',
      'UNKNOWN_REFERENCE',
    ],
    ['a vehicle named twice', withStop({ vehicleIds: ['van', 'van'] }), 'stops[0].vehicle_ids[1]', 'DUPLICATE_ID'],
    [
      'a depot that closes before it opens',
      request({ depots: [{ id: 'x', timeWindow: { startSeconds: 9, endSeconds: 8 } }, { id: 'y' }] }),
      'depots[0].time_window.end_seconds',
      'WRONG_ORDER',
    ],
    [
      'a negative loading time',
      request({ depots: [{ id: 'x', loadingSeconds: -1 }, { id: 'y' }] }),
      'depots[0].loading_seconds',
      'NEGATIVE',
    ],
    ['a reload without depots', withVehicle({ reload: { depotIds: [] } }), 'vehicles[0].reload.depot_ids', 'REQUIRED'],
    [
      'a reload at a depot that does not exist',
      withVehicle({ reload: { depotIds: ['moon'] } }),
      'vehicles[0].reload.depot_ids[0]',
      'UNKNOWN_REFERENCE',
    ],
    [
      'an unloading order that there is not',
      withVehicle({ unloadingOrder: 3 }),
      'vehicles[0].unloading_order',
      'OUT_OF_RANGE',
    ],
    ['a shift and shifts', withVehicle({ shift: WINDOW, shifts: [WINDOW] }), 'vehicles[0].shift', 'CONTRADICTION'],
    [
      'shifts that overlap',
      withVehicle({ shifts: [WINDOW, { startSeconds: 199, endSeconds: 300 }] }),
      'vehicles[0].shifts[1].start_seconds',
      'WRONG_ORDER',
    ],
    [
      'a night without shifts',
      withVehicle({ overnight: { depotIds: ['x'] } }),
      'vehicles[0].overnight',
      'CONTRADICTION',
    ],
    [
      'a break without windows',
      withVehicle({ breaks: [lunch({ windows: [] })] }),
      'vehicles[0].breaks[0].windows',
      'REQUIRED',
    ],
    ['a break twice', withVehicle({ breaks: [lunch(), lunch()] }), 'vehicles[0].breaks[1].id', 'DUPLICATE_ID'],
    [
      'a break with the name of a driving break',
      withVehicle({ breaks: [lunch({ id: 'driving' })] }),
      'vehicles[0].breaks[0].id',
      'OUT_OF_RANGE',
    ],
    [
      'a break that is longer than the shift',
      withVehicle({ shift: WINDOW, breaks: [lunch({ durationSeconds: 101 })] }),
      'vehicles[0].breaks[0].duration_seconds',
      'OUT_OF_RANGE',
    ],
    [
      'a first part that is longer than the break',
      withVehicle({ drivingRules: { preset: 1, firstPartSeconds: 2701 } }),
      'vehicles[0].driving_rules.first_part_seconds',
      'WRONG_ORDER',
    ],
    [
      'a break after driving of no length',
      withVehicle({ drivingRules: { preset: 0, maxContinuousDrivingSeconds: 100 } }),
      'vehicles[0].driving_rules.break_seconds',
      'REQUIRED',
    ],
    [
      'a preset that there is not',
      withVehicle({ drivingRules: { preset: 7 } }),
      'vehicles[0].driving_rules.preset',
      'OUT_OF_RANGE',
    ],
    ['a profile that does not exist', withVehicle({ profileId: 'ski' }), 'vehicles[0].profile_id', 'UNKNOWN_REFERENCE'],
    [
      'a walking profile that does not exist',
      withVehicle({ walking: { profileId: 'ski' } }),
      'vehicles[0].walking.profile_id',
      'UNKNOWN_REFERENCE',
    ],
    [
      'a speed factor of 0',
      request({ profiles: [{ id: 'p', travelMode: 2, speedFactor: 0 }] }),
      'profiles[0].speed_factor',
      'OUT_OF_RANGE',
    ],
    [
      'a speed factor with which times overflow',
      request({ profiles: [{ id: 'p', travelMode: 2, speedFactor: 0.01, matrix: matrixOf(6, 400_000_000, 1) }] }),
      'profiles[0].speed_factor',
      'OUT_OF_RANGE',
    ],
    [
      'a profile matrix of another size',
      request({ profiles: [{ id: 'p', travelMode: 2, matrix: matrixOf(5, 1, 1) }] }),
      'profiles[0].matrix.durations_seconds',
      'WRONG_LENGTH',
    ],
    ['great circles beside a matrix', request({ greatCircle: true }), 'great_circle', 'CONTRADICTION'],
    [
      'great circles without locations',
      request({ greatCircle: true, matrix: undefined }),
      'stops[0].location',
      'REQUIRED',
    ],
    [
      'a shipment of an unknown stop',
      request({ shipments: [parcel('a', 'z')] }),
      'shipments[0].delivery_stop_id',
      'UNKNOWN_REFERENCE',
    ],
    [
      'a shipment to where it is',
      request({ shipments: [parcel('a', 'a')] }),
      'shipments[0].delivery_stop_id',
      'CONTRADICTION',
    ],
    [
      'a stop of two shipments',
      request({ shipments: [parcel('a', 'b'), parcel('b', 'c')] }),
      'shipments[1].pickup_stop_id',
      'DUPLICATE_ID',
    ],
    [
      'a stop of a shipment that is optional itself',
      withStop({ optional: true }, { shipments: [parcel('a', 'b')] }),
      'stops[0].optional',
      'CONTRADICTION',
    ],
    [
      'a prize of a mandatory shipment',
      request({ shipments: [parcel('a', 'b', { prize: 1 })] }),
      'shipments[0].prize',
      'OUT_OF_RANGE',
    ],
    ['one alternative', request({ alternatives: [group('g', ['a'])] }), 'alternatives[0].stop_ids', 'WRONG_LENGTH'],
    [
      'groups that overlap',
      request({ alternatives: [group('g', ['a', 'b']), group('h', ['b', 'c'])] }),
      'alternatives[1].stop_ids[0]',
      'DUPLICATE_ID',
    ],
    [
      'an alternative that is optional itself',
      withStop({ optional: true }, { alternatives: [group('g', ['a', 'b'])] }),
      'stops[0].optional',
      'CONTRADICTION',
    ],
    [
      'an alternative that is part of a shipment',
      request({ alternatives: [group('g', ['a', 'b'])], shipments: [parcel('b', 'c')] }),
      'alternatives[0].stop_ids[1]',
      'CONTRADICTION',
    ],
    ['a relation of one stop', related([RELATION.order, ['a']]), 'relations[0].stop_ids', 'WRONG_LENGTH'],
    ['a relation of no kind', related([0, ['a', 'b']]), 'relations[0].kind', 'OUT_OF_RANGE'],
    [
      'a relation with a stop twice',
      related([RELATION.order, ['a', 'b', 'a']]),
      'relations[0].stop_ids[2]',
      'DUPLICATE_ID',
    ],
    [
      'stops together and apart',
      related([RELATION.sameRoute, ['a', 'b']], [RELATION.order, ['b', 'c']], [RELATION.differentRoutes, ['c', 'a']]),
      'relations[2].stop_ids',
      'CONTRADICTION',
    ],
    [
      'two stops directly behind one',
      related([RELATION.sequence, ['a', 'b']], [RELATION.sequence, ['a', 'c']]),
      'relations[1].stop_ids',
      'CONTRADICTION',
    ],
    [
      'a measure of balance that there is not',
      request({ balance: { measure: 0, costPerUnit: 1, includeUnused: false } }),
      'balance.measure',
      'OUT_OF_RANGE',
    ],
    [
      'a negative price of change',
      request({ change: { vehicleChange: 0, predecessorChange: -1, removal: 0 } }),
      'change.predecessor_change',
      'NEGATIVE',
    ],
    [
      'a given route of an unknown vehicle',
      request({ givenRoutes: [given([], { vehicleId: 'bus', lock: LOCK.vehicle })] }),
      'given_routes[0].vehicle_id',
      'UNKNOWN_REFERENCE',
    ],
    [
      'a number that the vehicle has not',
      request({ givenRoutes: [given([], { vehicleIndex: 1 })] }),
      'given_routes[0].vehicle_index',
      'OUT_OF_RANGE',
    ],
    [
      'two given routes of one vehicle',
      request({ givenRoutes: [given(['a']), given(['b'])] }),
      'given_routes[1].vehicle_id',
      'DUPLICATE_ID',
    ],
    [
      'a given stop twice',
      request({ givenRoutes: [given(['a', 'b', 'a'])] }),
      'given_routes[0].stop_ids[2]',
      'DUPLICATE_ID',
    ],
    [
      'more locked stops than there are',
      request({ givenRoutes: [given(['a'], { lockedStops: 2 })] }),
      'given_routes[0].locked_stops',
      'OUT_OF_RANGE',
    ],
    [
      'pickups and shipments that 32 bits do not hold',
      withStop({ pickup: [600_000_000] }, { shipments: [parcel('a', 'b', { amount: [600_000_000] })] }),
      'capacity_dimensions[0]',
      'OUT_OF_RANGE',
    ],
    [
      'ways that 32 bits do not hold',
      request({ matrix: matrixOf(6, 1, 900_000_000) }),
      'matrix.distances_meters',
      'OUT_OF_RANGE',
    ],
  ];
  it.each(faults)('finds %s', (_, input, path, reason) => {
    const found = validateRouting(input);
    expect(found).toContainEqual(expect.objectContaining({ path, reason }));
    expect(found.every(({ hint, message }) => hint !== '' && message !== '')).toBe(true);
  });

  it('names the circle of orders that run in one', () => {
    const found = validateRouting({
      ...related([RELATION.order, ['a', 'b']], [RELATION.sequence, ['b', 'c']]),
      shipments: [parcel('c', 'a')],
    });
    expect(found).toMatchObject([
      { path: 'shipments[0]', reason: 'CONTRADICTION', message: expect.stringContaining('a -> b -> c -> a') },
    ]);
  });

  it('lets optional stops give way to what they contradict', () => {
    const stops = [stopOf('a', { optional: true }), ...['b', 'c', 'd'].map((id) => stopOf(id))];
    const relations = [
      { kind: RELATION.order, stopIds: ['a', 'b'] },
      { kind: RELATION.order, stopIds: ['b', 'a'] },
    ];
    expect(validateRouting(request({ stops, relations }))).toEqual([]);
  });

  it('takes a long chain of orders as fast as a short one', () => {
    const stops = Array.from({ length: 20_000 }, (_, i) =>
      stopOf(`s${i}`, { location: { latitude: 0, longitude: 0 } }),
    );
    const relations = stops.slice(1).map(({ id }, i) => ({ kind: RELATION.order, stopIds: [`s${i}`, id] }));
    const depots = [{ id: 'x', location: { latitude: 0, longitude: 0 } }];
    const started = performance.now();
    expect(validateRouting({ ...request(), matrix: undefined, stops, relations, depots })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
