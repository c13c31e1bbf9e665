import { type EngineIncumbent, relativeGap } from '#domain/engine/engine';
import type { IncumbentReport, ThreadMessage } from './messages.ts';

/** Incumbents are told at most four times a second. */
const REPORT_EVERY_MS = 250;
/** The first is told after so long: most solves are over by then, and their only message is the result. */
const FIRST_AFTER_MS = 20;
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

/**
 * Tells improvements to the process around the thread, not more often than is of use. What is told was kept before, as far as
 * that is cheap. The last one goes with the result.
 */
export class IncumbentReporter {
  readonly #options: ReporterOptions;
  #pending: Pending | undefined;
  #toldMs: number;
  #nextCheckpointMs = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#toldMs = options.beganMs + FIRST_AFTER_MS - REPORT_EVERY_MS;
  }

  /** `encode` gives the incumbent as a checked result, or nothing when the check refuses it. */
  report(incumbent: EngineIncumbent<unknown>, strategy: string, encode: () => Uint8Array | undefined): void {
    const { now, beganMs } = this.#options;
    this.#pending = { incumbent, strategy, elapsedSeconds: (now() - beganMs) / 1000, encode };
    this.flushIfDue();
  }

  /** Cheap enough for stop rules: looks at the clock only when there is something to tell. */
  flushIfDue(): void {
    if (!this.#pending || this.#options.now() - this.#toldMs < REPORT_EVERY_MS) return;
    this.#keep(this.#pending.encode);
    this.#toldMs = this.#options.now();
    this.#options.post({ type: 'incumbent', id: this.#options.id, incumbent: this.untold() as IncumbentReport });
  }

  /** The last improvement when it was not told yet; it counts as told then. */
  untold(): IncumbentReport | undefined {
    if (!this.#pending) return undefined;
    const { incumbent, strategy, elapsedSeconds } = this.#pending;
    this.#pending = undefined;
    const { value, bound, iterations } = incumbent;
    const gap = bound === undefined ? undefined : relativeGap(value, bound);
    return { value, bound, gap, elapsedSeconds, iterations, strategy };
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
