import type { App } from './app.ts';
import { callUnary, type RpcCallOptions } from './rpc-calls.ts';
import { callerTo, type RpcClientOptions } from './rpc-client.ts';
import { callClientStream, callServerStream } from './rpc-stream-calls.ts';

/** Passes calls on as bytes: for who need not know the messages. `path` is `/package.Service/Method`. */
export interface RawForwarder {
  unary(path: string, request: Uint8Array, options?: RpcCallOptions): Promise<Uint8Array>;
  serverStream(
    path: string,
    request: Uint8Array,
    options?: RpcCallOptions,
  ): AsyncGenerator<Uint8Array, void, undefined>;
  clientStream(path: string, requests: AsyncIterable<Uint8Array>, options?: RpcCallOptions): Promise<Uint8Array>;
}

function serialize(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const deserialize = (bytes: Buffer): Uint8Array => bytes;

/** A forwarder to one service (host:port), over the app's one channel to it. */
export function createRawForwarder(app: App, address: string, options: RpcClientOptions = {}): RawForwarder {
  const caller = callerTo(app, address, options);
  const route = (path: string) => ({ path, serialize, deserialize });
  return {
    unary: (path, request, o = {}) => callUnary(caller, route(path), request, o),
    serverStream: (path, request, o = {}) => callServerStream(caller, route(path), request, o),
    clientStream: (path, requests, o = {}) => callClientStream(caller, route(path), requests, o),
  };
}
