/** Failures in a row that take a strategy out. */
const MOST_FAILURES = 3;
const FIRST_PROBE_MS = 30_000;
const LONGEST_MS = 300_000;

/** Takes a strategy out when it keeps failing; a probe that is answered puts it back, one that is not waits twice as long. */
export class StrategyBreaker {
  #failures = 0;
  #waitMs = FIRST_PROBE_MS;
  #probeAtMs: number | undefined;
  #detail = '';

  get isTakenOut(): boolean {
    return this.#probeAtMs !== undefined;
  }

  /** Why it was taken out; empty when it was not. */
  get detail(): string {
    return this.#detail;
  }

  isProbeDue(nowMs: number): boolean {
    return this.#probeAtMs !== undefined && nowMs >= this.#probeAtMs;
  }

  succeeded(): void {
    this.#failures = 0;
    // Solves that began before it was taken out are no probe.
    if (this.isTakenOut) return;
    this.#detail = '';
  }

  failed(cause: string, nowMs: number): void {
    this.#failures++;
    if (this.isTakenOut || this.#failures < MOST_FAILURES) return;
    this.#detail = `it failed ${this.#failures} times in a row: ${cause}`;
    this.#probeAtMs = nowMs + this.#waitMs;
  }

  /** What came of a probe or a test; `cause` when it failed. */
  probed(cause: string | undefined, nowMs: number): void {
    if (cause === undefined) {
      this.#failures = 0;
      this.#waitMs = FIRST_PROBE_MS;
      this.#probeAtMs = undefined;
      this.#detail = '';
      return;
    }
    // A test of one that is in does not take it out: its worker may only have been busy.
    if (!this.isTakenOut) return;
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * 2);
    this.#probeAtMs = nowMs + this.#waitMs;
    this.#detail = `the last probe failed: ${cause}`;
  }
}
