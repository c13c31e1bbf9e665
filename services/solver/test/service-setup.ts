import { startApp } from '@solveig/kit/app';
import { type Bus, connectBus } from '@solveig/kit/bus';
import { loadSettings } from '@solveig/kit/config';
import { openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import { createRpcClient } from '@solveig/kit/rpc-client';
import { createTestDatabase, startTestNats, temporaryFolder } from '@solveig/local/testing';
import { JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { StrategyServiceService } from '@solveig/proto/gen/solveig/solver/v1/strategy';
import { start } from '../src/app.ts';
import { solverSettings } from '../src/config.ts';
import { migrationsDirectory } from '../src/migrations-directory.ts';

/** The whole service in this process, on a database and a nats-server of its own. */
export async function setUpService({ migrated = true } = {}) {
  const nats = await startTestNats();
  const database = await createTestDatabase();
  const spool = temporaryFolder('spool');
  const url = database.url('solver');
  const migrate = () => migrations({ url, schema: 'solver', directory: migrationsDirectory }).up();
  if (migrated) await migrate();
  const settings = loadSettings(solverSettings, {
    SOLVEIG_LOG_LEVEL: 'fatal',
    SOLVEIG_NATS_URL: nats.url,
    SOLVEIG_SOLVER_DATABASE_URL: url,
    SOLVEIG_SOLVER_GRPC_ADDRESS: '127.0.0.1:0',
    SOLVEIG_SOLVER_OPS_ADDRESS: '127.0.0.1:0',
    SOLVEIG_DISTANCE_URL: '127.0.0.1:9',
    SOLVEIG_SOLVER_WORKERS: '1',
    SOLVEIG_SOLVER_LEASE_MS: '2000',
    SOLVEIG_SOLVER_SPOOL_DIR: spool.path,
  });
  const service = await start(settings, new AbortController().signal);
  const client = await startApp('client', new AbortController().signal, async (app) => {
    const parts = { log: createLogger('test', 'fatal'), metrics: createMetrics('test'), health: new HealthBook() };
    const options = { defaultDeadlineMs: 30_000 };
    return {
      solver: createRpcClient(app, SolverServiceService, service.parts.grpc, options),
      strategies: createRpcClient(app, StrategyServiceService, service.parts.grpc, options),
      jobs: createRpcClient(app, JobServiceService, service.parts.grpc, options),
      db: openDb(app, { url, schema: 'solver', poolSize: 2, ...parts }),
      bus: (await connectBus(app, { url: nats.url, name: 'test', ...parts })) as Bus,
    };
  });
  const ops = async (path: string) => {
    const response = await fetch(`http://${service.parts.ops}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return {
    ...client.parts,
    migrate,
    ops,
    [Symbol.asyncDispose]: async () => {
      await client.stop();
      await service.stop();
      await database[Symbol.asyncDispose]();
      await nats[Symbol.asyncDispose]();
      spool[Symbol.dispose]();
    },
  };
}
