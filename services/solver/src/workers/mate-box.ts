import type { MateMessage } from './messages.ts';

/*
 * What mates say, in shared memory: the child process, which hears the
 * supervisor, writes it; its solver thread, which hears nothing while it solves,
 * reads it. One writer, one reader, no lock: the writer makes the version of a
 * slot odd while it writes, and the reader takes only what had the same even
 * version before and after. Bests of all mates share a slot, words of each have
 * their own. A bell counts what was written, for readers that sleep until there
 * is something.
 */

/** Longest flat solution, numbers. */
const MOST_NUMBERS = 250_000;
/** Mates from this number on are not heard, except for their bests. */
const MOST_SPEAKERS = 8;

const VERSION = 0;
const SOLVE = 1;
const LENGTH = 2;
const HEADER_BYTES = 24;
const VALUE_BYTE = 16;
const SLOT_BYTES = HEADER_BYTES + MOST_NUMBERS * Int32Array.BYTES_PER_ELEMENT;

const BELL_BYTE = (1 + MOST_SPEAKERS) * SLOT_BYTES;

/** Shared memory for one solution and words of several; only what is written takes room. */
export function mateBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(BELL_BYTE + Int32Array.BYTES_PER_ELEMENT);
}

export class MateBox {
  readonly #best: Slot;
  readonly #words: readonly Slot[];
  readonly #bell: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#bell = new Int32Array(buffer, BELL_BYTE, 1);
    this.#best = new Slot(buffer, 0);
    this.#words = Array.from({ length: MOST_SPEAKERS }, (_, from) => new Slot(buffer, 1 + from));
  }

  /** Replaces what the slot has; what is too long is left out. */
  put({ id, from, value, flat }: Omit<MateMessage, 'type'>): void {
    const slot = value === undefined ? this.#words[from] : this.#best;
    slot?.put(id, value ?? 0, flat);
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }

  /** The best that is new for this solve and lower than `below`. */
  take(solve: number, below: number): { readonly value: number; readonly flat: Int32Array } | undefined {
    return this.#best.take(solve, below);
  }

  /** The words of one mate that are new for this solve. When there are none it sleeps until something is written, up to `waitMs`, and looks once more. */
  hear(solve: number, waitMs = 0): Int32Array | undefined {
    const rung = Atomics.load(this.#bell, 0);
    const words = this.#newWords(solve);
    if (words || waitMs <= 0) return words;
    Atomics.wait(this.#bell, 0, rung, waitMs);
    return this.#newWords(solve);
  }

  #newWords(solve: number): Int32Array | undefined {
    for (const slot of this.#words) {
      const found = slot.take(solve, Number.POSITIVE_INFINITY);
      if (found) return found.flat;
    }
    return undefined;
  }
}

class Slot {
  readonly #header: Int32Array;
  readonly #value: Float64Array;
  readonly #numbers: Int32Array;
  #seen = 0;

  constructor(buffer: SharedArrayBuffer, index: number) {
    const from = index * SLOT_BYTES;
    this.#header = new Int32Array(buffer, from, VALUE_BYTE / Int32Array.BYTES_PER_ELEMENT);
    this.#value = new Float64Array(buffer, from + VALUE_BYTE, 1);
    this.#numbers = new Int32Array(buffer, from + HEADER_BYTES, MOST_NUMBERS);
  }

  put(solve: number, value: number, flat: Int32Array): void {
    if (flat.length > MOST_NUMBERS) return;
    Atomics.add(this.#header, VERSION, 1);
    this.#header[SOLVE] = solve;
    this.#header[LENGTH] = flat.length;
    this.#value[0] = value;
    this.#numbers.set(flat);
    Atomics.add(this.#header, VERSION, 1);
  }

  take(solve: number, below: number): { readonly value: number; readonly flat: Int32Array } | undefined {
    const version = Atomics.load(this.#header, VERSION);
    if (version === this.#seen || version % 2 !== 0) return undefined;
    const value = this.#value[0] as number;
    const isOfUse = this.#header[SOLVE] === solve && value < below;
    const flat = isOfUse ? this.#numbers.slice(0, this.#header[LENGTH]) : undefined;
    // Overwritten meanwhile: the next question finds the newer one.
    if (Atomics.load(this.#header, VERSION) !== version) return undefined;
    this.#seen = version;
    return flat && { value, flat };
  }
}
