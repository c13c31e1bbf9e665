import { SolveigError } from '@solveig/kit/errors';
import type { Backend, BackendCall } from './backend.ts';

/** A unary method of a ts-proto grpc-js definition. */
interface UnaryMethod {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
}

type Definition = Readonly<Record<string, UnaryMethod>>;

type LocalHandlers<D extends Definition> = {
  readonly [K in keyof D]: (
    request: ReturnType<D[K]['requestDeserialize']>,
    call: BackendCall,
  ) => Promise<Parameters<D[K]['responseSerialize']>[0]>;
};

/** A service of unary methods that the gateway answers itself, behind the same port as the services elsewhere. */
export function localBackend<D extends Definition>(definition: D, handlers: LocalHandlers<D>): Backend {
  const methods = new Map(Object.entries(definition).map(([name, method]) => [method.path.slice(1), { name, method }]));
  const notHere = (call: BackendCall) => new SolveigError('NOT_SUPPORTED', `${call.method} is not a unary method`);
  return {
    async unary(call, request) {
      const found = methods.get(call.method);
      if (!found) throw notHere(call);
      const handler = handlers[found.name] as (request: unknown, call: BackendCall) => Promise<never>;
      return found.method.responseSerialize(await handler(decode(found.method, request), call));
    },
    // biome-ignore lint/correctness/useYield: it only refuses
    async *serverStream(call) {
      throw notHere(call);
    },
    async clientStream(call) {
      throw notHere(call);
    },
  };
}

function decode(method: UnaryMethod, request: Uint8Array): unknown {
  try {
    return method.requestDeserialize(Buffer.from(request));
  } catch (error) {
    throw new SolveigError('INVALID_REQUEST', 'the request is not a protobuf message of this method', { cause: error });
  }
}
