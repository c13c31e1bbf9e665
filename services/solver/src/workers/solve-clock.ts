/** Mean of recent solve times with exponential forgetting; starts at half a second. */
export class SolveClock {
  #meanMs = 500;

  add(ms: number): void {
    this.#meanMs += 0.2 * (ms - this.#meanMs);
  }

  /** When a place in the queue should be free again, milliseconds. */
  retryAfterMs(queued: number, workers: number): number {
    return Math.min(60_000, Math.max(250, Math.round(((queued + 1) / workers) * this.#meanMs)));
  }
}
