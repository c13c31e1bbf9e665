import { loadSettings } from '@solveig/kit/config';
import { migrations } from '@solveig/kit/migrate';
import { createTestDatabase } from '@solveig/local/testing';
import { describe, expect, it } from 'vitest';
import { start } from '../src/app.ts';
import { monitorSettings, rulesOf } from '../src/config.ts';
import { migrationsDirectory } from '../src/migrations-directory.ts';
import { completed, historyCount, metricOf, startWorld, until } from './monitor-setup.ts';

interface Detailed {
  ready: boolean;
  reasons: string[];
  parts: Record<string, { status: string; detail: string }>;
  platform: { level: string };
}

async function detailed(ops: string): Promise<Detailed> {
  return (await (await fetch(`http://${ops}/health/detailed`)).json()) as Detailed;
}

describe('the monitor', () => {
  it('goes on after NATS was killed and came back', async () => {
    await using world = await startWorld();
    await world.monitor({ SOLVEIG_MONITOR_ACK_WAIT_MS: '1000' });
    await world.publish([completed()]);
    await until('the first', async () => (await historyCount(world.db)) === 1);
    await world.nats.kill9();
    await world.nats.restart();
    await until('a connected bus', () => world.bus.connected());
    await world.publish([completed()]);
    await until('the second', async () => (await historyCount(world.db)) === 2);
  });

  it('gives up a message that is not an event, and goes on with the next', async () => {
    await using world = await startWorld();
    const monitor = await world.monitor();
    const good = completed();
    const bad = [
      { ...completed(), payload: Buffer.from('not json') },
      { ...completed(), payload: Buffer.from('{}') },
      { ...completed(), headers: {} },
    ];
    await world.publish([...bad, good]);
    await until('the good one', async () => (await historyCount(world.db)) === 1);
    expect(await metricOf(monitor, 'solveig_monitor_events_total', 'outcome="refused"')).toBe(3);
  });

  it('records a solve whose texts hold what Postgres cannot store', async () => {
    await using world = await startWorld();
    await world.monitor();
    await world.publish([completed({ templateId: 'a\u0000b', outcome: { strategy: 'x\u0000\ud800' } }), completed()]);
    await until('both', async () => (await historyCount(world.db)) === 2);
    expect(await world.db.query(`SELECT strategy FROM solve_history WHERE template_id = 'ab'`)).toEqual([
      { strategy: 'x\ufffd' },
    ]);
  });

  it('records the rest of a batch when Postgres refuses one solve, and that one when it can', async () => {
    await using world = await startWorld();
    await world.db.query(`ALTER TABLE solve_history ADD CONSTRAINT planted CHECK (strategy <> 'refused')`);
    await world.monitor();
    const events = Array.from({ length: 20 }, (_, i) => completed(i === 7 ? { outcome: { strategy: 'refused' } } : {}));
    await world.publish(events);
    await until('the others', async () => (await historyCount(world.db)) === 19);
    await world.db.query('ALTER TABLE solve_history DROP CONSTRAINT planted');
    await until('all', async () => (await historyCount(world.db)) === 20);
    const counted = await world.db.query('SELECT sum(solves)::integer AS solves FROM solve_rollup WHERE is_fine');
    expect(counted).toEqual([{ solves: 20 }]);
  });

  it('is not ready before its schema is current, says so, and begins when it is', async () => {
    await using world = await startWorld();
    await using empty = await createTestDatabase();
    const settings = loadSettings(
      monitorSettings,
      world.environment({ SOLVEIG_MONITOR_DATABASE_URL: empty.url('monitor') }),
    );
    await using monitor = await start(settings, new AbortController().signal);
    const before = await detailed(monitor.parts.ops);
    expect(before.ready).toBe(false);
    expect(before.parts.schema?.detail).toContain('pending');
    expect(before.platform.level).toBe('HEALTH_LEVEL_UNKNOWN');
    expect((await fetch(`http://${monitor.parts.ops}/health/ready`)).status).toBe(503);
    await migrations({ url: empty.url('monitor'), schema: 'monitor', directory: migrationsDirectory }).up();
    await until('readiness', async () => (await detailed(monitor.parts.ops)).ready);
  });

  it('migrates up, down and up again', async () => {
    await using database = await createTestDatabase();
    const all = migrations({ url: database.url('monitor'), schema: 'monitor', directory: migrationsDirectory });
    const names = await all.up();
    expect(await all.down(names.length)).toHaveLength(names.length);
    expect(await all.up()).toEqual(names);
  });
});

describe('settings', () => {
  const required = { SOLVEIG_MONITOR_DATABASE_URL: 'postgresql://u:p@h/d' };

  it('are the figures of the operations guides by default', () => {
    const rules = rulesOf(loadSettings(monitorSettings, required));
    expect(rules.thresholds).toMatchObject({
      success: { warning: 0.95, critical: 0.9 },
      errors: { warning: 0.05, critical: 0.1 },
      responseSeconds: { warning: 5, critical: 10 },
      cacheHits: { warning: 0.7, critical: 0.5 },
      minSolves: 20,
    });
    expect(rules.regression).toMatchObject({ raiseRatio: 1.5, resolveRatio: 1.25, minSeconds: 0.05, baselineMin: 20 });
  });

  it('refuse a crash on purpose in production', () => {
    const env = {
      ...required,
      SOLVEIG_ENVIRONMENT: 'production',
      SOLVEIG_NATS_URL: 'nats://nats:4222',
      SOLVEIG_MONITOR_NATS_PASSWORD: 'x7Gq2Lw9Zt4Rb8Yv',
      SOLVEIG_MONITOR_CRASH_AT: 'consume-after-commit',
    };
    expect(() => loadSettings(monitorSettings, env)).toThrow('SOLVEIG_MONITOR_CRASH_AT may not be set in production');
  });
});
