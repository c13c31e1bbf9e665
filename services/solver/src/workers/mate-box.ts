/*
 * The best solution of a mate in shared memory: the child process, which hears
 * the supervisor, writes it; its solver thread, which hears nothing while it
 * solves, reads it. One writer, one reader, no lock: the writer makes the
 * version odd while it writes, and the reader takes only what had the same even
 * version before and after.
 */

/** Longest flat solution, numbers. */
const MOST_NUMBERS = 250_000;

const VERSION = 0;
const SOLVE = 1;
const LENGTH = 2;
const HEADER_BYTES = 24;
const VALUE_BYTE = 16;

/** Shared memory for one solution. */
export function mateBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + MOST_NUMBERS * Int32Array.BYTES_PER_ELEMENT);
}

export class MateBox {
  readonly #header: Int32Array;
  readonly #value: Float64Array;
  readonly #numbers: Int32Array;
  #seen = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#header = new Int32Array(buffer, 0, VALUE_BYTE / Int32Array.BYTES_PER_ELEMENT);
    this.#value = new Float64Array(buffer, VALUE_BYTE, 1);
    this.#numbers = new Int32Array(buffer, HEADER_BYTES);
  }

  /** Replaces what is there; a solution that is too long is left out. */
  put(solve: number, value: number, flat: Int32Array): void {
    if (flat.length > MOST_NUMBERS) return;
    Atomics.add(this.#header, VERSION, 1);
    this.#header[SOLVE] = solve;
    this.#header[LENGTH] = flat.length;
    this.#value[0] = value;
    this.#numbers.set(flat);
    Atomics.add(this.#header, VERSION, 1);
  }

  /** What is new for this solve and lower than `below`. */
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
