import type { ServiceError } from '@grpc/grpc-js';
import { onAbort } from './abortable.ts';
import { errorFrom, type SolveigError } from './errors.ts';
import { type Begun, begin, type Caller, failureOf, type Route, type RpcCallOptions } from './rpc-calls.ts';

/** A server-streaming call. Leaving the loop early cancels it. */
export async function* callServerStream<Q, R>(
  caller: Caller,
  route: Route<Q, R>,
  request: Q,
  o: RpcCallOptions,
): AsyncGenerator<R, void, undefined> {
  const begun = begin(caller, route.path, o);
  const call = caller.client.makeServerStreamRequest(
    route.path,
    route.serialize,
    route.deserialize,
    request,
    begun.metadata,
    begun.options,
  );
  yield* received(call, begun, o.signal);
}

/** A call that streams both ways; the requests are sent as they come. */
export async function* callBidi<Q, R>(
  caller: Caller,
  route: Route<Q, R>,
  requests: AsyncIterable<Q>,
  o: RpcCallOptions,
): AsyncGenerator<R, void, undefined> {
  const begun = begin(caller, route.path, o);
  const call = caller.client.makeBidiStreamRequest(
    route.path,
    route.serialize,
    route.deserialize,
    begun.metadata,
    begun.options,
  );
  void pump(call, requests, () => undefined);
  yield* received(call, begun, o.signal);
}

/** A client-streaming call. */
export function callClientStream<Q, R>(
  caller: Caller,
  route: Route<Q, R>,
  requests: AsyncIterable<Q>,
  o: RpcCallOptions,
): Promise<R> {
  const begun = begin(caller, route.path, o);
  return new Promise((resolve, reject) => {
    let release: () => void = () => undefined;
    const call = caller.client.makeClientStreamRequest(
      route.path,
      route.serialize,
      route.deserialize,
      begun.metadata,
      begun.options,
      (error: ServiceError | null, response?: R) => {
        release();
        const failure = error ? (sendFailure ?? failureOf(error, o.signal)) : undefined;
        begun.end(failure);
        if (failure) reject(failure);
        else resolve(response as R);
      },
    );
    if (o.signal) release = onAbort([o.signal], () => call.cancel());
    let sendFailure: SolveigError | undefined;
    void pump(call, requests, (error) => {
      sendFailure = error;
    });
  });
}

interface Sink<Q> {
  write(message: Q): boolean;
  end(): unknown;
  cancel(): void;
  once(event: 'drain' | 'close' | 'error' | 'status', listener: () => void): unknown;
  removeListener(event: 'drain' | 'close' | 'error' | 'status', listener: () => void): unknown;
}

/** Sends what `requests` gives, no faster than it is taken. When they fail, says so and cancels the call. */
async function pump<Q>(
  call: Sink<Q>,
  requests: AsyncIterable<Q>,
  onFailure: (error: SolveigError) => void,
): Promise<void> {
  let isOver = false;
  call.once('status', () => {
    isOver = true;
  });
  try {
    for await (const request of requests) {
      if (isOver) return;
      if (!call.write(request)) await writable(call);
    }
    call.end();
  } catch (error) {
    onFailure(errorFrom(error));
    call.cancel();
  }
}

function writable<Q>(call: Sink<Q>): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error', 'status'] as const;
    const done = () => {
      for (const event of events) call.removeListener(event, done);
      resolve();
    };
    for (const event of events) call.once(event, done);
  });
}

interface Cancellable {
  cancel(): void;
  on(event: 'error', listener: () => void): unknown;
}

async function* received<R>(
  call: AsyncIterable<R> & Cancellable,
  begun: Begun,
  signal: AbortSignal | undefined,
): AsyncGenerator<R, void, undefined> {
  const release = signal ? onAbort([signal], () => call.cancel()) : () => undefined;
  let failure: SolveigError | undefined;
  let isComplete = false;
  // A cancelled call emits its error after the loop was left: somebody must listen.
  call.on('error', () => undefined);
  try {
    for await (const message of call) yield message;
    isComplete = true;
  } catch (error) {
    failure = failureOf(error, signal);
    throw failure;
  } finally {
    release();
    if (!isComplete) call.cancel();
    begun.end(failure);
  }
}
