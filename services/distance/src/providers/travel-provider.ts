import type { CoverLimits } from '#domain/missing-cover';
import type { Place } from '#domain/place';
import type { TravelMode } from '#domain/travel-mode';

/** Ways from every origin to every destination. */
export interface TableRequest {
  readonly mode: TravelMode;
  readonly origins: readonly Place[];
  readonly destinations: readonly Place[];
}

/** Row-major origins x destinations; `NO_WAY` where there is none. */
export interface TableAnswer {
  /** Deciseconds. */
  readonly durations: Int32Array;
  /** Metres. */
  readonly distances: Int32Array;
  /** Changes when the provider's roads do; empty when it does not say. */
  readonly dataVersion: string;
  /** Places that the provider cannot bring onto its roads: no way leads to or from them. */
  readonly offRoad: readonly Place[];
}

/**
 * Who knows ways. An answer holds exactly the cells that were asked for, or the call throws a `ProviderError`.
 * A call ends soon after `signal` fires.
 */
export interface TravelProvider {
  readonly name: string;
  readonly modes: readonly TravelMode[];
  limits(mode: TravelMode): CoverLimits;
  table(request: TableRequest, signal: AbortSignal): Promise<TableAnswer>;
}

/** Why a provider gave no answer. */
export type ProviderFault =
  /** Nobody answers there, or the connection broke. */
  | 'unreachable'
  /** No answer in time. */
  | 'timeout'
  /** It answered that it failed. */
  | 'failed'
  /** It answered something that is not an answer. */
  | 'malformed'
  /** It does not accept what was asked: asking again will not help, but says nothing about its health. */
  | 'refused';

export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly fault: ProviderFault;
  /** The provider's own word for it, for example `TooBig`. */
  readonly code: string;

  constructor(fault: ProviderFault, message: string, options: { code?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fault = fault;
    this.code = options.code ?? '';
  }
}
