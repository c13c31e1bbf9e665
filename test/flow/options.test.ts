import { startTestPlatform } from '@solveig/local/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SolveRequestJson } from '../src/samples.ts';
import { openStage, type Stage } from '../src/stage.ts';
import { endOfJob, type HeardEvent, listenAsReader, submitJob, until } from '../src/stage-moves.ts';

const STOPS = 120;

/** Enough stops that no search ends before its time. */
function longRound(options: Readonly<Record<string, unknown>>): SolveRequestJson {
  const near = (index: number, by: number) => ((index * by) % 97) / 500;
  const stops = Array.from({ length: STOPS }, (_, index) => ({
    id: `s${index}`,
    location: { latitude: -33.5 + near(index, 37), longitude: -70.7 + near(index, 53) },
    demand: [1 + (index % 5)],
  }));
  const depots = [{ id: 'depot', location: { latitude: -33.44, longitude: -70.65 } }];
  const vehicles = [{ id: 'van', count: 12, capacity: [40] }];
  return { problem: { routing: { stops, depots, vehicles, capacity_dimensions: ['crates'] } }, options };
}

interface ResultJson {
  readonly status: string;
  readonly stop_reason: string;
  readonly value: number;
  readonly quality?: number;
  readonly quality_source?: string;
  readonly upgrade_job_id?: string;
  readonly warnings?: readonly string[];
}

async function solve(stage: Stage, request: SolveRequestJson): Promise<ResultJson> {
  const response = await stage.rest('/api/v1/solve', { json: request });
  const body = (await response.json()) as { result?: ResultJson };
  if (!body.result) throw new Error(`no result: ${response.status} ${JSON.stringify(body)}`);
  return body.result;
}

const nameOf = ({ type }: HeardEvent) => type.split('.')[3];

describe('when to stop, and when time runs short', { timeout: 90_000 }, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('a job that nears its deadline says so once, to its watchers and to everybody', async () => {
    await using reader = await listenAsReader(stage);
    const job = await endOfJob(stage, (await submitJob(stage, longRound({ budget_millis: 6_000 }))).id);
    expect(job.state).toBe('JOB_STATE_SUCCEEDED');
    const own = () => reader.events.filter(({ body }) => body.context?.job_id === job.id).map(nameOf);
    await until('its end among the events', 10_000, async () => (own().includes('completed') ? true : undefined));
    expect(own().filter((name) => name === 'neardeadline')).toHaveLength(1);
    expect(own().indexOf('neardeadline')).toBeLessThan(own().indexOf('completed'));
    const rows = await stage.sql<{ detail: string }>(
      "SELECT detail FROM solver.job_event WHERE job_id = $1 AND event = 'neardeadline'",
      [job.id],
    );
    expect(rows).toEqual([{ detail: expect.stringMatching(/^[45]\.\d s of [56]\.\d s are used and it still runs$/) }]);
  });

  test('a synchronous solve says so while its caller still waits', async () => {
    await using reader = await listenAsReader(stage);
    let isAnswered = false;
    const answer = solve(stage, longRound({ budget_millis: 6_000 })).finally(() => {
      isAnswered = true;
    });
    const isNear = (event: HeardEvent) =>
      nameOf(event) === 'neardeadline' && (event.body.context as { synchronous?: boolean }).synchronous === true;
    const near = await until('the event', 8_000, async () => reader.events.find(isNear));
    expect(isAnswered).toBe(false);
    expect(await answer).toMatchObject({ stop_reason: 'STOP_REASON_TIME' });
    const own = () => reader.events.filter(({ body }) => body.context?.job_id === near.body.context?.job_id);
    await until('its end', 10_000, async () => (own().map(nameOf).includes('completed') ? true : undefined));
    expect(own().filter(isNear)).toHaveLength(1);
    const seqs = own().map(({ body }) => body.context?.seq ?? 0);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test('an answer says how good it is, and what is good enough ends the search', async () => {
    const timed = await solve(stage, longRound({ budget_millis: 1_500 }));
    expect(timed).toMatchObject({ quality_source: 'QUALITY_SOURCE_ESTIMATE', stop_reason: 'STOP_REASON_TIME' });
    expect(timed.quality).toBeGreaterThan(0.5);
    expect(timed.quality).toBeLessThan(1);
    const began = Date.now();
    const enough = await solve(stage, longRound({ budget_millis: 60_000, stop_at_quality: 0.9 }));
    expect(enough).toMatchObject({ stop_reason: 'STOP_REASON_QUALITY' });
    const gap = await solve(stage, longRound({ budget_millis: 60_000, stop_at_gap: 0.95 }));
    expect(gap).toMatchObject({ stop_reason: 'STOP_REASON_GAP' });
    expect(Date.now() - began).toBeLessThan(40_000);
  });

  test('a short solve leaves a job of low priority that ends with no worse an answer, and tells it', async () => {
    await using reader = await listenAsReader(stage);
    const options = { budget_millis: 600, upgrade_in_background: true, upgrade_budget_millis: 4_000 };
    const answer = await solve(stage, longRound(options));
    expect(answer.warnings?.filter((warning) => warning.includes('in the background')) ?? []).toEqual([]);
    const job = await endOfJob(stage, answer.upgrade_job_id ?? '');
    expect(job).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', priority: 'PRIORITY_LOW' });
    expect(job.result?.value).toBeLessThanOrEqual(answer.value + 1e-6);
    await until('the better answer among the events', 10_000, async () =>
      reader.events.find((event) => event.body.context?.job_id === job.id && nameOf(event) === 'completed'),
    );
  });

  test('a job cannot be upgraded: it runs in the background itself', async () => {
    const response = await stage.rest('/api/v1/jobs', { json: longRound({ upgrade_in_background: true }) });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('options.upgrade_in_background');
  });
});
