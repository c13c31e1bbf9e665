/** Which stop of a task is served now, found without looking at all of them as long as it stays the same. */
export class ServedStops {
  readonly #route: Int32Array;
  readonly #stopsOf: readonly Int32Array[];
  /** By lead: the stop that was served when last asked for. */
  readonly #known: Int32Array;

  /** @param route vehicle by stop, -1 where none serves it; of the stops of a task at most one is served */
  constructor(route: Int32Array, stopsOf: readonly Int32Array[]) {
    this.#route = route;
    this.#stopsOf = stopsOf;
    this.#known = Int32Array.from(stopsOf.keys());
  }

  /** The stop of the task that a route serves, -1 for none. */
  of(lead: number): number {
    const known = this.#known[lead] as number;
    return (this.#route[known] as number) >= 0 ? known : this.#find(lead);
  }

  #find(lead: number): number {
    for (const stop of this.#stopsOf[lead] as Int32Array) {
      if ((this.#route[stop] as number) < 0) continue;
      this.#known[lead] = stop;
      return stop;
    }
    return -1;
  }
}
