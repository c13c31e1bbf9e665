import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { App } from './app.ts';
import { pause, withTimeout } from './clock.ts';
import { SolveigError } from './errors.ts';
import type { HealthBook } from './health.ts';
import type { Logger } from './log.ts';
import { CALL_SECONDS_BUCKETS, type Metrics } from './metrics.ts';
import { reflectionServices } from './reflection.ts';
import type { CallSetup, ServerCall } from './rpc-call.ts';
import { adapt, safeDeserialize } from './rpc-handlers.ts';
import { healthService } from './rpc-health.ts';
import type { Handlers, RpcService, ServiceDefinition, UntypedHandler } from './rpc-types.ts';

export type { CallContext, Handler, Handlers, RpcService } from './rpc-types.ts';

/** Ties a generated service definition to its handlers. */
export function implement<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): RpcService {
  return { definition, handlers: handlers as unknown as Readonly<Record<string, UntypedHandler>> };
}

export interface RpcServerOptions {
  /** host:port; port 0 takes a free one. */
  address: string;
  services: readonly RpcService[];
  health: HealthBook;
  log: Logger;
  metrics: Metrics;
  /** Refuse calls without a deadline: everywhere but at the gateway. */
  requireDeadline: boolean;
  /** Largest request. Default 4 MiB. */
  maxReceiveBytes?: number;
  /** How long calls in flight may go on when the app stops, milliseconds. Default 5000. */
  drainMs?: number;
}

const MAX_RECEIVE_BYTES = 4 * 1024 * 1024;
/** Megabytes of headers and frames that one connection may make the server hold; grpc-js sets no limit of its own. */
const MAX_SESSION_MEMORY_MB = 128;
const DRAIN_MS = 5_000;

/** Starts a gRPC server with health and reflection beside `services`. */
export async function startRpcServer(app: App, options: RpcServerOptions): Promise<{ address: string }> {
  const { log, metrics, health, drainMs = DRAIN_MS } = options;
  const server = new Server({
    'grpc.max_receive_message_length': options.maxReceiveBytes ?? MAX_RECEIVE_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc-node.max_session_memory': MAX_SESSION_MEMORY_MB,
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
  });
  const calls = new Set<ServerCall>();
  const watches = new Set<ServerCall>();
  const seconds = metrics.histogram({
    name: 'rpc_server_call_duration_seconds',
    help: 'Duration of gRPC calls answered',
    labels: ['rpc_method', 'rpc_status_code'],
    buckets: CALL_SECONDS_BUCKETS,
  });
  metrics.gauge({
    name: 'rpc_server_calls_in_flight',
    help: 'gRPC calls being answered',
    collect: (g) => g.set(calls.size),
  });
  const setup: CallSetup = { app, log, requireDeadline: options.requireDeadline, seconds, calls };
  const infrastructure: CallSetup = {
    ...setup,
    requireDeadline: false,
    seconds: { observe: () => undefined },
    calls: watches,
  };
  const names = options.services.map((s) => serviceName(s.definition));
  for (const service of options.services) addService(server, setup, service);
  for (const service of [healthService(health, names), ...reflectionServices(names)])
    addService(server, infrastructure, service);
  const port = await bind(server, options.address);
  app.onDrain('gRPC server', async () => {
    health.drain();
    endAll(watches);
    const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    const timer = pause(drainMs).then(() => {
      endAll(calls);
      return pause(500);
    });
    await Promise.race([closed, timer]);
  });
  app.defer('gRPC server', async () => {
    server.forceShutdown();
  });
  const host = options.address.slice(0, options.address.lastIndexOf(':'));
  return { address: `${host}:${port}` };
}

function endAll(calls: Set<ServerCall>): void {
  const reason = new SolveigError('SHUTTING_DOWN', 'the service is stopping', { retryAfterMs: 1000 });
  for (const call of calls) call.abort(reason);
}

/** `solveig.solver.v1.JobService`, from the paths of its methods. */
function serviceName(definition: ServiceDefinition): string {
  const path = Object.values(definition)[0]?.path ?? '/';
  return path.slice(1, path.lastIndexOf('/'));
}

function addService(server: Server, setup: CallSetup, { definition, handlers }: RpcService): void {
  const methods: Record<string, object> = {};
  const adapted: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(definition)) {
    const handler = handlers[name];
    if (!handler) throw new Error(`${method.path} has no handler`);
    methods[name] = { ...method, requestDeserialize: safeDeserialize(method) };
    adapted[name] = adapt(setup, method, handler);
  }
  server.addService(methods as Parameters<Server['addService']>[0], adapted);
}

async function bind(server: Server, address: string): Promise<number> {
  const bound = new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  try {
    return await withTimeout(bound, 5000, () => new Error('binding took longer than 5 s'));
  } catch (cause) {
    throw new Error(`gRPC cannot listen on ${address}: ${(cause as Error).message}`, { cause });
  }
}
