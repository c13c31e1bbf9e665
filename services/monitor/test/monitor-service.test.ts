import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningApp } from '@solveig/kit/app';
import { createRpcClient, type RpcClient } from '@solveig/kit/rpc-client';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { HealthLevel, MonitorServiceService } from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MonitorAddresses } from '../src/app.ts';
import { completed, failed, historyCount, startWorld, until, type World } from './monitor-setup.ts';

describe('the monitor service', () => {
  let world: World;
  let monitor: RunningApp<MonitorAddresses>;
  let client: RpcClient<typeof MonitorServiceService>;
  beforeAll(async () => {
    world = await startWorld();
    monitor = await world.monitor({ SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: '1' });
    client = createRpcClient(world.app, MonitorServiceService, monitor.parts.grpc);
    await world.publish([
      ...Array.from({ length: 25 }, (_, i) => completed({ templateId: 'tour', solveSeconds: (i + 1) / 100 })),
      ...Array.from({ length: 5 }, () => completed({ templateId: 'tour', tenant: 'acme' })),
      failed('TIMEOUT', { templateId: 'tour' }),
      ...Array.from({ length: 25 }, (_, i) => completed({ templateId: `slow-${i}`, solveSeconds: 2 })),
    ]);
    await until('all history', async () => (await historyCount(world.db)) === 56);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it("shows a tenant's own templates with counts and quantiles", async () => {
    const { templates, firing, windowMinutes } = await client.dashboard({ windowMinutes: 0 });
    expect(windowMinutes).toBe(60);
    expect(firing).toHaveLength(25);
    const row = templates[0];
    expect(row).toMatchObject({
      templateId: 'tour',
      kind: ProblemKind.PROBLEM_KIND_ITINERARY,
      solves: 26,
      succeeded: 25,
      failed: 1,
      cacheHitRatio: 1,
    });
    // Waiting and travel data take 3 ms; quantiles are exact within 1 %.
    expect(row?.p50Seconds).toBeCloseTo(0.133, 2);
    expect(row?.p99Seconds).toBeCloseTo(0.253, 1);
    const other = await client.dashboard({ windowMinutes: 0 }, { tenant: 'acme' });
    expect(other.templates.map((t) => t.solves)).toEqual([5]);
  });

  it('shows a whole day from coarse counts', async () => {
    const { templates } = await client.dashboard({ windowMinutes: 1440 });
    expect(templates[0]).toMatchObject({ templateId: 'tour', solves: 26 });
  });

  it('lists alerts in pages, newest first, each once', async () => {
    const first = await client.listAlerts({ pageSize: 0, pageToken: '', status: 'firing' });
    expect(first.alerts).toHaveLength(20);
    const second = await client.listAlerts({ pageSize: 20, pageToken: first.nextPageToken, status: 'firing' });
    expect(second.alerts).toHaveLength(5);
    expect(second.nextPageToken).toBe('');
    const all = [...first.alerts, ...second.alerts];
    expect(new Set(all.map((a) => a.id)).size).toBe(25);
    const times = all.map((a) => a.startedAt?.getTime() as number);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(all[0]).toMatchObject({ name: 'SlowSolve', status: 'firing', runbook: 'docs/runbooks/slow-solve.md' });
    expect((await client.listAlerts({ pageSize: 0, pageToken: '', status: 'resolved' })).alerts).toEqual([]);
    const foreign = await client.listAlerts({ pageSize: 0, pageToken: '', status: '' }, { tenant: 'acme' });
    expect(foreign.alerts).toEqual([]);
  });

  it('refuses what it does not understand, with the field', async () => {
    const wrong = [
      client.dashboard({ windowMinutes: -1 }),
      client.dashboard({ windowMinutes: 1441 }),
      client.listAlerts({ pageSize: 101, pageToken: '', status: '' }),
      client.listAlerts({ pageSize: 0, pageToken: 'nonsense', status: '' }),
      client.listAlerts({ pageSize: 0, pageToken: '', status: 'burning' }),
    ];
    for (const call of wrong) {
      await expect(call).rejects.toMatchObject({
        reason: 'INVALID_REQUEST',
        violations: [{ path: expect.any(String) }],
      });
    }
  });

  it('judges health from the window', async () => {
    const health = await client.health({});
    expect(health.dimensions.find((d) => d.name === 'success')).toMatchObject({
      level: HealthLevel.HEALTH_LEVEL_HEALTHY,
      samples: 56,
      warningThreshold: 0.95,
      criticalThreshold: 0.9,
    });
    expect(health.dimensions.find((d) => d.name === 'response_time')?.value).toBeCloseTo(2, 1);
    expect(health.dimensions.map((d) => d.name)).toEqual([
      'success',
      'errors',
      'response_time',
      'cache',
      'baseline',
      'services',
      'consumer',
    ]);
    // SlowSolve fires.
    expect(health.level).toBe(HealthLevel.HEALTH_LEVEL_DEGRADED);
    expect(health.score).toBeGreaterThan(30);
    expect(health.score).toBeLessThan(50);
  });

  it("tells a tenant of its own alerts only, and the platform's operators how many there are", async () => {
    const own = await client.health({});
    expect(own.recommendations.join(' ')).toContain('slow-');
    const foreign = await client.health({}, { tenant: 'acme' });
    expect(JSON.stringify(foreign)).not.toContain('slow-');
    expect(foreign.level).not.toBe(own.level);
    const detailed = await (await fetch(`http://${monitor.parts.ops}/health/detailed`)).text();
    expect(JSON.parse(detailed).platform.recommendations.join(' ')).toContain('SlowSolve fires 25 times.');
    expect(detailed).not.toContain('slow-');
  });

  it('counts what it does', async () => {
    const text = await (await fetch(`http://${monitor.parts.ops}/metrics`)).text();
    expect(text).toContain('solveig_monitor_events_total{event="answered",outcome="recorded",service="monitor"} 55');
    expect(text).toContain('solveig_monitor_alert_changes_total{alertname="SlowSolve"');
    await until('the gauge', async () => {
      const now = await (await fetch(`http://${monitor.parts.ops}/metrics`)).text();
      return now.includes('solveig_monitor_alerts_firing{severity="critical",service="monitor"} 25');
    });
  });
});

describe('watching the other services', () => {
  it('does not take a late answer for an outage, and notices silence', async () => {
    await using world = await startWorld();
    let delayMs = 200;
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      if (delayMs < Number.POSITIVE_INFINITY) setTimeout(() => response.end('{"ready":true}'), delayMs);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const monitor = await world.monitor({
      SOLVEIG_DISTANCE_OPS_URL: `http://127.0.0.1:${port}`,
      SOLVEIG_MONITOR_SERVICE_PROBE_MS: '100',
      SOLVEIG_MONITOR_SERVICE_TIMEOUT_MS: '150',
    });
    const client = createRpcClient(world.app, MonitorServiceService, monitor.parts.grpc);
    const services = async () => (await client.health({})).dimensions.find((d) => d.name === 'services');
    await until('late answers', () => asked >= 10);
    expect(world.alerts).toEqual([]);
    delayMs = Number.POSITIVE_INFINITY;
    const { alert } = await until('the alert', () => world.alerts[0]);
    expect(alert.annotations.description).toContain('no answer within 600 ms');
    expect((await services())?.level).toBe(HealthLevel.HEALTH_LEVEL_CRITICAL);
    delayMs = 0;
    await until('its end', () => world.alerts[1]);
    server.closeAllConnections();
    server.close();
  });

  it('says that a service is down after three misses, and that it is back', async () => {
    await using world = await startWorld();
    const server = createServer((_, response) => response.end(JSON.stringify({ status: 'ok', ready: true })));
    const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    await listen(0);
    const { port } = server.address() as AddressInfo;
    const monitor = await world.monitor({
      SOLVEIG_DISTANCE_OPS_URL: `http://127.0.0.1:${port}`,
      SOLVEIG_MONITOR_SERVICE_PROBE_MS: '100',
    });
    const client = createRpcClient(world.app, MonitorServiceService, monitor.parts.grpc);
    const services = async () => (await client.health({})).dimensions.find((d) => d.name === 'services');
    await until('a healthy service', async () => (await services())?.level === HealthLevel.HEALTH_LEVEL_HEALTHY);
    await close();
    const down = await until('the alert', () => world.alerts[0]);
    expect(down.subject).toBe('solveig.v1.alert.default.critical.ServiceDown');
    expect(down.alert.labels).toMatchObject({ service: 'distance', tenant: 'default' });
    expect(down.traceParent).toMatch(/-01$/);
    expect((await client.health({})).level).toBe(HealthLevel.HEALTH_LEVEL_CRITICAL);
    await listen(port);
    const back = await until('its end', () => world.alerts[1]);
    expect(back.alert).toMatchObject({ id: down.alert.id, status: 'resolved' });
    await close();
  });
});
