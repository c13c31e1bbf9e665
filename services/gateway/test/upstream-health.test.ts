import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningApp, startApp } from '@solveig/kit/app';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { freePort } from '@solveig/local/free-port';
import { describe, expect, it } from 'vitest';
import { watchUpstreams } from '../src/upstream-health.ts';

const NAMES = ['solver', 'distance', 'monitor', 'alerting'] as const;
type All = Record<(typeof NAMES)[number], string>;
const all = (value: string) => Object.fromEntries(NAMES.map((name) => [name, value])) as All;

/** A watch over four services, all at one ops door that `answer` answers for, and at one gRPC address. */
async function watch(answer: (response: ServerResponse) => void, address: string) {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const health = new HealthBook();
  const urls = all(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const app = await startApp('watch', new AbortController().signal, async (parts) => {
    watchUpstreams(parts, { urls, addresses: all(address), health });
  });
  return {
    solver: () => health.readiness().parts.solver,
    [Symbol.asyncDispose]: async () => {
      await app.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}

function startGrpc(address: string): Promise<RunningApp<{ address: string }>> {
  return startApp('solver', new AbortController().signal, (app) =>
    startRpcServer(app, {
      address,
      services: [],
      health: new HealthBook(),
      log: createLogger('solver', 'fatal'),
      metrics: createMetrics('solver'),
      requireDeadline: true,
    }),
  );
}

const READY = '{"ready":true}';

describe('the health of the services behind the gateway', () => {
  it('is ok only when its own channel is connected too', { timeout: 20_000 }, async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await using watched = await watch((response) => response.end(READY), address);
    await expect
      .poll(() => watched.solver(), { timeout: 5_000 })
      .toMatchObject({
        status: 'down',
        detail: 'its gRPC is not reached',
      });
    await using _grpc = await startGrpc(address);
    await expect.poll(() => watched.solver()?.status, { timeout: 10_000 }).toBe('ok');
  });

  it('is degraded by one late answer, down by two in a row', { timeout: 20_000 }, async () => {
    await using grpc = await startGrpc('127.0.0.1:0');
    let isSilent = false;
    const seen: string[] = [];
    await using watched = await watch((response) => {
      if (!isSilent) response.end(READY);
    }, grpc.parts.address);
    await expect.poll(() => watched.solver()?.status).toBe('ok');
    isSilent = true;
    const look = () => {
      const status = watched.solver()?.status ?? '';
      if (seen.at(-1) !== status) seen.push(status);
      return status;
    };
    await expect.poll(look, { timeout: 10_000, interval: 20 }).toBe('down');
    isSilent = false;
    await expect.poll(look, { timeout: 10_000, interval: 20 }).toBe('ok');
    expect(seen).toEqual(['ok', 'degraded', 'down', 'ok']);
  });

  it('is down while it says itself that it is not ready, and says why', { timeout: 20_000 }, async () => {
    await using grpc = await startGrpc('127.0.0.1:0');
    let body = '{"ready":false,"reasons":["workers: they warm up","schema: 1 migration is pending"]}';
    await using watched = await watch((response) => response.end(body), grpc.parts.address);
    await expect
      .poll(() => watched.solver())
      .toMatchObject({
        status: 'down',
        detail: 'workers: they warm up; schema: 1 migration is pending',
      });
    body = READY;
    await expect.poll(() => watched.solver()?.status, { timeout: 5_000 }).toBe('ok');
  });

  it('is down at once when the connection is refused', async () => {
    const health = new HealthBook();
    const urls = all(`http://127.0.0.1:${await freePort()}`);
    await using _app = await startApp('watch', new AbortController().signal, async (parts) => {
      watchUpstreams(parts, { urls, addresses: all('127.0.0.1:1'), health });
    });
    await expect.poll(() => health.readiness().parts.solver?.status).toBe('down');
  });
});
