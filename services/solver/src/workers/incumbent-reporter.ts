import { type EngineIncumbent, relativeGap } from '#domain/engine/engine';
import type { IncumbentReport, ThreadMessage } from './messages.ts';

/** Incumbents are told at most four times a second. */
const REPORT_EVERY_MS = 250;
/** The first is told after so long: most solves are over by then, and their only message is the result. */
const FIRST_AFTER_MS = 20;
/** Keeping an answer takes at most one part in so many of the time. */
const CHECKPOINT_SHARE = 20;
/** The first one is made by code that has not run before: the next takes about one part in so many of its time. */
const COLD = 5;
/** One that takes so many times as long as the last one was held up by others. */
const HELD_UP = 3;

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
  /** The last improvement that was told, when it came too soon after another to be kept. */
  #unkept: Pending['encode'] | undefined;
  #toldMs: number;
  #nextCheckpointMs = 0;
  /** What keeping takes when nothing else holds it up; 0 before the first. */
  #keepingMs = 0;

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
    if (!this.#pending) {
      if (this.#unkept) this.#keep(this.#unkept);
      return;
    }
    if (this.#options.now() - this.#toldMs < REPORT_EVERY_MS) return;
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
    this.#unkept = encode;
    if (beganMs < this.#nextCheckpointMs) return;
    this.#unkept = undefined;
    const result = encode();
    const endedMs = now();
    const tookMs = endedMs - beganMs;
    this.#keepingMs = this.#keepingMs === 0 ? tookMs / COLD : Math.min(tookMs, HELD_UP * this.#keepingMs);
    this.#nextCheckpointMs = endedMs + CHECKPOINT_SHARE * this.#keepingMs;
    if (result) post({ type: 'checkpoint', id, result });
  }
}
