import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  UntypedHandleCall,
} from '@grpc/grpc-js';
import { SolveigError } from './errors.ts';
import { type CallSetup, ServerCall } from './rpc-call.ts';
import type { CallContext, MethodShape, UntypedHandler } from './rpc-types.ts';
import { runInContext } from './trace-context.ts';

/** Stands in for a request that does not decode: grpc-js would answer INTERNAL if the deserializer threw. */
class Malformed {
  readonly message: string;
  constructor(error: unknown) {
    this.message = error instanceof Error ? error.message : String(error);
  }
}

/** The deserializer of a method, made safe for any bytes. */
export function safeDeserialize(method: MethodShape): (bytes: Buffer) => unknown {
  return (bytes) => {
    try {
      return method.requestDeserialize(bytes);
    } catch (error) {
      return new Malformed(error);
    }
  };
}

function readable(request: unknown): unknown {
  if (!(request instanceof Malformed)) return request;
  throw new SolveigError('INVALID_REQUEST', 'the request is not a message of the expected type', {
    violations: [
      { path: '', reason: 'MALFORMED', message: request.message, hint: 'encode it with the published proto files' },
    ],
  });
}

type Unary = (request: unknown, context: CallContext) => Promise<unknown>;
type Streaming = (request: unknown, context: CallContext) => AsyncIterable<unknown>;

/** Adapts a handler to the callbacks of grpc-js, by the kind of its method. */
export function adapt(setup: CallSetup, method: MethodShape, handler: UntypedHandler): UntypedHandleCall {
  const name = method.path.slice(1);
  const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name };
  const unary = handler as unknown as Unary;
  const streaming = handler as unknown as Streaming;
  if (!method.requestStream && !method.responseStream) {
    return ((call, answer) => {
      const context = new ServerCall(setup, name, attributes, call);
      const run = async () => {
        context.check();
        return unary(readable(call.request), context);
      };
      runInContext(context.span.context, run).then(
        (response) => {
          context.finish();
          answer(null, response);
        },
        (error: unknown) => answer(context.finish(error)),
      );
    }) satisfies handleUnaryCall<unknown, unknown>;
  }
  if (!method.responseStream) {
    return ((call, answer) => {
      const context = new ServerCall(setup, name, attributes, call);
      const run = async () => {
        context.check();
        return unary(eachReadable(call), context);
      };
      runInContext(context.span.context, run).then(
        (response) => {
          context.finish();
          answer(null, response);
        },
        (error: unknown) => answer(context.finish(error)),
      );
    }) satisfies handleClientStreamingCall<unknown, unknown>;
  }
  if (!method.requestStream) {
    return ((call) => {
      const context = new ServerCall(setup, name, attributes, call);
      void runInContext(context.span.context, () =>
        send(call, context, () => streaming(readable(call.request), context)),
      );
    }) satisfies handleServerStreamingCall<unknown, unknown>;
  }
  return ((call) => {
    const context = new ServerCall(setup, name, attributes, call);
    void runInContext(context.span.context, () => send(call, context, () => streaming(eachReadable(call), context)));
  }) satisfies handleBidiStreamingCall<unknown, unknown>;
}

async function* eachReadable(stream: Readable): AsyncIterable<unknown> {
  // The plain iterator would destroy a duplex stream after the last request, and the answer with it.
  for await (const message of stream.iterator({ destroyOnReturn: false })) yield readable(message);
}

interface Writable {
  write(message: unknown): boolean;
  end(): unknown;
  emit(event: 'error', error: Error): boolean;
  once(event: string, listener: () => void): unknown;
}

/** Writes what a handler yields, no faster than the caller reads, and then the status. */
async function send(call: Writable, context: ServerCall, produce: () => AsyncIterable<unknown>): Promise<void> {
  try {
    context.check();
    for await (const message of produce()) {
      if (context.endedBy) break;
      if (!call.write(message)) await once(call as never, 'drain', { signal: context.signal });
    }
    if (context.endedBy) throw context.endedBy;
    context.finish();
    call.end();
  } catch (error) {
    call.emit('error', context.finish(error));
  }
}
