import type { EngineIncumbent } from '#domain/engine/engine';
import { relativeGap } from '#domain/engine/engine';
import type { ThreadMessage } from './messages.ts';

/** Incumbents are told at most four times a second, and the last one always. */
const REPORT_EVERY_MS = 250;
/** The first answers are kept as they come; then one a second. */
const FIRST_CHECKPOINTS = 5;
const CHECKPOINT_EVERY_MS = 1000;

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
}

/** Tells improvements to the process around the thread, not more often than is of use. */
export class IncumbentReporter {
  readonly #options: ReporterOptions;
  #pending: Pending | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #checkpoint: (() => Uint8Array | undefined) | undefined;
  #checkpoints = 0;
  #checkpointMs = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** `encode` gives the incumbent as a checked result, or nothing when the check refuses it. */
  report(incumbent: EngineIncumbent<unknown>, strategy: string, encode: () => Uint8Array | undefined): void {
    const { now, beganMs } = this.#options;
    this.#pending = { incumbent, strategy, elapsedSeconds: (now() - beganMs) / 1000 };
    this.#checkpoint = encode;
    this.flushIfDue();
  }

  /** Cheap enough for stop rules: looks at the clock only when there is something to tell. */
  flushIfDue(): void {
    if (!this.#pending && !this.#checkpoint) return;
    const nowMs = this.#options.now();
    if (this.#pending && nowMs - this.#toldMs >= REPORT_EVERY_MS) this.flush();
    if (
      this.#checkpoint &&
      (this.#checkpoints < FIRST_CHECKPOINTS || nowMs - this.#checkpointMs >= CHECKPOINT_EVERY_MS)
    ) {
      const result = this.#checkpoint();
      this.#checkpoint = undefined;
      this.#checkpoints++;
      this.#checkpointMs = nowMs;
      if (result) this.#options.post({ type: 'checkpoint', id: this.#options.id, result });
    }
  }

  /** Tells the last incumbent when it was not told yet. */
  flush(): void {
    if (!this.#pending) return;
    const { incumbent, strategy, elapsedSeconds } = this.#pending;
    this.#pending = undefined;
    this.#toldMs = this.#options.now();
    const { value, bound, iterations } = incumbent;
    const gap = bound === undefined ? undefined : relativeGap(value, bound);
    const report = { value, bound, gap, elapsedSeconds, iterations, strategy };
    this.#options.post({ type: 'incumbent', id: this.#options.id, incumbent: report });
  }
}
