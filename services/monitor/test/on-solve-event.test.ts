import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completed, historyCount, improved, metricOf, startWorld, until, type World } from './monitor-setup.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('solve events', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.monitor({ SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: '1' });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('are recorded once, however often they come', async () => {
    const event = completed({ templateId: 'once' });
    await world.publish([event, { ...event, messageId: `${event.messageId}.r1` }, improved()]);
    await world.publish([completed({ templateId: 'after' })]);
    await until('the last event', async () => (await historyCount(world.db)) === 2);
    const rows = await world.db.query<{ solves: number }>(
      `SELECT sum(solves)::integer AS solves FROM solve_rollup WHERE is_fine AND template_id = 'once'`,
    );
    expect(rows).toEqual([{ solves: 1 }]);
  });

  it('of an older or a newer solver, with fewer or more fields, are recorded too', async () => {
    const before = await historyCount(world.db);
    const changed = (change: object) => {
      const event = completed({ templateId: 'other-version' });
      const body = JSON.parse(Buffer.from(event.payload).toString());
      Object.assign(body.context, change);
      return { ...event, payload: Buffer.from(JSON.stringify(body)) };
    };
    await world.publish([
      changed({ instance_count: undefined }),
      changed({ instance_count: 12, from_the_future: [1] }),
    ]);
    await until('both', async () => (await historyCount(world.db)) === before + 2);
  });

  it('that are too slow raise an alert at once, in the trace of the solve, and resolve it later under the same id', async () => {
    const event = completed({ templateId: 'slow', solveSeconds: 2, traceParent: TRACE });
    const startMs = Date.now();
    await world.publish([event]);
    const raised = await until('the alert', () => world.alerts.find((a) => a.alert.labels.template_id === 'slow'));
    expect(Date.now() - startMs).toBeLessThan(5_000);
    expect(raised.subject).toBe('solveig.v1.alert.default.critical.SlowSolve');
    expect(raised.traceParent?.split('-')[1]).toBe(TRACE.split('-')[1]);
    expect(raised.alert).toMatchObject({ name: 'SlowSolve', status: 'firing', severity: 'critical', value: 2 });
    expect(raised.alert.labels).toEqual({
      alertname: 'SlowSolve',
      severity: 'critical',
      service: 'solver',
      tenant: 'default',
      kind: 'itinerary',
      template_id: 'slow',
    });
    await world.publish([completed({ templateId: 'slow', solveSeconds: 3 })]);
    await world.publish([completed({ templateId: 'slow', solveSeconds: 0.1 })]);
    const resolved = await until('its end', () =>
      world.alerts.find((a) => a.alert.status === 'resolved' && a.alert.labels.template_id === 'slow'),
    );
    expect(resolved.alert.id).toBe(raised.alert.id);
    expect(world.alerts.filter((a) => a.alert.labels.template_id === 'slow')).toHaveLength(2);
  });
});

describe('two instances of the monitor', () => {
  it('share the events, count each solve once and say each alert once', { timeout: 60_000 }, async () => {
    await using world = await startWorld();
    const limit = { SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: '1' };
    const instances = [await world.monitor(limit), await world.monitor(limit)];
    const slow = Array.from({ length: 200 }, (_, i) => completed({ templateId: `t${i % 4}`, solveSeconds: 2 }));
    await world.publish(slow);
    await until('all history', async () => (await historyCount(world.db)) === 200);
    await until('all alerts', () => world.alerts.length >= 4);
    const handled = await Promise.all(
      instances.map((m) => metricOf(m, 'solveig_monitor_events_total', 'outcome="recorded"')),
    );
    expect(handled[0]! + handled[1]!).toBe(200);
    const [sum] = await world.db.query('SELECT sum(solves)::integer AS n FROM solve_rollup WHERE is_fine');
    expect(sum).toEqual({ n: 200 });
    const [state] = await world.db.query(
      `SELECT sum(jsonb_array_length(state->'recent') + jsonb_array_length(state->'past'))::integer AS n FROM template_baseline`,
    );
    expect(state).toEqual({ n: 200 });
    expect(world.alerts.map((a) => a.alert.labels.template_id).sort()).toEqual(['t0', 't1', 't2', 't3']);
  });
});
