import { createRpcClient } from '@solveig/kit/rpc-client';
import { Attempt_Outcome, StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import { HealthLevel, MonitorServiceService } from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completed, failed, historyCount, startWorld, until, type World } from './monitor-setup.ts';

const many = (count: number, facts: Parameters<typeof completed>[0]) =>
  Array.from({ length: count }, (_, i) =>
    completed({ ...facts, solveSeconds: (facts?.solveSeconds ?? 0.2) * (1 + (i % 5) / 100) }),
  );

describe('alerts', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.monitor();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const alertsOf = (name: string, label: string, value: string) =>
    world.alerts.filter((a) => a.alert.name === name && a.alert.labels[label] === value).map((a) => a.alert);

  it('tell that a template became 60 % slower, and that it is back, under one id', async () => {
    await world.publish(many(40, { templateId: 'tour' }));
    await world.publish(many(12, { templateId: 'tour', solveSeconds: 0.32 }));
    const [raised] = await until('the alert', () => {
      const found = alertsOf('SolveRegression', 'template_id', 'tour');
      return found.length > 0 ? found : undefined;
    });
    expect(raised).toMatchObject({ severity: 'warning', status: 'firing' });
    expect(raised?.labels).toMatchObject({ metric: 'solve_seconds', service: 'solver', kind: 'itinerary' });
    expect(Number(raised?.annotations.baseline)).toBeCloseTo(0.204, 2);
    expect(raised?.annotations.runbook).toBe('docs/runbooks/solve-regression.md');
    expect(raised?.traceId).toBeDefined();
    await world.publish(many(12, { templateId: 'tour' }));
    await until('its end', () => alertsOf('SolveRegression', 'template_id', 'tour').length === 2);
    const [first, last] = alertsOf('SolveRegression', 'template_id', 'tour');
    expect(last).toMatchObject({ id: first?.id, status: 'resolved' });
    expect(last?.annotations.resolution).toMatch(/^Back at/);
  });

  it('do not mind an engine that uses a larger budget', async () => {
    const anytime = { templateId: 'anytime', stopReason: StopReason.STOP_REASON_TIME };
    await world.publish(many(40, { ...anytime, solveSeconds: 1 }));
    await world.publish(many(20, { ...anytime, solveSeconds: 10, measures: { iterations: 10_000 } }));
    await world.publish(many(1, { templateId: 'last' }));
    await until('the last event', async () => {
      const rows = await world.db.query(`SELECT 1 FROM solve_history WHERE template_id = 'last'`);
      return rows.length > 0;
    });
    expect(alertsOf('SolveRegression', 'template_id', 'anytime')).toEqual([]);
  });

  it('tell at once that the verifier refused an answer', async () => {
    const attempts = [
      {
        strategy: 'savings',
        outcome: Attempt_Outcome.OUTCOME_WRONG_ANSWER,
        cause: 'stop 3 served twice',
        seconds: 0.1,
      },
      { strategy: 'regret', outcome: Attempt_Outcome.OUTCOME_ANSWERED, cause: '', seconds: 0.1 },
    ];
    await world.publish([completed({ templateId: 'wrong', outcome: { attempts } })]);
    const [alert] = await until('the alert', () => {
      const found = alertsOf('WrongAnswer', 'template_id', 'wrong');
      return found.length > 0 ? found : undefined;
    });
    expect(alert).toMatchObject({ severity: 'error' });
    expect(alert?.annotations.description).toContain('stop 3 served twice');
  });
});

describe('thresholds over a window', () => {
  const SHORT = { SOLVEIG_MONITOR_WINDOW_MS: '3000', SOLVEIG_MONITOR_NO_DATA_MS: '1000' };

  it('raise, resolve, and end without data; health follows', { timeout: 60_000 }, async () => {
    await using world = await startWorld();
    const monitor = await world.monitor(SHORT);
    const client = createRpcClient(world.app, MonitorServiceService, monitor.parts.grpc);
    const idle = await client.health({});
    expect(idle.level).toBe(HealthLevel.HEALTH_LEVEL_UNKNOWN);
    expect(idle.score).toBeUndefined();

    await world.publish(Array.from({ length: 30 }, () => failed('WORKER_ERROR', { tenant: 'acme' })));
    await until('both alerts', () => world.alerts.length >= 2);
    expect(world.alerts.map((a) => a.subject).sort()).toEqual([
      'solveig.v1.alert.acme.critical.ErrorRateHigh',
      'solveig.v1.alert.acme.critical.SuccessRateLow',
    ]);
    const [alert] = world.alerts;
    const decider = await world.db.query('SELECT 1 FROM solve_history WHERE job_id = $1', [alert?.alert.jobId]);
    expect(decider).toHaveLength(1);
    const ill = await client.health({});
    expect(ill.level).toBe(HealthLevel.HEALTH_LEVEL_CRITICAL);
    expect(ill.recommendations.length).toBeGreaterThan(0);

    // Nobody solves any more: the window empties, and after a while nothing is known.
    await until('the end', () => world.alerts.filter((a) => a.alert.status === 'resolved').length === 2);
    expect(world.alerts.at(-1)?.alert.annotations.resolution).toMatch(/^No data/);
    expect(new Set(world.alerts.map((a) => a.alert.id)).size).toBe(2);
    await until('unknown health', async () => (await client.health({})).level === HealthLevel.HEALTH_LEVEL_UNKNOWN);
  });

  it('keep quiet about failures that are the clients own', async () => {
    await using world = await startWorld();
    await world.monitor(SHORT);
    await world.publish(Array.from({ length: 30 }, () => failed('INVALID_PROBLEM')));
    await world.publish(Array.from({ length: 10 }, () => completed()));
    await until('all history', async () => (await historyCount(world.db)) === 40);
    const [row] = await world.db.query<{ failed: number }>(
      'SELECT sum(failed)::integer AS failed FROM solve_rollup WHERE is_fine',
    );
    expect(row?.failed).toBe(0);
    expect(world.alerts).toEqual([]);
  });
});
