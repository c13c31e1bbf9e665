import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, credentials, status as grpcStatus, Metadata, type ServiceError } from '@grpc/grpc-js';
import { descriptorRegistry } from '@solveig/kit/descriptors';
import { fromGrpcError, type SolveigError } from '@solveig/kit/errors';
import { repoRoot } from '@solveig/local/repo-root';
import { startTestPlatform } from '@solveig/local/testing';
import { JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolveRequest, SolveResponse } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../src/stage.ts';

const run = promisify(execFile);
const BUF = join(repoRoot(), 'proto', 'node_modules', '.bin', 'buf');
const LP: SolveRequest = {
  problem: {
    kind: {
      $case: 'linear',
      value: {
        form: { $case: 'lpText', value: 'Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n' },
        stopAtGap: undefined,
      },
    },
  },
  problemBlobId: '',
  options: undefined,
};

interface RawAnswer {
  readonly error: ServiceError | undefined;
  readonly bytes: Buffer | undefined;
  readonly headers: Metadata;
}

describe('the gRPC door', { timeout: 60_000 }, () => {
  let stage: Stage;
  let raw: Client;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
    raw = new Client(stage.platform.addresses.grpc, credentials.createInsecure());
  }, 120_000);

  afterAll(async () => {
    raw?.close();
    await stage?.[Symbol.asyncDispose]();
  });

  /** A call with bytes as they are; without a deadline unless one is given. */
  function call(method: string, bytes: Uint8Array, options: { key?: string; deadlineMs?: number } = {}) {
    const metadata = new Metadata();
    if (options.key !== '') metadata.set('authorization', `Bearer ${options.key ?? stage.key}`);
    const deadline = options.deadlineMs === undefined ? {} : { deadline: Date.now() + options.deadlineMs };
    return new Promise<RawAnswer>((resolve) => {
      let headers = new Metadata();
      const asBuffer = (value: Buffer) => value;
      raw
        .makeUnaryRequest(`/${method}`, asBuffer, asBuffer, Buffer.from(bytes), metadata, deadline, (error, answer) =>
          resolve({ error: error ?? undefined, bytes: answer, headers }),
        )
        .on('metadata', (received) => {
          headers = received;
        });
    });
  }

  /** buf speaks gRPC as grpcurl does: it knows nothing but what reflection says. */
  async function buf(...args: string[]): Promise<string> {
    const { stdout } = await run(BUF, ['curl', '--http2-prior-knowledge', '--protocol', 'grpc', ...args]);
    return stdout;
  }

  test('a stranger finds every service by reflection, and calls one', async () => {
    const url = `http://${stage.platform.addresses.grpc}`;
    const services = (await buf('--list-services', url)).split('\n').filter((line) => line !== '');
    const own = [...descriptorRegistry()].flatMap((type) =>
      type.kind === 'service' && type.typeName.startsWith('solveig.') ? [type.typeName] : [],
    );
    expect(services).toEqual(expect.arrayContaining([...own, 'grpc.health.v1.Health']));
    const data = JSON.stringify({ problem: { linear: { lpText: 'Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n' } } });
    const answer = await buf(
      ...['--header', `authorization: Bearer ${stage.key}`, '--data', data],
      `${url}/solveig.solver.v1.SolverService/Solve`,
    );
    expect(JSON.parse(answer)).toMatchObject({ result: { status: 'SOLVE_STATUS_OPTIMAL', value: 2 } });
  });

  test('health is public', async () => {
    const answer = await buf(
      ...['--data', '{}', `http://${stage.platform.addresses.grpc}/grpc.health.v1.Health/Check`],
    );
    expect(JSON.parse(answer)).toEqual({ status: 'SERVING' });
  });

  test('an error carries its reason, every violation with a hint, and a way to help', async () => {
    const jobs = stage.client(JobServiceService);
    const request = {
      ...LP,
      problem: {
        kind: {
          $case: 'linear',
          value: { form: { $case: 'lpText', value: 'Minimize\n c: x\nSubject To\n' }, stopAtGap: -1 },
        },
      },
    } as const;
    const error: SolveigError = await jobs
      .submitJob(
        { ...request, idempotencyKey: '', priority: 0, label: '', expiresAfterSeconds: undefined },
        { metadata: stage.metadata },
      )
      .then(
        () => expect.fail('it was accepted'),
        (thrown) => thrown as SolveigError,
      );
    expect(error.reason).toBe('INVALID_PROBLEM');
    expect(error.violations.length).toBeGreaterThan(0);
    for (const { path, message, hint } of error.violations) expect([path, message, hint]).not.toContain('');
    const { error: bare } = await call('solveig.solver.v1.JobService/GetJob', Buffer.from([0x0a, 0x01, 0x78]));
    expect(bare?.code).toBe(grpcStatus.NOT_FOUND);
    expect(bare?.metadata.get('grpc-status-details-bin')).toHaveLength(1);
    expect(fromGrpcError(bare as ServiceError).reason).toBe('NOT_FOUND');
  });

  test('a call without a deadline gets one, and its length is said back', async () => {
    const { bytes, headers } = await call('solveig.solver.v1.SolverService/Solve', SolveRequest.encode(LP).finish());
    expect(Number(headers.get('x-solveig-default-deadline-ms')[0])).toBeGreaterThan(30_000);
    expect(SolveResponse.decode(bytes ?? Buffer.alloc(0)).result?.budgetWasDefault).toBe(true);
  });

  test('a deadline that is too short is DEADLINE_EXCEEDED, not INTERNAL', async () => {
    const { error } = await call('solveig.solver.v1.SolverService/Solve', SolveRequest.encode(LP).finish(), {
      deadlineMs: 1,
    });
    expect(error?.code).toBe(grpcStatus.DEADLINE_EXCEEDED);
  });

  test('garbage is INVALID_ARGUMENT, an unknown method UNIMPLEMENTED', async () => {
    const garbage = Buffer.from('ffffffffffffffffff01', 'hex');
    for (const method of ['solveig.solver.v1.SolverService/Solve', 'solveig.gateway.v1.IdentityService/CreateApiKey'])
      expect((await call(method, garbage)).error?.code, method).toBe(grpcStatus.INVALID_ARGUMENT);
    const { error } = await call('solveig.solver.v1.SolverService/Guess', Buffer.alloc(0));
    expect(error?.code).toBe(grpcStatus.UNIMPLEMENTED);
  });

  test('who may call what: nobody without a key, and each role what the table says', async () => {
    const keys = { viewer: await makeKey('ROLE_VIEWER'), solver: await makeKey('ROLE_SOLVER') };
    const methods = [...descriptorRegistry()].flatMap((type) =>
      type.kind === 'service' && type.typeName.startsWith('solveig.')
        ? type.methods.flatMap((m) => (m.methodKind === 'unary' ? [`${type.typeName}/${m.name}`] : []))
        : [],
    );
    const refused = async (method: string, key: string) => (await call(method, Buffer.alloc(0), { key })).error?.code;
    for (const method of methods) {
      expect(await refused(method, ''), method).toBe(grpcStatus.UNAUTHENTICATED);
      expect(await refused(method, 'slv_aaaaaaaaaaaa_bbbb'), method).toBe(grpcStatus.UNAUTHENTICATED);
      const asViewer = (await refused(method, keys.viewer)) === grpcStatus.PERMISSION_DENIED;
      const asSolver = (await refused(method, keys.solver)) === grpcStatus.PERMISSION_DENIED;
      const short = method.split('.').at(-1) ?? '';
      expect({ method, asViewer, asSolver }).toEqual({
        method,
        asViewer: !VIEWER_MAY.has(short),
        asSolver: !VIEWER_MAY.has(short) && !SOLVER_MAY.has(short),
      });
    }
  });

  async function makeKey(role: string): Promise<string> {
    const response = await stage.rest('/api/v1/api-keys', { json: { name: `contract ${role}`, role } });
    return ((await response.json()) as { secret: string }).secret;
  }
});

/** Written from the design, not from the gateway's own table. */
const VIEWER_MAY = new Set(
  `JobService/GetJob JobService/ListJobs JobService/DiffJobs MonitorService/Health MonitorService/Dashboard MonitorService/ListAlerts
   AlertingService/ListAlertGroups AlertingService/ListDeliveries AlertingService/ListDeadLetters
   AlertingService/ListChannels StrategyService/ListStrategies DistanceService/Providers DistanceService/CacheStats IdentityService/WhoAmI`
    .trim()
    .split(/\s+/),
);
const SOLVER_MAY = new Set([
  'SolverService/Solve',
  'SolverService/Validate',
  'SolverService/Quote',
  'SolverService/Evaluate',
  'SolverService/Explain',
  'SolverService/FindSlots',
  'SolverService/Diff',
  'JobService/SubmitJob',
  'JobService/CancelJob',
  'JobService/StopJob',
]);
