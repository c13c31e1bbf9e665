import { readFileSync } from 'node:fs';
import { startTestPlatform } from '@solveig/local/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quickItinerary, quickProgram, readSample } from '../src/samples.ts';
import { openStage, type Stage } from '../src/stage.ts';
import {
  deleteStreams,
  endOfJob,
  getJob,
  listenAsReader,
  slowDown,
  submitJob,
  toldOf,
  until,
} from '../src/stage-moves.ts';

/** A staff plan that takes a few tenths of a second, and with the fault several seconds. */
const SLOW_TEMPLATE = 'staff-plan';
const SLOWDOWN = 20;
const SLOW_FROM_SECONDS = 1;

describe('from the door to the pager', { timeout: 90_000 }, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(
      await startTestPlatform({
        env: {
          monitor: { SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: String(SLOW_FROM_SECONDS) },
          alerting: { SOLVEIG_ALERTING_GROUP_INTERVAL_MS: '500' },
        },
      }),
    );
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('a job that is submitted by REST ends, is heard by others, and is in the history of the monitor', async () => {
    await using reader = await listenAsReader(stage);
    const accepted = await submitJob(stage, quickProgram({ template_id: 'blend' }));
    const job = await endOfJob(stage, accepted.id);
    expect(job).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', result: { status: 'SOLVE_STATUS_OPTIMAL' } });

    const own = () => reader.events.filter(({ body }) => body.context?.job_id === job.id);
    await until('the end among the events', 10_000, async () =>
      own().some(({ type }) => type === 'dev.solveig.solve.completed.v1') ? true : undefined,
    );
    const kinds = own().map(({ type }) => type.split('.')[3]);
    expect(kinds.slice(0, 2)).toEqual(['submitted', 'started']);
    expect(kinds.at(-1)).toBe('completed');
    const seqs = own().map(({ body }) => body.context?.seq ?? 0);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));

    const rows = await until('the monitor to know it', 10_000, async () => {
      const found = await stage.sql(
        'SELECT "end", template_id, trace_id FROM monitor.solve_history WHERE job_id = $1',
        [job.id],
      );
      return found.length > 0 ? found : undefined;
    });
    expect(rows).toEqual([{ end: 'answered', template_id: 'blend', trace_id: job.trace_id }]);
    const dashboard = (await (await stage.rest('/api/v1/monitoring/dashboard')).json()) as {
      templates: { template_id: string; solves: number }[];
    };
    expect(dashboard.templates).toContainEqual(expect.objectContaining({ template_id: 'blend', solves: 1 }));
  });

  test('a slow solve reaches mail, Slack and webhook once each, and so does its end', async () => {
    const request = {
      ...readSample('staff-planning.json'),
      options: { budget_millis: 30_000, template_id: SLOW_TEMPLATE },
    };
    const words = ['SlowSolve', SLOW_TEMPLATE];
    await slowDown(stage, SLOW_TEMPLATE, SLOWDOWN);
    const slow = await endOfJob(stage, (await submitJob(stage, request)).id);
    expect(slow.result?.measures?.solve_seconds).toBeGreaterThan(SLOW_FROM_SECONDS);
    const told = await toldOf(stage, { words, status: 'firing', timeoutMs: 20_000 });
    const body = told.webhook[0]?.content.body as { alerts: { labels: Record<string, string> }[] };
    expect(body.alerts[0]?.labels).toMatchObject({ alertname: 'SlowSolve', template_id: SLOW_TEMPLATE });

    await slowDown(stage, SLOW_TEMPLATE, 1);
    await until('a solve in time', 60_000, async () => {
      const { result } = await endOfJob(stage, (await submitJob(stage, request)).id);
      return Number(result?.measures?.solve_seconds) < SLOW_FROM_SECONDS ? true : undefined;
    });
    const ended = await toldOf(stage, { words, status: 'resolved', timeoutMs: 20_000 });
    expect([told.mail, told.slack, told.webhook].map((all) => all.length)).toEqual([1, 1, 1]);
    expect([ended.mail, ended.slack, ended.webhook].map((all) => all.length)).toEqual([1, 1, 1]);
  });

  test('a job is the same by its idempotency key, and cancelled only once', async () => {
    const request = { ...quickItinerary({ max_iterations: 1_000_000, budget_millis: 60_000 }), label: 'long' };
    const first = await submitJob(stage, request, { 'idempotency-key': 'flow-1' });
    const again = await submitJob(stage, request, { 'idempotency-key': 'flow-1' });
    expect(again.id).toBe(first.id);
    await until('it to run', 20_000, async () =>
      (await getJob(stage, first.id)).state === 'JOB_STATE_RUNNING' ? true : undefined,
    );
    const cancel = () => stage.rest(`/api/v1/jobs/${first.id}:cancel`, { json: { reason: 'changed my mind' } });
    expect((await cancel()).status).toBe(200);
    expect((await endOfJob(stage, first.id)).state).toBe('JOB_STATE_CANCELLED');
    expect((await cancel()).status).toBe(409);
  });

  test('streams that are lost are made again, and the job after that is heard of too', async () => {
    await deleteStreams(stage);
    const job = await endOfJob(stage, (await submitJob(stage, quickProgram({ template_id: 'after' }))).id);
    expect(job.state).toBe('JOB_STATE_SUCCEEDED');
    await until('the monitor to know it', 30_000, async () => {
      const found = await stage.sql('SELECT 1 FROM monitor.solve_history WHERE job_id = $1', [job.id]);
      return found.length > 0 ? true : undefined;
    });
  });

  test('no service asked NATS for more than its user may do', () => {
    const log = readFileSync(stage.platform.nats.logFile, 'utf8');
    expect(log.split('\n').filter((line) => /Violation/.test(line))).toEqual([]);
  });
});
