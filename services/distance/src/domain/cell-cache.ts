import { CellRow, MOST_TICKS, type RowQuery } from './cell-row.ts';
import type { PlaceBook } from './place-book.ts';
import { TRAVEL_MODES, type TravelMode } from './travel-mode.ts';

/** Expiry times are kept in units of this, milliseconds: 24 bits of them are two years. */
const TICK_MS = 4_000;
/** When full, so much of the budget is freed at once. */
const FREED_SHARE = 1 / 32;

export interface CellCacheOptions {
  readonly places: PlaceBook;
  /** Most cells; about 33 bytes each. */
  readonly capacityCells: number;
  /** How long expired cells are kept to be used when nobody answers, milliseconds. */
  readonly staleMs: number;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  /** In [0, 1); spreads expiry times. */
  readonly random: () => number;
}

/** Cells to be kept: a tile of `origins.length` x `destinations.length`, row-major. */
export interface CellTile {
  readonly mode: TravelMode;
  readonly origins: Int32Array;
  readonly destinations: Int32Array;
  /** Deciseconds. */
  readonly durations: Int32Array;
  /** Metres. */
  readonly distances: Int32Array;
  /** When given, only cells that carry `mark` are kept. */
  readonly only?: { readonly marks: Uint8Array; readonly mark: number };
}

/** How long the cells of a tile live, milliseconds, and who says so. */
export interface CellOrigin {
  /** Number of the source, 0 to 63. */
  readonly source: number;
  readonly ttlMs: number;
  /** For cells without a way. */
  readonly negativeTtlMs: number;
  /** Whether other cells may go to make room. */
  readonly mayEvict: boolean;
}

export interface CacheFigures {
  readonly cells: number;
  readonly capacityCells: number;
  readonly evictions: number;
  readonly bytes: number;
}

/**
 * What is known about ways, a row of cells an origin and mode. When the budget is used up, a clock hand goes around
 * the rows: cells that were read since its last visit stay once more, the others go (CLOCK; Corbato 1968).
 */
export class CellCache {
  readonly #options: CellCacheOptions;
  readonly #rows = new Map<number, CellRow>();
  #hand: Iterator<[number, CellRow]> | undefined;
  #cells = 0;
  #bytes = 0;
  #evictions = 0;
  #startMs: number;

  constructor(options: CellCacheOptions) {
    this.#options = options;
    this.#startMs = options.now();
  }

  get figures(): CacheFigures {
    return {
      cells: this.#cells,
      capacityCells: this.#options.capacityCells,
      evictions: this.#evictions,
      bytes: this.#bytes,
    };
  }

  /** Copies fresh cells of a row to the planes. Gives how many they were. */
  readFresh(mode: TravelMode, origin: number, query: Omit<RowQuery, 'expiredTick'>): number {
    return this.#rows.get(rowKey(mode, origin))?.read({ ...query, expiredTick: this.#tick() }) ?? 0;
  }

  /** Copies cells of a row to the planes even if they have expired, but not too long ago. */
  readStale(mode: TravelMode, origin: number, query: Omit<RowQuery, 'expiredTick'>): number {
    const expiredTick = this.#tick() - Math.floor(this.#options.staleMs / TICK_MS);
    return this.#rows.get(rowKey(mode, origin))?.read({ ...query, expiredTick }) ?? 0;
  }

  /** Keeps the cells of a tile; those from a place to itself are left out. */
  write(tile: CellTile, from: CellOrigin): void {
    const { origins, destinations, durations, distances, only } = tile;
    const incoming = origins.length * destinations.length;
    if (!from.mayEvict && this.#cells + incoming > this.#options.capacityCells) return;
    const now = this.#tick();
    for (let r = 0; r < origins.length; r++) {
      const origin = origins[r] as number;
      const row = this.#rowOf(tile.mode, origin);
      const bytesBefore = row.bytes;
      row.reserve(destinations.length);
      for (let c = 0; c < destinations.length; c++) {
        const destination = destinations[c] as number;
        const cell = r * destinations.length + c;
        if (destination === origin || (only && only.marks[cell] !== only.mark)) continue;
        const deciseconds = durations[cell] as number;
        const ttlMs = deciseconds < 0 ? from.negativeTtlMs : from.ttlMs;
        const expiry = now + Math.floor((ttlMs * (1 - 0.1 * this.#options.random())) / TICK_MS);
        if (row.write(destination, deciseconds, distances[cell] as number, expiry, from.source)) {
          this.#options.places.holdAgain(destination);
          this.#cells++;
        }
      }
      this.#bytes += row.bytes - bytesBefore;
      if (this.#cells > this.#options.capacityCells) this.#evict();
    }
  }

  /** Forgets the cells of a source and mode, of a source, or all. Gives how many they were. */
  clear(source?: number, mode?: TravelMode): number {
    const before = this.#cells;
    for (const [key, row] of this.#rows) {
      if (mode !== undefined && key % TRAVEL_MODES.length !== TRAVEL_MODES.indexOf(mode)) continue;
      this.#sweep(key, row, (_, from) => source !== undefined && from !== source);
    }
    return before - this.#cells;
  }

  #evict(): void {
    const target = Math.floor(this.#options.capacityCells * (1 - FREED_SHARE));
    const before = this.#cells;
    const goneTick = this.#tick() - Math.floor(this.#options.staleMs / TICK_MS);
    while (this.#cells > target) {
      this.#hand ??= this.#rows.entries();
      const { done, value } = this.#hand.next();
      if (done) this.#hand = undefined;
      else this.#sweep(value[0], value[1], (wasRead, _, expiryTick) => wasRead && expiryTick > goneTick);
    }
    this.#evictions += before - this.#cells;
  }

  #sweep(key: number, row: CellRow, keep: Parameters<CellRow['sweep']>[0]): void {
    const [cells, bytes] = [row.count, row.bytes];
    row.sweep(keep, (destination) => this.#options.places.release(destination));
    this.#cells -= cells - row.count;
    this.#bytes -= bytes - row.bytes;
    if (row.count > 0) return;
    this.#bytes -= row.bytes;
    this.#rows.delete(key);
    this.#options.places.release(Math.floor(key / TRAVEL_MODES.length));
  }

  #rowOf(mode: TravelMode, origin: number): CellRow {
    const key = rowKey(mode, origin);
    let row = this.#rows.get(key);
    if (!row) {
      row = new CellRow();
      this.#rows.set(key, row);
      this.#bytes += row.bytes;
      this.#options.places.holdAgain(origin);
    }
    return row;
  }

  #tick(): number {
    const tick = Math.floor((this.#options.now() - this.#startMs) / TICK_MS);
    if (tick < MOST_TICKS / 2) return Math.max(0, tick);
    // After a year the ticks start again, with an empty cache.
    this.clear();
    this.#startMs = this.#options.now();
    return 0;
  }
}

function rowKey(mode: TravelMode, origin: number): number {
  return origin * TRAVEL_MODES.length + TRAVEL_MODES.indexOf(mode);
}
