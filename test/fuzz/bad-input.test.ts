import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { SolveigError } from '@solveig/kit/errors';
import { startTestPlatform } from '@solveig/local/testing';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { Routing, Stop } from '@solveig/proto/gen/solveig/model/v1/routing';
import { BlobServiceService } from '@solveig/proto/gen/solveig/solver/v1/blob';
import { JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../src/stage.ts';
import { BAD_REQUESTS, LP_WITH_FAULT_AT_7, PLACE, ROUTING } from './bad-requests.ts';

interface ProblemDocument {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly description: string; readonly hint: string }[];
}

describe('bad input', { timeout: 60_000 }, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  const refused = async (path: string, json: unknown): Promise<ProblemDocument> => {
    const response = await stage.rest(path, { json });
    const document = (await response.json()) as ProblemDocument;
    expect(response.status, JSON.stringify(document)).toBe(400);
    return document;
  };

  test.each(BAD_REQUESTS)('%s: every fault at once, each with its place and a hint', async (_, json, places) => {
    for (const path of ['/api/v1/solve', '/api/v1/solve:stream', '/api/v1/jobs']) {
      const { errors = [], reason } = await refused(path, json);
      expect(reason).toMatch(/^INVALID_(PROBLEM|REQUEST)$/);
      const fields = errors.map(({ field }) => field);
      expect(fields.sort(), JSON.stringify(errors)).toEqual([...places].sort());
      for (const { field, description, hint } of errors) {
        expect([description, hint], field).not.toContain('');
      }
    }
  });

  test('a name that is nearly right is named in the hint', async () => {
    const { errors } = await refused('/api/v1/solve', { problem: { routing: { ...ROUTING, stopz: [] } } });
    expect(errors?.[0]?.hint).toContain('stops');
  });

  test('a syntax error in LP text is found at its line', async () => {
    const { errors } = await refused('/api/v1/solve', { problem: { linear: { lp_text: LP_WITH_FAULT_AT_7 } } });
    expect(errors).toContainEqual(
      expect.objectContaining({
        field: expect.stringContaining('lp_text'),
        description: expect.stringMatching(/line 7\b/),
      }),
    );
  });

  test('a problem is checked in the same way by Validate, which is no error', async () => {
    const response = await stage.rest('/api/v1/validate', { json: { problem: { routing: {} } } });
    expect(response.status).toBe(200);
    const { valid, violations } = (await response.json()) as { valid?: boolean; violations: { path: string }[] };
    expect([valid ?? false, violations.length >= 3]).toEqual([false, true]);
  });

  test('what no plan can keep is a warning, and the rest is solved', async () => {
    const stops = [
      { id: 'light', location: PLACE, demand: [1] },
      { id: 'heavy', location: PLACE, demand: [6] },
    ];
    const vehicles = [{ id: 'v', capacity: [5] }];
    const problem = { routing: { ...ROUTING, stops, vehicles, capacity_dimensions: ['kg'] } };
    const checked = await (await stage.rest('/api/v1/validate', { json: { problem } })).json();
    expect(checked).toMatchObject({
      valid: true,
      warnings: [{ path: 'problem.routing.stops[1].demand', reason: 'UNSERVABLE' }],
    });
    const solved = await (await stage.rest('/api/v1/solve', { json: { problem } })).json();
    expect(solved).toMatchObject({
      result: { solution: { routing: { routes: [{ visits: [{ stop_id: 'light' }] }], unserved: [{ id: 'heavy' }] } } },
    });
  });

  test('what is wrong with a job beside its problem is told in the same round', async () => {
    const stops = [{ id: 'a', location: { latitude: 95, longitude: 0 } }];
    const { errors } = await refused('/api/v1/jobs', {
      problem: { routing: { ...ROUTING, stops } },
      label: 'x'.repeat(201),
      expires_after_seconds: -1,
      priority: 'SOON',
    });
    expect(errors?.map(({ field }) => field).sort()).toEqual([
      'expires_after_seconds',
      'label',
      'priority',
      'problem.routing.stops[0].location.latitude',
    ]);
  });

  test('Validate refuses what it cannot read, with what the rules say about the rest', async () => {
    const { errors } = await refused('/api/v1/validate', {
      problem: { routing: { ...ROUTING, depots: [] } },
      stops: 1,
    });
    expect(errors?.map(({ field }) => field)).toEqual(['stops', 'problem.routing.depots']);
  });

  test('more violations than a gRPC status holds arrive all the same', async () => {
    const stops = Array.from({ length: 400 }, (_, i) => ({ id: `s${i}`, location: PLACE, service_seconds: -1 }));
    for (const path of ['/api/v1/solve', '/api/v1/jobs']) {
      const { errors, reason } = await refused(path, {
        problem: { routing: { ...ROUTING, stops } },
        options: { budget_millis: 0 },
      });
      expect(reason).toBe('INVALID_REQUEST');
      expect(new Set(errors?.map(({ field }) => field)).size).toBe(401);
    }
  });

  test('no deadline of zero, and none beyond the most', async () => {
    for (const budget of [0, -1, 300_001]) {
      const { errors } = await refused('/api/v1/solve', {
        problem: { routing: ROUTING },
        options: { budget_millis: budget },
      });
      expect(errors?.map(({ field }) => field)).toContainEqual(expect.stringContaining('budget_millis'));
    }
  });

  test('a body of more than the limit is refused with the limit', async () => {
    // Only announced: who sends it all may find the connection closed before it reads the answer.
    const asking = request(`${stage.platform.addresses.rest}/api/v1/solve`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.key}`,
        'content-type': 'application/json',
        'content-length': String(17 * 2 ** 20),
      },
    });
    asking.flushHeaders();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    const [body] = (await once(answer.setEncoding('utf8'), 'data')) as [string];
    asking.destroy();
    expect(JSON.parse(body)).toMatchObject({ reason: 'LIMIT_EXCEEDED', detail: expect.stringMatching(/16 MB/) });
  });

  test('a body below the limit is solved', async () => {
    const text = `${'\\ a comment of an LP file\n'.repeat(400_000)}Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n`;
    expect(text.length).toBeGreaterThan(9 * 2 ** 20);
    const response = await stage.rest('/api/v1/solve', { json: { problem: { linear: { lp_text: text } } } });
    expect(await response.json()).toMatchObject({ result: { status: 'SOLVE_STATUS_OPTIMAL', value: 2 } });
  });

  test('a body that is small in JSON and too large in protobuf is refused with the limit', async () => {
    const cells = `[${'-1,'.repeat(2_000_000)}-1]`;
    const body = `{"problem":{"routing":{"matrix":{"durations_seconds":${cells}}}}}`;
    const response = await stage.rest('/api/v1/solve', { body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ reason: 'LIMIT_EXCEEDED', detail: expect.stringMatching(/16 MB/) });
  });

  test('too many visits are over the limit whatever else is wrong', async () => {
    const body = `{"colour":1,"problem":{"routing":{"stops":[${'{},'.repeat(1_000_000)}{}]}}}`;
    const response = await stage.rest('/api/v1/solve', { body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      detail: expect.stringMatching(/1,?000,?000/),
      errors: [{ field: 'colour' }, { field: 'problem.routing.stops' }],
    });
  });

  test('a message of more than the limit is RESOURCE_EXHAUSTED', async () => {
    const text = `Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n\\${'y'.repeat(17 * 2 ** 20)}`;
    const problem: Problem = {
      kind: { $case: 'linear', value: { form: { $case: 'lpText', value: text }, stopAtGap: undefined } },
    };
    const solving = stage
      .client(SolverServiceService)
      .solve({ problem, problemBlobId: '', options: undefined }, { metadata: stage.metadata });
    await expect(solving).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED' });
  });

  test('more than a million visits are refused with the limit, before any work', async () => {
    const stop = Stop.fromJSON({});
    const stops = Array.from({ length: 1_000_001 }, () => stop);
    const bytes = Problem.encode({
      kind: {
        $case: 'routing',
        value: { ...Routing.fromJSON({}), stops },
      },
    }).finish();
    const { blobId } = await stage
      .client(BlobServiceService)
      .upload(chunksOf(bytes), { metadata: stage.metadata, timeoutMs: 60_000 });
    const submitting = stage.client(JobServiceService).submitJob(
      {
        problem: undefined,
        problemBlobId: blobId,
        options: undefined,
        idempotencyKey: '',
        priority: 0,
        label: '',
        expiresAfterSeconds: undefined,
      },
      { metadata: stage.metadata, timeoutMs: 60_000 },
    );
    await expect(submitting).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/1,?000,?000/),
    });
  });

  test('a gRPC caller gets the same violations as a REST caller', async () => {
    const problem: Problem = {
      kind: { $case: 'linear', value: { form: { $case: 'lpText', value: LP_WITH_FAULT_AT_7 }, stopAtGap: undefined } },
    };
    const error = await stage
      .client(SolverServiceService)
      .solve({ problem, problemBlobId: '', options: undefined }, { metadata: stage.metadata })
      .then(
        () => expect.fail('it was solved'),
        (thrown) => thrown as SolveigError,
      );
    const { errors } = await refused('/api/v1/solve', { problem: { linear: { lp_text: LP_WITH_FAULT_AT_7 } } });
    expect(error.violations.map(({ path }) => path)).toEqual(errors?.map(({ field }) => field));
  });
});

async function* chunksOf(bytes: Uint8Array): AsyncIterable<{ sha256: string; chunk: Buffer }> {
  const size = 256 * 1024;
  for (let at = 0; at < bytes.length; at += size) {
    yield { sha256: '', chunk: Buffer.from(bytes.subarray(at, at + size)) };
  }
}
