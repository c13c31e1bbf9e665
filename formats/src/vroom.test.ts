import { readFileSync } from 'node:fs';
import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { RouteEvent_Kind, RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import { expect, test } from 'vitest';
import { readVroom } from './read-vroom.ts';
import { writeVroom } from './write-vroom.ts';

const TEXT = readFileSync(new URL('../../examples/formats/vroom.json', import.meta.url), 'utf8');

interface Parts {
  vehicles: object[];
  jobs: object[];
  matrices?: object;
  [more: string]: unknown;
}

function changed(change: (json: Parts) => void): string {
  const json = JSON.parse(TEXT) as Parts;
  change(json);
  return JSON.stringify(json);
}

test('seconds of travel are priced as VROOM prices them, and a job of higher priority is worth more', () => {
  const { problem, notes } = readVroom(TEXT);
  expect(notes).toEqual([]);
  expect(problem.vehicles[0]).toMatchObject({
    costPerKm: 0,
    costPerTravelHour: 3_600,
    capacity: [2],
    shift: { startSeconds: 0, endSeconds: 5_000 },
  });
  expect(problem.matrix?.durationsSeconds.slice(0, 4)).toEqual([0, 100, 200, 300]);
  expect(problem.matrix?.distancesMeters.slice(0, 4)).toEqual([0, 900, 1_800, 2_700]);
  const [low, , high] = problem.stops.map(({ prize }) => prize);
  expect(high).toBe(11 * (low ?? 0));
  // More than any plan costs.
  expect(low).toBeGreaterThan(1_200);
});

test('a plan is written with the arrivals, travel and distances of the file', () => {
  const vroom = readVroom(TEXT);
  const plan = RoutePlan.fromPartial({
    routes: [
      {
        vehicleId: '1',
        visits: [
          { stopId: '14', arrivalSeconds: 1_000, startSeconds: 1_000, departureSeconds: 1_300, distanceMeters: 100 },
          { stopId: '16', arrivalSeconds: 1_500, startSeconds: 1_500, departureSeconds: 1_800, distanceMeters: 200 },
        ],
        startSeconds: 900,
        endSeconds: 2_100,
        distanceMeters: 600,
        cost: 600,
      },
    ],
    unserved: [{ id: '15' }],
  });
  expect(writeVroom(vroom, plan)).toMatchObject({
    code: 0,
    summary: { cost: 600, unassigned: 1, duration: 600, distance: 5_400, service: 600, waiting_time: 0, priority: 10 },
    unassigned: [{ id: 15, type: 'job', location_index: 2 }],
    routes: [
      {
        vehicle: 1,
        steps: [
          { type: 'start', arrival: 900, duration: 0 },
          { type: 'job', id: 14, arrival: 1_000, duration: 100, distance: 900 },
          { type: 'job', id: 16, arrival: 1_500, duration: 300, distance: 2_700 },
          { type: 'end', arrival: 2_100, duration: 600, distance: 5_400 },
        ],
      },
    ],
  });
});

test('times that count from 1970 are moved, and written as they came', () => {
  const epoch = 1_760_000_000;
  const text = changed(({ vehicles, jobs }) => {
    Object.assign(vehicles[0] ?? {}, { time_window: [epoch, epoch + 5_000] });
    Object.assign(jobs[0] ?? {}, { time_windows: [[epoch + 1_000, epoch + 2_000]] });
  });
  const vroom = readVroom(text);
  expect(vroom.problem.stops[0]?.timeWindows).toEqual([{ startSeconds: 1_000, endSeconds: 2_000 }]);
  const visit = { stopId: '14', arrivalSeconds: 1_000, startSeconds: 1_000, departureSeconds: 1_300 };
  const plan = RoutePlan.fromPartial({
    routes: [{ vehicleId: '1', visits: [visit], startSeconds: 900, endSeconds: 1_400 }],
  });
  expect(writeVroom(vroom, plan)).toMatchObject({
    routes: [{ steps: [{ arrival: epoch + 900 }, { arrival: epoch + 1_000 }, {}] }],
  });
});

test('a matrix of costs is the price of travel', () => {
  const costs = [
    [0, 7, 7, 7],
    [7, 0, 7, 7],
    [7, 7, 0, 7],
    [7, 7, 7, 0],
  ];
  const { problem } = readVroom(changed(({ matrices }) => Object.assign((matrices as { car: object }).car, { costs })));
  expect(problem.vehicles[0]).toMatchObject({ costPerKm: 1_000, costPerTravelHour: 0 });
  expect(problem.matrix?.distancesMeters[1]).toBe(7);
  expect(problem.matrix?.durationsSeconds[1]).toBe(100);
});

test('shipments are pairs of stops with names of their own, worth two tasks', () => {
  const text = changed((json) => {
    json.shipments = [
      {
        amount: [1],
        priority: 3,
        skills: [4],
        pickup: { id: 14, location_index: 1, service: 60 },
        delivery: { id: 14, location_index: 2, time_windows: [[0, 900]] },
      },
    ];
  });
  const { stops, shipments } = readVroom(text).problem;
  expect(stops.map(({ id, optional, skills }) => [id, optional, skills]).slice(3)).toEqual([
    ['p14', false, ['4']],
    ['d14', false, ['4']],
  ]);
  expect(shipments).toMatchObject([{ pickupStopId: 'p14', deliveryStopId: 'd14', amount: [1], optional: true }]);
  expect(shipments[0]?.prize).toBe(8 * (stops[0]?.prize ?? 0));
});

test('pickups, setup, types, breaks, given steps, limits on travel and several profiles are kept', () => {
  const text = changed((json) => {
    const slow = { id: 2, start_index: 0, end_index: 0, speed_factor: 0.5, type: 'lorry', max_travel_time: 900 };
    Object.assign(json.vehicles[0] ?? {}, {
      breaks: [{ id: 7, service: 600, time_windows: [[2_000, 3_000]] }],
      steps: [{ type: 'start' }, { type: 'job', id: 15 }, { type: 'end' }],
    });
    json.vehicles.push(slow);
    Object.assign(json.jobs[0] ?? {}, { setup: 10, pickup: [1], service_per_type: { lorry: 5 } });
  });
  const { problem, notes } = readVroom(text);
  expect(problem.stops[0]).toMatchObject({ setupSeconds: 10, pickup: [1], serviceSecondsByType: { lorry: 5 } });
  expect(problem.vehicles[0]).toMatchObject({
    profileId: '',
    breaks: [{ id: '7', durationSeconds: 600, windows: [{ startSeconds: 2_000, endSeconds: 3_000 }] }],
  });
  expect(problem.givenRoutes).toMatchObject([{ vehicleId: '1', stopIds: ['15'] }]);
  expect(problem.vehicles[1]).toMatchObject({ profileId: 'car x 0.5', type: 'lorry', maxTravelSeconds: 900 });
  expect(problem.profiles).toMatchObject([{ id: 'car x 0.5', speedFactor: 0.5 }]);
  expect(notes).toHaveLength(1);
});

test('breaks and halves of shipments are written as steps, and are no travel', () => {
  const text = changed((json) => {
    Object.assign(json.vehicles[0] ?? {}, { breaks: [{ id: 7, service: 600, time_windows: [[0, 3_000]] }] });
    json.jobs = [];
    json.shipments = [
      { amount: [1], pickup: { id: 3, location_index: 1 }, delivery: { id: 3, location_index: 2 }, priority: 5 },
    ];
  });
  const vroom = readVroom(text);
  const plan = RoutePlan.fromPartial({
    routes: [
      {
        vehicleId: '1',
        visits: [
          { stopId: 'p3', arrivalSeconds: 100, startSeconds: 100, departureSeconds: 100 },
          { stopId: 'd3', arrivalSeconds: 800, startSeconds: 800, departureSeconds: 800 },
        ],
        events: [
          { kind: RouteEvent_Kind.KIND_BREAK, visitsBefore: 1, startSeconds: 150, endSeconds: 750, breakId: '7' },
        ],
        endSeconds: 1_000,
      },
    ],
  });
  expect(writeVroom(vroom, plan)).toMatchObject({
    summary: { duration: 400, priority: 5, waiting_time: 0 },
    routes: [
      {
        steps: [
          { type: 'start' },
          { type: 'pickup', id: 3, duration: 100 },
          { type: 'break', id: 7, arrival: 150, service: 600, duration: 100 },
          { type: 'delivery', id: 3, arrival: 800, duration: 200 },
          { type: 'end', duration: 400 },
        ],
      },
    ],
  });
});

test('without matrices locations are asked from the distance service', () => {
  const text = changed((json) => {
    delete json.matrices;
    json.vehicles = [{ id: 1, start: [10.75, 59.91], profile: 'bike' }];
    json.jobs = [{ id: 1, location: [10.7, 59.9] }];
  });
  const { problem } = readVroom(text);
  expect(problem.travelMode).toBe(TravelMode.TRAVEL_MODE_BICYCLE);
  expect(problem.stops[0]?.location).toEqual({ latitude: 59.9, longitude: 10.7 });
  expect(problem.vehicles[0]).toMatchObject({ openEnd: true, costPerTravelHour: 3_600 });
  expect(problem.matrix).toBeUndefined();
});

test('everything that the model cannot say is named at once', () => {
  const text = changed((json) => {
    Object.assign(json.vehicles[0] ?? {}, { breaks: [{ id: 1, max_load: [1] }], costs: { per_task_hour: 5 } });
    json.vehicles.push({ id: 2, end_index: 0, profile: 'boat' });
  });
  expect(() => readVroom(text)).toThrow(
    /costs per hour of service; breaks with a limit on the load .*; vehicles without a start; the profile boat without/,
  );
});

test.each([
  ['no JSON', 'jobs', /it is not JSON/],
  [
    'a word for a number',
    '{"vehicles":[{"id":"x","start_index":0}],"jobs":[{"id":1}]}',
    /vehicles\[0\]\.id is no number/,
  ],
  ['a row that is not there', TEXT.replace('"location_index": 3', '"location_index": 9'), /the matrix has no row 9/],
  ['a matrix that is not square', TEXT.replace('[0, 100, 200, 300]', '[0, 100]'), /durations is not square: row 0/],
  ['nobody to drive', '{"vehicles":[],"jobs":[{"id":1}]}', /vehicles: there is none/],
])('%s is refused in words', (_, text, message) => {
  expect(() => readVroom(text)).toThrow(message);
});
