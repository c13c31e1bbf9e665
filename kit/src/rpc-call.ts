import { setMaxListeners } from 'node:events';
import type { Metadata, ServerErrorResponse, StatusObject } from '@grpc/grpc-js';
import type { Attributes } from '@opentelemetry/api';
import type { App } from './app.ts';
import { monotonicMs, secondsSince } from './clock.ts';
import { errorFrom, SolveigError, toGrpcError } from './errors.ts';
import type { Logger } from './log.ts';
import type { Histogram } from './metrics.ts';
import {
  type CallContext,
  DEFAULT_TENANT,
  REQUEST_ID_KEY,
  ROLE_KEY,
  SUBJECT_KEY,
  TENANT_KEY,
  TRACE_PARENT_KEY,
} from './rpc-types.ts';
import { beginSpan, type OpenSpan } from './telemetry.ts';

/** What every call of a server shares. */
export interface CallSetup {
  app: App;
  log: Logger;
  requireDeadline: boolean;
  seconds: Histogram<'rpc_method' | 'rpc_status_code'>;
  /** Calls in flight, to be ended when the server stops. */
  calls: Set<ServerCall>;
}

/** The part of a grpc-js call that is the same for all four kinds. */
export interface SurfaceCall {
  readonly metadata: Metadata;
  cancelled: boolean;
  getDeadline(): Date | number;
  sendMetadata(metadata: Metadata): void;
  on(event: 'cancelled', listener: () => void): unknown;
}

/** One call: its context, its span, its end. */
export class ServerCall implements CallContext {
  readonly metadata: Metadata;
  readonly deadlineMs: number;
  readonly #method: string;
  readonly #call: SurfaceCall;
  readonly #setup: CallSetup;
  readonly #startMs = monotonicMs();
  readonly span: OpenSpan;
  #controller: AbortController | undefined;
  #endedBy: SolveigError | undefined;
  #log: Logger | undefined;
  #isOver = false;

  constructor(setup: CallSetup, method: string, attributes: Attributes, call: SurfaceCall) {
    this.#setup = setup;
    this.#method = method;
    this.#call = call;
    this.metadata = call.metadata;
    this.deadlineMs = Number(call.getDeadline());
    this.span = beginSpan(method, {
      kind: 'server',
      parent: this.#header(TRACE_PARENT_KEY),
      app: setup.app,
      attributes,
    });
    // grpc-js says "cancelled" for a cancel and a passed deadline, and once more after a normal end.
    call.on('cancelled', () => {
      if (!this.#isOver) this.abort(this.#endReason());
    });
    setup.calls.add(this);
  }

  /** Made when it is first used: short calls never look at it, and making one costs more than the rest of this class. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      setMaxListeners(0, this.#controller.signal);
      if (this.#endedBy) this.#controller.abort(this.#endedBy);
    }
    return this.#controller.signal;
  }

  /** Why the call was ended from outside, if it was. */
  get endedBy(): SolveigError | undefined {
    return this.#endedBy;
  }

  get tenant(): string {
    return this.#header(TENANT_KEY) || DEFAULT_TENANT;
  }

  get subject(): string {
    return this.#header(SUBJECT_KEY) ?? '';
  }

  get role(): string {
    return this.#header(ROLE_KEY) ?? '';
  }

  get requestId(): string {
    return this.#header(REQUEST_ID_KEY) || (this.span.context.spanContext?.traceId ?? '');
  }

  /** Made when it is first used: most calls log nothing. */
  get log(): Logger {
    this.#log ??= this.#setup.log.child({ request_id: this.requestId, tenant: this.tenant, method: this.#method });
    return this.#log;
  }

  sendMetadata(metadata: Metadata): void {
    this.#call.sendMetadata(metadata);
  }

  /** Throws when the call may not run. */
  check(): void {
    if (this.#setup.requireDeadline && !Number.isFinite(this.deadlineMs)) {
      throw new SolveigError('INVALID_REQUEST', 'the call has no deadline', {
        violations: [
          {
            path: 'grpc-timeout',
            reason: 'MISSING',
            message: 'every call needs a deadline',
            hint: 'set one, such as 30 seconds',
          },
        ],
      });
    }
  }

  abort(reason: SolveigError): void {
    if (this.#isOver || this.#endedBy) return;
    this.#endedBy = reason;
    this.#controller?.abort(reason);
  }

  /** Ends span, metric and log of the call; gives the status to answer with when `thrown` is given. */
  finish(): void;
  finish(thrown: unknown): ServerErrorResponse;
  finish(...args: [] | [unknown]): ServerErrorResponse | undefined {
    this.#isOver = true;
    this.#setup.calls.delete(this);
    const error = args.length === 0 ? undefined : this.#errorOf(args[0]);
    const code = error?.row.code ?? 'OK';
    this.#setup.seconds.observe({ rpc_method: this.#method, rpc_status_code: code }, secondsSince(this.#startMs));
    this.span.end(error);
    if (!error) return undefined;
    if (error.row.code === 'INTERNAL')
      this.log.error({ err: error.cause ?? error, reason: error.reason }, 'a call failed inside');
    else this.#setup.log.debug({ reason: error.reason, method: this.#method }, 'a call was refused');
    return statusError(toGrpcError(error));
  }

  /** When the call was ended from outside, that is the error, whatever the handler made of it. */
  #errorOf(thrown: unknown): SolveigError {
    const error = errorFrom(thrown);
    const isEcho = error.reason === 'CANCELLED' || error.reason === 'INTERNAL';
    return this.#endedBy && isEcho ? this.#endedBy : error;
  }

  #endReason(): SolveigError {
    return Date.now() >= this.deadlineMs
      ? new SolveigError('TIMEOUT', 'the deadline passed')
      : new SolveigError('CANCELLED', 'the caller cancelled the call');
  }

  #header(name: string): string | undefined {
    const value = this.metadata.get(name)[0];
    return typeof value === 'string' ? value : undefined;
  }
}

function statusError(status: StatusObject): ServerErrorResponse {
  return Object.assign(new Error(status.details), status);
}
