import { pause } from '@solveig/kit/clock';

/** Lets a loop sleep until it is rung, without missing a ring that came while it worked. */
export class Bell {
  #hasRung = false;
  #wake: () => void = () => undefined;

  readonly ring = (): void => {
    this.#hasRung = true;
    this.#wake();
  };

  /** Resolves at a ring since the last wait, after `atMostMs`, or when `signal` fires. */
  async wait(atMostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasRung && !signal.aborted) {
      const rung = new AbortController();
      this.#wake = () => rung.abort();
      await pause(atMostMs, AbortSignal.any([signal, rung.signal]));
      this.#wake = () => undefined;
    }
    this.#hasRung = false;
  }
}
