import { createHash } from 'node:crypto';
import { startTestPlatform } from '@solveig/local/testing';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quickProgram } from '../src/samples.ts';
import { openStage, type RestInit, type Stage } from '../src/stage.ts';
import { endOfJob } from '../src/stage-moves.ts';

const BYTES = 'application/octet-stream';

interface Stored {
  readonly blob_id: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly expires_at: string;
}

/** LP text of about `megabytes`, most of it comments. */
function longProgram(megabytes: number): Problem {
  const comments = '\\ a comment of an LP file\n'.repeat((megabytes * 2 ** 20) / 26);
  const value = `${comments}Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n`;
  return { kind: { $case: 'linear', value: { form: { $case: 'lpText', value }, stopAtGap: undefined } } };
}

describe('blobs at the REST door', { timeout: 60_000 }, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  const upload = (body: string | Uint8Array, query = '', headers: RestInit['headers'] = {}) =>
    stage.rest(`/api/v1/blobs${query}`, { body, headers: { 'content-type': BYTES, ...headers } });

  test('a problem above the body limit goes up as bytes, is solved, and comes down as it was', async () => {
    const bytes = Problem.encode(longProgram(20)).finish();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const response = await upload(bytes, `?sha256=${sha256}`);
    const stored = (await response.json()) as Stored;
    expect(response.status, JSON.stringify(stored)).toBe(201);
    expect(stored).toMatchObject({ blob_id: sha256, size_bytes: bytes.byteLength, sha256 });
    expect(Date.parse(stored.expires_at)).toBeGreaterThan(Date.now());
    expect(response.headers.get('location')).toBe(`/api/v1/blobs/${sha256}`);

    const solved = await stage.rest('/api/v1/solve', { json: { problem_blob_id: sha256 } });
    expect(await solved.json()).toMatchObject({ result: { status: 'SOLVE_STATUS_OPTIMAL', value: 2 } });

    const back = await stage.rest(`/api/v1/blobs/${sha256}`);
    expect([back.status, back.headers.get('content-type'), back.headers.get('content-length')]).toEqual([
      200,
      BYTES,
      String(bytes.byteLength),
    ]);
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('a problem in JSON is stored encoded, and a job takes it', async () => {
    const { problem } = quickProgram();
    const response = await stage.rest('/api/v1/blobs', { json: { problem } });
    const { blob_id } = (await response.json()) as Stored;
    const bytes = Buffer.from(await (await stage.rest(`/api/v1/blobs/${blob_id}`)).arrayBuffer());
    expect(Problem.decode(bytes).kind?.$case).toBe('linear');
    const submitted = await stage.rest('/api/v1/jobs', { json: { problem_blob_id: blob_id } });
    const { job } = (await submitted.json()) as { job: { id: string } };
    expect(await endOfJob(stage, job.id)).toMatchObject({ state: 'JOB_STATE_SUCCEEDED' });
  });

  test('a problem in JSON that cannot be read is refused with what the rules say about the rest', async () => {
    const routing = { stops: [{ id: 'a', service_seconds: -1, colour: 'red' }], depots: 1, vehicles: [{ id: 'v' }] };
    const response = await stage.rest('/api/v1/blobs', { json: { problem: { routing } } });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual([
      'problem.routing.stops[0].colour',
      'problem.routing.depots',
      'problem.routing.stops[0].location',
      'problem.routing.stops[0].service_seconds',
    ]);
    const empty = await stage.rest('/api/v1/blobs', { json: {} });
    expect(await empty.json()).toMatchObject({ status: 400, errors: [{ field: 'problem', reason: 'REQUIRED' }] });
  });

  test('bytes that arrive otherwise than they were sent are refused', async () => {
    const response = await upload('some bytes', `?sha256=${'0'.repeat(64)}`);
    expect(await response.json()).toMatchObject({ status: 400, errors: [{ field: 'sha256', reason: 'WRONG_HASH' }] });
  });

  test('more than a blob holds is refused with the limit, while it still comes', async () => {
    const piece = new Uint8Array(2 ** 20);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 120) controller.enqueue(piece);
        else controller.close();
      },
    });
    const response = await fetch(`${stage.platform.addresses.rest}/api/v1/blobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.key}`, 'content-type': BYTES },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ reason: 'LIMIT_EXCEEDED', metadata: { limit_bytes: '100000000' } });
  });

  test.each<[string, string, RestInit, number]>([
    ['an unknown blob', '/api/v1/blobs/unknown', {}, 404],
    ['another verb', '/api/v1/blobs', {}, 405],
    ['another verb on one', '/api/v1/blobs/unknown', { method: 'DELETE' }, 405],
    ['no key', '/api/v1/blobs', { body: 'x', headers: { authorization: '', 'content-type': BYTES } }, 401],
    ['text', '/api/v1/blobs', { body: 'x', headers: { 'content-type': 'text/plain' } }, 415],
    ['bytes elsewhere', '/api/v1/solve', { body: 'x', headers: { 'content-type': BYTES } }, 415],
  ])('%s is refused as it should be', async (_, path, init, status) => {
    const response = await stage.rest(path, init);
    expect(await response.json()).toMatchObject({ status });
    if (status === 405) expect(response.headers.get('allow')).toBe(path.endsWith('blobs') ? 'POST' : 'GET');
  });

  test('who may only look cannot upload', async () => {
    const made = await stage.rest('/api/v1/api-keys', { json: { name: 'looks', role: 'ROLE_VIEWER' } });
    const { secret } = (await made.json()) as { secret: string };
    const refused = await upload('x', '', { authorization: `Bearer ${secret}` });
    expect(await refused.json()).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
  });

  test('a client that leaves in the middle of an upload leaves nothing behind', async () => {
    const leaving = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(new Uint8Array(2 ** 20));
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
    });
    const uploading = fetch(`${stage.platform.addresses.rest}/api/v1/blobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.key}`, 'content-type': BYTES },
      body,
      duplex: 'half',
      signal: leaving.signal,
    } as RequestInit);
    const loose = async () =>
      (
        await stage.sql<{ n: number }>(
          'SELECT count(*)::int AS n FROM solver.blob_chunk c WHERE NOT EXISTS (SELECT 1 FROM solver.blob b WHERE b.upload_id = c.upload_id)',
        )
      )[0]?.n;
    await expect.poll(loose, { timeout: 20_000 }).toBeGreaterThan(0);
    leaving.abort();
    await expect(uploading).rejects.toThrow();
    await expect.poll(loose, { timeout: 20_000 }).toBe(0);
  });
});
