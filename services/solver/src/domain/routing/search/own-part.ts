import type { Random } from '#domain/engine/random';
import type { SearchRoutes } from './search-routes.ts';

/** Room of a route that is not to be touched: nothing fits, not even what weighs nothing. */
const NO_ROOM = -1_000_000_000;

/**
 * The part of the problem that this search may change: all of it, or, when
 * several searches have divided the routes, its own routes and those left-out
 * stops that were given to it. Other routes have no room, other idle vehicles
 * are hidden: moves pass them over without asking.
 */
export class OwnPart {
  /** By stop: 1 when this search may move it. */
  readonly isOwn: Uint8Array;
  readonly #routes: SearchRoutes;
  /** The own stops: the first `#count`. */
  readonly #stops: Int32Array;
  #count: number;
  readonly #room: Int32Array;
  readonly #isForeign: Uint8Array;
  #isWhole = true;

  constructor(routes: SearchRoutes) {
    const { stops, problem, room } = routes;
    this.#routes = routes;
    this.isOwn = new Uint8Array(stops).fill(1);
    this.#stops = Int32Array.from({ length: stops }, (_, stop) => stop);
    this.#count = stops;
    this.#room = new Int32Array(room.length);
    this.#isForeign = new Uint8Array(problem.vehicles);
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Any of the own stops; there is at least one. */
  anyStop(random: Random): number {
    return this.#stops[random.below(this.#count)] as number;
  }

  isForeign(vehicle: number): boolean {
    return this.#isForeign[vehicle] === 1;
  }

  /** Narrows the whole to one part: `partOf` says the part of each vehicle, then of each stop. */
  narrow(partOf: Int32Array, own: number): void {
    const { problem, stops, room, idle, count, search } = this.#routes;
    const { vehicles } = problem;
    this.#isWhole = false;
    this.#count = 0;
    for (let stop = 0; stop < stops; stop++) {
      const isOwn = partOf[vehicles + stop] === own;
      this.isOwn[stop] = isOwn ? 1 : 0;
      if (isOwn) this.#stops[this.#count++] = stop;
    }
    this.#room.set(room);
    for (let v = 0; v < vehicles; v++) {
      if (partOf[v] === own) continue;
      this.#isForeign[v] = 1;
      room.fill(NO_ROOM, v * search.dims, (v + 1) * search.dims);
      if (count[v] === 0) idle.hide(v);
    }
  }

  /** Takes the narrowing back. The foreign routes are as they were. */
  widen(): void {
    if (this.#isWhole) return;
    const { problem, stops, room, idle, count, search } = this.#routes;
    this.#isWhole = true;
    this.isOwn.fill(1);
    this.#count = stops;
    for (let stop = 0; stop < stops; stop++) this.#stops[stop] = stop;
    for (let v = 0; v < problem.vehicles; v++) {
      if (this.#isForeign[v] === 0) continue;
      this.#isForeign[v] = 0;
      const from = v * search.dims;
      const to = from + search.dims;
      room.set(this.#room.subarray(from, to), from);
      if (count[v] === 0) idle.show(v);
    }
  }
}
