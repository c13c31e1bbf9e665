import type { Random } from '#domain/engine/random';
import type { Order } from './insertion-orders.ts';
import type { LeftOut } from './left-out.ts';
import type { NearStops } from './near-stops.ts';

/** Most required stops, left out before the ruin, that one recreation tries again. */
const MOST_MISSING = 10;
/** Longer lists are sorted by the library. */
const SHORT = 40;

/** What a recreation draws its list from. */
export interface RecreateParts {
  readonly leftOut: LeftOut;
  readonly near: NearStops;
  readonly random: Random;
  readonly orders: readonly Order[];
  /** By stop: 1 for those that must be served; 1 for those that this search may move. */
  readonly required: Uint8Array;
  readonly isOwn: Uint8Array;
}

/** The stops that one recreation tries to put back, in the order in which it tries them. */
export class RecreateList {
  /** The first `length`. */
  readonly stops: Int32Array;
  length = 0;
  readonly #parts: RecreateParts;
  /** Number of this list, and by optional stop of the last one that it was on though it was left out before the ruin. */
  #number = 0;
  readonly #retriedIn: Int32Array;

  constructor(parts: RecreateParts) {
    this.#parts = parts;
    this.stops = new Int32Array(parts.required.length);
    this.#retriedIn = new Int32Array(parts.required.length);
  }

  /** All stops that are left out. */
  takeAll(): void {
    const { leftOut } = this.#parts;
    this.#number++;
    this.length = leftOut.count;
    this.stops.set(leftOut.stops.subarray(0, leftOut.count));
    this.#order();
  }

  /** The stops that the ruin took out, some of the required ones left out before, and of the optional ones at most so many near `centre`. */
  take(centre: number, mostRetried: number): void {
    const { leftOut } = this.#parts;
    this.#number++;
    this.length = leftOut.readFresh(this.stops);
    if (leftOut.count > this.length) {
      if (leftOut.missing > 0) this.#addMissing();
      this.#addNear(centre, mostRetried);
    }
    this.#order();
  }

  /** Whether the optional stop was left out before the ruin. */
  isRetried(stop: number): boolean {
    return this.#retriedIn[stop] === this.#number;
  }

  #addMissing(): void {
    const { leftOut, random, required, isOwn } = this.#parts;
    const offset = random.below(leftOut.count);
    const most = this.length + MOST_MISSING;
    for (let i = 0; i < leftOut.count && this.length < most; i++) {
      const stop = leftOut.stops[(i + offset) % leftOut.count] as number;
      if (required[stop] === 1 && isOwn[stop] === 1 && !this.#has(stop)) this.stops[this.length++] = stop;
    }
  }

  #addNear(centre: number, mostRetried: number): void {
    const { leftOut, required, isOwn, near } = this.#parts;
    const { rows, count } = near;
    const most = this.length + mostRetried;
    for (let k = -1; k < count && this.length < most; k++) {
      const stop = k < 0 ? centre : (rows[centre * count + k] as number);
      if (!leftOut.isIn(stop) || isOwn[stop] !== 1 || required[stop] !== 0 || this.#has(stop)) continue;
      this.#retriedIn[stop] = this.#number;
      this.stops[this.length++] = stop;
    }
  }

  #has(stop: number): boolean {
    for (let i = 0; i < this.length; i++) if (this.stops[i] === stop) return true;
    return false;
  }

  /** Stops of the same key go by chance. */
  #order(): void {
    const { random, orders } = this.#parts;
    random.shuffle(this.stops, this.length);
    const order = orders[random.below(orders.length)] as Order;
    if (order) sortBy(this.stops, this.length, order);
  }
}

function sortBy(list: Int32Array, length: number, keys: Float64Array): void {
  if (length > SHORT) {
    list.subarray(0, length).sort((a, b) => (keys[a] as number) - (keys[b] as number));
    return;
  }
  for (let i = 1; i < length; i++) {
    const stop = list[i] as number;
    const key = keys[stop] as number;
    let j = i;
    for (; j > 0 && (keys[list[j - 1] as number] as number) > key; j--) list[j] = list[j - 1] as number;
    list[j] = stop;
  }
}
