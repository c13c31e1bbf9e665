import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readInstance } from './read-instance.ts';
import { roundingOf } from './rounding.ts';
import { toRouting } from './to-routing.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/formats/${name}`, import.meta.url), 'utf8');
const read = (format: string, name: string) => readInstance(format, example(name));
const routing = (format: string, name: string) => {
  const instance = read(format, name);
  return toRouting(instance, roundingOf(instance.rounding));
};

describe('VRPLIB', () => {
  test('a capacitated problem has nint lengths, as many vehicles as can ever help, and numbers from the depot on', () => {
    const problem = routing('vrplib', 'cvrp.vrp');
    expect(problem.stops.map(({ id, demand }) => [id, demand])).toEqual([1, 2, 3, 4].map((n) => [String(n), [5]]));
    expect(problem.vehicles).toHaveLength(1);
    expect(problem.vehicles[0]).toMatchObject({ id: 'v1', count: 4, capacity: [10], costPerKm: 1_000 });
    expect(problem.matrix?.distancesMeters.slice(0, 5)).toEqual([0, 10, 14, 10, 10]);
  });

  test('windows, service and prizes of the DIMACS convention are tenths; a cost is in the unit of the file again', () => {
    const problem = routing('vrplib', 'prizes.vrp');
    expect(problem.stops[2]).toMatchObject({ serviceSeconds: 50, optional: true, prize: 90.5 });
    expect(problem.stops[0]?.timeWindows).toEqual([{ startSeconds: 0, endSeconds: 5_000 }]);
    expect(problem.vehicles[0]).toMatchObject({ costPerKm: 100, shift: { startSeconds: 0, endSeconds: 5_000 } });
    expect(problem.matrix?.durationsSeconds[1 * 4 + 2]).toBe(67);
  });

  test('vehicles with a depot of their own start and end there, within their longest duration', () => {
    const problem = routing('vrplib', 'depots.vrp');
    expect(problem.depots.map(({ id }) => id)).toEqual(['depot1', 'depot2']);
    expect(problem.vehicles.map(({ startDepotId, endDepotId }) => [startDepotId, endDepotId])).toEqual([
      ['depot1', 'depot1'],
      ['depot2', 'depot2'],
    ]);
    expect(problem.vehicles[1]).toMatchObject({ count: 1, maxDurationSeconds: 60_000 });
  });

  test('who may serve whom becomes a skill for each set of vehicles', () => {
    const { stops, vehicles } = routing('vrplib', 'sites.vrp');
    const able = (stop: number) =>
      vehicles.filter(({ skills }) => stops[stop]?.skills.every((s) => skills.includes(s)));
    expect([0, 1, 2].map((stop) => able(stop).map(({ id }) => id))).toEqual([['v1', 'v2'], ['v1'], ['v2']]);
  });

  test('vehicles alike are one entry with their number, in the order of the file', () => {
    const { vehicles } = routing('vrplib', 'fleet.vrp');
    expect(vehicles.map(({ id, count, capacity, fixedCost }) => [id, count, capacity, fixedCost])).toEqual([
      ['v1', 2, [4], 5],
      ['v2', 1, [8], 50],
    ]);
    expect(vehicles.map(({ costPerKm }) => costPerKm)).toEqual([2, 3]);
  });

  test('backhauls have a capacity of their own, and no way leads from one to a delivery or from a depot to one', () => {
    const { stops, matrix, capacityDimensions } = routing('vrplib', 'backhauls.vrp');
    expect(capacityDimensions).toEqual(['load', 'backhaul load']);
    expect(stops.map(({ demand }) => demand)).toEqual([
      [5, 0],
      [5, 0],
      [0, 5],
      [0, 5],
    ]);
    const cell = (from: number, to: number) => matrix?.distancesMeters[from * 5 + to];
    expect([cell(0, 3), cell(3, 1), cell(3, 4), cell(3, 0), cell(1, 3)]).toEqual([-1, -1, 5, 20, 10]);
  });

  test.each([
    ['LOWER_ROW', '3 5 4'],
    ['UPPER_ROW', '3 5\n4'],
    ['LOWER_COL', '3 5 4'],
    ['LOWER_DIAG_ROW', '0 3 0 5 4 0'],
    ['UPPER_DIAG_ROW', '0 3 5 0 4 0'],
    ['FULL_MATRIX', '0 3 5 3 0 4 5 4 0'],
  ])('a table of lengths as %s is read', (format, numbers) => {
    const text = `DIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: ${format}\nEDGE_WEIGHT_SECTION\n${numbers}\nEOF\n`;
    const instance = readInstance('vrplib', text);
    expect(toRouting(instance, roundingOf('round')).matrix?.distancesMeters).toEqual([0, 3, 5, 3, 0, 4, 5, 4, 0]);
  });

  test.each([
    ['a section that nobody knows', 'CVRP', 'CVRP\nFOO_SECTION', /the section FOO_SECTION is not known/],
    ['a word among numbers', '\n2 5', '\n2 five', /line 14: "five" is not a number/],
    ['a node too many', '\n5 -6', '\n6 -6', /line 11: there is no node 6/],
    ['a node too few', '\n5 5\nDEPOT', '\nDEPOT', /DEMAND_SECTION says nothing about node 5/],
    ['an unknown length', 'EUC_2D', 'GEO', /EDGE_WEIGHT_TYPE GEO is not known/],
    ['a table that is short', 'DEPOT_SECTION\n1', 'DEPOT_SECTION\n9', /DEPOT_SECTION names node 9, there are 5/],
  ])('%s is refused in words', (_, from, to, message) => {
    const text = example('cvrp.vrp');
    expect(text).toContain(from);
    expect(() => readInstance('vrplib', text.replace(from, to))).toThrow(message);
  });
});

describe('other formats', () => {
  test("Solomon's text gives a window for each customer, and the depot's to the vehicles", () => {
    const problem = routing('solomon', 'vrptw.txt');
    expect(problem.stops[1]).toMatchObject({ id: '2', serviceSeconds: 100_000, demand: [5] });
    expect(problem.stops[1]?.timeWindows).toEqual([{ startSeconds: 200_000, endSeconds: 300_000 }]);
    expect(problem.vehicles).toMatchObject([{ count: 3, capacity: [10], shift: { endSeconds: 2_000_000 } }]);
    expect(problem.matrix?.distancesMeters[2]).toBe(141_421);
  });

  test("Cordeau's multi-depot text has vehicles and limits by depot", () => {
    const { vehicles, stops, depots } = routing('cordeau', 'multi-depot.txt');
    expect([stops.length, depots.length]).toEqual([3, 2]);
    expect(vehicles.map(({ startDepotId, maxDurationSeconds }) => [startDepotId, maxDurationSeconds])).toEqual([
      ['depot1', 500_000],
      ['depot2', undefined],
    ]);
  });

  test("Cordeau's site-dependent text has a vehicle type a bit, the first the highest", () => {
    const text = '3 2 2 2\n0 10\n0 20\n0 0 0 0 0 0 0\n1 0 10 0 5 1 1 2\n2 0 20 0 5 1 2 1 2\n';
    const { fleets } = readInstance('cordeau', text);
    expect(fleets.map(({ count, serves }) => [count, [...(serves ?? [])]])).toEqual([
      [2, [1, 2]],
      [2, [2]],
    ]);
  });

  test('periodic problems are refused', () => {
    expect(() => readInstance('cordeau', '1 1 1 1\n0 10\n0 0 0 0 0 0 0\n1 0 1 0 5 1 1 1\n')).toThrow(/PVRP: periodic/);
  });

  test('orienteering costs what is left out, and travel nothing', () => {
    const problem = routing('toptw', 'orienteering.txt');
    expect(problem.stops.map(({ prize, optional }) => [prize, optional])).toEqual([
      [10, true],
      [20, true],
      [12, true],
    ]);
    expect(problem.vehicles).toMatchObject([{ count: 1, costPerKm: 0 }]);
    expect(read('toptw', 'orienteering.txt').rounding).toBe('dimacs');
    expect(readInstance('toptw', example('orienteering.txt').replace('30.00', '30.001')).rounding).toBe('trunc2');
  });

  test("Li and Lim's pairs are shipments from the pickup to the delivery, of so much on board", () => {
    const { stops, shipments } = routing('li-lim', 'pairs.txt');
    expect(shipments).toMatchObject([{ id: 'from 1', pickupStopId: '1', deliveryStopId: '2', amount: [5] }]);
    expect(stops.map(({ demand, pickup }) => [demand, pickup])).toEqual([
      [[0], []],
      [[0], []],
    ]);
  });

  test('groups of which exactly one is served are alternatives; a group of one is an ordinary stop', () => {
    const { alternatives, stops } = routing('vrplib', 'alternatives.vrp');
    expect(alternatives).toMatchObject([{ id: 'group1', stopIds: ['1', '2'], optional: false }]);
    expect(stops.map(({ optional }) => optional)).toEqual([false, false, false]);
  });

  test('release times and depots to load again at are kept, with the hours of these depots', () => {
    const { stops, vehicles, depots } = routing('vrplib', 'trips.vrp');
    expect(stops.map(({ releaseSeconds }) => releaseSeconds)).toEqual([0, 400, 400]);
    expect(vehicles).toMatchObject([{ reload: { depotIds: ['depot1'] } }]);
    expect(depots[0]?.timeWindow).toEqual({ startSeconds: 0, endSeconds: 2_000 });
  });

  test('what is collected on the way beside deliveries is a pickup', () => {
    const backhauls = 'BACKHAUL_SECTION\n1 0\n2 1\n3 0\n4 0\n5 0\nDEPOT_SECTION';
    const instance = readInstance('vrplib', example('cvrp.vrp').replace('DEPOT_SECTION', backhauls));
    const { stops } = toRouting(instance, roundingOf('round'));
    expect(stops.map(({ demand, pickup }) => [demand, pickup])).toEqual([
      [[5], [1]],
      [[5], []],
      [[5], []],
      [[5], []],
    ]);
  });

  test('more places than a table holds are refused by name', () => {
    const instance = read('vrplib', 'cvrp.vrp');
    const first = { ...(instance.customers[0] as (typeof instance.customers)[number]), window: { from: 0, to: 9 } };
    const customers = Array.from({ length: 4_100 }, () => first);
    expect(() => toRouting({ ...instance, customers }, roundingOf('round'))).toThrow(
      /cannot express this yet: 4101 places \(a table of lengths holds at most 4100\) with windows or limits on the way/,
    );
    expect(() => toRouting({ ...instance, customers }, roundingOf('exact'))).toThrow(
      /with lengths other than straight lines/,
    );
  });

  test('an unknown format or rounding is answered with those that are', () => {
    expect(() => readInstance('tsplib', '')).toThrow(/one of vrplib, solomon, li-lim, cordeau, toptw/);
    expect(() => roundingOf('floor')).toThrow(/one of round, dimacs, trunc2, exact, double/);
  });
});
