import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startFakeOsrm } from './fake-osrm.ts';
import { metersBetween } from './road-graph.ts';

/** Three crossings of the city, lon,lat. */
const THREE = '-70.68,-33.47;-70.66,-33.45;-70.64,-33.43';

async function ask(url: string): Promise<{ status: number; body: Record<string, never> }> {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

describe('the fake OSRM', () => {
  it('answers a table with seconds, metres and waypoints, rounded to a tenth', async () => {
    await using osrm = await startFakeOsrm({ dataVersion: 'v7' });
    const { status, body } = await ask(
      `${osrm.url}/table/v1/driving/${THREE}?annotations=duration,distance&sources=0;2`,
    );
    expect(status).toBe(200);
    const { code, durations, distances, sources, destinations, data_version } = body as unknown as {
      code: string;
      durations: number[][];
      distances: number[][];
      sources: { location: number[]; distance: number }[];
      destinations: unknown[];
      data_version: string;
    };
    expect([code, durations.length, durations[0]?.length, distances.length]).toEqual(['Ok', 2, 3, 2]);
    expect([sources.length, destinations.length, data_version]).toEqual([2, 3, 'v7']);
    expect(durations[0]?.[0]).toBe(0);
    for (const value of [...durations.flat(), ...distances.flat()]) expect(Math.round(value * 10) / 10).toBe(value);
    expect(sources[0]?.distance).toBeLessThan(150);
    const crow = metersBetween({ latitude: -33.47, longitude: -70.68 }, { latitude: -33.43, longitude: -70.64 });
    expect(distances[0]?.[2]).toBeGreaterThan(crow * 0.95);
  });

  it('gives only durations unless asked, and reads polylines as it reads coordinates', async () => {
    await using osrm = await startFakeOsrm();
    const plain = await ask(`${osrm.url}/table/v1/driving/-70.68,-33.47;-70.66,-33.45`);
    expect(Object.keys(plain.body)).toEqual(['code', 'durations', 'sources', 'destinations']);
    const encoded = encodeURIComponent(
      polyline5([
        [-33.47, -70.68],
        [-33.45, -70.66],
      ]),
    );
    const line = await ask(`${osrm.url}/table/v1/driving/polyline(${encoded})`);
    expect(line.body).toEqual(plain.body);
  });

  const refusals: [string, string, number, string, RegExp][] = [
    ['another service', `/route/v1/driving/${THREE}`, 400, 'InvalidService', /route/],
    ['another version', `/table/v2/driving/${THREE}`, 400, 'InvalidVersion', /version v2/],
    ['a path that is none', '/table', 400, 'InvalidUrl', /malformed/],
    ['coordinates that are none', '/table/v1/driving/1,2;x', 400, 'InvalidQuery', /close to position 4/],
    ['an unknown option', `/table/v1/driving/${THREE}?fast=1`, 400, 'InvalidQuery', /malformed/],
    [
      'an escaped comma',
      `/table/v1/driving/${THREE}?annotations=duration%2Cdistance`,
      400,
      'InvalidQuery',
      /malformed/,
    ],
    ['an index too many', `/table/v1/driving/${THREE}?sources=3`, 400, 'InvalidOptions', /index/],
    ['latitude 95', '/table/v1/driving/1,95;2,2', 400, 'InvalidValue', /coordinate/],
    [
      'a coordinate far from roads',
      `/table/v1/driving/${THREE};-60,-20?radiuses=;;;100`,
      400,
      'NoSegment',
      /coordinate 3$/,
    ],
    ['too large a product', `/table/v1/driving/${THREE}`, 400, 'TooBig', /Too many table coordinates/],
  ];

  it.each(refusals)('refuses %s as OSRM does', async (_, path, status, code, message) => {
    await using osrm = await startFakeOsrm({ maxTableSize: code === 'TooBig' ? 2 : 100 });
    const answer = await ask(osrm.url + path);
    expect(answer).toMatchObject({ status, body: { code, message: expect.stringMatching(message) } });
  });

  it('is large by product, not by side: 1 x 4 fits where 2 x 2 is the limit', async () => {
    await using osrm = await startFakeOsrm({ maxTableSize: 2 });
    const { status } = await ask(`${osrm.url}/table/v1/driving/${THREE};-70.65,-33.44?sources=0`);
    expect(status).toBe(200);
  });

  it('takes another method for InvalidMethod', async () => {
    await using osrm = await startFakeOsrm();
    const response = await fetch(`${osrm.url}/table/v1/driving/${THREE}`, { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([405, expect.objectContaining({ code: 'InvalidMethod' })]);
  });

  it('closes a connection after 512 requests', async () => {
    await using osrm = await startFakeOsrm();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let closes = 0;
    for (let i = 0; i < 520; i++) {
      const request = get(`${osrm.url}/table/v1/driving/-70.68,-33.47;-70.66,-33.45`, { agent });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      if (response.headers.connection === 'close') closes++;
      response.resume();
      await once(response, 'end');
    }
    agent.destroy();
    expect(closes).toBe(1);
    expect(osrm.stats).toMatchObject({ requests: 520, connections: 2 });
  });

  it('is spoiled over HTTP, and refuses a fault that it does not know', async () => {
    await using osrm = await startFakeOsrm();
    const put = (body: object) => fetch(`${osrm.url}/_faults`, { method: 'PUT', body: JSON.stringify(body) });
    expect((await put({ kind: 'error-500', times: 1 })).status).toBe(200);
    expect((await ask(`${osrm.url}/table/v1/driving/${THREE}`)).status).toBe(500);
    expect((await ask(`${osrm.url}/table/v1/driving/${THREE}`)).status).toBe(200);
    expect((await put({ kind: 'earthquake' })).status).toBe(400);
  });

  it('draws the same city from the same seed, and another from another', async () => {
    const tables = [];
    for (const seed of [3, 3, 4]) {
      await using osrm = await startFakeOsrm({ city: { seed } });
      tables.push((await ask(`${osrm.url}/table/v1/driving/${THREE}`)).body);
    }
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).not.toEqual(tables[0]);
  });

  it('runs as a process of its own and ends when asked to', async () => {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', main, '--seed', '5'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const url = /http:\/\/[\d.:]+/.exec(line.toString())?.[0];
      expect((await ask(`${url}/table/v1/driving/${THREE}`)).status).toBe(200);
      const closed = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await closed).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

/** Google's encoded polyline with 5 decimals, of latitude and longitude. */
function polyline5(points: [number, number][]): string {
  let before = [0, 0];
  let text = '';
  for (const point of points) {
    const now = point.map((degrees) => Math.round(degrees * 1e5));
    for (const axis of [0, 1]) {
      const delta = (now[axis] as number) - (before[axis] as number);
      let value = delta < 0 ? ~(delta << 1) : delta << 1;
      for (; value >= 0x20; value >>= 5) text += String.fromCharCode((0x20 | (value & 0x1f)) + 63);
      text += String.fromCharCode(value + 63);
    }
    before = now;
  }
  return text;
}
