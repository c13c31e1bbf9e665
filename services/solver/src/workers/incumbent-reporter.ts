import { type EngineIncumbent, relativeGap } from '#domain/engine/engine';
import type { ThreadMessage } from './messages.ts';

/** Incumbents are told at most four times a second, and the last one always. */
const REPORT_EVERY_MS = 250;
/** Keeping an answer takes at most one part in so many of the time. */
const CHECKPOINT_SHARE = 20;

export interface ReporterOptions {
  readonly id: number;
  readonly beganMs: number;
  readonly now: () => number;
  readonly post: (message: ThreadMessage) => void;
}

interface Pending {
  readonly incumbent: EngineIncumbent<unknown>;
  readonly strategy: string;
  readonly elapsedSeconds: number;
  readonly encode: () => Uint8Array | undefined;
}

/** Tells improvements to the process around the thread, not more often than is of use. What is told was kept before, as far as that is cheap. */
export class IncumbentReporter {
  readonly #options: ReporterOptions;
  #pending: Pending | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #nextCheckpointMs = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** `encode` gives the incumbent as a checked result, or nothing when the check refuses it. */
  report(incumbent: EngineIncumbent<unknown>, strategy: string, encode: () => Uint8Array | undefined): void {
    const { now, beganMs } = this.#options;
    this.#pending = { incumbent, strategy, elapsedSeconds: (now() - beganMs) / 1000, encode };
    this.flushIfDue();
  }

  /** Cheap enough for stop rules: looks at the clock only when there is something to tell. */
  flushIfDue(): void {
    if (this.#pending && this.#options.now() - this.#toldMs >= REPORT_EVERY_MS) this.flush();
  }

  /** Tells the last incumbent when it was not told yet. */
  flush(): void {
    if (!this.#pending) return;
    const { incumbent, strategy, elapsedSeconds, encode } = this.#pending;
    this.#pending = undefined;
    this.#keep(encode);
    this.#toldMs = this.#options.now();
    const { value, bound, iterations } = incumbent;
    const gap = bound === undefined ? undefined : relativeGap(value, bound);
    const report = { value, bound, gap, elapsedSeconds, iterations, strategy };
    this.#options.post({ type: 'incumbent', id: this.#options.id, incumbent: report });
  }

  #keep(encode: () => Uint8Array | undefined): void {
    const { now, post, id } = this.#options;
    const beganMs = now();
    if (beganMs < this.#nextCheckpointMs) return;
    const result = encode();
    const endedMs = now();
    this.#nextCheckpointMs = endedMs + CHECKPOINT_SHARE * (endedMs - beganMs);
    if (result) post({ type: 'checkpoint', id, result });
  }
}
