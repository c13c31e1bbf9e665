import type { Db } from '@solveig/kit/db';
import { streamDefinition } from '@solveig/kit/events';
import { describe, expect, it } from 'vitest';
import { completed, historyCount, metricOf, monitorProcess, startWorld, until } from './monitor-setup.ts';

const QUICK = { SOLVEIG_MONITOR_ACK_WAIT_MS: '1000', SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: '1' };

/** Solves in the rollups: unlike history they have no key of their own that would hide a second counting. */
async function countedSolves(db: Db): Promise<{ fine: number; coarse: number } | undefined> {
  const [sum] = await db.query<{ fine: number; coarse: number }>(
    `SELECT sum(solves) FILTER (WHERE is_fine)::integer AS fine, sum(solves) FILTER (WHERE NOT is_fine)::integer AS coarse
     FROM solve_rollup`,
  );
  return sum;
}

describe('a monitor that is killed', { timeout: 60_000 }, () => {
  it('between commit and acknowledgement says its alert once and counts the solve once (C12)', async () => {
    await using world = await startWorld();
    const doomed = monitorProcess(world.environment({ ...QUICK, SOLVEIG_MONITOR_CRASH_AT: 'consume-after-commit' }));
    await world.publish([completed({ templateId: 'slow', solveSeconds: 2 })]);
    expect(await doomed.ended).toBe('SIGKILL');
    expect(await historyCount(world.db)).toBe(1);

    const next = await world.monitor(QUICK);
    await until('the redelivery', () => metricOf(next, 'solveig_monitor_events_total', 'outcome="duplicate"'));
    await until('the alert', () => world.alerts.length > 0);
    // What came after the redelivery shows that nothing else was said.
    await world.publish([completed({ templateId: 'slow', solveSeconds: 0.1 })]);
    await until('the end', () => world.alerts.find((a) => a.alert.status === 'resolved'));
    expect(world.alerts.map((a) => a.alert.status)).toEqual(['firing', 'resolved']);
    expect(new Set(world.alerts.map((a) => a.alert.id)).size).toBe(1);
    expect(await historyCount(world.db)).toBe(2);
    expect(await countedSolves(world.db)).toEqual({ fine: 2, coarse: 2 });
  });

  it('in the middle of many events counts each solve once', async () => {
    await using world = await startWorld();
    const count = 400;
    const events = Array.from({ length: count }, () => completed({ templateId: 'many' }));
    const doomed = monitorProcess(world.environment(QUICK));
    const publishing = world.publish(events);
    await until('some history', async () => (await historyCount(world.db)) > 20);
    await doomed.kill();
    await publishing;

    await world.monitor(QUICK);
    await until('all history', async () => (await historyCount(world.db)) === count);
    expect(await countedSolves(world.db)).toEqual({ fine: count, coarse: count });
    expect(world.alerts).toEqual([]);
  });
});

describe('a monitor that was away', () => {
  it('catches up with what the stream kept', async () => {
    await using world = await startWorld();
    await world.publish(Array.from({ length: 50 }, () => completed()));
    await world.monitor();
    await until('all history', async () => (await historyCount(world.db)) === 50);
  });

  it('takes events that are sent again, after the stream lost them, and ignores those it knows (C13)', async () => {
    await using world = await startWorld();
    const events = Array.from({ length: 40 }, () => completed({ templateId: 'again' }));
    const before = await world.monitor(QUICK);
    await world.publish(events.slice(0, 15));
    await until('the first part', async () => (await historyCount(world.db)) === 15);
    await before.stop();

    await world.publish(events.slice(15, 30));
    await world.purge('SOLVE');
    await world.bus.ensureStream(streamDefinition('SOLVE'));
    const after = await world.monitor(QUICK);
    // As the outbox does it: the same ce-id under a new message id.
    await world.publish(events.map((event) => ({ ...event, messageId: `${event.messageId}.r1` })));
    await until('all history', async () => (await historyCount(world.db)) === 40);
    expect(await metricOf(after, 'solveig_monitor_events_total', 'outcome="duplicate"')).toBe(15);
  });
});
