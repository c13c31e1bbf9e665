import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { SolveigError } from '@solveig/kit/errors';
import { startOpsServer } from '@solveig/kit/ops-server';
import { createRawForwarder } from '@solveig/kit/raw-forwarder';
import { createRpcClient } from '@solveig/kit/rpc-client';
import { type CallContext, implement, startRpcServer } from '@solveig/kit/rpc-server';
import { currentTraceParent, withSpan } from '@solveig/kit/telemetry';
import { HealthService } from '@solveig/proto/gen/grpc/health/v1/health';
import { BlobServiceService, type DownloadResponse } from '@solveig/proto/gen/solveig/solver/v1/blob';
import { GetJobRequest, GetJobResponse, JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startTestApp, until } from './kit-setup.ts';

const { getJob } = JobServiceService;
const jobs = { getJob };

type GetJob = (request: GetJobRequest, context: CallContext) => Promise<GetJobResponse>;

const answered = GetJobResponse.fromPartial({});

/** A server whose one unary method is `handler`, with the blob service beside it, and an app to call it from. */
async function serve(handler: GetJob, options: { requireDeadline?: boolean; drainMs?: number } = {}) {
  const blobs: Buffer[] = [];
  const server = await startTestApp(async (parts) => {
    parts.health.set('nats', 'ok');
    const services = [implement(jobs, { getJob: handler }), implement(BlobServiceService, blobHandlers(blobs))];
    const rpc = await startRpcServer(parts.app, {
      ...parts,
      address: '127.0.0.1:0',
      requireDeadline: true,
      services,
      ...options,
    });
    const ops = await startOpsServer(parts.app, {
      ...parts,
      address: '127.0.0.1:0',
      service: 'kit',
      version: '1.2.3',
      detail: async () => ({ workers: 2 }),
    });
    return { address: rpc.address, ops: ops.address };
  });
  const caller = await startTestApp();
  const { app } = caller.parts;
  return {
    ...server.parts,
    server,
    caller: app,
    blobs,
    client: createRpcClient(app, jobs, server.parts.address),
    [Symbol.asyncDispose]: async () => {
      await caller.stop();
      await server.stop();
    },
  };
}

function blobHandlers(blobs: Buffer[]): Parameters<typeof implement<typeof BlobServiceService>>[1] {
  return {
    upload: async (requests) => {
      let sizeBytes = 0;
      for await (const request of requests) {
        if (request.chunk.length === 3) throw new SolveigError('LIMIT_EXCEEDED', 'three bytes is the limit');
        blobs.push(request.chunk);
        sizeBytes += request.chunk.length;
      }
      return { blobId: 'b1', sizeBytes, expiresAt: undefined };
    },
    download: async function* ({ blobId }, { signal }): AsyncIterable<DownloadResponse> {
      try {
        for (let i = 0; i < (blobId === 'endless' ? 1e9 : 50); i++)
          yield { chunk: Buffer.alloc(64 * 1024, i), sizeBytes: 0 };
      } finally {
        blobs.push(Buffer.from(`ended ${signal.aborted}`));
      }
    },
  };
}

/** A client of grpc-js itself, to send what ours would not. */
function rawCall(
  address: string,
  path: string,
  bytes: Buffer,
  deadline?: number,
): Promise<{ code: number; details: string; metadata: Metadata }> {
  const client = new Client(address, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      (b: Buffer) => b,
      (b: Buffer) => b,
      bytes,
      new Metadata(),
      deadline ? { deadline } : {},
      (error) => {
        client.close();
        if (error) resolve(error);
        else reject(new Error('it was answered'));
      },
    );
  });
}

const soon = () => Date.now() + 5000;

describe('rpc', () => {
  it('answers a unary call with tenant, subject, request id, deadline and trace', async () => {
    let seen: unknown;
    await using it = await serve(async (request, context) => {
      seen = [request.jobId, context.tenant, context.subject, context.requestId, currentTraceParent()?.slice(3, 35)];
      expect(context.deadlineMs - Date.now()).toBeLessThanOrEqual(950);
      return answered;
    });
    await withSpan('x', { parent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, () =>
      it.client.getJob(GetJobRequest.fromPartial({ jobId: 'j' }), {
        deadlineMs: Date.now() + 1000,
        tenant: 'acme',
        subject: 'key:1',
        requestId: 'r1',
      }),
    );
    expect(seen).toEqual(['j', 'acme', 'key:1', 'r1', '0af7651916cd43dd8448eb211c80319c']);
    expect(await it.metrics.text()).toContain('rpc_status_code="OK"');
  });

  it('carries an error with its details to the caller', async () => {
    const violations = [{ path: 'job_id', reason: 'FORM', message: 'is not a UUID', hint: 'copy it from SubmitJob' }];
    await using it = await serve(async () => {
      throw new SolveigError('INVALID_REQUEST', 'bad id', { violations, retryAfterMs: 700 });
    });
    const call = it.client.getJob(GetJobRequest.fromPartial({}));
    await expect(call).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      message: 'bad id',
      violations,
      retryAfterMs: 700,
    });
  });

  it('hides what went wrong inside, and logs it', async () => {
    await using it = await serve(async () => {
      throw new Error('password=hunter2 in /srv/x');
    });
    await expect(it.client.getJob(GetJobRequest.fromPartial({}))).rejects.toSatisfy(
      (e: SolveigError) => e.reason === 'INTERNAL' && !e.message.includes('hunter2'),
    );
    expect(it.lines.join('')).toContain('a call failed inside');
  });

  it('answers garbage with INVALID_ARGUMENT', async () => {
    await using it = await serve(async () => answered);
    for (const bytes of [Buffer.from([0xff, 0xff, 0xff]), Buffer.from('0a05ab', 'hex'), Buffer.alloc(100, 0x0b)]) {
      expect(await rawCall(it.address, getJob.path, bytes, soon())).toMatchObject({ code: 3 });
    }
  });

  it('answers any bytes with an answer or INVALID_ARGUMENT', async () => {
    await using it = await serve(async () => answered);
    const forwarder = createRawForwarder(it.caller, it.address);
    const outcome = (bytes: Uint8Array) =>
      forwarder.unary(getJob.path, bytes, { timeoutMs: 5000 }).then(
        () => 'answered',
        (error: SolveigError) => error.reason,
      );
    const check = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect(['answered', 'INVALID_REQUEST']).toContain(await outcome(bytes));
    });
    await fc.assert(check, { numRuns: 300 });
    expect(await outcome(Buffer.alloc(5 * 1024 * 1024))).toBe('LIMIT_EXCEEDED');
    expect(it.lines.join('')).not.toContain('a call failed inside');
  });

  it('refuses a call without a deadline where one is required, and an unknown method', async () => {
    await using it = await serve(async () => answered);
    const refused = await rawCall(it.address, getJob.path, Buffer.alloc(0));
    expect(refused).toMatchObject({ code: 3, details: 'the call has no deadline' });
    expect(await rawCall(it.address, '/solveig.solver.v1.JobService/Nothing', Buffer.alloc(0), soon())).toMatchObject({
      code: 12,
    });
  });

  it('stops a handler when its deadline passes or its caller gives up', async () => {
    const reasons: string[] = [];
    await using it = await serve(async (_, { signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      reasons.push((signal.reason as SolveigError).reason);
      throw signal.reason;
    });
    await expect(it.client.getJob(GetJobRequest.fromPartial({}), { timeoutMs: 60 })).rejects.toMatchObject({
      reason: 'TIMEOUT',
    });
    await until(() => reasons.length === 1);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new SolveigError('CANCELLED', 'not wanted any more')), 50);
    await expect(it.client.getJob(GetJobRequest.fromPartial({}), { signal: controller.signal })).rejects.toMatchObject({
      reason: 'CANCELLED',
      message: 'not wanted any more',
    });
    await until(() => reasons.length === 2);
    expect(reasons).toEqual(['TIMEOUT', 'CANCELLED']);
  });

  it('streams down with back-pressure, and stops the handler when the caller leaves', async () => {
    await using it = await serve(async () => answered);
    const client = createRpcClient(it.caller, BlobServiceService, it.address);
    let bytes = 0;
    for await (const { chunk } of client.download({ blobId: 'b' })) bytes += chunk.length;
    expect(bytes).toBe(50 * 64 * 1024);
    for await (const { chunk } of client.download({ blobId: 'endless' })) {
      if (chunk.length > 0) break;
    }
    await until(() => it.blobs.some((b) => b.toString() === 'ended true'));
  });

  it('streams up, and gives the error of either side', async () => {
    await using it = await serve(async () => answered);
    const client = createRpcClient(it.caller, BlobServiceService, it.address);
    const parts = async function* (...texts: string[]) {
      for (const text of texts) yield { sha256: '', chunk: Buffer.from(text) };
    };
    expect(await client.upload(parts('abcd', 'efghi'))).toMatchObject({ sizeBytes: 9 });
    await expect(client.upload(parts('abcd', 'abc', 'abcd'))).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED' });
    const failing = (async function* () {
      yield* parts('abcd');
      throw new SolveigError('INVALID_REQUEST', 'the file ends early');
    })();
    await expect(client.upload(failing)).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      message: 'the file ends early',
    });
  });

  it('forwards bytes without knowing them', async () => {
    await using it = await serve(async (request, context) => {
      if (request.jobId === 'no') throw new SolveigError('NOT_FOUND', `not in ${context.tenant}`);
      return answered;
    });
    const forwarder = createRawForwarder(it.caller, it.address);
    const request = (jobId: string) => GetJobRequest.encode(GetJobRequest.fromPartial({ jobId })).finish();
    expect(GetJobResponse.decode(await forwarder.unary(getJob.path, request('yes'), { tenant: 'acme' }))).toEqual(
      answered,
    );
    await expect(forwarder.unary(getJob.path, request('no'), { tenant: 'acme' })).rejects.toMatchObject({
      reason: 'NOT_FOUND',
      message: 'not in acme',
    });
  });

  it('says DEPENDENCY_DOWN when nobody listens', async () => {
    const caller = await startTestApp();
    const client = createRpcClient(caller.parts.app, jobs, '127.0.0.1:1');
    await expect(client.getJob(GetJobRequest.fromPartial({}), { timeoutMs: 2000 })).rejects.toMatchObject({
      reason: 'DEPENDENCY_DOWN',
    });
    await caller.stop();
  });

  it('lets calls in flight finish when it stops, and takes no more', async () => {
    let release: (() => void) | undefined;
    await using it = await serve(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return answered;
    });
    const call = it.client.getJob(GetJobRequest.fromPartial({}));
    await until(() => release !== undefined);
    const stopping = it.server.stop();
    release?.();
    await expect(call).resolves.toEqual(answered);
    await stopping;
  });

  it('ends calls that outlast the drain with SHUTTING_DOWN', async () => {
    const never: GetJob = (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await using it = await serve(never, { drainMs: 50 });
    const call = it.client.getJob(GetJobRequest.fromPartial({}));
    call.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await it.server.stop();
    await expect(call).rejects.toMatchObject({ reason: 'SHUTTING_DOWN' });
  });
});

async function buf(...args: string[]): Promise<string> {
  const program = fileURLToPath(new URL('../../proto/node_modules/.bin/buf', import.meta.url));
  return (await promisify(execFile)(program, args)).stdout;
}

describe('reflection and health', () => {
  it('let a Go client find and call everything, dependencies included', async () => {
    await using it = await serve(
      async (request) => {
        throw new SolveigError('NOT_FOUND', `no job ${request.jobId}`);
      },
      { requireDeadline: false },
    );
    const url = `http://${it.address}`;
    const listed = await buf(...['curl', '--http2-prior-knowledge', '--protocol', 'grpc', '--list-services', url]);
    expect(listed.split('\n')).toEqual(
      expect.arrayContaining(['solveig.solver.v1.JobService', 'grpc.health.v1.Health']),
    );
    const call = buf(
      ...[
        'curl',
        '--http2-prior-knowledge',
        '--protocol',
        'grpc',
        '-d',
        '{"job_id":"j7"}',
        `${url}/solveig.solver.v1.JobService/GetJob`,
      ],
    );
    await expect(call).rejects.toSatisfy((e: { stderr: string; stdout: string }) =>
      `${e.stderr}${e.stdout}`.includes('no job j7'),
    );
    for (const protocol of ['grpc-v1', 'grpc-v1alpha']) {
      const health = await buf(
        ...[
          'curl',
          '--http2-prior-knowledge',
          '--protocol',
          'grpc',
          '--reflect-protocol',
          protocol,
          '-d',
          '{}',
          `${url}/grpc.health.v1.Health/Check`,
        ],
      );
      expect(JSON.parse(health)).toEqual({ status: 'SERVING' });
    }
  });

  it('watch readiness, and say NOT_SERVING before the end', async () => {
    await using it = await serve(async () => answered);
    const client = createRpcClient(it.caller, HealthService, it.address);
    const seen: number[] = [];
    const watching = (async () => {
      for await (const { status } of client.watch({ service: 'solveig.solver.v1.JobService' })) seen.push(status);
    })().catch((error: SolveigError) => error.reason);
    await until(() => seen.length === 1);
    it.health.require('nats');
    it.health.set('nats', 'down', 'no connection');
    await until(() => seen.length === 2);
    it.health.set('nats', 'ok');
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 1]);
    await it.server.stop();
    expect(await watching).toBe('SHUTTING_DOWN');
    await expect(client.check({ service: 'nobody' }, { timeoutMs: 500 })).rejects.toMatchObject({
      reason: 'DEPENDENCY_DOWN',
    });
  });

  it('are served over HTTP with reasons', async () => {
    await using it = await serve(async () => answered);
    const get = async (path: string) => {
      const response = await fetch(`http://${it.ops}${path}`);
      return { status: response.status, body: await response.text() };
    };
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
    it.health.require('database');
    const ready = await get('/health/ready');
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.body).reasons).toEqual(['database: it has not reported yet']);
    expect(JSON.parse((await get('/health/detailed')).body)).toMatchObject({
      status: 'down',
      version: '1.2.3',
      workers: 2,
      parts: { database: { critical: true } },
    });
    expect((await get('/metrics')).body).toContain('# EOF');
    expect((await get('/nothing')).status).toBe(404);
  });
});
