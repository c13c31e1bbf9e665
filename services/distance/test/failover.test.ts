import { Provider_Breaker } from '@solveig/proto/gen/solveig/distance/v1/distance';
import { startFakeOsrm } from '@solveig/test/fake-osrm/fake-osrm';
import type { Faults } from '@solveig/test/fake-osrm/faults';
import { describe, expect, it } from 'vitest';
import { spreadCrossings } from './places.ts';
import { cellsBySource, matrixOf, startTestDistance } from './setup.ts';

describe('when the road network fails', () => {
  const faults: [string, Partial<Faults>, RegExp][] = [
    ['cuts the connection', { kind: 'reset' }, /does not answer/],
    ['never ends its answer', { kind: 'slow-body' }, /within 300 ms/],
    ['answers too late', { latencyMs: 60_000 }, /within 300 ms/],
    ['stops in the middle of its answer', { kind: 'truncated' }, /something else than a table/],
    ['answers 500', { kind: 'error-500' }, /500 InternalError/],
    ['is hidden behind a proxy that fails', { kind: 'html-502' }, /answered 502/],
    ['answers a table of another shape', { kind: 'wrong-shape' }, /cells in a row/],
    ['answers something that is not a number', { kind: 'not-a-number' }, /something else than a table/],
    ['answers without a table', { kind: 'no-tables' }, /without durations/],
  ];

  it.each(faults)('and %s, the cells are estimates and the cause is told', async (_, fault, cause) => {
    await using osrm = await startFakeOsrm();
    osrm.setFaults(fault);
    const timeoutMs = fault.latencyMs || fault.kind === 'slow-body' ? '300' : '5000';
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, OSRM_TIMEOUT_MS: timeoutMs });
    const locations = spreadCrossings(osrm.graph, 8);
    const { summary } = await matrixOf(distance.client, locations);
    expect(cellsBySource(summary)).toEqual({ 'great_circle estimate': 56 });
    expect(summary.warnings.join()).toMatch(cause);
    await expect(matrixOf(distance.client, locations, { noEstimates: true })).rejects.toMatchObject({
      reason: 'DISTANCE_ERROR',
      message: expect.stringMatching(cause),
      retryAfterMs: 1_000,
    });
  });

  it('and only some of its answers are spoiled, each cell says where it comes from', async () => {
    await using osrm = await startFakeOsrm();
    osrm.setFaults({ kind: 'error-500', times: 1 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, OSRM_MAX_TABLE_SIZE: '10' });
    const matrix = await matrixOf(distance.client, spreadCrossings(osrm.graph, 20));
    const counts = cellsBySource(matrix.summary);
    expect(counts).toEqual({ 'osrm network': expect.any(Number), 'great_circle estimate': expect.any(Number) });
    const estimate = matrix.summary.sources.findIndex((s) => s.provider === 'great_circle');
    expect(matrix.provenance.filter((p) => p === estimate)).toHaveLength(counts['great_circle estimate'] as number);
    // One tile of 10 x 10, with its diagonal or without.
    expect([90, 100]).toContain(counts['great_circle estimate']);
  });

  it('and a kept connection was closed in between, the request is sent again unseen', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url });
    const locations = spreadCrossings(osrm.graph, 20);
    await matrixOf(distance.client, locations.slice(0, 10));
    osrm.setFaults({ kind: 'reset', times: 1 });
    const { summary } = await matrixOf(distance.client, locations);
    expect(cellsBySource(summary)).toEqual({ 'osrm network': 380 });
  });

  it('cells that have expired serve again, marked stale, and estimates fill the rest', async () => {
    const osrm = await startFakeOsrm();
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, CACHE_TTL_MS: '0' });
    const locations = spreadCrossings(osrm.graph, 20);
    const before = await matrixOf(distance.client, locations.slice(0, 15));
    await osrm.stop();
    const { summary, durations } = await matrixOf(distance.client, locations);
    expect(cellsBySource(summary)).toEqual({ 'osrm stale': 15 * 14, 'great_circle estimate': 20 * 19 - 15 * 14 });
    expect(durations[1]).toBe(before.durations[1]);
    // Stale is not an estimate: who wants none still gets it.
    const strict = await matrixOf(distance.client, locations.slice(0, 15), { noEstimates: true });
    expect(cellsBySource(strict.summary)).toEqual({ 'osrm stale': 15 * 14 });
  });
});

describe('the deadline', () => {
  it('is kept with estimates when the road network is slow, and the cells that come later serve the next', async () => {
    await using osrm = await startFakeOsrm();
    osrm.setFaults({ latencyMs: 4_000 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, CACHE_ESTIMATE_TTL_MS: '0' });
    const locations = spreadCrossings(osrm.graph, 30);
    // The call would be refused as too late if it were.
    const { summary } = await matrixOf(distance.client, locations, { timeoutMs: 2_500 });
    expect(cellsBySource(summary)).toEqual({ 'great_circle estimate': 870 });
    expect(summary.warnings.join()).toMatch(/osrm did not answer in time/);
    await expect.poll(async () => (await distance.client.cacheStats({})).cells, { timeout: 10_000 }).toBe(870);
    const next = await matrixOf(distance.client, locations);
    expect(next.summary).toMatchObject({ cacheHits: 870 });
    expect(osrm.stats.requests).toBe(1);
  });

  it('ends the request to the network when the only caller is gone', async () => {
    await using osrm = await startFakeOsrm();
    osrm.setFaults({ latencyMs: 60_000 });
    await using distance = await startTestDistance({ OSRM_DRIVE_URL: osrm.url, OSRM_TIMEOUT_MS: '60000' });
    const caller = new AbortController();
    const locations = spreadCrossings(osrm.graph, 10);
    const gone = matrixOf(distance.client, locations, { signal: caller.signal, timeoutMs: 60_000 });
    await expect.poll(() => osrm.stats.requests, { timeout: 5_000 }).toBe(1);
    caller.abort();
    await expect(gone).rejects.toMatchObject({ reason: 'CANCELLED' });
    const outcomes = async () => (await fetch(`${distance.opsUrl}/metrics`)).text();
    await expect
      .poll(outcomes, { timeout: 5_000 })
      .toMatch(/provider_requests_total\{[^}]*outcome="cancelled"[^}]*\} 1/);
    // Nobody was blamed, and the next caller is served.
    osrm.setFaults({});
    expect(cellsBySource((await matrixOf(distance.client, locations)).summary)).toEqual({ 'osrm network': 90 });
  });
});

describe('the breaker of a provider', () => {
  it('opens after failures, spares the network, shows in health, and closes by one small probe', async () => {
    await using osrm = await startFakeOsrm();
    osrm.setFaults({ kind: 'error-500' });
    await using distance = await startTestDistance({
      OSRM_DRIVE_URL: osrm.url,
      OSRM_MAX_TABLE_SIZE: '10',
      BREAKER_OPEN_MS: '2500',
      CACHE_ESTIMATE_TTL_MS: '0',
    });
    const locations = spreadCrossings(osrm.graph, 30);
    await matrixOf(distance.client, locations);
    const spent = osrm.stats.requests;
    expect(spent).toBeLessThan(9);
    const during = await matrixOf(distance.client, locations);
    expect(osrm.stats.requests).toBe(spent);
    expect(during.summary.warnings).toEqual([expect.stringContaining('osrm is not asked for drive for a while')]);
    const osrmRow = async () => (await distance.client.providers({})).providers[0];
    expect(await osrmRow()).toMatchObject({ name: 'osrm', breaker: Provider_Breaker.BREAKER_OPEN, failureRatio: 1 });
    const health = async () => (await fetch(`${distance.opsUrl}/health/detailed`)).json();
    expect(await health()).toMatchObject({
      ready: true,
      status: 'degraded',
      parts: { osrm_drive: { status: 'degraded', breaker: 'open' } },
    });

    osrm.setFaults({});
    const breaker = async () => (await osrmRow())?.breaker;
    await expect.poll(breaker, { timeout: 10_000 }).toBe(Provider_Breaker.BREAKER_HALF_OPEN);
    const after = await matrixOf(distance.client, locations);
    expect(cellsBySource(after.summary)).toEqual({ 'osrm network': 870 });
    expect(osrm.stats.requests).toBe(spent + 1 + 9);
    expect(await osrmRow()).toMatchObject({ breaker: Provider_Breaker.BREAKER_CLOSED });
    expect(await health()).toMatchObject({ status: 'ok' });
  });

  it('of one mode does not touch another', async () => {
    await using osrm = await startFakeOsrm();
    await using distance = await startTestDistance({
      OSRM_DRIVE_URL: osrm.url,
      OSRM_WALK_URL: 'http://127.0.0.1:1',
      OSRM_MAX_TABLE_SIZE: '5',
    });
    const locations = spreadCrossings(osrm.graph, 20);
    await matrixOf(distance.client, locations, { mode: 1 });
    const { providers } = await distance.client.providers({});
    const states = providers.map((p) => [p.name, p.modes[0], p.breaker]);
    expect(states).toEqual([
      ['osrm', 2, Provider_Breaker.BREAKER_CLOSED],
      ['osrm', 1, Provider_Breaker.BREAKER_OPEN],
      ['great_circle', 1, Provider_Breaker.BREAKER_CLOSED],
    ]);
    expect(cellsBySource((await matrixOf(distance.client, locations)).summary)).toEqual({ 'osrm network': 380 });
  });
});
