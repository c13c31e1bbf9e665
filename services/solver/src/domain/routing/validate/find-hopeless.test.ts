import { describe, expect, it } from 'vitest';
import type { RoutingInput } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';
import { validateRouting } from '#domain/routing/validate';
import { stopOf, vehicleOf } from '#domain/routing/verify/even-plan';
import { findHopeless } from './find-hopeless.ts';
import { given, matrixOf, parcel, related, request, withStop } from './rich-request.ts';

describe('what no plan can keep', () => {
  const capacity = { vehicles: [vehicleOf('van', { capacity: [5], shift: { startSeconds: 0, endSeconds: 1000 } })] };
  const noWay = (cell: (row: number, column: number) => boolean) => {
    const { durationsSeconds, distancesMeters } = matrixOf(6, 1, 1);
    return {
      durationsSeconds: durationsSeconds.map((s, i) => (cell(Math.floor(i / 6), i % 6) ? -1 : s)),
      distancesMeters,
    };
  };

  it('is nothing in a problem that can be solved', () => {
    expect(findHopeless(withStop({ demand: [5] }, capacity))).toEqual([]);
  });

  const cases: readonly [string, RoutingInput, string, RegExp][] = [
    ['a demand above every capacity', withStop({ demand: [6] }, capacity), 'stops[0].demand', /no vehicle holds/],
    ['a pickup above every capacity', withStop({ pickup: [6] }, capacity), 'stops[0].pickup', /no vehicle holds/],
    [
      'a shipment above every capacity',
      request({ ...capacity, shipments: [parcel('a', 'b', { amount: [6] })] }),
      'shipments[0].amount',
      /no vehicle holds/,
    ],
    ['a skill that nobody has', withStop({ skills: ['crane'] }), 'stops[0].skills', /no vehicle has the skills/],
    [
      'a window outside every shift',
      withStop({ timeWindows: [{ startSeconds: 1001, endSeconds: 2000 }] }, capacity),
      'stops[0].time_windows',
      /no shift meets/,
    ],
    [
      'hours that are shorter than the service',
      withStop(
        { openingHours: [{ weekdays: [], openSeconds: 5, closeSeconds: 14 }] },
        { calendar: { firstWeekday: 1 } },
      ),
      'stops[0].opening_hours',
      /no shift meets/,
    ],
    [
      'rules that no vehicle keeps together',
      withStop(
        { demand: [5], skills: ['crane'] },
        { vehicles: [vehicleOf('van', { capacity: [5] }), vehicleOf('crane', { capacity: [1], skills: ['crane'] })] },
      ),
      'stops[0]',
      /all of them by none/,
    ],
    [
      'a stop that no way leads to',
      request({ matrix: noWay((_, column) => column === 2) }),
      'stops[0]',
      /no way to or from/,
    ],
    ['a stop that no way leads from', request({ matrix: noWay((row) => row === 3) }), 'stops[1]', /no way to or from/],
    [
      'more stops apart than vehicles',
      related([RELATION.differentRoutes, ['a', 'b']]),
      'relations[0].stop_ids',
      /2 stops .* 1 vehicles/,
    ],
    [
      'locked stops that are too much for their vehicle',
      request({
        ...capacity,
        stops: ['a', 'b', 'c', 'd'].map((id) => stopOf(id, { demand: [3] })),
        givenRoutes: [given(['c', 'd'], { lockedStops: 2 })],
      }),
      'given_routes[0].stop_ids[0]',
      /6 kg are on vehicle van/,
    ],
    [
      'a locked stop that comes too late for its window',
      request({
        stops: [
          stopOf('a'),
          stopOf('b', { timeWindows: [{ startSeconds: 0, endSeconds: 209 }] }),
          stopOf('c'),
          stopOf('d'),
        ],
        givenRoutes: [given(['a', 'b', 'c'], { lockedStops: 2 })],
      }),
      'given_routes[0].stop_ids[1]',
      /1 s after the end/,
    ],
    [
      'a locked route with half a shipment',
      request({ shipments: [parcel('a', 'b')], givenRoutes: [given(['a'], { lock: LOCK.route })] }),
      'given_routes[0].stop_ids[0]',
      /not delivered/,
    ],
  ];
  it.each(cases)('is %s', (_, input, path, message) => {
    expect(findHopeless(input)).toEqual([
      expect.objectContaining({ path, reason: 'UNSERVABLE', message: expect.stringMatching(message) }),
    ]);
  });

  it('is no fault: the rest can be solved', () => {
    for (const [, input] of cases) expect(validateRouting(input)).toEqual([]);
  });

  it('waits for travel that is not measured yet, and looks at the rest', () => {
    const location = { latitude: 1, longitude: 1 };
    const stops = [
      stopOf('a', { location }),
      stopOf('b', { location, timeWindows: [{ startSeconds: 0, endSeconds: 209 }] }),
    ];
    const input = request({
      depots: [{ id: 'x', location }],
      matrix: undefined,
      stops,
      givenRoutes: [given(['a', 'b'], { lockedStops: 2 })],
    });
    expect(findHopeless(input)).toEqual([]);
    expect(findHopeless({ ...input, stops: stops.map((stop) => ({ ...stop, serviceSeconds: 210 })) })).toMatchObject([
      { path: 'given_routes[0].stop_ids[1]', message: expect.stringContaining('1 s after the end') },
    ]);
  });
});
