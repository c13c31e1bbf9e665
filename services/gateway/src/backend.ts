import { SolveigError } from '@solveig/kit/errors';
import type { RawForwarder } from '@solveig/kit/raw-forwarder';
import type { Caller } from './identity/authenticator.ts';

/** A call on its way inside, with what the services need to know of it. */
export interface BackendCall {
  /** Without the leading slash: `solveig.solver.v1.JobService/GetJob`. */
  readonly method: string;
  readonly caller: Caller;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Where calls end up: another service, or the gateway itself. Messages are protobuf bytes. */
export interface Backend {
  unary(call: BackendCall, request: Uint8Array): Promise<Uint8Array>;
  serverStream(call: BackendCall, request: Uint8Array): AsyncIterable<Uint8Array>;
  clientStream(call: BackendCall, requests: AsyncIterable<Uint8Array>): Promise<Uint8Array>;
}

/** A service behind the gateway. */
export function upstreamBackend(forwarder: RawForwarder): Backend {
  const optionsOf = (call: BackendCall) => ({
    tenant: call.caller.tenant,
    subject: call.caller.subject,
    role: call.caller.role,
    requestId: call.requestId,
    deadlineMs: call.deadlineMs,
    signal: call.signal,
  });
  return {
    unary: (call, request) => forwarder.unary(`/${call.method}`, request, optionsOf(call)),
    serverStream: (call, request) => forwarder.serverStream(`/${call.method}`, request, optionsOf(call)),
    clientStream: (call, requests) => forwarder.clientStream(`/${call.method}`, requests, optionsOf(call)),
  };
}

/** Chooses by the package of the method: `solveig.solver.v1` and so on. */
export function byPackage(backends: Readonly<Record<string, Backend>>): Backend {
  const pick = (method: string): Backend => {
    const name = method.slice(0, method.lastIndexOf('.', method.indexOf('/')));
    const backend = backends[name];
    if (!backend) throw new SolveigError('NOT_SUPPORTED', `no service answers ${method}`);
    return backend;
  };
  return {
    unary: async (call, request) => pick(call.method).unary(call, request),
    serverStream: (call, request) => pick(call.method).serverStream(call, request),
    clientStream: async (call, requests) => pick(call.method).clientStream(call, requests),
  };
}
