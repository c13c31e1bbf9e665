import type { Mates } from '#domain/engine/engine';
import type { MateBox } from './mate-box.ts';
import type { ThreadMessage } from './messages.ts';

/** New bests come by the thousand at first; mates need one now and then. */
const TELL_EVERY_MS = 200;

export interface ThreadMatesOptions {
  readonly id: number;
  readonly index: number;
  readonly box: MateBox;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly post: (message: ThreadMessage) => void;
}

/** The mates of a solve as its thread knows them: it tells through the process around it, and finds theirs in shared memory. */
export class ThreadMates implements Mates {
  readonly #options: ThreadMatesOptions;
  #toldMs = Number.NEGATIVE_INFINITY;
  #best = Number.POSITIVE_INFINITY;
  #untold: (() => Int32Array) | undefined;

  constructor(options: ThreadMatesOptions) {
    this.#options = options;
  }

  get index(): number {
    return this.#options.index;
  }

  offer(value: number, flat: () => Int32Array): void {
    if (value >= this.#best) return;
    this.#best = value;
    this.#untold = flat;
    this.#tellIfDue();
  }

  take(below: number): ReturnType<Mates['take']> {
    this.#tellIfDue();
    const { box, id } = this.#options;
    const found = box.take(id, below);
    // What came from them need not go back.
    if (found) this.#best = Math.min(this.#best, found.value);
    return found;
  }

  say(words: Int32Array): void {
    const { id, index: from, post } = this.#options;
    post({ type: 'mate', id, from, flat: words });
  }

  hear(waitMs?: number): Int32Array | undefined {
    const { box, id } = this.#options;
    return box.hear(id, waitMs);
  }

  #tellIfDue(): void {
    const { id, index: from, now, post } = this.#options;
    if (!this.#untold || now() - this.#toldMs < TELL_EVERY_MS) return;
    post({ type: 'mate', id, from, value: this.#best, flat: this.#untold() });
    this.#toldMs = now();
    this.#untold = undefined;
  }
}
