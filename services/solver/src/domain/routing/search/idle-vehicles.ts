import type { CompiledRouting } from '#domain/routing/compiled';

/** The vehicles without stops, by type. Those of one type are alike: any of them stands for all. */
export class IdleVehicles {
  /** By type: how many there are. */
  readonly count: Int32Array;
  /** How many vehicles without stops are kept out of the list. */
  hidden = 0;
  readonly #type: Int32Array;
  /** The idle ones of a type lie at the front of its part. */
  readonly #list: Int32Array;
  readonly #from: Int32Array;
  /** Place in the list by vehicle. */
  readonly #at: Int32Array;

  /** All are idle. */
  constructor({ vehicles, types, type }: CompiledRouting) {
    this.count = new Int32Array(types);
    this.#type = type;
    this.#list = Int32Array.from({ length: vehicles }, (_, v) => v);
    this.#at = this.#list.slice();
    this.#from = new Int32Array(types);
    for (let v = vehicles - 1; v >= 0; v--) {
      const own = type[v] as number;
      this.#from[own] = v;
      this.count[own] = (this.count[own] as number) + 1;
    }
  }

  /** An idle vehicle of the type; `count` says whether there is one. */
  first(type: number): number {
    return this.#list[this.#from[type] as number] as number;
  }

  setBusy(vehicle: number): void {
    const type = this.#type[vehicle] as number;
    const count = (this.count[type] as number) - 1;
    this.count[type] = count;
    this.#move(vehicle, (this.#from[type] as number) + count);
  }

  setIdle(vehicle: number): void {
    const type = this.#type[vehicle] as number;
    const count = this.count[type] as number;
    this.count[type] = count + 1;
    this.#move(vehicle, (this.#from[type] as number) + count);
  }

  /** Keeps an idle vehicle out of the list, and puts it back. */
  hide(vehicle: number): void {
    this.setBusy(vehicle);
    this.hidden++;
  }

  show(vehicle: number): void {
    this.setIdle(vehicle);
    this.hidden--;
  }

  #move(vehicle: number, to: number): void {
    const from = this.#at[vehicle] as number;
    const other = this.#list[to] as number;
    this.#list[to] = vehicle;
    this.#list[from] = other;
    this.#at[vehicle] = to;
    this.#at[other] = from;
  }
}
