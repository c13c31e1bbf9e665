import type { Client, CallOptions as GrpcCallOptions, ServiceError } from '@grpc/grpc-js';
import { Metadata } from '@grpc/grpc-js';
import type { Attributes } from '@opentelemetry/api';
import { onAbort } from './abortable.ts';
import { monotonicMs, secondsSince } from './clock.ts';
import { errorFrom, type SolveigError } from './errors.ts';
import type { Histogram } from './metrics.ts';
import { REQUEST_ID_KEY, ROLE_KEY, SUBJECT_KEY, TENANT_KEY, TRACE_PARENT_KEY } from './rpc-types.ts';
import { beginSpan, type OpenSpan } from './telemetry.ts';
import { currentContext, formatTraceParent } from './trace-context.ts';
import { withoutStack } from './without-stack.ts';

/** How one call is made. */
export interface RpcCallOptions {
  signal?: AbortSignal | undefined;
  /** When the answer must be there, epoch milliseconds. The callee gets 50 ms less, to answer in time. */
  deadlineMs?: number | undefined;
  /** Instead of `deadlineMs`: milliseconds from now. */
  timeoutMs?: number | undefined;
  tenant?: string | undefined;
  subject?: string | undefined;
  role?: string | undefined;
  requestId?: string | undefined;
  metadata?: Metadata | undefined;
}

/** One remote method, with its two codecs. */
export interface Route<Q, R> {
  /** `/package.Service/Method` */
  path: string;
  serialize: (value: Q) => Buffer;
  deserialize: (bytes: Buffer) => R;
}

/** What the calls of one client share. */
export interface Caller {
  client: Client;
  defaultDeadlineMs: number;
  seconds: Histogram<'rpc_method' | 'rpc_status_code'> | undefined;
}

const MARGIN_MS = 50;
const MIN_LEFT_MS = 1;

/** A call under way: span, metadata and deadline made, to be ended once. */
export interface Begun {
  open: OpenSpan;
  metadata: Metadata;
  options: GrpcCallOptions;
  end(error?: SolveigError): void;
}

/** Begins a call: its span, what it says about itself, its deadline. */
export function begin(caller: Caller, path: string, o: RpcCallOptions): Begun {
  const { method, attributes } = namesOf(path);
  const startMs = monotonicMs();
  const open = beginSpan(method, { kind: 'client', attributes });
  const metadata = o.metadata?.clone() ?? new Metadata();
  if (o.tenant !== undefined) metadata.set(TENANT_KEY, o.tenant);
  if (o.subject !== undefined) metadata.set(SUBJECT_KEY, o.subject);
  if (o.role !== undefined) metadata.set(ROLE_KEY, o.role);
  if (o.requestId !== undefined) metadata.set(REQUEST_ID_KEY, o.requestId);
  // Who records nothing and was handed no trace has decided nothing: sent along, "not sampled" would keep the callee from recording.
  const { spanContext } = open.context;
  if (spanContext && (open.span.isRecording() || currentContext()?.spanContext))
    metadata.set(TRACE_PARENT_KEY, formatTraceParent(spanContext));
  return {
    open,
    metadata,
    options: { deadline: deadlineOf(caller, o) },
    end: (error) => {
      caller.seconds?.observe({ rpc_method: method, rpc_status_code: error?.row.code ?? 'OK' }, secondsSince(startMs));
      open.end(error);
    },
  };
}

const names = new Map<string, { method: string; attributes: Attributes }>();

function namesOf(path: string): { method: string; attributes: Attributes } {
  let found = names.get(path);
  if (!found) {
    const method = path.slice(1);
    found = { method, attributes: { 'rpc.system.name': 'grpc', 'rpc.method': method } };
    // A gateway must not be filled up by paths that somebody makes up.
    if (names.size < 1000) names.set(path, found);
  }
  return found;
}

function deadlineOf(caller: Caller, o: RpcCallOptions): number {
  const now = Date.now();
  const given = o.deadlineMs !== undefined && Number.isFinite(o.deadlineMs) ? o.deadlineMs - MARGIN_MS : undefined;
  const deadline = given ?? now + (o.timeoutMs ?? caller.defaultDeadlineMs);
  return Math.max(now + MIN_LEFT_MS, deadline);
}

/** A unary call. Errors come back as `SolveigError`. */
export function callUnary<Q, R>(caller: Caller, route: Route<Q, R>, request: Q, o: RpcCallOptions): Promise<R> {
  const begun = begin(caller, route.path, o);
  return new Promise((resolve, reject) => {
    let release: () => void = () => undefined;
    const settle = (error: ServiceError | null, response?: R) => {
      release();
      if (!error) {
        begun.end();
        resolve(response as R);
        return;
      }
      const failure = failureOf(error, o.signal);
      begun.end(failure);
      reject(failure);
    };
    const call = withoutStack(() =>
      caller.client.makeUnaryRequest(
        route.path,
        route.serialize,
        route.deserialize,
        request,
        begun.metadata,
        begun.options,
        settle,
      ),
    );
    if (o.signal) release = onAbort([o.signal], () => call.cancel());
  });
}

/** The caller's own reason when it was the caller who gave up. */
export function failureOf(error: unknown, signal: AbortSignal | undefined): SolveigError {
  const failure = errorFrom(error);
  return signal?.aborted && failure.reason === 'CANCELLED' ? errorFrom(signal.reason) : failure;
}
