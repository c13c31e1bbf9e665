import type { Metadata } from '@grpc/grpc-js';
import type { Logger } from './log.ts';

/** One method of a ts-proto grpc-js service definition. */
export interface MethodShape {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: never) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

export type ServiceDefinition = Readonly<Record<string, MethodShape>>;

export type RequestOf<M> = M extends { requestDeserialize: (bytes: Buffer) => infer R } ? R : never;
export type ResponseOf<M> = M extends { responseDeserialize: (bytes: Buffer) => infer R } ? R : never;

/** What a handler knows about its call. */
export interface CallContext {
  /** Fires when the caller cancels, the deadline passes, or the server stops; its reason is a `SolveigError`. */
  readonly signal: AbortSignal;
  /** When the answer must be there, epoch milliseconds; Infinity when the caller set none (only where none is required). */
  readonly deadlineMs: number;
  /** Whose data this is about; `default` when the caller did not say. */
  readonly tenant: string;
  /** Who asks; empty when unknown. */
  readonly subject: string;
  /** Role of the key that asks, by the word of the gateway; empty for calls from inside. */
  readonly role: string;
  readonly requestId: string;
  /** What the caller sent. */
  readonly metadata: Metadata;
  readonly log: Logger;
  /** Sends headers before the answer; at most once. */
  sendMetadata(metadata: Metadata): void;
}

/** How a method is written, by its kind. */
export type Handler<M> = M extends { requestStream: false; responseStream: false }
  ? (request: RequestOf<M>, context: CallContext) => Promise<ResponseOf<M>>
  : M extends { requestStream: false; responseStream: true }
    ? (request: RequestOf<M>, context: CallContext) => AsyncIterable<ResponseOf<M>>
    : M extends { requestStream: true; responseStream: false }
      ? (requests: AsyncIterable<RequestOf<M>>, context: CallContext) => Promise<ResponseOf<M>>
      : (requests: AsyncIterable<RequestOf<M>>, context: CallContext) => AsyncIterable<ResponseOf<M>>;

export type Handlers<D> = { readonly [K in keyof D]: Handler<D[K]> };

/** A service definition with its handlers, ready for a server. */
export interface RpcService {
  readonly definition: ServiceDefinition;
  readonly handlers: Readonly<Record<string, UntypedHandler>>;
  /** Health and reflection: no deadline asked, no spans, no metrics. */
  readonly isInfrastructure?: boolean;
}

export type UntypedHandler = (request: never, context: CallContext) => Promise<unknown> | AsyncIterable<unknown>;

/** Metadata between the gateway and the services. */
export const TENANT_KEY = 'x-solveig-tenant';
export const SUBJECT_KEY = 'x-solveig-subject';
export const ROLE_KEY = 'x-solveig-role';
export const REQUEST_ID_KEY = 'x-request-id';
export const TRACE_PARENT_KEY = 'traceparent';
export const DEFAULT_TENANT = 'default';
