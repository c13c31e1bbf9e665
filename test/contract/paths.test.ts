import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '@solveig/local/repo-root';
import { startTestPlatform } from '@solveig/local/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quickItinerary, quickProgram } from '../src/samples.ts';
import { type SseMessage, sseMessages } from '../src/sse-messages.ts';
import { openStage, type RestInit, type Stage } from '../src/stage.ts';
import { endOfJob, submitJob, until } from '../src/stage-moves.ts';

interface Row {
  readonly ask: string;
  readonly init?: RestInit;
  readonly status: number;
  /** The answer has at least these members. */
  readonly has: readonly string[];
}

const get = (path: string, ...has: string[]): Row => ({ ask: path, status: 200, has });
const post = (path: string, json: unknown, ...has: string[]): Row => ({ ask: path, init: { json }, status: 200, has });

/** With a job that has ended, an API key of the test's own and a channel of the local platform. */
const ROWS: readonly Row[] = [
  get('/health', 'status', 'service', 'version'),
  get('/health/live', 'status'),
  get('/health/ready', 'ready', 'reasons'),
  get('/api/v1/health', 'status', 'reasons', 'parts', 'version', 'at'),
  get('/api/v1/health/ready', 'ready', 'reasons'),
  get('/api/v1/health/detailed', 'status', 'reasons', 'services', 'version', 'at'),
  get('/api/v4/ortools/health-detailed', 'status', 'services'),
  get('/api/v1/monitoring/health', 'level', 'dimensions', 'at'),
  get('/api/v4/monitoring/health', 'level', 'dimensions', 'at'),
  get('/api/v1/monitoring/alerts?status=firing'),
  get('/api/v4/monitoring/alerts'),
  get('/api/v1/monitoring/dashboard?window_minutes=5', 'at', 'window_minutes'),
  get('/api/v4/monitoring/dashboard', 'at', 'window_minutes'),
  get('/metrics'),
  get('/api/v1/metrics'),
  post('/api/v1/solve', quickProgram(), 'result'),
  post('/api/optimize', quickProgram(), 'result'),
  post('/api/v1/solve:stream', quickProgram()),
  post('/api/v1/validate', { problem: quickProgram().problem }, 'valid', 'kind'),
  post(
    '/api/v1/evaluate',
    { problem: quickProgram().problem, plan: { linear: { columns: [{ name: 'y', value: 4 }] } } },
    'feasible',
    'value',
    'kind',
  ),
  post(
    '/api/v1/diff',
    {
      problem: quickProgram().problem,
      before: { plan: { linear: { columns: [{ name: 'y', value: 4 }] } } },
      after: { plan: { linear: { columns: [{ name: 'y', value: 5 }] } } },
    },
    'diff',
  ),
  post('/api/v1/explain', { problem: quickProgram().problem }, 'kind', 'summary'),
  post('/api/v1/explain', { job_id: '{job_id}' }, 'kind', 'summary'),
  post(
    '/api/v1/slots',
    {
      job_id: '{job_id}',
      place: { id: 'one more', location: { latitude: -33.44, longitude: -70.65 }, visit_seconds: 600 },
    },
    'places_tried',
    'engine_millis',
  ),
  get('/api/v1/strategies', 'strategies', 'mode'),
  post('/api/v1/strategies:set', { kind: 'PROBLEM_KIND_LINEAR', name: 'highs', enabled: true }, 'strategy'),
  post('/api/v1/strategies:order', { kind: 'PROBLEM_KIND_LINEAR', names: ['highs'] }, 'strategies'),
  post('/api/v1/strategies:test', { kind: 'PROBLEM_KIND_LINEAR', name: 'highs' }, 'ok', 'seconds', 'strategy'),
  post('/api/v1/strategies:mode', { mode: 'SOLVER_MODE_NORMAL' }, 'mode'),
  post('/api/v1/quote', quickProgram(), 'kind', 'risk', 'recommended_deadline_seconds', 'prediction'),
  { ask: '/api/v1/jobs', init: { json: quickProgram() }, status: 202, has: ['job'] },
  get('/api/v1/jobs?page_size=5&states=JOB_STATE_SUCCEEDED', 'jobs'),
  get('/api/v1/jobs/{job_id}', 'job'),
  get('/api/v1/jobs/{job_id}/events'),
  get('/api/v1/jobs/{job_id}/diff/{other_job_id}', 'diff'),
  {
    ask: '/api/v1/jobs/{job_id}:cancel',
    init: { json: { reason: 'too late' } },
    status: 409,
    has: ['reason', 'title'],
  },
  { ask: '/api/v1/jobs/{job_id}:stop', init: { json: {} }, status: 409, has: ['reason', 'title'] },
  post('/api/v1/events:resend', { since: new Date().toISOString() }),
  get('/api/v1/whoami', 'tenant', 'subject', 'role', 'permissions'),
  get('/api/v1/api-keys', 'keys'),
  post('/api/v1/api-keys', { name: 'contract', role: 'ROLE_VIEWER' }, 'key', 'secret'),
  post('/api/v1/api-keys/{key_id}:revoke', {}, 'key'),
  get('/api/v1/alerts'),
  get('/api/v1/deliveries?state=STATE_DEAD'),
  get('/api/v1/dead-letters'),
  post('/api/v1/dead-letters:redeliver', {}),
  get('/api/v1/channels', 'channels'),
  post('/api/v1/channels/{channel}:test', {}, 'delivered', 'seconds'),
  get('/api/v1/distance/providers', 'providers'),
  get('/api/v1/distance/cache'),
  post('/api/v1/distance/cache:clear', {}),
  {
    ask: '/api/v1/blobs',
    init: { json: { problem: quickProgram().problem } },
    status: 201,
    has: ['blob_id', 'sha256'],
  },
  get('/api/v1/blobs/{blob_id}'),
  get('/api/v1/openapi.json', 'openapi', 'paths'),
  get('/api/v1/descriptors.binpb'),
];

describe('the paths of the REST door', { timeout: 60_000 }, () => {
  let stage: Stage;
  let jobId = '';
  let keyId = '';
  let blobId = '';
  const fill = (path: string) =>
    path
      .replace('{job_id}', jobId)
      .replace('{other_job_id}', jobId)
      .replace('{key_id}', keyId)
      .replace('{channel}', 'webhook')
      .replace('{blob_id}', blobId);

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
    jobId = (await endOfJob(stage, (await submitJob(stage, quickItinerary())).id)).id;
    const made = await stage.rest('/api/v1/api-keys', { json: { name: 'to be revoked', role: 'ROLE_VIEWER' } });
    const stored = await stage.rest('/api/v1/blobs', { json: { problem: quickProgram().problem } });
    blobId = ((await stored.json()) as { blob_id: string }).blob_id;
    keyId = ((await made.json()) as { key: { id: string } }).key.id;
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  test.each(ROWS)('$ask answers $status', async ({ ask, init, status, has }) => {
    const json = init?.json === undefined ? {} : { json: JSON.parse(fill(JSON.stringify(init.json))) };
    const response = await stage.rest(fill(ask), { ...init, ...json });
    const text = await response.text();
    expect(response.status, text).toBe(status);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    if (has.length > 0) expect(Object.keys(JSON.parse(text))).toEqual(expect.arrayContaining([...has]));
  });

  test('every path of the OpenAPI document is in the table above', () => {
    const document = JSON.parse(readFileSync(join(repoRoot(), 'docs/reference/openapi.json'), 'utf8')) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const asked = ROWS.map(({ ask, init }) => `${init === undefined ? 'get' : 'post'} ${ask.split('?', 1)[0]}`);
    const documented = Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb} ${path}`),
    );
    expect(documented.filter((path) => !asked.includes(path))).toEqual([]);
  });

  test('the served OpenAPI document is the one of the reference', async () => {
    const served = await (await stage.rest('/api/v1/openapi.json')).json();
    expect(served).toEqual(JSON.parse(readFileSync(join(repoRoot(), 'docs/reference/openapi.json'), 'utf8')));
  });

  test('an error is a problem document with reason, trace and what to do', async () => {
    const response = await stage.rest('/api/v1/jobs/00000000-0000-7000-8000-000000000000');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({
      status: 404,
      reason: 'NOT_FOUND',
      domain: 'solveig.dev',
      instance: '/api/v1/jobs/00000000-0000-7000-8000-000000000000',
    });
    expect(problem.type).toMatch(/^https?:\/\/|^\//);
    expect(problem.trace_id).toMatch(/^[0-9a-f]{32}$/);
  });

  const refusals: [string, string, RestInit, number][] = [
    ['an unknown path', '/api/v1/nowhere', {}, 404],
    ['an unknown path outside the interface', '/nowhere', {}, 404],
    ['a job that is none', '/api/v1/jobs/not-a-uuid', {}, 404],
    ['another verb', '/api/v1/whoami', { method: 'DELETE' }, 405],
    ['another verb on a health path', '/api/v1/health', { method: 'POST', json: {} }, 405],
    ['no key', '/api/v1/jobs', { headers: { authorization: '' } }, 401],
    ['a wrong key', '/api/v1/jobs', { headers: { authorization: 'Bearer slv_wrong_wrong' } }, 401],
    ['text that is not JSON', '/api/v1/solve', { body: '{"problem":' }, 400],
    [
      'another media type',
      '/api/v1/solve',
      { body: '<problem/>', headers: { 'content-type': 'application/xml' } },
      415,
    ],
    ['a page that is too large', '/api/v1/jobs?page_size=101', {}, 400],
    ['a page that is none', '/api/v1/jobs?page_token=%00nonsense', {}, 400],
    ['an enum name that is none', '/api/v1/jobs?states=JOB_STATE_LOST', {}, 400],
  ];

  test.each(refusals)('%s is refused as it should be', async (_, path, init, status) => {
    const response = await stage.rest(path, init);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status });
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get('allow')).toMatch(/GET/);
  });

  test('an idempotency key stands for one request: the same again is the same job, another is refused', async () => {
    const headers = { 'idempotency-key': 'contract-1' };
    const send = (json: unknown) => stage.rest('/api/v1/jobs', { json, headers });
    const first = await send(quickProgram());
    const { job } = (await first.json()) as { job: { id: string } };
    expect([first.status, first.headers.get('location')]).toEqual([202, `/api/v1/jobs/${job.id}`]);
    const again = await send(quickProgram());
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ existed: true, job: { id: job.id } });
    const other = await send(quickProgram({ seed: 7 }));
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
    const many = await Promise.all(
      Array.from({ length: 8 }, () =>
        stage.rest('/api/v1/jobs', { json: quickProgram(), headers: { 'idempotency-key': 'contract-2' } }),
      ),
    );
    const ids = await Promise.all(many.map(async (one) => ((await one.json()) as { job: { id: string } }).job.id));
    expect(new Set(ids).size).toBe(1);
    expect(many.filter((one) => one.status === 202)).toHaveLength(1);
    const tooLong = await stage.rest('/api/v1/jobs', {
      json: quickProgram(),
      headers: { 'idempotency-key': 'x'.repeat(201) },
    });
    expect(tooLong.status).toBe(400);
  });

  test('events resume after Last-Event-ID, without a gap and without a repetition', async () => {
    const events = async (lastEventId?: string): Promise<SseMessage[]> => {
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const response = await stage.rest(`/api/v1/jobs/${jobId}/events`, { headers });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      return sseMessages(await response.text());
    };
    const all = await events();
    expect(all.map(({ id }) => Number(id))).toEqual(all.map((_, i) => i + 1));
    expect([all[0]?.event, all.at(-1)?.event]).toEqual(['submitted', 'completed']);
    expect(all.at(-1)?.data).toMatchObject({ job: { id: jobId, state: 'JOB_STATE_SUCCEEDED' } });
    const middle = Math.floor(all.length / 2);
    expect(await events(String(middle))).toEqual(all.slice(middle));
    // Who has seen all is told the end once more, so that every watch closes with the job; an EventSource, that it may stop.
    const again = await stage.rest(`/api/v1/jobs/${jobId}/events?after_seq=${all.length}`);
    expect(sseMessages(await again.text())).toEqual(all.slice(-1));
    const headers = { 'last-event-id': String(all.length) };
    expect((await stage.rest(`/api/v1/jobs/${jobId}/events`, { headers })).status).toBe(204);
  });

  test('a call without a deadline gets one, and is told so', async () => {
    const response = await stage.rest('/api/v1/solve', { json: quickProgram() });
    const { result } = (await response.json()) as { result: Record<string, unknown> };
    expect(result).toMatchObject({ budget_millis: 30_000, budget_was_default: true });
  });

  test('without the solver it is critical: 503 everywhere, and alive all the same', async () => {
    await stage.platform.service('solver').stop();
    await until('the gateway to notice', 20_000, async () =>
      (await stage.rest('/api/v1/health')).status === 503 ? true : undefined,
    );
    const critical = ['/api/v1/health/ready', '/health/ready', '/api/v1/health/detailed'];
    for (const path of critical) expect((await stage.rest(path)).status, path).toBe(503);
    const solve = await stage.rest('/api/v1/solve', { json: quickProgram() });
    expect(solve.status).toBe(503);
    expect(await solve.json()).toMatchObject({ reason: 'DEPENDENCY_DOWN' });
    expect(Number(solve.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await stage.rest('/health')).status).toBe(200);
    // 503 as soon as the monitor calls it critical too, with the same body.
    expect([200, 503]).toContain((await stage.rest('/api/v1/monitoring/health')).status);
    stage.platform.service('solver').start();
    await until('it to be healthy again', 30_000, async () =>
      (await stage.rest('/api/v1/health')).status === 200 ? true : undefined,
    );
    // Healthy means for the gateway's own channel too.
    const again = await stage.rest('/api/v1/solve', { json: quickProgram() });
    expect(again.status, await again.text()).toBe(200);
  });
});
