import { MISSING } from './matrix-planes.ts';

/*
 * A slot is four 32-bit words: destination + 1 (0 = empty), deciseconds, metres, and a word of
 *   bits 31..8 the tick at which it expires, bit 7 "was read since the clock hand passed", bits 5..0 its source.
 */
const WORDS = 4;
/** 2^32 over the golden ratio, as a signed word: spreads consecutive numbers evenly (Knuth, 6.4). */
const GOLDEN = 0x9e3779b1 | 0;
const EXPIRY_SHIFT = 8;
const READ_BIT = 0x80;
const SOURCE_MASK = 0x3f;
const FIRST_SLOTS = 16;
/** Slots are at most three quarters full. */
const LOAD = 0.75;

export const MOST_TICKS = 0xff_ffff;

/** Some cells to look up in one row. */
export interface RowQuery {
  /** Destination of each column. */
  readonly columns: Int32Array;
  /** Index of the row's first cell in the planes. */
  readonly offset: number;
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  /** Only cells marked MISSING are looked up. */
  readonly provenance: Uint8Array;
  /** Mark to write for a cell of each source; MISSING where cells of that source do not count. */
  readonly codes: Uint8Array;
  /** Cells that expire at this tick or before do not count. */
  readonly expiredTick: number;
}

/** The cells from one origin: an open-addressed table from destination to what is known about the way there. */
export class CellRow {
  #slots = new Int32Array(FIRST_SLOTS * WORDS);
  #shift = 32 - Math.log2(FIRST_SLOTS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** Copies the cells that it knows to the planes. Gives how many they were. */
  read(query: RowQuery): number {
    const { columns, offset, durations, distances, provenance, codes, expiredTick } = query;
    const slots = this.#slots;
    const shift = this.#shift;
    const wrap = slots.length - 1;
    let found = 0;
    for (let column = 0; column < columns.length; column++) {
      const cell = offset + column;
      if (provenance[cell] !== MISSING) continue;
      const key = (columns[column] as number) + 1;
      let slot = homeOf(key, shift);
      while (slots[slot] !== key && slots[slot] !== 0) slot = (slot + WORDS) & wrap;
      if (slots[slot] === 0) continue;
      const meta = slots[slot + 3] as number;
      const code = codes[meta & SOURCE_MASK] as number;
      if (meta >>> EXPIRY_SHIFT <= expiredTick || code === MISSING) continue;
      durations[cell] = slots[slot + 1] as number;
      distances[cell] = slots[slot + 2] as number;
      provenance[cell] = code;
      if ((meta & READ_BIT) === 0) slots[slot + 3] = meta | READ_BIT;
      found++;
    }
    return found;
  }

  /** Makes room for so many more cells at once. */
  reserve(more: number): void {
    const needed = (this.#count + more) / LOAD;
    if (needed > this.#slots.length / WORDS) this.#resize(2 ** Math.ceil(Math.log2(needed)));
  }

  /** Writes a cell. Gives whether it is new. */
  write(destination: number, deciseconds: number, meters: number, expiryTick: number, source: number): boolean {
    this.reserve(1);
    const slot = this.#find(destination + 1);
    const isNew = this.#slots[slot] === 0;
    const read = isNew ? 0 : (this.#slots[slot + 3] as number) & READ_BIT;
    this.#put(slot, destination + 1, deciseconds, meters, (expiryTick << EXPIRY_SHIFT) | read | source);
    if (isNew) this.#count++;
    return isNew;
  }

  /**
   * Keeps only the cells that `keep` accepts, clears their read bits, and shrinks to fit.
   * `dropped` hears of every other destination.
   */
  sweep(
    keep: (wasRead: boolean, source: number, expiryTick: number) => boolean,
    dropped: (destination: number) => void,
  ): void {
    const old = this.#slots;
    const kept: number[] = [];
    for (let slot = 0; slot < old.length; slot += WORDS) {
      if (old[slot] === 0) continue;
      const meta = old[slot + 3] as number;
      if (keep((meta & READ_BIT) !== 0, meta & SOURCE_MASK, meta >>> EXPIRY_SHIFT)) kept.push(slot);
      else dropped((old[slot] as number) - 1);
    }
    this.#clear(Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(kept.length / LOAD + 1))));
    for (const from of kept) this.#copy(old, from, ~READ_BIT);
    this.#count = kept.length;
  }

  #find(key: number): number {
    const slots = this.#slots;
    const wrap = slots.length - 1;
    let slot = homeOf(key, this.#shift);
    while (slots[slot] !== key && slots[slot] !== 0) slot = (slot + WORDS) & wrap;
    return slot;
  }

  #put(slot: number, key: number, deciseconds: number, meters: number, meta: number): void {
    this.#slots[slot] = key;
    this.#slots[slot + 1] = deciseconds;
    this.#slots[slot + 2] = meters;
    this.#slots[slot + 3] = meta;
  }

  #copy(from: Int32Array, slot: number, metaMask: number): void {
    const key = from[slot] as number;
    const meta = (from[slot + 3] as number) & metaMask;
    this.#put(this.#find(key), key, from[slot + 1] as number, from[slot + 2] as number, meta);
  }

  #clear(slotCount: number): void {
    this.#slots = new Int32Array(slotCount * WORDS);
    this.#shift = 32 - Math.log2(slotCount);
  }

  #resize(slotCount: number): void {
    const old = this.#slots;
    this.#clear(slotCount);
    for (let slot = 0; slot < old.length; slot += WORDS) if (old[slot] !== 0) this.#copy(old, slot, ~0);
  }
}

/**
 * Where a key would like to be. Blocks of 16 keys are spread, keys within a block stay neighbours: places that came in
 * one request are numbered in a row, and reading them in a row is more than twice as fast as all over the table.
 */
function homeOf(key: number, shift: number): number {
  const block = (Math.imul(key >>> 4, GOLDEN) >>> shift) & ~15;
  // A shift stays an integer for the compiler where a product might not.
  return (block | (key & 15)) << 2;
}
