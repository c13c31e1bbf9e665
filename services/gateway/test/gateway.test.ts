import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import { loadSettings } from '@solveig/kit/config';
import { SolveigError } from '@solveig/kit/errors';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import { createRpcClient } from '@solveig/kit/rpc-client';
import { type CallContext, implement, startRpcServer } from '@solveig/kit/rpc-server';
import { createTestDatabase, type TestDatabase, temporaryFolder } from '@solveig/local/testing';
import { IdentityServiceService, Role } from '@solveig/proto/gen/solveig/gateway/v1/gateway';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { type Job, JobServiceService, JobState, Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayAddresses, start } from '../src/app.ts';
import { gatewaySettings } from '../src/config.ts';
import { migrationsDirectory } from '../src/migrations-directory.ts';

const JOB: Job = {
  id: '0190-job',
  kind: ProblemKind.PROBLEM_KIND_LINEAR,
  state: JobState.JOB_STATE_QUEUED,
  priority: Priority.PRIORITY_NORM,
  templateId: '',
  label: '',
  attempt: 0,
  maxAttempts: 5,
  createdAt: new Date(0),
  startedAt: undefined,
  finishedAt: undefined,
  deadlineAt: undefined,
  lastSeq: 1,
  traceId: '',
  incumbent: undefined,
  result: undefined,
  error: undefined,
  size: 2,
  secondSize: 1,
  endedBy: '',
};

/** Stands where the solver would: answers JobService and remembers who asked. */
async function startSolver(app: App, seen: CallContext[]): Promise<string> {
  const { address } = await startRpcServer(app, {
    address: '127.0.0.1:0',
    health: new HealthBook(),
    log: createLogger('solver', 'fatal'),
    metrics: createMetrics('solver'),
    requireDeadline: true,
    services: [
      implement(JobServiceService, {
        async submitJob(request, ctx) {
          seen.push(ctx);
          if (request.idempotencyKey === 'taken') throw new SolveigError('IDEMPOTENCY_KEY_REUSED', 'another body');
          return { job: { ...JOB, label: request.label }, existed: request.idempotencyKey === 'again' };
        },
        async getJob(request, ctx) {
          seen.push(ctx);
          if (request.jobId === 'slow') await pause(500);
          else if (request.jobId !== JOB.id) throw new SolveigError('NOT_FOUND', `there is no job ${request.jobId}`);
          return { job: JOB };
        },
        async listJobs(request) {
          return { jobs: [{ ...JOB, size: request.pageSize }], nextPageToken: request.states.join() };
        },
        async *watchJob(request, { signal }) {
          if (request.jobId === 'quiet') await pause(request.afterSeq, signal);
          if (request.jobId === 'quiet') throw new SolveigError('WORKER_ERROR', 'it broke');
          if (request.jobId !== JOB.id) throw new SolveigError('NOT_FOUND', `there is no job ${request.jobId}`);
          // As the solver: who has seen the end is told it once more.
          for (let seq = Math.min(request.afterSeq + 1, 3); seq <= 3; seq++) {
            yield {
              seq,
              event: 'improved',
              at: new Date(0),
              state: JOB.state,
              incumbent: undefined,
              detail: '',
              job: undefined,
            };
          }
        },
        async cancelJob() {
          throw new SolveigError('ALREADY_FINISHED', 'it has ended');
        },
        async stopJob() {
          return { job: JOB };
        },
        async diffJobs() {
          return { diff: undefined };
        },
        async resendEvents() {
          return { events: 0 };
        },
      }),
    ],
  });
  return address;
}

describe('the gateway', () => {
  let database: TestDatabase;
  let upstream: RunningApp<string>;
  let gateway: RunningApp<GatewayAddresses>;
  let key: string;
  let keyFile: string;
  let folder: ReturnType<typeof temporaryFolder>;
  const seen: CallContext[] = [];
  const rest = (path: string, init: RequestInit = {}) =>
    fetch(`http://${gateway.parts.http}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    const url = database.url('gateway');
    await migrations({ url, schema: 'gateway', directory: migrationsDirectory }).up();
    upstream = await startApp('solver', new AbortController().signal, (app) => startSolver(app, seen));
    folder = temporaryFolder('gateway');
    keyFile = join(folder.path, 'first-key');
    const settings = loadSettings(gatewaySettings, {
      SOLVEIG_LOG_LEVEL: 'fatal',
      SOLVEIG_GATEWAY_DATABASE_URL: url,
      SOLVEIG_GATEWAY_HTTP_ADDRESS: '127.0.0.1:0',
      SOLVEIG_GATEWAY_GRPC_ADDRESS: '127.0.0.1:0',
      SOLVEIG_GATEWAY_OPS_ADDRESS: '127.0.0.1:0',
      SOLVEIG_GATEWAY_FIRST_KEY_FILE: keyFile,
      SOLVEIG_SOLVER_URL: upstream.parts,
      SOLVEIG_MONITOR_URL: '127.0.0.1:1',
      SOLVEIG_SOLVER_OPS_URL: 'http://127.0.0.1:1',
    });
    gateway = await start(settings, new AbortController().signal);
    key = readFileSync(keyFile, 'utf8').trim();
  });

  afterAll(async () => {
    await gateway?.stop();
    await upstream?.stop();
    await database?.[Symbol.asyncDispose]();
    folder?.[Symbol.dispose]();
  });

  it('makes a first admin key that only its owner can read', async () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const whoAmI = (await (await rest('/api/v1/whoami')).json()) as Record<string, unknown>;
    expect(whoAmI).toMatchObject({ tenant: 'default', role: 'ROLE_ADMIN' });
  });

  it('answers 401 without a key and with a wrong one, as a problem document', async () => {
    for (const authorization of ['', 'Bearer nonsense', `Bearer ${key.slice(0, -1)}x`]) {
      const response = await rest('/api/v1/jobs', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await response.json()).toMatchObject({ reason: 'UNAUTHENTICATED', status: 401, instance: '/api/v1/jobs' });
    }
  });

  it('accepts a job with 202 and says where it is; 200 when it was there', async () => {
    const body = JSON.stringify({ problem: { linear: { lp_text: 'min x' } }, label: 'mine' });
    const fresh = await rest('/api/v1/jobs', { method: 'POST', body });
    expect(fresh.status).toBe(202);
    expect(fresh.headers.get('location')).toBe(`/api/v1/jobs/${JOB.id}`);
    expect(await fresh.json()).toMatchObject({ job: { id: JOB.id, label: 'mine', state: 'JOB_STATE_QUEUED' } });
    const again = await rest('/api/v1/jobs', { method: 'POST', body, headers: { 'idempotency-key': 'again' } });
    expect(again.status).toBe(200);
    const taken = await rest('/api/v1/jobs', { method: 'POST', body, headers: { 'idempotency-key': 'taken' } });
    expect(taken.status).toBe(409);
    expect(await taken.json()).toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('tells the service tenant and role of the key, never ones that the client sent', async () => {
    const made = await rest('/api/v1/api-keys', { method: 'POST', body: '{"name":"night","role":"ROLE_OPERATOR"}' });
    const { secret } = (await made.json()) as { secret: string };
    const lies = { 'x-solveig-tenant': 'other', 'x-solveig-subject': 'root', 'x-solveig-role': 'admin' };
    await rest(`/api/v1/jobs/${JOB.id}`, { headers: { ...lies, authorization: `Bearer ${secret}` } });
    expect(seen.at(-1)?.tenant).toBe('default');
    expect(seen.at(-1)?.subject).toMatch(/^key:/);
    expect(seen.at(-1)?.role).toBe('operator');
  });

  it('reports every wrong field of a body at once, with paths', async () => {
    const body = JSON.stringify({ problem: { linear: { lp_txt: 'x' } }, label: 7, priority: 'SOON' });
    const response = await rest('/api/v1/jobs', { method: 'POST', body });
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { errors: { field: string }[] };
    expect(problem.errors.map((e) => e.field).sort()).toEqual(['label', 'priority', 'problem.linear.lp_txt']);
  });

  it('reads fields from the query, lists too', async () => {
    const response = await rest('/api/v1/jobs?page_size=7&states=JOB_STATE_FAILED&states=JOB_STATE_QUEUED');
    const list = (await response.json()) as { jobs: { size: number }[]; next_page_token: string };
    expect(list.jobs[0]?.size).toBe(7);
    expect(list.next_page_token).toBe(`${JobState.JOB_STATE_FAILED},${JobState.JOB_STATE_QUEUED}`);
  });

  it('streams events that resume after Last-Event-ID', async () => {
    const response = await rest(`/api/v1/jobs/${JOB.id}/events`, { headers: { 'last-event-id': '1' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect([...text.matchAll(/^id: (\d+)$/gm)].map((m) => m[1])).toEqual(['2', '3']);
    expect(text).toContain('event: improved\ndata: {');
  });

  it('says 204 to who comes back with the last event of all, so that an EventSource stops', async () => {
    const events = `/api/v1/jobs/${JOB.id}/events`;
    for (const last of ['3', '99']) {
      const response = await rest(events, { headers: { 'last-event-id': last } });
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
    expect(await (await rest(`${events}?after_seq=3`)).text()).toMatch(/^id: 3$/m);
  });

  it('answers plainly when a stream fails before its first event', async () => {
    const response = await rest('/api/v1/jobs/unknown/events');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('tells apart what is not there, what is not possible, and what is not up', async () => {
    expect((await rest('/api/v1/nothing')).status).toBe(404);
    const wrongVerb = await rest(`/api/v1/jobs/${JOB.id}`, { method: 'DELETE' });
    expect([wrongVerb.status, wrongVerb.headers.get('allow')]).toEqual([405, 'GET']);
    const down = await rest('/api/v1/monitoring/health');
    expect(down.status).toBe(503);
    expect(await down.json()).toMatchObject({ reason: 'DEPENDENCY_DOWN' });
    expect((await rest(`/api/v1/jobs/${JOB.id}:cancel`, { method: 'POST', body: '{}' })).status).toBe(409);
  });

  it('refuses bodies that are not JSON with the place', async () => {
    const response = await rest('/api/v1/jobs', { method: 'POST', body: '{"label": ' });
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { trace_id?: string };
    expect(problem).toMatchObject({ reason: 'INVALID_REQUEST', detail: expect.stringContaining('JSON') });
    expect(problem.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get('x-trace-id')).toBe(problem.trace_id);
  });

  it('ties every refusal to a trace, to that of the caller where there is one', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const refusals: [string, RequestInit][] = [
      ['/api/v1/jobs', { method: 'POST', body: '{"label": ' }],
      ['/api/v1/jobs', { method: 'POST', body: '<xml/>', headers: { 'content-type': 'application/xml' } }],
      ['/api/v1/nothing', {}],
      ['/nowhere', {}],
      ['/api/v1/whoami', { method: 'DELETE' }],
      ['/metrics', { headers: { authorization: '' } }],
    ];
    for (const [path, init] of refusals) {
      const response = await rest(path, { ...init, headers: { ...headers, ...init.headers } });
      expect([path, ((await response.json()) as { trace_id?: string }).trace_id]).toEqual([path, traceId]);
    }
  });

  it('is critical with 503 when the solver does not answer, and alive all the same', async () => {
    await expect.poll(async () => (await rest('/api/v1/health')).status).toBe(503);
    expect(await (await rest('/api/v1/health')).json()).toMatchObject({ status: 'critical' });
    expect((await rest('/health')).status).toBe(200);
    expect((await rest('/api/v4/ortools/health-detailed')).status).toBe(503);
    expect((await rest('/metrics')).status).toBe(200);
    expect((await rest('/metrics', { headers: { authorization: '' } })).status).toBe(401);
    expect((await rest('/metrics', { headers: { authorization: '', 'x-api-key': key } })).status).toBe(200);
  });

  it('opens a stream that says nothing yet, and tells what breaks it later as an event', async () => {
    const response = await rest('/api/v1/jobs/quiet/events', { headers: { 'last-event-id': '1600' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(await response.text()).toMatch(/^event: problem\ndata: \{.*"reason":"WORKER_ERROR"/);
  });

  it('makes keys that may do what their role says, and ends them', async () => {
    await using app = await startApp('client', new AbortController().signal, async (a) => ({
      identity: createRpcClient(a, IdentityServiceService, gateway.parts.grpc),
      jobs: createRpcClient(a, JobServiceService, gateway.parts.grpc),
    }));
    const { identity, jobs } = app.parts;
    const withKey = async (secret: string) => {
      const { Metadata } = await import('@grpc/grpc-js');
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${secret}`);
      return { metadata };
    };
    const made = await identity.createApiKey({ name: 'dashboards', role: Role.ROLE_VIEWER }, await withKey(key));
    const viewer = await withKey(made.secret);
    expect((await jobs.getJob({ jobId: JOB.id }, viewer)).job?.id).toBe(JOB.id);
    await expect(jobs.stopJob({ jobId: JOB.id }, viewer)).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' });
    await expect(
      identity.createApiKey({ name: '', role: Role.ROLE_UNSPECIFIED }, await withKey(key)),
    ).rejects.toMatchObject({ reason: 'INVALID_REQUEST', violations: [{ path: 'name' }, { path: 'role' }] });
    const revoked = await identity.revokeApiKey({ keyId: made.key?.id ?? '' }, await withKey(key));
    expect(revoked.key?.revokedAt).toBeInstanceOf(Date);
    await expect
      .poll(() => jobs.getJob({ jobId: JOB.id }, viewer).catch((e: SolveigError) => e.reason), { timeout: 8000 })
      .toBe('UNAUTHENTICATED');
  });

  it('finishes what is asked of it before it stops, and ends streams', async () => {
    const slow = rest('/api/v1/jobs/slow');
    const quiet = await rest('/api/v1/jobs/quiet/events', { headers: { 'last-event-id': '60000' } });
    const slower = rest('/api/v1/jobs/slow');
    await pause(100);
    await gateway.stop();
    expect([(await slow).status, (await slower).status]).toEqual([200, 200]);
    expect(await quiet.text()).toContain('"reason":"SHUTTING_DOWN"');
  });
});
