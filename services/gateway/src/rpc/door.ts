import type { DescMethod, FileRegistry } from '@bufbuild/protobuf';
import { Metadata } from '@grpc/grpc-js';
import { type CallContext, implement, type RpcService } from '@solveig/kit/rpc-server';
import { defaultDeadlineMs } from '#domain/deadlines';
import type { Backend, BackendCall } from '../backend.ts';
import type { Authenticator } from '../identity/authenticator.ts';

export interface DoorOptions {
  readonly registry: FileRegistry;
  readonly backend: Backend;
  readonly authenticator: Authenticator;
}

const identity = (bytes: Uint8Array): Buffer => bytes as Buffer;

/** Every service of the contracts as the gateway offers it: let in by key, then passed on as bytes. */
export function doorServices(options: DoorOptions): RpcService[] {
  const services: RpcService[] = [];
  for (const type of options.registry) {
    if (type.kind !== 'service' || !type.typeName.startsWith('solveig.')) continue;
    const definition = Object.fromEntries(type.methods.map((m) => [m.localName, rawMethod(type.typeName, m)]));
    const handlers = Object.fromEntries(
      type.methods.map((m) => [m.localName, handlerOf(options, `${type.typeName}/${m.name}`, m)]),
    );
    services.push(implement(definition, handlers as never));
  }
  return services;
}

function rawMethod(service: string, method: DescMethod) {
  return {
    path: `/${service}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  };
}

function handlerOf({ backend, authenticator }: DoorOptions, name: string, method: DescMethod) {
  const admit = async (ctx: CallContext): Promise<BackendCall> => {
    const credentials = textOf(ctx.metadata, 'authorization') ?? textOf(ctx.metadata, 'x-api-key');
    const caller = await authenticator.admit(name, credentials);
    return { method: name, caller, requestId: ctx.requestId, deadlineMs: deadlineOf(ctx, name), signal: ctx.signal };
  };
  switch (method.methodKind) {
    case 'unary':
      return async (request: Uint8Array, ctx: CallContext) => backend.unary(await admit(ctx), request);
    case 'server_streaming':
      return async function* (request: Uint8Array, ctx: CallContext) {
        yield* backend.serverStream(await admit(ctx), request);
      };
    case 'client_streaming':
      return async (requests: AsyncIterable<Uint8Array>, ctx: CallContext) =>
        backend.clientStream(await admit(ctx), requests);
    case 'bidi_streaming':
      throw new Error(`${name}: the gateway does not forward bidirectional streams`);
  }
}

/** The caller's deadline, or the default, which is said back in a header. */
function deadlineOf(ctx: CallContext, method: string): number {
  if (Number.isFinite(ctx.deadlineMs)) return ctx.deadlineMs;
  const allowedMs = defaultDeadlineMs(method);
  const headers = new Metadata();
  headers.set('x-solveig-default-deadline-ms', String(allowedMs));
  ctx.sendMetadata(headers);
  return Date.now() + allowedMs;
}

function textOf(metadata: Metadata, key: string): string | undefined {
  const value = metadata.get(key)[0];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
