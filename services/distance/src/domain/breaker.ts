/** What a breaker lets through: everything, one probe, or nothing. */
export type BreakerState = 'closed' | 'half-open' | 'open';

export interface BreakerOptions {
  /** So many of the last calls are judged. */
  readonly window: number;
  /** Nothing is concluded from fewer calls than this. */
  readonly minimumCalls: number;
  /** Opens at this share of failed calls, and at this share of slow ones. */
  readonly failureShare: number;
  /** A call that takes longer counts as slow, milliseconds. */
  readonly slowCallMs: number;
  /** First time that it stays open, milliseconds; doubles each time a probe fails. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

export const DEFAULT_BREAKER: BreakerOptions = {
  window: 20,
  minimumCalls: 3,
  failureShare: 0.5,
  slowCallMs: 4_000,
  openMs: 10_000,
  maxOpenMs: 300_000,
};

/** Whether to call, call once to see, or not at all. */
export type Admission = 'call' | 'probe' | 'refused';

interface Call {
  readonly failed: boolean;
  readonly ms: number;
}

/**
 * Stops asking who does not answer (circuit breaker; Nygard, Release It!). Closed, it watches the share of failed and
 * of slow calls. Open, it refuses until its time is up. Then it lets one probe through, whose outcome decides.
 * Time comes in as a value: monotonic milliseconds.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #calls: Call[] = [];
  #openUntilMs: number | undefined;
  #openMs: number;
  #isProbing = false;
  #lastError = '';

  constructor(options: BreakerOptions = DEFAULT_BREAKER) {
    this.#options = options;
    this.#openMs = options.openMs;
  }

  state(nowMs: number): BreakerState {
    if (this.#openUntilMs === undefined) return 'closed';
    return nowMs < this.#openUntilMs ? 'open' : 'half-open';
  }

  /** Asks to call. A call or probe must be followed by `succeeded`, `failed` or `abandoned`. */
  admit(nowMs: number): Admission {
    const state = this.state(nowMs);
    if (state === 'closed') return 'call';
    if (state === 'open' || this.#isProbing) return 'refused';
    this.#isProbing = true;
    return 'probe';
  }

  /** A call was answered. */
  succeeded(admission: Admission, nowMs: number, ms: number): void {
    if (admission === 'probe') this.#close();
    this.#record(nowMs, { failed: false, ms });
  }

  /** A call was not answered, or not in a usable way. */
  failed(admission: Admission, nowMs: number, call: { ms: number; error: string }): void {
    this.#lastError = call.error;
    if (admission === 'probe') {
      this.#isProbing = false;
      this.#openMs = Math.min(this.#options.maxOpenMs, this.#openMs * 2);
      this.#openUntilMs = nowMs + this.#openMs;
    }
    this.#record(nowMs, { failed: true, ms: call.ms });
  }

  /** A call was given up before its outcome was known: nothing is learned, but a probe may be tried again. */
  abandoned(admission: Admission): void {
    if (admission === 'probe') this.#isProbing = false;
  }

  /** Share of the last calls that failed; 0 without any. */
  get failureRatio(): number {
    return this.#calls.length === 0 ? 0 : this.#calls.filter((c) => c.failed).length / this.#calls.length;
  }

  /** Median time of the last calls that were answered, milliseconds; 0 without any. */
  get medianMs(): number {
    const times = this.#calls.filter((c) => !c.failed).map((c) => c.ms);
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  }

  /** What the last failed call said. */
  get lastError(): string {
    return this.#lastError;
  }

  #close(): void {
    this.#isProbing = false;
    this.#openUntilMs = undefined;
    this.#openMs = this.#options.openMs;
    this.#calls = [];
  }

  #record(nowMs: number, call: Call): void {
    const { window, minimumCalls, failureShare, slowCallMs } = this.#options;
    this.#calls.push(call);
    if (this.#calls.length > window) this.#calls.shift();
    if (this.#openUntilMs !== undefined || this.#calls.length < minimumCalls) return;
    const slow = this.#calls.filter((c) => !c.failed && c.ms > slowCallMs).length / this.#calls.length;
    if (this.failureRatio >= failureShare || slow >= failureShare) this.#openUntilMs = nowMs + this.#openMs;
  }
}
