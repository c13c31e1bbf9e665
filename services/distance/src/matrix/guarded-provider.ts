import { Breaker, type BreakerOptions, type BreakerState } from '#domain/breaker';
import type { TravelMode } from '#domain/travel-mode';
import {
  ProviderError,
  type TableAnswer,
  type TableRequest,
  type TravelProvider,
} from '../providers/travel-provider.ts';
import { Slots } from './slots.ts';

/** A call as it ended: `ok` or the fault. */
export interface ProviderCall {
  readonly provider: string;
  readonly mode: TravelMode;
  readonly outcome: string;
  readonly cells: number;
  readonly ms: number;
}

export interface GuardOptions {
  /** Most calls at once, a mode. */
  readonly parallelCalls: number;
  readonly breaker: BreakerOptions;
  /** Time for the one cell that is asked to see whether a provider is back, milliseconds. */
  readonly probeTimeoutMs: number;
  /** Monotonic, milliseconds. */
  readonly clockMs: () => number;
  readonly onCall: (call: ProviderCall) => void;
  readonly onBreaker: (change: { provider: string; mode: TravelMode; state: BreakerState; error: string }) => void;
}

interface ModeGuard {
  readonly breaker: Breaker;
  readonly slots: Slots;
  /** The probe under way; never rejects. */
  probe: Promise<void> | undefined;
  lastState: BreakerState;
}

/** A provider behind a breaker and a limit of calls at once, both a mode of their own. */
export class GuardedProvider {
  readonly provider: TravelProvider;
  readonly #options: GuardOptions;
  readonly #guards = new Map<TravelMode, ModeGuard>();

  constructor(provider: TravelProvider, options: GuardOptions) {
    this.provider = provider;
    this.#options = options;
    for (const mode of provider.modes) {
      this.#guards.set(mode, {
        breaker: new Breaker(options.breaker),
        slots: new Slots(options.parallelCalls),
        probe: undefined,
        lastState: 'closed',
      });
    }
  }

  get name(): string {
    return this.provider.name;
  }

  /** Whether it knows the mode at all. */
  serves(mode: TravelMode): boolean {
    return this.#guards.has(mode);
  }

  /** The breaker of a mode, to be looked at. */
  breaker(mode: TravelMode): Pick<Breaker, 'failureRatio' | 'medianMs' | 'lastError'> & { state: BreakerState } {
    const { breaker } = this.#guard(mode);
    const { failureRatio, medianMs, lastError } = breaker;
    return { failureRatio, medianMs, lastError, state: breaker.state(this.#options.clockMs()) };
  }

  /** Asks. Throws a `ProviderError`, or the signal's reason. */
  async table(request: TableRequest, signal: AbortSignal): Promise<TableAnswer> {
    const guard = this.#guard(request.mode);
    const release = await guard.slots.take(signal);
    try {
      await this.#passBreaker(guard, request, signal);
      return await this.#call(guard, 'call', request, signal);
    } finally {
      release();
    }
  }

  /** Returns when a call may be made. Whoever comes while a probe is out waits, and does as its outcome says. */
  async #passBreaker(guard: ModeGuard, request: TableRequest, signal: AbortSignal): Promise<void> {
    for (;;) {
      const admission = guard.breaker.admit(this.#options.clockMs());
      if (admission === 'call') return;
      if (admission === 'probe') {
        // In the book before anybody else is admitted: nothing is awaited in between.
        const probe = this.#probe(guard, request, signal);
        const settle = () => {
          guard.probe = undefined;
        };
        guard.probe = probe.then(settle, settle);
        return probe;
      }
      if (!guard.probe) throw this.#refusal(guard);
      await guard.probe;
      signal.throwIfAborted();
    }
  }

  /** One small question before a big one: users should not wait for whoever is still down. */
  async #probe(guard: ModeGuard, request: TableRequest, signal: AbortSignal): Promise<void> {
    const timeout = new AbortController();
    const late = new ProviderError(
      'timeout',
      `${this.name} did not answer a probe in ${this.#options.probeTimeoutMs} ms`,
    );
    const timer = setTimeout(() => timeout.abort(late), this.#options.probeTimeoutMs);
    const onAbort = () => timeout.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const cell = { ...request, origins: request.origins.slice(0, 1), destinations: request.destinations.slice(-1) };
    try {
      await this.#call(guard, 'probe', cell, timeout.signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #call(
    guard: ModeGuard,
    admission: 'call' | 'probe',
    request: TableRequest,
    signal: AbortSignal,
  ): Promise<TableAnswer> {
    const startMs = this.#options.clockMs();
    const end = (outcome: string) => {
      const nowMs = this.#options.clockMs();
      const cells = request.origins.length * request.destinations.length;
      this.#options.onCall({ provider: this.name, mode: request.mode, outcome, cells, ms: nowMs - startMs });
      return { nowMs, ms: nowMs - startMs };
    };
    try {
      const answer = await this.provider.table(request, signal);
      const { nowMs, ms } = end('ok');
      guard.breaker.succeeded(admission, nowMs, ms);
      return answer;
    } catch (error) {
      if (!(error instanceof ProviderError)) {
        end('cancelled');
        guard.breaker.abandoned(admission);
        throw error;
      }
      const { nowMs, ms } = end(error.fault);
      // What it will not take is the asker's fault; it did answer.
      if (error.fault === 'refused') guard.breaker.succeeded(admission, nowMs, ms);
      else guard.breaker.failed(admission, nowMs, { ms, error: error.message });
      throw error;
    } finally {
      this.#tellState(guard, request.mode);
    }
  }

  #refusal({ breaker }: ModeGuard): ProviderError {
    return new ProviderError('unreachable', `${this.name} is not asked for a while: ${breaker.lastError}`, {
      code: 'BREAKER_OPEN',
    });
  }

  #tellState(guard: ModeGuard, mode: TravelMode): void {
    const state = guard.breaker.state(this.#options.clockMs());
    if (state === guard.lastState) return;
    guard.lastState = state;
    this.#options.onBreaker({ provider: this.name, mode, state, error: guard.breaker.lastError });
  }

  #guard(mode: TravelMode): ModeGuard {
    const guard = this.#guards.get(mode);
    if (!guard) throw new ProviderError('refused', `${this.name} is not configured for ${mode}`);
    return guard;
  }
}
