import type { App } from './app.ts';
import { CALL_SECONDS_BUCKETS, type Metrics } from './metrics.ts';
import { type Caller, callUnary, type RpcCallOptions } from './rpc-calls.ts';
import { channelTo } from './rpc-channel.ts';
import { callBidi, callClientStream, callServerStream } from './rpc-stream-calls.ts';
import type { MethodShape, RequestOf, ResponseOf, ServiceDefinition } from './rpc-types.ts';

export type { RpcCallOptions } from './rpc-calls.ts';

/** How a method is called, by its kind. */
export type RpcMethod<M> = M extends { requestStream: false; responseStream: false }
  ? (request: RequestOf<M>, options?: RpcCallOptions) => Promise<ResponseOf<M>>
  : M extends { requestStream: false; responseStream: true }
    ? (request: RequestOf<M>, options?: RpcCallOptions) => AsyncGenerator<ResponseOf<M>, void, undefined>
    : M extends { requestStream: true; responseStream: false }
      ? (requests: AsyncIterable<RequestOf<M>>, options?: RpcCallOptions) => Promise<ResponseOf<M>>
      : (
          requests: AsyncIterable<RequestOf<M>>,
          options?: RpcCallOptions,
        ) => AsyncGenerator<ResponseOf<M>, void, undefined>;

export type RpcClient<D> = { readonly [K in keyof D]: RpcMethod<D[K]> };

export interface RpcClientOptions {
  /** Deadline of calls that are given none, milliseconds. Default 30,000. */
  defaultDeadlineMs?: number;
  /** Largest answer, of the first client to this address. Default 64 MiB. */
  maxReceiveBytes?: number;
  metrics?: Metrics;
}

export function callerTo(app: App, address: string, options: RpcClientOptions): Caller {
  const { maxReceiveBytes } = options;
  return {
    client: channelTo(app, address, maxReceiveBytes === undefined ? {} : { maxReceiveBytes }),
    defaultDeadlineMs: options.defaultDeadlineMs ?? 30_000,
    seconds: options.metrics?.histogram({
      name: 'rpc_client_call_duration_seconds',
      help: 'Duration of gRPC calls made',
      labels: ['rpc_method', 'rpc_status_code'],
      buckets: CALL_SECONDS_BUCKETS,
    }),
  };
}

/** A client of one service. Make it once: it holds the app's channel to `address` (host:port). */
export function createRpcClient<D extends ServiceDefinition>(
  app: App,
  definition: D,
  address: string,
  options: RpcClientOptions = {},
): RpcClient<D> {
  const caller = callerTo(app, address, options);
  const methods = Object.entries(definition).map(([name, method]) => [name, methodOf(caller, method)]);
  return Object.fromEntries(methods) as RpcClient<D>;
}

function methodOf(caller: Caller, method: MethodShape): unknown {
  const route = {
    path: method.path,
    serialize: method.requestSerialize as (value: unknown) => Buffer,
    deserialize: method.responseDeserialize,
  };
  if (method.requestStream && method.responseStream) {
    return (requests: AsyncIterable<unknown>, o: RpcCallOptions = {}) => callBidi(caller, route, requests, o);
  }
  if (method.requestStream) {
    return (requests: AsyncIterable<unknown>, o: RpcCallOptions = {}) => callClientStream(caller, route, requests, o);
  }
  if (method.responseStream)
    return (request: unknown, o: RpcCallOptions = {}) => callServerStream(caller, route, request, o);
  return (request: unknown, o: RpcCallOptions = {}) => callUnary(caller, route, request, o);
}
