import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { startFakeOsrm } from '@solveig/test/fake-osrm/fake-osrm';
import { fastestWays } from '@solveig/test/fake-osrm/shortest-ways';
import { describe, expect, it } from 'vitest';
import { crossings, spreadCrossings } from './places.ts';
import { cellsBySource, matrixOf, startTestDistance } from './setup.ts';

const bytes = ({ buffer }: Int32Array) => Buffer.from(buffer);
const DRIVER = { obeysOneWays: true, maxKmh: 120 };

describe('a matrix from a road network', () => {
  it('holds the fastest ways of the roads, cell by cell, whatever the tiles', async () => {
    await using osrm = await startFakeOsrm({ maxTableSize: 7 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, OSRM_MAX_TABLE_SIZE: '7' });
    const nodes = Array.from({ length: 40 }, (_, i) => i * 39);
    const matrix = await matrixOf(distance.client, crossings(osrm.graph, nodes));
    nodes.forEach((from, row) => {
      const ways = fastestWays(osrm.graph, from, DRIVER);
      nodes.forEach((to, column) => {
        const cell = row * nodes.length + column;
        expect(matrix.durations[cell]).toBe(Math.round((ways.seconds[to] as number) * 10));
        expect(Math.abs((matrix.distances[cell] as number) - (ways.meters[to] as number))).toBeLessThanOrEqual(0.6);
        expect(matrix.provenance[cell]).toBe(row === column ? 255 : 0);
      });
    });
    expect(cellsBySource(matrix.summary)).toEqual({ 'osrm network': 40 * 39 });
    expect(matrix.summary).toMatchObject({ cacheHits: 0, cacheMisses: 40 * 39, unreachable: 0, warnings: [] });
  });

  it('is not symmetric where streets are one-way for cars, and is for feet', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, OSRM_WALK_URL: osrm.url });
    const locations = spreadCrossings(osrm.graph, 30);
    const drive = await matrixOf(distance.client, locations);
    const walk = await matrixOf(distance.client, locations, { mode: TravelMode.TRAVEL_MODE_WALK });
    const asymmetric = (m: typeof drive) => {
      let count = 0;
      for (let i = 0; i < 30; i++) {
        for (let j = 0; j < i; j++) {
          const [there, back] = [m.durations[i * 30 + j] as number, m.durations[j * 30 + i] as number];
          // Sums of the same blocks in another order round differently.
          if (Math.abs(there - back) > 1) count++;
        }
      }
      return count;
    };
    expect(asymmetric(drive)).toBeGreaterThan(100);
    expect(asymmetric(walk)).toBe(0);
    expect(walk.durations[1]).toBeGreaterThan(drive.durations[1] as number);
  });

  it('says that there is no way to and from an island, and keeps that in the cache', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const island = osrm.graph.plan.side ** 2;
    const locations = crossings(osrm.graph, [0, 100, island, island + 1]);
    for (const hits of [0, 12]) {
      const { durations, distances, summary } = await matrixOf(distance.client, locations);
      for (const cell of [2, 3, 6, 7, 8, 9, 12, 13]) expect([durations[cell], distances[cell]]).toEqual([-1, -1]);
      expect(durations[1]).toBeGreaterThan(0);
      expect(durations[11]).toBeGreaterThan(0);
      expect(summary).toMatchObject({ unreachable: 8, cacheHits: hits });
    }
    expect(osrm.stats.requests).toBe(1);
  });

  it('gives a place without a road near no way, and the others theirs', async () => {
    await using osrm = await startFakeOsrm({ defaultRadiusM: 300 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const locations = crossings(osrm.graph, [5, 700, 900]);
    locations.splice(1, 0, { latitude: -33.6, longitude: -70.9 });
    locations.push({ latitude: -33.2, longitude: -70.1 });
    const { durations, summary } = await matrixOf(distance.client, locations);
    const ways = Array.from({ length: 25 }, (_, cell) => (durations[cell] as number) >= 0);
    const offRoad = [1, 4];
    ways.forEach((hasWay, cell) => {
      const [row, column] = [Math.floor(cell / 5), cell % 5];
      const isOff = offRoad.includes(row) || offRoad.includes(column);
      expect(hasWay).toBe(row === column || !isOff);
    });
    expect(cellsBySource(summary)).toEqual({ 'osrm network': 20 });
    expect(summary.warnings).toEqual(['osrm finds no road near -33.6,-70.9', 'osrm finds no road near -33.2,-70.1']);
    expect(osrm.stats.requests).toBe(3);
  });

  it('asks a server for less when it says that a request is too big', async () => {
    await using osrm = await startFakeOsrm({ maxTableSize: 10 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, OSRM_MAX_TABLE_SIZE: '30' });
    const locations = spreadCrossings(osrm.graph, 30);
    const matrix = await matrixOf(distance.client, locations);
    expect(cellsBySource(matrix.summary)).toEqual({ 'osrm network': 870 });
    await using plain = await startFakeOsrm();
    await using other = await startTestDistance({ OSRM_DRIVE_URL: plain.url });
    expect(matrix.durations).toEqual((await matrixOf(other.client, locations)).durations);
  });

  it('puts 0 between places that round to the same 5 decimals, and asks for them once', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const [a, b] = crossings(osrm.graph, [3, 500]) as [
      { latitude: number; longitude: number },
      { latitude: number; longitude: number },
    ];
    const { durations, provenance } = await matrixOf(distance.client, [a, b, { ...a, latitude: a.latitude + 1e-6 }]);
    expect([durations[2], durations[6]]).toEqual([0, 0]);
    expect([provenance[0], provenance[2], provenance[6]]).toEqual([255, 255, 255]);
    expect(durations[1]).toBe(durations[7]);
    expect(osrm.stats.cells).toBeLessThanOrEqual(4);
  });
});

describe('the cache of cells', () => {
  it('answers 50 requests at once for the same matrix with one set of cells from the network', async () => {
    await using osrm = await startFakeOsrm();
    osrm.setFaults({ latencyMs: 100 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const locations = spreadCrossings(osrm.graph, 100);
    const matrices = await Promise.all(Array.from({ length: 50 }, () => matrixOf(distance.client, locations)));
    expect(osrm.stats.cells).toBe(100 * 100);
    for (const { durations, summary } of matrices) {
      expect(Buffer.compare(bytes(durations), bytes(matrices[0]?.durations as Int32Array))).toBe(0);
      expect(cellsBySource(summary)).toEqual({ 'osrm network': 9_900 });
    }
  });

  it('asks only for what is new when a fleet comes back with 5 % new stops', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const locations = spreadCrossings(osrm.graph, 200);
    await matrixOf(distance.client, locations.slice(0, 190));
    const before = osrm.stats.cells;
    const { summary } = await matrixOf(distance.client, locations);
    expect(summary.cacheHits).toBe(190 * 189);
    const missing = 200 * 200 - 190 * 190;
    expect(osrm.stats.cells - before).toBeLessThanOrEqual(missing * 1.05);
    const stats = await distance.client.cacheStats({});
    expect(stats).toMatchObject({ cells: 200 * 199, locations: 200, hits: 190 * 189 });
  });

  it('forgets on demand, by provider or all, and refuses an unknown provider', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const locations = spreadCrossings(osrm.graph, 10);
    await matrixOf(distance.client, locations);
    expect(await distance.client.clearCache({ provider: 'great_circle' })).toEqual({ cells: 0 });
    expect(await distance.client.clearCache({ provider: 'osrm' })).toEqual({ cells: 90 });
    expect(await distance.client.cacheStats({})).toMatchObject({ cells: 0, locations: 0, bytes: 0 });
    await expect(distance.client.clearCache({ provider: 'gooogle' })).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      violations: [{ path: 'provider' }],
    });
  });

  it('forgets the cells of roads that were replaced', async () => {
    const old = await startFakeOsrm({ dataVersion: '2026-01' });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: old.url });
    const locations = spreadCrossings(old.graph, 10);
    await matrixOf(distance.client, locations);
    await old.stop();
    await using _ = await startFakeOsrm({ dataVersion: '2026-02', port: old.port, city: { seed: 2 } });
    // One new place makes the service ask, and so learn that the roads are others now.
    await matrixOf(distance.client, [...locations, { latitude: -33.45, longitude: -70.66 }]);
    const { summary } = await matrixOf(distance.client, locations);
    expect(summary.cacheHits).toBeLessThan(90);
  });
});

describe('a matrix without a road network', () => {
  it('is estimated and says how far it can be trusted', async () => {
    await using distance = await startTestDistance();
    const locations = [
      { latitude: -33.437, longitude: -70.6506 },
      { latitude: -33.4263, longitude: -70.6344 },
    ];
    const drive = await matrixOf(distance.client, locations);
    expect(cellsBySource(drive.summary)).toEqual({ 'great_circle estimate': 2 });
    expect(drive.summary.sources[0]?.p90RelativeError).toBeGreaterThan(0.1);
    const walk = await matrixOf(distance.client, locations, { mode: TravelMode.TRAVEL_MODE_WALK });
    expect(walk.durations[1]).toBeGreaterThan(drive.durations[1] as number);
    const again = await matrixOf(distance.client, locations);
    expect(again.summary).toMatchObject({ cacheHits: 2, cacheMisses: 0 });
  });

  it('comes in blocks of at most 1 MiB that add up', async () => {
    await using distance = await startTestDistance();
    const locations = Array.from({ length: 700 }, (_, i) => ({ latitude: i / 1000, longitude: -i / 500 }));
    const matrix = await matrixOf(distance.client, locations);
    expect(matrix.messages).toBe(Math.ceil(700 / Math.floor(2 ** 20 / (9 * 700))));
    expect(matrix.durations.includes(-9)).toBe(false);
    expect(cellsBySource(matrix.summary)).toEqual({ 'great_circle estimate': 700 * 699 });
  });

  it('is refused when estimates are not wanted', async () => {
    await using distance = await startTestDistance();
    const locations = [
      { latitude: 1, longitude: 1 },
      { latitude: 2, longitude: 2 },
    ];
    await matrixOf(distance.client, locations);
    await expect(matrixOf(distance.client, locations, { noEstimates: true })).rejects.toMatchObject({
      reason: 'DISTANCE_ERROR',
      message: expect.stringContaining('no road network is configured'),
    });
  });
});

describe('a bad request', () => {
  const good = { latitude: 1, longitude: 1 };

  it('is told everything that is wrong with it at once, by field', async () => {
    await using distance = await startTestDistance();
    const locations = [good, { latitude: 95, longitude: Number.NaN }, { latitude: 0, longitude: -181 }];
    const error = await matrixOf(distance.client, locations, { mode: TravelMode.TRAVEL_MODE_MIXED }).catch((e) => e);
    expect(error).toMatchObject({ reason: 'INVALID_REQUEST' });
    expect(error.violations.map((v: { path: string }) => v.path)).toEqual([
      'mode',
      'locations[1].latitude',
      'locations[1].longitude',
      'locations[2].longitude',
    ]);
    await expect(matrixOf(distance.client, [])).rejects.toMatchObject({ violations: [{ path: 'locations' }] });
  });

  it('is told the limit when it is too large', async () => {
    await using distance = await startTestDistance({ MAX_LOCATIONS: '5' });
    await expect(matrixOf(distance.client, Array(6).fill(good))).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      metadata: { limit: '5' },
    });
    expect((await matrixOf(distance.client, Array(5).fill(good))).durations).toEqual(new Int32Array(25));
  });
});
