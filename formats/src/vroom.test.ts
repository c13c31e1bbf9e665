import { readFileSync } from 'node:fs';
import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
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
    costPerKm: 1_000,
    capacity: [2],
    shift: { startSeconds: 0, endSeconds: 5_000 },
  });
  expect(problem.matrix?.distancesMeters.slice(0, 4)).toEqual([0, 100, 200, 300]);
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

test('kilometres alone, or both together where vehicles cost alike, are priced too', () => {
  const priced = (costs: object) =>
    readVroom(changed(({ vehicles }) => Object.assign(vehicles[0] ?? {}, { costs }))).problem;
  expect(priced({ per_hour: 0, per_km: 2 })).toMatchObject({
    vehicles: [{ costPerKm: 2 }],
    matrix: { distancesMeters: expect.arrayContaining([900]) },
  });
  const both = priced({ per_hour: 3_600, per_km: 1_000 });
  // 100 s at 1 a second and 900 m at 1 a metre, as a price of 1 for each 1,000.
  expect(both.matrix?.distancesMeters[1]).toBe(1_000_000);
  expect(both.vehicles[0]?.costPerKm).toBe(1);
});

test('without matrices locations are asked from the distance service, and the difference in price is said', () => {
  const text = changed((json) => {
    delete json.matrices;
    json.vehicles = [{ id: 1, start: [10.75, 59.91], profile: 'bike' }];
    json.jobs = [{ id: 1, location: [10.7, 59.9] }];
  });
  const { problem, notes } = readVroom(text);
  expect(problem.travelMode).toBe(TravelMode.TRAVEL_MODE_BICYCLE);
  expect(problem.stops[0]?.location).toEqual({ latitude: 59.9, longitude: 10.7 });
  expect(problem.vehicles[0]).toMatchObject({ openEnd: true, costPerHour: 3_600 });
  expect(problem.matrix).toBeUndefined();
  expect(notes).toHaveLength(1);
});

test('everything that the model cannot say is named at once', () => {
  const text = changed((json) => {
    json.shipments = [{}];
    Object.assign(json.vehicles[0] ?? {}, { breaks: [{ id: 1 }], max_travel_time: 5, speed_factor: 2 });
    Object.assign(json.jobs[0] ?? {}, { setup: 10, pickup: [1] });
  });
  expect(() => readVroom(text)).toThrow(
    /shipments .*; setup times; breaks; limits on travel time .*; speed factors; pickups mixed with deliveries/,
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
