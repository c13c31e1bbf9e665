import { type Place, placeKey } from './place.ts';

const FIRST_ROOM = 1024;

/**
 * Gives every place a small dense number, so that cells are keyed by two integers and a request costs one look-up a
 * location, not one a pair. References are counted: a number is used again once nobody holds its place any more.
 */
export class PlaceBook {
  readonly #idByKey = new Map<number, number>();
  readonly #free: number[] = [];
  #latE5 = new Int32Array(FIRST_ROOM);
  #lonE5 = new Int32Array(FIRST_ROOM);
  #holders = new Uint32Array(FIRST_ROOM);
  #next = 0;

  /** How many places are held. */
  get size(): number {
    return this.#idByKey.size;
  }

  /** The number of a place, held once more by the caller, who must release it. */
  hold(place: Place): number {
    const key = placeKey(place);
    let id = this.#idByKey.get(key);
    if (id === undefined) {
      id = this.#free.pop() ?? this.#newId();
      this.#idByKey.set(key, id);
      this.#latE5[id] = place.latE5;
      this.#lonE5[id] = place.lonE5;
      this.#holders[id] = 0;
    }
    this.holdAgain(id);
    return id;
  }

  /** Holds a place that somebody holds already. */
  holdAgain(id: number): void {
    this.#holders[id] = (this.#holders[id] as number) + 1;
  }

  /** Lets a place go; the last one to do so frees its number. */
  release(id: number): void {
    const left = (this.#holders[id] as number) - 1;
    this.#holders[id] = left;
    if (left > 0) return;
    this.#idByKey.delete(placeKey(this.placeOf(id)));
    this.#free.push(id);
  }

  placeOf(id: number): Place {
    return { latE5: this.#latE5[id] as number, lonE5: this.#lonE5[id] as number };
  }

  #newId(): number {
    const id = this.#next++;
    if (id >= this.#latE5.length) this.#grow();
    return id;
  }

  #grow(): void {
    const room = this.#latE5.length * 2;
    const [latE5, lonE5, holders] = [new Int32Array(room), new Int32Array(room), new Uint32Array(room)];
    latE5.set(this.#latE5);
    lonE5.set(this.#lonE5);
    holders.set(this.#holders);
    this.#latE5 = latE5;
    this.#lonE5 = lonE5;
    this.#holders = holders;
  }
}
